// `closure(R)(a, b)`: whether a chain of R leads from a to b over members of its collections.
//
// The relation is looked at only from what is asked about onwards, with the same joins as a
// quantifier over `R(x, y)`. Where nothing of it is open this is a search. Else every pair that is
// related in some world is an arc with its condition, and what is reached from a source is the
// least solution over each group of nodes that lead to each other, group after group: exact terms,
// in which a cycle gives no reason of its own (least_solution.cpp). Asking an engine for levels or
// ranks was rejected: it has to be told apart for the two polarities, and does not fold where facts
// settle a part.

#include <algorithm>
#include <functional>

#include "policy/reads.h"
#include "policy/relation.h"
#include "policy/search.h"
#include "policy/strong_components.h"
#include "syntax/closure.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::None;

Value Grounder::closure(const syntax::Call& call, const Names& names, const Span& at) {
  Relation& relation = relation_of(call);
  const Scalar from = scalar({&call.arguments[1], names});
  const Scalar to = scalar({&call.arguments[2], names});
  const auto source_of = [&](const Leaf& leaf, Term when) -> std::optional<Source> {
    if (const auto* entity = std::get_if<EntityId>(&leaf)) return Source(*entity);
    if (std::holds_alternative<None>(leaf)) return Source();
    get_stuck(when, "an entity is needed here", at);
    return std::nullopt;
  };
  std::vector<Term> cases;
  for (const auto& [left, when] : from.alternatives) {
    if (excluded(when)) continue;
    const auto begin = source_of(left, when);
    const Path path(*this, when);
    for (const auto& [right, then] : to.alternatives) {
      if (!begin || excluded(then)) continue;
      const auto end = source_of(right, then);
      const Path inner(*this, then);
      if (end) cases.push_back(terms_.conjunction({when, then, chained(relation, *begin, *end)}));
    }
  }
  return Scalar{{{terms_.disjunction(std::move(cases)), terms_.truth(true)}}};
}

Grounder::Relation& Grounder::relation_of(const syntax::Call& call) {
  const auto& name = std::get<syntax::Name>(call.arguments.front().node);
  return relation_of(*model_.functions.at(name.text), call.arguments.front().at, false);
}

/// With or without what is pending, or in what is.
Grounder::Relation& Grounder::relation_of(const syntax::Def& def, const Span& at,
                                          bool with_pending) {
  std::shared_ptr<Relation>& relation = relations_[{&def, with_pending}];
  if (relation) return *relation;
  relation = std::make_shared<Relation>();
  relation->def = &def;
  relation->with_pending = with_pending;
  relation->kinds = kinds_between(def);
  for (const model::Kind kind : relation->kinds)
    relation->ranges.push_back({syntax::Name{relation->collection_of(kind)}, at});
  return *relation;
}

Term Grounder::member_between(const Relation& relation, EntityId entity) {
  return in_collection(relation.collection_of(model_.entity(entity).kind), entity);
}

/// The parameters of the relation, with values.
Names Grounder::ends(const Relation& relation, Source from, Source to) const {
  Names names;
  for (const auto& [param, end] :
       {std::pair(&relation.def->params[0], from), std::pair(&relation.def->params[1], to)}) {
    auto cell = std::make_shared<Cell>();
    const Leaf leaf = end ? Leaf(*end) : Leaf(None{});
    cell->value = Scalar{{{leaf, terms_.truth(true)}}};
    cell->bound = true;
    names.emplace_back(param->name.text, std::move(cell));
  }
  return names;
}

/// Whatever is evaluated is good for every way, and what may get stuck is told and not recorded.
Grounder::Doubt Grounder::apart_from_path(const std::function<void()>& evaluate) {
  const Apart apart(*this);
  auto stuck_before = std::exchange(stuck_, {});
  auto reason_before = std::exchange(stuck_reason_, std::nullopt);
  evaluate();
  Doubt doubt{terms_.disjunction(std::exchange(stuck_, std::move(stuck_before))),
              std::exchange(stuck_reason_, std::move(reason_before))};
  return doubt;
}

void Grounder::doubt(const Doubt& doubt) {
  if (doubt.reason) get_stuck(doubt.when, doubt.reason->reason, doubt.reason->at);
}

bool Grounder::is_certain_member(const Relation& relation, EntityId entity) {
  const model::Kind kind = model_.entity(entity).kind;
  if (std::find(relation.kinds.begin(), relation.kinds.end(), kind) == relation.kinds.end())
    return false;
  const Term member = member_between(relation, entity);
  return terms_.is_true(member) || known_true_.contains(member.index);
}

