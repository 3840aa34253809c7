// Quantifiers, sums, counts and comprehensions: which tuples are there, and under which condition.
//
// A `forall` is the denial of an `exists` of a counterexample: guard and not body. That is a
// conjunction, and each conjunct is looked at as soon as its variables are bound, so that one that
// is false by the facts ends the branch. An equality between something of the new variable and
// something already known is an index look-up: by every value that side can have in any world, to
// the candidates that can have it. So `a.kernel == b.kernel` costs what it finds, not all pairs.
// Leaving a candidate out is sound because the equality is false for it in every world; one whose
// key may get stuck is never left out.

#include <algorithm>

#include "base/match.h"
#include "base/require.h"
#include "policy/grounder.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::None;

/// One enumeration: the conditions are numbered, `waiting` lists those not looked at yet.
struct Grounder::Search {
  struct Condition {
    Closure closure;
    std::vector<const Cell*> cells;  ///< Free variables.
  };
  std::vector<Variable> variables;
  std::vector<Condition> conditions;
  std::vector<Term> found;  ///< What the branch at hand requires of the world.
  const Visit* visit = nullptr;

  bool ready(std::size_t condition) const {
    const auto& cells = conditions[condition].cells;
    return std::all_of(cells.begin(), cells.end(), [](const Cell* cell) { return cell->bound; });
  }
};

/// Where a variable can be: scalars with the worlds in which they are members.
struct Grounder::Candidates {
  std::string collection;               ///< Empty: `members` is complete with its guards.
  std::vector<std::uint32_t> entities;  ///< Of the collection.
  std::vector<std::pair<model::Scalar, Term>> members;
};

/// Entities of a collection by each value that a key expression can have.
struct Grounder::Index {
  std::map<std::pair<std::size_t, std::uint32_t>, std::vector<std::uint32_t>> by_value;
  std::vector<std::uint32_t> always;  ///< The key may get stuck, or is no plain value.
  bool has_entities = false, has_symbols = false;
};

// ---- Names ------------------------------------------------------------------------------------

const CellPtr* Grounder::find(const Names& names, std::string_view name) const {
  for (std::size_t i = names.size(); i > 0; --i) {
    if (names[i - 1].first == name) return &names[i - 1].second;
  }
  return nullptr;
}

bool Grounder::is_collection(const syntax::Expr& expr, const Names& names) const {
  const auto* name = std::get_if<syntax::Name>(&expr.node);
  if (name == nullptr || find(names, name->text) != nullptr) return false;
  return model::kind_of_plural(name->text) || name->text == "declared_pods" ||
         name->text == "declared_containers" || name->text == "resources";
}

const syntax::Def* Grounder::definition(const syntax::Expr& expr, const Names& names) const {
  const auto* name = std::get_if<syntax::Name>(&expr.node);
  const auto* call = std::get_if<syntax::Call>(&expr.node);
  if (name != nullptr && (find(names, name->text) != nullptr || is_collection(expr, names)))
    return nullptr;
  if (name == nullptr && call == nullptr) return nullptr;
  const std::string& text = name != nullptr ? name->text : call->function.text;
  if (call != nullptr && model::kind_of(text)) return nullptr;
  const auto found = model_.functions.find(text);
  if (found == model_.functions.end()) return nullptr;
  const std::size_t given = call != nullptr ? call->arguments.size() : 0;
  return found->second->params.size() == given ? found->second : nullptr;
}

