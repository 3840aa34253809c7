// What a closure that came out constant rested on. That there is a chain rests on its steps; that
// there is none on a cut: nothing that is reached leads to anything else. The cut of one source
// serves all that it does not lead to.

#include <algorithm>
#include <set>

#include "policy/relation.h"
#include "policy/search.h"
#include "syntax/print.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::None;

Term Grounder::denial_of_closure(const Closure& closure, bool value) {
  if (boolean(closure) != terms_.truth(value)) return denial_of_fact(closure, value);
  const auto& call = std::get<syntax::Call>(closure.expr->node);
  const auto only = [&](const syntax::Expr& argument) -> std::optional<Source> {
    const Scalar found = scalar({&argument, closure.names});
    if (found.alternatives.size() != 1 || !terms_.is_true(found.alternatives.front().second))
      return std::nullopt;
    const auto* entity = std::get_if<EntityId>(&found.alternatives.front().first);
    return entity != nullptr ? Source(*entity) : Source();
  };
  const auto from = only(call.arguments[1]);
  const auto to = only(call.arguments[2]);
  std::vector<Term> otherwise;
  if (!from || !to || !note_arguments(closure, otherwise)) return denial_of_fact(closure, value);
  Relation& relation = relation_of(call);
  const auto why = value ? denial_of_chain(relation, *from, *to) : denial_of_cut(relation, *from);
  if (!why) return denial_of_fact(closure, value);
  otherwise.push_back(*why);
  if (!value && !(*to && is_certain_member(relation, **to))) {
    std::set<Source> reached = {*from};
    for (const Arc& target : reach_of(relation, *from).targets) reached.insert(target.to);
    for (const Source last : reached)
      otherwise.push_back(denial({&relation.def->body, ends(relation, last, *to)}, false));
  }
  const Term found = terms_.disjunction(std::move(otherwise));
  return terms_.is_false(found) ? denial_of_fact(closure, value) : found;
}

/// Of the shortest chain that there is in every world; nothing if it is another one in each.
std::optional<Term> Grounder::denial_of_chain(Relation& relation, Source from, Source to) {
  reach_of(relation, from);
  std::vector<std::pair<Source, std::size_t>> reached = {{from, 0}};
  std::set<Source> met = {from};
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const Source at = reached[i].first;
    if (terms_.is_true(step(relation, at, to).first)) {
      std::vector<Source> chain = {to};
      for (std::size_t k = i; k != 0; k = reached[k].second) chain.push_back(reached[k].first);
      std::vector<Term> otherwise;
      for (std::size_t k = chain.size(); k-- > 0;) {
        const Source before = k + 1 == chain.size() ? from : chain[k + 1];
        otherwise.push_back(denial({&relation.def->body, ends(relation, before, chain[k])}, true));
        if (k == 0) break;
        const Value member = Scalar{{{*chain[k], terms_.truth(true)}}};
        const std::string range(model::plural_of(model_.entity(*chain[k]).kind));
        otherwise.push_back(
            fact_as_said(syntax::print(*written_value(member, Wording::Sentence)) + " in " + range,
                         syntax::print(*written_value(member, Wording::Name)) + " in " + range,
                         true, std::vector{model_.entity(*chain[k]).at}));
      }
      return terms_.disjunction(std::move(otherwise));
    }
    for (const Arc& arc : relation.nodes.at(at).arcs) {
      if (terms_.is_true(arc.when) && met.insert(arc.to).second) reached.emplace_back(arc.to, i);
    }
  }
  return std::nullopt;
}

/// What it would take for one node to lead to a member that none of its arcs leads to.
Term Grounder::denial_of_more_arcs(Relation& relation, Source from) {
  Relation::Node& node = relation.nodes.at(from);
  if (node.no_more) return *node.no_more;
  Trace trace;
  trace.wants_dead_ends = true;
  Names names = ends(relation, from, from);
  const CellPtr member = std::make_shared<Cell>();
  names.back().second = member;
  for (const syntax::Expr& range : relation.ranges) {
    for_each_tuple(
        {{member, {&range, {}}}}, {{&relation.def->body, names}}, true, [](Term) { return true; },
        &trace);
  }
  node.no_more = terms_.disjunction(std::move(trace.otherwise));
  return *node.no_more;
}

/// What it would take for what is reached to lead to another member.
std::optional<Term> Grounder::denial_of_cut(Relation& relation, Source from) {
  std::set<Source> reached = {from};
  for (const Arc& target : reach_of(relation, from).targets) reached.insert(target.to);
  const auto [place, is_new] = relation.cuts.try_emplace({reached.begin(), reached.end()});
  if (!is_new) return place->second;
  std::vector<Term> otherwise;
  for (const Source at : reached) {
    // Where conditions exclude each other there is no cut of plain facts.
    for (const Arc& arc : relation.nodes.at(at).arcs) {
      if (!reached.contains(arc.to)) return std::nullopt;
    }
    otherwise.push_back(denial_of_more_arcs(relation, at));
  }
  place->second = terms_.disjunction(std::move(otherwise));
  return place->second;
}

}  // namespace ringfence::policy
