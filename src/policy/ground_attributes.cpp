#include <algorithm>
#include <unordered_map>

#include "base/match.h"
#include "policy/reasons.h"
#include "policy/text_functions.h"
#include "syntax/closure.h"

// docs/semantics.md section 4: attributes, `has`, and the built-in functions.

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::None;

namespace {

/// Collects what the alternatives of a scalar lead to, case by case.
class Merge {
 public:
  explicit Merge(logic::Terms& terms) : terms_(terms) {}

  void add(const Value& value, Term when) {
    match(
        value,
        [&](const Scalar& scalar) {
          for (const auto& [leaf, guard] : scalar.alternatives)
            add(leaf, terms_.conjunction({guard, when}));
        },
        [&](const Set& set) {
          is_set_ = true;
          for (const auto& [item, guard] : set.members) {
            const Term kept = terms_.conjunction({guard, when});
            if (!terms_.is_false(kept)) members_[item_key(item)].push_back({item, kept});
          }
        },
        [&](const Keyed& keyed) {
          is_keyed_ = true;
          for (const auto& [table, guard] : keyed.alternatives) {
            keyed_.alternatives.emplace_back(table, terms_.conjunction({guard, when}));
          }
        });
  }
  void add(const Leaf& leaf, Term guard) {
    if (!terms_.is_false(guard)) scalar_.alternatives.emplace_back(leaf, guard);
  }

  Value take() {
    if (is_keyed_) {
      for (const auto& [leaf, guard] : scalar_.alternatives)
        keyed_.alternatives.emplace_back(nullptr, guard);
      return std::move(keyed_);
    }
    if (!is_set_) return merged();
    Set set;
    for (auto& [key, cases] : members_) {
      std::vector<Term> guards;
      for (const auto& [item, guard] : cases) guards.push_back(guard);
      set.members.emplace_back(cases.front().first, terms_.disjunction(std::move(guards)));
    }
    return set;
  }

 private:
  using Key = std::tuple<std::size_t, std::string>;
  static Key item_key(const model::Scalar& item) {
    return match(
        item,
        [](const None&) {
          return Key{0, ""};
        },
        [](const bool& truth) {
          return Key{1, truth ? "1" : "0"};
        },
        [](const Quantity& quantity) {
          return Key{2, to_string(quantity.value)};
        },
        [](const Symbol& symbol) {
          return Key{3, std::to_string(symbol.index)};
        },
        [](const EntityId& entity) {
          return Key{4, std::to_string(entity.index)};
        });
  }

  /// Alternatives with the same entity, symbol or none become one: two nodes on one host.
  Value merged() {
    Scalar result;
    std::unordered_map<std::uint64_t, std::size_t> places;
    std::unordered_map<std::size_t, std::vector<Term>> repeated;  // few alternatives are
    result.alternatives.reserve(scalar_.alternatives.size());
    for (auto& [leaf, guard] : scalar_.alternatives) {
      std::uint32_t id = 0;
      if (const auto* entity = std::get_if<EntityId>(&leaf)) id = entity->index;
      if (const auto* symbol = std::get_if<Symbol>(&leaf)) id = symbol->index;
      const bool can_merge =
          !std::holds_alternative<Term>(leaf) && !std::holds_alternative<Number>(leaf);
      const std::size_t next = result.alternatives.size();
      const auto [place, is_new] =
          can_merge ? places.try_emplace(std::uint64_t{leaf.index()} << 32U | id, next)
                    : std::pair(places.end(), true);
      if (is_new) {
        result.alternatives.emplace_back(std::move(leaf), guard);
      } else {
        std::vector<Term>& guards = repeated[place->second];
        if (guards.empty()) guards.push_back(result.alternatives[place->second].second);
        guards.push_back(guard);
      }
    }
    // In order, so that terms are numbered alike in every run.
    for (std::size_t i = 0; i < result.alternatives.size() && !repeated.empty(); ++i) {
      const auto guards = repeated.find(i);
      if (guards == repeated.end()) continue;
      result.alternatives[i].second = terms_.disjunction(std::move(guards->second));
    }
    return result;
  }