void Grounder::free_cells(const syntax::Expr& expr, const Names& names,
                          std::vector<const Cell*>& cells) const {
  const auto all = [&](const std::vector<syntax::Expr>& parts) {
    for (const syntax::Expr& part : parts) free_cells(part, names, cells);
  };
  const auto ranges = [&](const std::vector<syntax::Binder>& binders) {
    for (const syntax::Binder& binder : binders) all(binder.range);
  };
  match(
      expr.node, [](const syntax::BoolLit&) {}, [](const syntax::NumberLit&) {},
      [](const syntax::StringLit&) {}, [](const syntax::NoneLit&) {}, [](const syntax::PortLit&) {},
      [&](const syntax::Name& name) {
        // A name that an inner variable hides counts too: that only delays the condition.
        if (const CellPtr* cell = find(names, name.text)) cells.push_back(cell->get());
      },
      [&](const syntax::Member& member) { all(member.object); },
      [&](const syntax::Index& index) { all(index.object_and_key); },
      [&](const syntax::Call& call) { all(call.arguments); },
      [&](const syntax::Unary& unary) { all(unary.operand); },
      [&](const syntax::Binary& binary) { all(binary.sides); },
      [&](const syntax::Quantifier& quantifier) {
        ranges(quantifier.binders);
        all(quantifier.guard);
        all(quantifier.body);
      },
      [&](const syntax::Aggregate& aggregate) {
        all(aggregate.term);
        ranges(aggregate.binders);
        all(aggregate.guard);
      },
      [&](const syntax::Comprehension& set) {
        all(set.range);
        all(set.guard);
      },
      [&](const syntax::Conditional& conditional) { all(conditional.parts); },
      [&](const syntax::Has& has) { all(has.member); },
      [&](const syntax::SetLit& set) { all(set.items); });
}

bool Grounder::ready(const Closure& closure) const {
  std::vector<const Cell*> cells;
  free_cells(*closure.expr, closure.names, cells);
  return std::all_of(cells.begin(), cells.end(), [](const Cell* cell) { return cell->bound; });
}

bool Grounder::depends_only_on(const Closure& closure, const CellPtr& cell) const {
  std::vector<const Cell*> cells;
  free_cells(*closure.expr, closure.names, cells);
  return !cells.empty() && std::all_of(cells.begin(), cells.end(),
                                       [&](const Cell* one) { return one == cell.get(); });
}

Names Grounder::bind(const std::vector<syntax::Binder>& binders, const Names& names,
                     std::vector<Variable>& variables) {
  Names inner = names;
  for (const syntax::Binder& binder : binders) {
    const Closure range{&binder.range[0], inner};
    for (const syntax::Ident& name : binder.variables) {
      auto cell = std::make_shared<Cell>();
      variables.push_back({cell, range});
      inner.emplace_back(name.text, std::move(cell));
    }
  }
  return inner;
}

std::optional<Names> Grounder::parameters(const syntax::Expr& expr, const syntax::Def& def,
                                          const Names& names) {
  const auto* call = std::get_if<syntax::Call>(&expr.node);
  Names inner;
  for (std::size_t i = 0; call != nullptr && i < call->arguments.size(); ++i) {
    const syntax::Expr& argument = call->arguments[i];
    const auto* name = std::get_if<syntax::Name>(&argument.node);
    const CellPtr* cell = name != nullptr ? find(names, name->text) : nullptr;
    if (cell != nullptr) {
      inner.emplace_back(def.params[i].name.text, *cell);
    } else if (ready({&argument, names})) {
      auto known = std::make_shared<Cell>();
      known->value = value({&argument, names});
      known->bound = true;
      inner.emplace_back(def.params[i].name.text, std::move(known));
    } else {
      return std::nullopt;
    }
  }
  return inner;
}

// ---- A conjunction taken apart ----------------------------------------------------------------

bool Grounder::split_definition(const Closure& closure, bool look, std::vector<Closure>& conditions,
                                std::vector<Variable>& variables) {
  const syntax::Def* def = definition(*closure.expr, closure.names);
  if (def == nullptr) return false;
  const auto inner = parameters(*closure.expr, *def, closure.names);
  if (!inner) return false;
  split({&def->body, *inner, closure.negated}, look, conditions, variables);
  return true;
}

