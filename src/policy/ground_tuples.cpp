// Which tuples a quantifier, sum, count or comprehension has, and under which condition.
//
// A `forall` is the denial of an `exists` of a counterexample: guard and not body. That is a
// conjunction, and each conjunct is looked at as soon as its variables are bound, so that one that
// is false by the facts ends the branch. An equality between something of the new variable and
// something already known is an index look-up: by every value that side can have in any world, to
// the candidates that can have it. So `a.kernel == b.kernel` costs what it finds, not all pairs.
// Leaving a candidate out is sound because the equality is false for it in every world; one whose
// key may get stuck is never left out.

#include "policy/possible.h"
#include "policy/reasons.h"
#include "policy/search.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;

bool Grounder::split_definition(const Closure& closure, bool look, std::vector<Closure>& conditions,
                                std::vector<Variable>& variables) {
  const syntax::Def* def = definition(*closure.expr, closure.names);
  if (def == nullptr) return false;
  const auto inner = parameters(*closure.expr, *def, closure.names);
  if (!inner) return false;
  if (premises_ != nullptr && ready(closure)) note_arguments(closure, premises_->otherwise);
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
      const bool is_known = terms_.is_true(condition) || terms_.is_false(condition);
      if (is_known && stuck_.size() == stuck_before) {
        const bool holds = terms_.is_true(condition);
        if (premises_ != nullptr) premises_->otherwise.push_back(denial(test, holds));
        return part(choice->parts[holds ? 1 : 2], closure.negated);
      }
    }
  }
  conditions.push_back(closure);
}

// ---- Enumeration ------------------------------------------------------------------------------

void Grounder::for_each_tuple(std::vector<Variable> variables, std::vector<Closure> conditions,
                              bool look, const Visit& visit, Trace* trace) {
  Search search;
  search.variables = std::move(variables);
  search.visit = &visit;
  search.trace = trace;
  Trace* const outer = std::exchange(premises_, trace);
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
  premises_ = outer;
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
    if (excluded(truth)) {
      if (search.trace != nullptr && search.trace->wants_dead_ends)
        note_dead_end(*search.trace, Closure(search.conditions[condition].closure), truth);
      return false;
    }
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
        if (search.trace != nullptr) search.trace->at = &search;
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
  if (search.trace != nullptr) {
    search.ranges.push_back(candidates.range);
    if (search.trace->wants_dead_ends && !candidates.is_cut)
      note_candidates(*search.trace, candidates);
  }
  const auto bind_and_go = [&](const model::Scalar& item, Term guard) {
    if (excluded(guard)) {
      const bool is_told = search.trace != nullptr && search.trace->wants_dead_ends;
      if (is_told && terms_.is_false(guard)) note_absence(*search.trace, candidates.range, item);
      return true;
    }
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
  if (search.trace != nullptr) search.ranges.pop_back();
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
    if (const auto inner = derived_body(range)) {
      if (search.trace != nullptr) note_owner(*search.trace, range);
      range = *inner;
      continue;
    }
    return {{}, {}, set(range).members, range, {}};
  }
  const std::string& name = std::get<syntax::Name>(range.expr->node).text;
  if (name == "resources") return {{}, {}, collection(name).members, range, {}};
  Candidates found;
  found.collection = name;
  found.range = range;
  if (auto chained = chain_join(search, name, variable.cell, waiting)) {
    found.entities = std::move(*chained);
    found.is_cut = true;
    return found;
  }
  if (auto joined = join(search, name, variable.cell, waiting)) {
    found.entities = std::move(joined->entities);
    found.join = std::move(joined->by);
    return found;
  }
  const std::string_view plural =
      name.starts_with("declared_") ? std::string_view(name).substr(9) : name;
  const model::EntityRange all = model::entities_of(model_, *model::kind_of_plural(plural));
  for (std::uint32_t i = all.begin; i < all.end; ++i) found.entities.push_back(i);
  return found;
}

/// `h.vms` of one known entity is the body of its definition.
std::optional<Closure> Grounder::derived_body(const Closure& closure) {
  const auto* member = std::get_if<syntax::Member>(&closure.expr->node);
  if (member == nullptr) return std::nullopt;
  if (const auto many = possible(Closure{&member->object[0], closure.names})) {
    if (many->entities->size() != 1) return std::nullopt;
  }
  const std::size_t stuck_before = stuck_.size();
  const auto reason_before = stuck_reason_;
  const Value object = value({&member->object[0], closure.names});
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

}  // namespace ringfence::policy