  logic::Terms& terms_;
  Scalar scalar_;
  Keyed keyed_;
  bool is_set_ = false, is_keyed_ = false;
  std::map<Key, std::vector<std::pair<model::Scalar, Term>>> members_;
};

}  // namespace

/// `base.first.second…` taken apart.
const syntax::Expr& Grounder::path_of(const syntax::Expr& expr,
                                      std::vector<const syntax::Ident*>& steps) {
  const syntax::Expr* at = &expr;
  while (const auto* step = std::get_if<syntax::Member>(&at->node)) {
    steps.insert(steps.begin(), &step->attribute);
    at = &step->object[0];
  }
  return *at;
}

Value Grounder::constant_value(const model::Value& value) {
  return match(
      value,
      [&](const model::Scalar& scalar) {
        return Value(Scalar{{{leaf_of(terms_, scalar), terms_.truth(true)}}});
      },
      [&](const model::SetValue& items) {
        Set set;
        for (const model::Scalar& item : items.items)
          set.members.emplace_back(item, terms_.truth(true));
        return Value(std::move(set));
      },
      [&](const model::KeyedValue& keyed) {
        return Value(Keyed{{{&keyed, terms_.truth(true)}}});
      });
}

Value Grounder::fact(EntityId id, model::AttributeId attribute, const Span& at) {
  note_read(id, attribute);
  const model::Entity& entity = model_.entity(id);
  if (const model::Fact* known = model::find_fact(entity, attribute)) {
    if (const auto* unknown = std::get_if<model::UnknownId>(&known->value))
      return encoding_.value(*unknown);
    return constant_value(std::get<model::Value>(known->value));
  }
  const std::string_view name = model::attribute(attribute).name;
  const bool is_known = entity.described || (entity.kind == model::Kind::Node && name == "vm");
  if (!is_known) {
    get_stuck(terms_.truth(true),
              "no file describes the `" + std::string(name) + "` of " + entity.name, at);
  }
  return Scalar{{{None{}, terms_.truth(true)}}};
}

Value Grounder::derived(EntityId entity, const syntax::Def& def) {
  const auto key = std::pair(&def, entity);
  if (const auto known = derived_.find(key); known != derived_.end()) {
    if (reasons_) {
      for (const auto& [id, attribute] : reasons_->read_by_derived[key]) note_read(id, attribute);
    }
    return known->second;
  }
  auto cell = std::make_shared<Cell>();
  cell->bound = true;
  cell->value = Scalar{{{entity, terms_.truth(true)}}};
  const Names names = {{def.params[0].name.text, cell}};
  // Without the path the value is good for every later use; if it could get stuck that way, it is
  // computed anew for each use, on that use's path.
  const std::size_t stuck_before = stuck_.size();
  const auto reason_before = stuck_reason_;
  std::optional<Apart> apart(std::in_place, *this);
  Reasons::Reads noted_before;
  if (reasons_) noted_before = std::exchange(reasons_->noted, {});
  Value found = compute(def.body, names);
  if (reasons_) {
    const Reasons::Reads& read = reasons_->read_by_derived[key] =
        std::exchange(reasons_->noted, std::move(noted_before));
    for (const auto& [id, attribute] : read) note_read(id, attribute);
  }
  apart.reset();
  if (stuck_.size() == stuck_before) return derived_.emplace(key, std::move(found)).first->second;
  stuck_.resize(stuck_before);
  stuck_reason_ = reason_before;
  return compute(def.body, names);
}

Value Grounder::attribute_of(EntityId id, const std::vector<const syntax::Ident*>& steps,
                             std::size_t first) {
  const model::Entity& entity = model_.entity(id);
  const Step& step = step_of(entity.kind, steps, first);
  Value found;
  if (step.attribute) {
    found = fact(id, *step.attribute, steps[first]->at);
  } else if (step.def != nullptr) {
    found = derived(id, *step.def);
  } else if (step.length > 0) {
    const Symbol symbol =
        intern(step.is_name ? std::string_view(entity.name) : model::name_of(entity.kind));
    found = Scalar{{{symbol, terms_.truth(true)}}};
  }
  const std::size_t next = first + step.length;
  if (next == steps.size()) return found;
  const auto* scalar = std::get_if<Scalar>(&found);
  if (step.length > 0 && scalar != nullptr) return rest_of(*scalar, steps, next);
  get_stuck(
      terms_.truth(true),
      "a " + std::string(model::name_of(entity.kind)) + " has no `" + steps[first]->text + "`",
      steps[first]->at);
  return Scalar{};
}