void Grounder::split(const Closure& closure, bool look, std::vector<Closure>& conditions,
                     std::vector<Variable>& variables) {
  const auto& node = closure.expr->node;
  const auto part = [&](const syntax::Expr& expr, bool negated) {
    split({&expr, closure.names, negated}, look, conditions, variables);
  };
  if (const auto* unary = std::get_if<syntax::Unary>(&node);
      unary != nullptr && unary->op == syntax::UnaryOp::Not) {
    return part(unary->operand[0], !closure.negated);
  }
  if (const auto* binary = std::get_if<syntax::Binary>(&node)) {
    const bool both =
        binary->op == (closure.negated ? syntax::BinaryOp::Or : syntax::BinaryOp::And);
    const bool denied = binary->op == syntax::BinaryOp::Implies && closure.negated;
    if (both || denied) {
      part(binary->sides[0], closure.negated && !denied);
      return part(binary->sides[1], closure.negated);
    }
  }
  if (const auto* quantifier = std::get_if<syntax::Quantifier>(&node);
      quantifier != nullptr && look) {
    const bool is_forall = quantifier->kind == syntax::QuantifierKind::ForAll;
    if (is_forall == closure.negated) {
      const Names inner = bind(quantifier->binders, closure.names, variables);
      for (const syntax::Expr& guard : quantifier->guard)
        split({&guard, inner, false}, look, conditions, variables);
      return split({&quantifier->body[0], inner, is_forall}, look, conditions, variables);
    }
  }
  if (split_definition(closure, look, conditions, variables)) return;
  if (const auto* choice = std::get_if<syntax::Conditional>(&node)) {
    const std::size_t stuck_before = stuck_.size();
    const Closure test{&choice->parts[0], closure.names};
    if (ready(test)) {
      const Term condition = boolean(test);
      if (terms_.is_true(condition) && stuck_.size() == stuck_before)
        return part(choice->parts[1], closure.negated);
      if (terms_.is_false(condition) && stuck_.size() == stuck_before)
        return part(choice->parts[2], closure.negated);
    }
  }
  conditions.push_back(closure);
}

// ---- Enumeration ------------------------------------------------------------------------------

void Grounder::for_each_tuple(std::vector<Variable> variables, std::vector<Closure> conditions,
                              bool look, const Visit& visit) {
  Search search;
  search.variables = std::move(variables);
  search.visit = &visit;
  std::vector<Closure> parts;
  for (const Closure& condition : conditions) split(condition, look, parts, search.variables);
  std::vector<std::size_t> waiting;
  for (Closure& closure : parts) {
    std::vector<const Cell*> cells;
    free_cells(*closure.expr, closure.names, cells);
    waiting.push_back(search.conditions.size());
    search.conditions.push_back({std::move(closure), std::move(cells)});
  }
  this->search(search, 0, std::move(waiting));
}

/// Looks at the conditions whose variables are bound. False if one of them is false.
bool Grounder::settle(Search& search, std::vector<std::size_t>& waiting, bool everything,
                      std::vector<std::unique_ptr<Path>>& paths) {
  std::vector<std::size_t> left;
  for (const std::size_t condition : waiting) {
    if (!search.ready(condition)) {
      left.push_back(condition);
      continue;
    }
    const std::size_t stuck_before = stuck_.size();
    const auto reason_before = stuck_reason_;
    const Term truth = boolean(search.conditions[condition].closure);
    // What an earlier condition still guards may get stuck here and not in the judge's order.
    if (stuck_.size() != stuck_before && !left.empty() && !everything) {
      stuck_.resize(stuck_before);
      stuck_reason_ = reason_before;
      left.push_back(condition);
      continue;
    }
    if (excluded(truth)) return false;
    if (terms_.is_true(truth)) continue;
    search.found.push_back(truth);
    paths.push_back(std::make_unique<Path>(*this, truth));
  }
  waiting = std::move(left);
  return true;
}

bool Grounder::search(Search& search, std::size_t next, std::vector<std::size_t> waiting) {
  const std::size_t found_before = search.found.size();
  bool go_on = true;
  {
    std::vector<std::unique_ptr<Path>> paths;
    const bool at_end = next == search.variables.size();
    if (settle(search, waiting, at_end, paths)) {
      if (at_end) {
        ++instances_;
        go_on = (*search.visit)(terms_.conjunction(search.found));
      } else {
        go_on = try_candidates(search, next, std::move(waiting));
      }
    }
    while (!paths.empty()) paths.pop_back();
  }
  search.found.resize(found_before);
  return go_on;
}