/// True in exactly the worlds where there is a chain.
Term Grounder::chained(Relation& relation, Source from, Source to) {
  const Reach& reach = reach_of(relation, from);
  doubt(reach.doubt);
  if (reasons_) {
    for (const auto& [entity, attribute] : reach.reads) note_read(entity, attribute);
  }
  if (to && is_certain_member(relation, *to)) {
    const auto target = std::lower_bound(reach.targets.begin(), reach.targets.end(), *to,
                                         [](const Arc& arc, EntityId id) { return arc.to < id; });
    const bool is_reached = target != reach.targets.end() && target->to == *to;
    return is_reached ? target->when : terms_.truth(false);
  }
  // What is no member in every world is only ever the end of a chain.
  std::vector<Term> ways;
  const auto arrive = [&](Source last, Term when) {
    const auto& [related, doubted] = step(relation, last, to);
    ways.push_back(terms_.conjunction({when, related}));
    doubt({terms_.conjunction({when, doubted.when}), doubted.reason});
  };
  arrive(from, terms_.truth(true));
  for (const Arc& target : reach.targets) {
    steps_left_.spend();
    arrive(target.to, target.when);
  }
  return terms_.disjunction(std::move(ways));
}

std::pair<Term, Grounder::Doubt> Grounder::step(Relation& relation, Source from, Source to) {
  const auto known = relation.steps.find({from, to});
  if (known != relation.steps.end()) return known->second;
  Term related;
  const Doubt doubt = apart_from_path([&] {
    related = boolean({&relation.def->body, ends(relation, from, to)});
  });
  return relation.steps.emplace(std::pair(from, to), std::pair(related, doubt)).first->second;
}

/// Every member that one step leads to.
void Grounder::add_arcs(Relation& relation, Source from) {
  Relation::Node node;
  Reasons::Reads noted_before;
  if (reasons_) noted_before = std::exchange(reasons_->noted, {});
  node.doubt = apart_from_path([&] {
    Names names = ends(relation, from, from);
    const CellPtr member = std::make_shared<Cell>();
    names.back().second = member;
    for (const syntax::Expr& range : relation.ranges) {
      for_each_tuple({{member, {&range, {}}}}, {{&relation.def->body, names}}, false,
                     [&](Term condition) {
                       const auto& leaf = std::get<Scalar>(member->value).alternatives.front();
                       node.arcs.push_back({std::get<EntityId>(leaf.first), condition});
                       return true;
                     });
    }
  });
  if (reasons_) node.reads = std::exchange(reasons_->noted, std::move(noted_before));
  std::sort(node.arcs.begin(), node.arcs.end(),
            [](const Arc& a, const Arc& b) { return a.to < b.to; });
  relation.nodes.emplace(from, std::move(node));
}

/// All that chains can lead to.
void Grounder::explore(Relation& relation, Source from) {
  if (relation.nodes.contains(from)) return;
  std::vector<Source> found = {from};
  add_arcs(relation, from);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::vector<Arc>& arcs = relation.nodes.at(found[i]).arcs;
    for (const Arc& arc : arcs) {
      if (relation.nodes.contains(arc.to)) continue;
      add_arcs(relation, arc.to);
      found.emplace_back(arc.to);
    }
  }
  group(relation, found);
}

/// What was found before leads nowhere new, so its groups stay.
void Grounder::group(Relation& relation, const std::vector<Source>& found) {
  std::map<Source, std::size_t> positions;
  for (std::size_t i = 0; i < found.size(); ++i) positions.emplace(found[i], i);
  std::vector<std::vector<std::size_t>> next(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const Arc& arc : relation.nodes.at(found[i]).arcs) {
      const auto place = positions.find(arc.to);
      if (place != positions.end()) next[i].push_back(place->second);
    }
  }
  for (const std::vector<std::size_t>& members : strong_components(next)) {
    Relation::Group group;
    for (const std::size_t member : members) {
      Relation::Node& node = relation.nodes.at(found[member]);
      node.group = relation.groups.size();
      node.position = group.members.size();
      group.members.push_back(found[member]);
    }
    std::vector<LeastSolution::Link> links;
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      for (const Arc& arc : relation.nodes.at(group.members[i]).arcs) {
        const Relation::Node& to = relation.nodes.at(arc.to);
        if (to.group != relation.groups.size() || !positions.contains(arc.to)) {
          group.leaving.emplace_back(i, arc);
        } else {
          links.push_back({i, to.position, arc.when});
        }
      }
    }
    if (group.members.size() > 1)
      group.inside.emplace(terms_, group.members.size(), links, steps_left_);
    relation.groups.push_back(std::move(group));
  }
}