/// The steps from `first` on, from whatever the object is.
Value Grounder::rest_of(const Scalar& object, const std::vector<const syntax::Ident*>& steps,
                        std::size_t first) {
  Merge merge(terms_);
  for (const auto& [leaf, guard] : object.alternatives) {
    if (excluded(guard)) continue;
    const auto* entity = std::get_if<EntityId>(&leaf);
    if (entity != nullptr && object.alternatives.size() == 1 && terms_.is_true(guard)) {
      // The only alternative there is: what it leads to is all there is, and need not be copied.
      Value all = attribute_of(*entity, steps, first);
      if (std::holds_alternative<Scalar>(all)) return all;
      merge.add(all, guard);
      continue;
    }
    const Path path(*this, guard);
    if (entity != nullptr) {
      merge.add(attribute_of(*entity, steps, first), guard);
    } else if (std::holds_alternative<None>(leaf)) {
      merge.add(leaf, guard);
    } else {
      get_stuck(terms_.truth(true), "only an entity has a `" + steps[first]->text + "`",
                steps[first]->at);
    }
  }
  return merge.take();
}

Value Grounder::member(const syntax::Expr& expr, const Names& names) {
  std::vector<const syntax::Ident*> steps;
  const syntax::Expr& base = path_of(expr, steps);
  return rest_of(scalar({&base, names}), steps, 0);
}

Value Grounder::index(const syntax::Index& indexed, const Names& names, bool or_none) {
  const syntax::Expr& object = indexed.object_and_key[0];
  const Value table = std::holds_alternative<syntax::Member>(object.node) ? member(object, names)
                                                                          : value({&object, names});
  const Scalar key = scalar({&indexed.object_and_key[1], names});
  Merge merge(terms_);
  const auto* keyed = std::get_if<Keyed>(&table);
  if (keyed == nullptr) {  // an attribute of none
    merge.add(Leaf(None{}), terms_.truth(true));
    return merge.take();
  }
  for (const auto& [items, when] : keyed->alternatives) {
    for (const auto& [leaf, guard] : key.alternatives) {
      const Term both = terms_.conjunction({when, guard});
      const auto* symbol = std::get_if<Symbol>(&leaf);
      if (items == nullptr) {
        merge.add(Leaf(None{}), both);
        continue;
      }
      if (symbol == nullptr) {
        get_stuck(both, "a resource is named by text", indexed.object_and_key[1].at);
        continue;
      }
      const auto found = std::find_if(items->items.begin(), items->items.end(),
                                      [&](const auto& item) { return item.first == *symbol; });
      const bool absent = found == items->items.end();
      if (absent && or_none) merge.add(Leaf(None{}), both);
      if (!absent || !or_none)
        merge.add(Leaf(constant(absent ? Rational(0) : found->second)), both);
    }
  }
  return merge.take();
}

Term Grounder::has(const syntax::Expr& target, const Names& names) {
  const auto* indexed = std::get_if<syntax::Index>(&target.node);
  const Value found = indexed != nullptr ? index(*indexed, names, true)
                      : std::holds_alternative<syntax::Member>(target.node)
                          ? member(target, names)
                          : value({&target, names});
  const auto* scalar = std::get_if<Scalar>(&found);
  if (scalar == nullptr) return terms_.truth(true);
  std::vector<Term> present;
  for (const auto& [leaf, guard] : scalar->alternatives) {
    if (!std::holds_alternative<None>(leaf)) present.push_back(guard);
  }
  return terms_.disjunction(std::move(present));
}