bool Grounder::try_candidates(Search& search, std::size_t next, std::vector<std::size_t> waiting) {
  const CellPtr cell = search.variables[next].cell;
  const std::size_t conditions_before = search.conditions.size();
  const Candidates candidates = this->candidates(search, search.variables[next], waiting);
  const auto bind_and_go = [&](const model::Scalar& item, Term guard) {
    if (excluded(guard)) return true;
    cell->value = constant_value(item);
    cell->bound = true;
    bool go_on = true;
    {
      const Path path(*this, guard);
      if (!terms_.is_true(guard)) search.found.push_back(guard);
      go_on = this->search(search, next + 1, waiting);
      if (!terms_.is_true(guard)) search.found.pop_back();
    }
    cell->bound = false;
    return go_on;
  };
  bool go_on = true;
  for (const std::uint32_t entity : candidates.entities) {
    go_on = go_on && bind_and_go(EntityId{entity}, in_collection(candidates.collection, {entity}));
  }
  for (const auto& [item, guard] : candidates.members) go_on = go_on && bind_and_go(item, guard);
  search.conditions.resize(conditions_before);
  return go_on;
}

Grounder::Candidates Grounder::candidates(Search& search, const Variable& variable,
                                          std::vector<std::size_t>& waiting) {
  Closure range = variable.range;
  while (true) {
    const auto& node = range.expr->node;
    if (const auto* set = std::get_if<syntax::Comprehension>(&node)) {
      // Its guard is one more condition on the variable, and comes before all others.
      Names inner = range.names;
      inner.emplace_back(set->variable.text, variable.cell);
      std::vector<Closure> parts;
      std::vector<Variable> none;
      for (const syntax::Expr& guard : set->guard)
        split({&guard, inner, false}, false, parts, none);
      std::vector<std::size_t> first;
      for (Closure& closure : parts) {
        std::vector<const Cell*> cells;
        free_cells(*closure.expr, closure.names, cells);
        first.push_back(search.conditions.size());
        search.conditions.push_back({std::move(closure), std::move(cells)});
      }
      waiting.insert(waiting.begin(), first.begin(), first.end());
      range = {&set->range[0], range.names};
      continue;
    }
    if (is_collection(*range.expr, range.names)) break;
    if (const syntax::Def* def = definition(*range.expr, range.names);
        def != nullptr && def->params.empty()) {
      range = {&def->body, {}};
      continue;
    }
    if (const auto inner = derived_set(range)) {
      range = *inner;
      continue;
    }
    return {{}, {}, set(range).members};
  }
  const std::string& name = std::get<syntax::Name>(range.expr->node).text;
  if (name == "resources") return {{}, {}, collection(name).members};
  Candidates found;
  found.collection = name;
  if (auto joined = join(search, name, variable.cell, waiting)) {
    found.entities = std::move(*joined);
    return found;
  }
  const std::string_view plural =
      name.starts_with("declared_") ? std::string_view(name).substr(9) : name;
  const model::EntityRange all = model::entities_of(model_, *model::kind_of_plural(plural));
  for (std::uint32_t i = all.begin; i < all.end; ++i) found.entities.push_back(i);
  return found;
}

/// `h.vms` of one known entity is the body of its definition.
std::optional<Closure> Grounder::derived_set(const Closure& range) {
  const auto* member = std::get_if<syntax::Member>(&range.expr->node);
  if (member == nullptr) return std::nullopt;
  const std::size_t stuck_before = stuck_.size();
  const auto reason_before = stuck_reason_;
  const Value object = value({&member->object[0], range.names});
  std::optional<EntityId> only;
  bool plain = stuck_.size() == stuck_before && std::holds_alternative<Scalar>(object);
  stuck_.resize(stuck_before);
  stuck_reason_ = reason_before;
  if (!plain) return std::nullopt;
  for (const auto& [leaf, guard] : std::get<Scalar>(object).alternatives) {
    if (excluded(guard)) continue;
    const auto* entity = std::get_if<EntityId>(&leaf);
    plain = plain && entity != nullptr && !only;
    if (entity != nullptr) only = *entity;
  }
  if (!plain || !only) return std::nullopt;
  const model::Kind kind = model_.entity(*only).kind;
  if (model::find_attribute(kind, member->attribute.text)) return std::nullopt;
  const auto def =
      model_.derived.find(std::string(model::name_of(kind)) + "." + member->attribute.text);
  if (def == model_.derived.end()) return std::nullopt;
  auto cell = std::make_shared<Cell>();
  cell->bound = true;
  cell->value = constant_value(model::Scalar(*only));
  return Closure{&def->second->body, {{def->second->params[0].name.text, std::move(cell)}}};
}

// ---- Joins ------------------------------------------------------------------------------------