const Grounder::Reach& Grounder::reach_of(Relation& relation, Source from) {
  const auto known = relation.reaches.find(from);
  if (known != relation.reaches.end()) return known->second;
  explore(relation, from);
  Reach reach;
  add_reached(relation, from, reach);
  return relation.reaches.emplace(from, std::move(reach)).first->second;
}

void Grounder::add_reached(Relation& relation, Source from, Reach& reach) {
  std::vector<Term> doubts;
  const auto look_at = [&](const Relation::Node& node, Term when) {
    if (!terms_.is_false(node.doubt.when))
      doubts.push_back(terms_.conjunction({when, node.doubt.when}));
    if (!reach.doubt.reason) reach.doubt.reason = node.doubt.reason;
    for (const auto& read : node.reads) {
      const bool is_full = reach.reads.size() == Reasons::kMostNoted;
      if (!is_full && std::find(reach.reads.begin(), reach.reads.end(), read) == reach.reads.end())
        reach.reads.push_back(read);
    }
  };
  // The groups in the order in which chains pass through them, each with the ways into it.
  std::map<std::size_t, std::vector<std::pair<std::size_t, Term>>, std::greater<>> ways;
  const auto enter = [&](const Arc& arc, Term when) {
    const Relation::Node& to = relation.nodes.at(arc.to);
    ways[to.group].emplace_back(to.position, when);
  };
  const Relation::Node& source = relation.nodes.at(from);
  look_at(source, terms_.truth(true));
  for (const Arc& arc : source.arcs) enter(arc, arc.when);
  while (!ways.empty()) {
    const auto [number, entries] = *ways.begin();
    ways.erase(ways.begin());
    Relation::Group& group = relation.groups[number];
    std::vector<std::vector<Term>> parts(group.members.size());
    for (const auto& [position, when] : entries) parts[position].push_back(when);
    std::vector<Term> reached;
    for (std::vector<Term>& part : parts) reached.push_back(terms_.disjunction(std::move(part)));
    if (group.inside) reached = group.inside->from(reached, steps_left_);
    for (std::size_t i = 0; i < reached.size(); ++i) {
      if (terms_.is_false(reached[i])) continue;
      reach.targets.push_back({*group.members[i], reached[i]});
      look_at(relation.nodes.at(group.members[i]), reached[i]);
    }
    for (const auto& [position, arc] : group.leaving) {
      if (terms_.is_false(reached[position])) continue;
      steps_left_.spend();
      enter(arc, terms_.conjunction({reached[position], arc.when}));
    }
  }
  std::sort(reach.targets.begin(), reach.targets.end(),
            [](const Arc& a, const Arc& b) { return a.to < b.to; });
  reach.doubt.when = terms_.disjunction(std::move(doubts));
}

/// The members that a chain can lead to from what is known, where one is asked for.
std::optional<std::vector<std::uint32_t>> Grounder::chain_join(
    const Search& search, const std::string& collection, const CellPtr& cell,
    const std::vector<std::size_t>& waiting) {
  for (const std::size_t condition : waiting) {
    const Closure& closure = search.conditions[condition].closure;
    const auto* call = std::get_if<syntax::Call>(&closure.expr->node);
    if (call == nullptr || !syntax::is_closure(*call) || closure.negated) continue;
    const Closure known{&call->arguments[1], closure.names};
    const auto* name = std::get_if<syntax::Name>(&call->arguments[2].node);
    const CellPtr* end = name != nullptr ? find(closure.names, name->text) : nullptr;
    if (end == nullptr || *end != cell || !ready(known)) continue;
    Relation& relation = relation_of(*call);
    const bool is_of_it =
        std::any_of(relation.kinds.begin(), relation.kinds.end(),
                    [&](model::Kind kind) { return model::plural_of(kind) == collection; });
    const Value value = this->value(known);
    const auto* scalar = std::get_if<Scalar>(&value);
    if (!is_of_it || scalar == nullptr || scalar->alternatives.size() != 1) continue;
    const auto* from = std::get_if<EntityId>(&scalar->alternatives.front().first);
    if (from == nullptr) continue;
    const Reach& reach = reach_of(relation, *from);
    if (!terms_.is_false(reach.doubt.when)) continue;
    if (search.trace != nullptr && search.trace->wants_dead_ends) {
      const auto cut = denial_of_cut(relation, *from);
      if (!cut) continue;
      search.trace->otherwise.push_back(*cut);
    }
    std::vector<std::uint32_t> found;
    for (const Arc& target : reach.targets) {
      if (model::plural_of(model_.entity(target.to).kind) == collection)
        found.push_back(target.to.index);
    }
    return found;
  }
  return std::nullopt;
}

}  // namespace ringfence::policy