Value Grounder::built_in(const syntax::Call& call, const Names& names, const Span& at) {
  const std::string& name = call.function.text;
  const auto truth = [&](Term term) { return Value(Scalar{{{term, terms_.truth(true)}}}); };
  if (const auto kind = model::kind_of(name); kind && call.arguments.size() == 1) {
    const auto* literal = std::get_if<syntax::StringLit>(&call.arguments[0].node);
    const auto found = literal != nullptr ? entity_named(*kind, literal->text) : std::nullopt;
    if (found) return Scalar{{{*found, terms_.truth(true)}}};
    get_stuck(terms_.truth(true), "no " + name + " has this name", at);
    return Scalar{};
  }
  if ((name == "matches" || name == "within") && call.arguments.size() == 2) {
    const Scalar left = scalar({&call.arguments[0], names});
    const Scalar right = scalar({&call.arguments[1], names});
    std::vector<Term> cases;
    for (const auto& [a, when] : left.alternatives) {
      for (const auto& [b, then] : right.alternatives) {
        const Term both = terms_.conjunction({when, then});
        if (std::holds_alternative<None>(a) || std::holds_alternative<None>(b)) continue;
        const auto* x = std::get_if<Symbol>(&a);
        const auto* y = std::get_if<Symbol>(&b);
        if (x == nullptr || y == nullptr) {
          get_stuck(both, "`" + name + "` compares texts", at);
        } else if (name == "matches" ? matches(text(*x), text(*y)) : within(text(*x), text(*y))) {
          cases.push_back(both);
        }
      }
    }
    return truth(terms_.disjunction(std::move(cases)));
  }
  if (syntax::is_closure(call)) return closure(call, names, at);
  if (name == "label" || name == "has_label" || name == "label_number")
    return label_function(call, names, at);
  if (name == "reach") return reach(call, names, at);
  if (name == "flows") return flows(call, names, at);
  get_stuck(terms_.truth(true), "`" + name + "` is not decided by this version", call.function.at);
  return Scalar{};
}

std::optional<EntityId> Grounder::entity_named(model::Kind kind, const std::string& name) {
  const auto [known, is_new] = entities_named_.try_emplace({kind, name});
  if (is_new) known->second = model::find_entity(model_, kind, name);
  return known->second;
}

Value Grounder::label_function(const syntax::Call& call, const Names& names, const Span& at) {
  const Scalar object = scalar({&call.arguments[0], names});
  const auto* key = call.arguments.size() == 2
                        ? std::get_if<syntax::StringLit>(&call.arguments[1].node)
                        : nullptr;
  Merge merge(terms_);
  for (const auto& [leaf, guard] : object.alternatives) {
    if (excluded(guard)) continue;
    const Path path(*this, guard);
    const auto* entity = std::get_if<EntityId>(&leaf);
    const auto attribute = entity != nullptr
                               ? model::find_attribute(model_.entity(*entity).kind, "labels")
                               : std::nullopt;
    std::optional<std::string> found;
    if (key == nullptr || (entity != nullptr && !attribute) ||
        (entity == nullptr && !std::holds_alternative<None>(leaf))) {
      get_stuck(terms_.truth(true), "only an entity has labels", at);
      continue;
    }
    if (entity != nullptr) {
      const Value labels = fact(*entity, *attribute, call.arguments[0].at);
      if (const auto* set = std::get_if<Set>(&labels)) {
        for (const auto& [item, unused] : set->members) {
          found = label_value(text(std::get<Symbol>(item)), key->text);
          if (found) break;
        }
      }
    }
    if (call.function.text == "has_label") {
      merge.add(Leaf(terms_.truth(found.has_value())), guard);
      continue;
    }
    const auto number = found ? parse_integer(*found) : std::nullopt;
    if (call.function.text == "label") {
      merge.add(found ? Leaf(intern(*found)) : Leaf(None{}), guard);
    } else {
      merge.add(number ? Leaf(constant(Rational(*number))) : Leaf(None{}), guard);
    }
  }
  return merge.take();
}

}  // namespace ringfence::policy