std::optional<std::vector<std::uint32_t>> Grounder::join(const Search& search,
                                                         const std::string& collection,
                                                         const CellPtr& cell,
                                                         const std::vector<std::size_t>& waiting) {
  std::optional<std::vector<std::uint32_t>> best;
  for (const std::size_t condition : waiting) {
    const Closure& closure = search.conditions[condition].closure;
    const auto* binary = std::get_if<syntax::Binary>(&closure.expr->node);
    const auto wanted = closure.negated ? syntax::BinaryOp::NotEqual : syntax::BinaryOp::Equal;
    if (binary == nullptr || binary->op != wanted) continue;
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
      const Closure key{&binary->sides[side], closure.names};
      const Closure known{&binary->sides[1 - side], closure.names};
      if (!depends_only_on(key, cell) || !ready(known)) continue;
      auto found = look_up(index_of(collection, key, cell), known);
      if (found && (!best || found->size() < best->size())) best = std::move(found);
    }
  }
  return best;
}

/// The entities whose key can equal the known side; nothing if that cannot be told by look-up.
std::optional<std::vector<std::uint32_t>> Grounder::look_up(const Index& index,
                                                            const Closure& known) {
  const std::size_t stuck_before = stuck_.size();
  const auto reason_before = stuck_reason_;
  const Value side = value(known);
  const bool got_stuck = stuck_.size() != stuck_before;
  stuck_.resize(stuck_before);
  stuck_reason_ = reason_before;
  const auto* scalar = std::get_if<Scalar>(&side);
  if (got_stuck || scalar == nullptr) return std::nullopt;
  std::vector<std::uint32_t> found = index.always;
  for (const auto& [leaf, guard] : scalar->alternatives) {
    if (excluded(guard)) continue;
    std::uint32_t id = 0;
    if (const auto* entity = std::get_if<EntityId>(&leaf)) {
      if (index.has_symbols) return std::nullopt;  // a name may stand for an entity
      id = entity->index;
    } else if (const auto* symbol = std::get_if<Symbol>(&leaf)) {
      if (index.has_entities) return std::nullopt;
      id = symbol->index;
    } else if (!std::holds_alternative<None>(leaf)) {
      return std::nullopt;
    }
    const auto hits = index.by_value.find({leaf.index(), id});
    if (hits != index.by_value.end())
      found.insert(found.end(), hits->second.begin(), hits->second.end());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

const Grounder::Index& Grounder::index_of(const std::string& collection, const Closure& key,
                                          const CellPtr& cell) {
  std::shared_ptr<Index>& index = indexes_[{key.expr, collection}];
  if (index) return *index;
  index = std::make_shared<Index>();
  // The index outlives the branch at hand: nothing of its path may enter.
  const auto path = std::exchange(path_, {});
  auto known_true = std::exchange(known_true_, {});
  const std::string_view plural =
      collection.starts_with("declared_") ? std::string_view(collection).substr(9) : collection;
  const model::EntityRange all = model::entities_of(model_, *model::kind_of_plural(plural));
  for (std::uint32_t i = all.begin; i < all.end; ++i) {
    const Term guard = in_collection(collection, {i});
    if (terms_.is_false(guard)) continue;
    const Path inside(*this, guard);
    cell->value = constant_value(model::Scalar(EntityId{i}));
    cell->bound = true;
    add_key(*index, i, key);
    cell->bound = false;
  }
  path_ = path;
  known_true_ = std::move(known_true);
  return *index;
}

void Grounder::add_key(Index& index, std::uint32_t entity, const Closure& key) {
  const std::size_t stuck_before = stuck_.size();
  const auto reason_before = stuck_reason_;
  const Value value = this->value(key);
  const bool got_stuck = stuck_.size() != stuck_before;
  stuck_.resize(stuck_before);
  stuck_reason_ = reason_before;
  const auto* scalar = std::get_if<Scalar>(&value);
  bool plain = !got_stuck && scalar != nullptr;
  for (std::size_t i = 0; plain && i < scalar->alternatives.size(); ++i) {
    const Leaf& leaf = scalar->alternatives[i].first;
    plain = !std::holds_alternative<Term>(leaf) && !std::holds_alternative<Number>(leaf);
  }
  if (!plain) {
    index.always.push_back(entity);
    return;
  }
  for (const auto& [leaf, guard] : scalar->alternatives) {
    if (excluded(guard)) continue;
    std::uint32_t id = 0;
    if (const auto* other = std::get_if<EntityId>(&leaf)) {
      id = other->index;
      index.has_entities = true;
    } else if (const auto* symbol = std::get_if<Symbol>(&leaf)) {
      id = symbol->index;
      index.has_symbols = true;
    }
    std::vector<std::uint32_t>& entities = index.by_value[{leaf.index(), id}];
    if (entities.empty() || entities.back() != entity) entities.push_back(entity);
  }
}

// ---- Collections ------------------------------------------------------------------------------

Term Grounder::exists(EntityId id) {
  const model::Entity& entity = model_.entity(id);
  if (!entity.exists) return terms_.truth(true);
  return std::get<Term>(encoding_.value(*entity.exists).alternatives.front().first);
}

Term Grounder::in_collection(std::string_view collection, EntityId id) {
  const bool declared = collection.starts_with("declared_");
  const auto [known, is_new] = members_.try_emplace({declared, id});
  if (is_new) {
    const model::Entity& entity = model_.entity(id);
    if (!entity.described) {
      known->second = terms_.truth(false);
    } else {
      known->second = declared ? exists(id) : terms_.conjunction({exists(id), is_somewhere(id)});
    }
  }
  return known->second;
}

/// A pod is placed; what a container is in exists and, if it is a pod, is placed.
Term Grounder::is_somewhere(EntityId id) {
  const model::Entity& entity = model_.entity(id);
  if (entity.kind == model::Kind::Pod) return is_placed(id);
  if (entity.kind != model::Kind::Container) return terms_.truth(true);
  const auto in = model::find_attribute(model::Kind::Container, "in");
  const Value where = fact(id, *in, entity.at, false);
  std::vector<Term> cases;
  for (const auto& [leaf, guard] : std::get<Scalar>(where).alternatives) {
    const auto* target = std::get_if<EntityId>(&leaf);
    if (target == nullptr) continue;
    const bool in_pod = model_.entity(*target).kind == model::Kind::Pod;
    cases.push_back(terms_.conjunction(
        {guard, exists(*target), in_pod ? is_placed(*target) : terms_.truth(true)}));
  }
  return terms_.disjunction(std::move(cases));
}

Term Grounder::is_placed(EntityId pod) {
  const auto node = model::find_attribute(model::Kind::Pod, "node");
  const Value where = fact(pod, *node, model_.entity(pod).at, false);
  std::vector<Term> pending;
  for (const auto& [leaf, guard] : std::get<Scalar>(where).alternatives) {
    if (std::holds_alternative<None>(leaf)) pending.push_back(guard);
  }
  return terms_.negation(terms_.disjunction(std::move(pending)));
}

Set Grounder::collection(std::string_view name) {
  Set set;
  if (name == "resources") {
    for (const Symbol resource : model_.extended_resources)
      set.members.emplace_back(resource, terms_.truth(true));
    return set;
  }
  const std::string_view plural = name.starts_with("declared_") ? name.substr(9) : name;
  const model::EntityRange all = model::entities_of(model_, *model::kind_of_plural(plural));
  for (std::uint32_t i = all.begin; i < all.end; ++i) {
    const Term guard = in_collection(name, {i});
    if (!terms_.is_false(guard)) set.members.emplace_back(EntityId{i}, guard);
  }
  return set;
}

// ---- What is made of the tuples ---------------------------------------------------------------

Term Grounder::exists_some(const Closure& closure) {
  const auto& quantifier = std::get<syntax::Quantifier>(closure.expr->node);
  std::vector<Variable> variables;
  const Names inner = bind(quantifier.binders, closure.names, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : quantifier.guard) conditions.push_back({&guard, inner, false});
  conditions.push_back({&quantifier.body[0], inner, closure.negated});
  std::vector<Term> cases;
  for_each_tuple(std::move(variables), std::move(conditions), true, [&](Term condition) {
    cases.push_back(condition);
    return !terms_.is_true(condition);
  });
  return terms_.disjunction(std::move(cases));
}

Value Grounder::aggregate(const syntax::Aggregate& aggregate, const Names& names) {
  std::vector<Variable> variables;
  const Names inner = bind(aggregate.binders, names, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : aggregate.guard) conditions.push_back({&guard, inner, false});
  Number total;
  for_each_tuple(std::move(variables), std::move(conditions), false, [&](Term condition) {
    const bool is_sum = aggregate.kind == syntax::AggregateKind::Sum;
    const Number term = is_sum ? number({&aggregate.term[0], inner}) : constant(Rational(1));
    append(total, guarded(terms_, term, condition));
    return true;
  });
  return Scalar{{{std::move(total), terms_.truth(true)}}};
}

Value Grounder::comprehension(const syntax::Comprehension& comprehension, const Names& names) {
  auto cell = std::make_shared<Cell>();
  Names inner = names;
  inner.emplace_back(comprehension.variable.text, cell);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : comprehension.guard)
    conditions.push_back({&guard, inner, false});
  Set set;
  for_each_tuple({{cell, {&comprehension.range[0], names}}}, std::move(conditions), false,
                 [&](Term condition) {
                   const auto& alternatives = std::get<Scalar>(cell->value).alternatives;
                   set.members.emplace_back(known_scalar(alternatives.front().first), condition);
                   return true;
                 });
  return set;
}

/// A variable's value is always known: it is a member of a set.
model::Scalar Grounder::known_scalar(const Leaf& leaf) const {
  return match(
      leaf, [](const None& none) { return model::Scalar(none); },
      [&](const Term& truth) { return model::Scalar(terms_.is_true(truth)); },
      [](const Number& number) {
        return model::Scalar(Quantity{number.constant, Dimension::Count});
      },
      [](const Symbol& symbol) { return model::Scalar(symbol); },
      [](const EntityId& entity) { return model::Scalar(entity); });
}

Term Grounder::reached(const Closure& closure) {
  const auto& node = closure.expr->node;
  if (const auto* binary = std::get_if<syntax::Binary>(&node);
      binary != nullptr && binary->op == syntax::BinaryOp::And) {
    return terms_.disjunction(
        {reached({&binary->sides[0], closure.names}), reached({&binary->sides[1], closure.names})});
  }
  if (const syntax::Def* def = definition(*closure.expr, closure.names)) {
    if (const auto inner = parameters(*closure.expr, *def, closure.names))
      return reached({&def->body, *inner});
  }
  const auto* quantifier = std::get_if<syntax::Quantifier>(&node);
  if (quantifier == nullptr || quantifier->kind != syntax::QuantifierKind::ForAll)
    return terms_.truth(true);
  std::vector<Variable> variables;
  const Names inner = bind(quantifier->binders, closure.names, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : quantifier->guard) conditions.push_back({&guard, inner, false});
  std::vector<Term> cases;
  for_each_tuple(std::move(variables), std::move(conditions), false, [&](Term condition) {
    cases.push_back(terms_.conjunction({condition, reached({&quantifier->body[0], inner})}));
    if (terms_.is_true(cases.back())) return false;
    reached_in_part_ = reached_in_part_ || cases.size() == most_reached_;
    return cases.size() < most_reached_;
  });
  return terms_.disjunction(std::move(cases));
}

std::vector<Term> Grounder::conjuncts(const syntax::Expr& formula) {
  const Closure closure{&formula, {}};
  if (const auto* binary = std::get_if<syntax::Binary>(&formula.node);
      binary != nullptr && binary->op == syntax::BinaryOp::And) {
    std::vector<Term> all = conjuncts(binary->sides[0]);
    // The right side counts only where the left one is true, and otherwise all is false anyway.
    for (const Term term : conjuncts(binary->sides[1])) all.push_back(term);
    return all;
  }
  const auto* quantifier = std::get_if<syntax::Quantifier>(&formula.node);
  if (quantifier == nullptr || quantifier->kind != syntax::QuantifierKind::ForAll)
    return {boolean(closure)};
  std::vector<Variable> variables;
  const Names inner = bind(quantifier->binders, {}, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : quantifier->guard) conditions.push_back({&guard, inner, false});
  conditions.push_back({&quantifier->body[0], inner, true});
  std::vector<Term> all;
  for_each_tuple(std::move(variables), std::move(conditions), true, [&](Term condition) {
    all.push_back(terms_.negation(condition));
    return true;
  });
  return all;
}

}  // namespace ringfence::policy
