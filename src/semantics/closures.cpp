#include <algorithm>

#include "semantics/evaluator.h"

// `closure(R)(a, b)`, section 6 of docs/semantics.md: breadth first from `a` over the members that
// R leads to. What was never reached from `a` is never looked at, so a cycle cannot justify itself.

namespace ringfence::semantics {

using model::EntityId;
using model::Kind;
using model::Scalar;

namespace {

/// The kinds of a parameter's type, which joins them by `|`.
model::KindSet kinds_of(const std::string& type) {
  model::KindSet kinds;
  std::string one;
  for (const char c : type + "|") {
    if (c == ' ') continue;
    if (c != '|') {
      one += c;
      continue;
    }
    if (const auto kind = model::kind_of(one)) kinds = kinds.with({*kind});
    one.clear();
  }
  return kinds;
}

std::string collection_of(const std::string& prefix, Kind kind) {
  return prefix + std::string(model::plural_of(kind));
}

/// Nothing for `none`.
std::optional<EntityId> entity_in(const Scalar& item) {
  const auto* entity = std::get_if<EntityId>(&item);
  return entity == nullptr ? std::nullopt : std::optional(*entity);
}

}  // namespace

Evaluator::Links& Evaluator::links_of(const syntax::Call& call, const Span& at) {
  const auto* name =
      call.arguments.size() == 3 ? std::get_if<syntax::Name>(&call.arguments[0].node) : nullptr;
  if (name == nullptr) get_stuck("`closure` takes a definition and two entities", at);
  const auto found = model_.functions.find(name->text);
  if (found == model_.functions.end() || found->second->params.size() != 2)
    get_stuck("no definition `" + name->text + "` relates two entities", call.arguments[0].at);
  return links_of(*found->second, false);
}

/// With or without what is pending, or in what is.
Evaluator::Links& Evaluator::links_of(const syntax::Def& relation, bool with_pending) {
  const auto [place, is_new] = links_.try_emplace({&relation, with_pending});
  Links& links = place->second;
  if (!is_new) return links;
  links.relation = &relation;
  // A member between two others is reached by one step and left by the next.
  const model::KindSet between =
      kinds_of(relation.params[0].type).common(kinds_of(relation.params[1].type));
  const bool may_be_pending = between.contains(Kind::Pod) || between.contains(Kind::Container);
  if (with_pending && may_be_pending) links.prefix = "declared_";
  for (std::uint32_t i = 0; i < model_.entities.size(); ++i) {
    const Kind kind = model_.entities[i].kind;
    if (!between.contains(kind)) continue;
    links.candidates.push_back(EntityId{i});
    if (is_member(collection_of(links.prefix, kind), EntityId{i}))
      links.members.push_back(EntityId{i});
  }
  return links;
}

bool Evaluator::related(const Links& links, const Scalar& from, const Scalar& to) {
  Frame frame(environment_);
  frame.bind(links.relation->params[0].name.text, from);
  frame.bind(links.relation->params[1].name.text, to);
  return boolean(links.relation->body);
}

const std::vector<EntityId>& Evaluator::next_of(Links& links, const Scalar& from) {
  const std::optional<EntityId> key = entity_in(from);
  const auto known = links.next.find(key);
  if (known != links.next.end()) return known->second;
  std::vector<EntityId> next;
  for (const EntityId member : links.members) {
    if (related(links, from, member)) next.push_back(member);
  }
  return links.next.emplace(key, std::move(next)).first->second;
}

std::optional<Chain> Evaluator::chain(Links& links, const Scalar& from, const Scalar& to,
                                      Chain& reached) {
  const std::optional<EntityId> goal = entity_in(to);
  const bool is_member_goal =
      goal && std::binary_search(links.members.begin(), links.members.end(), *goal);
  const auto arrives = [&](const Scalar& at) {
    const auto known = links.next.find(entity_in(at));
    if (!is_member_goal || known == links.next.end()) return related(links, at, to);
    return std::binary_search(known->second.begin(), known->second.end(), *goal);
  };
  std::set<std::optional<EntityId>> met = {entity_in(from)};
  std::vector<std::size_t> before = {0};
  reached = {from};
  for (std::size_t i = 0; i < reached.size(); ++i) {
    if (arrives(reached[i])) {
      Chain chain = {to};
      for (std::size_t k = i; k != 0; k = before[k]) chain.push_back(reached[k]);
      chain.push_back(from);
      std::reverse(chain.begin(), chain.end());
      return chain;
    }
    for (const EntityId next : next_of(links, reached[i])) {
      if (!met.insert(next).second) continue;
      reached.emplace_back(next);
      before.push_back(i);
    }
  }
  return std::nullopt;
}

/// Why each step is one, and why those between are members.
void Evaluator::trace_chain(const Links& links, const Chain& chain) {
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (i + 1 < chain.size()) {
      const EntityId member = std::get<EntityId>(chain[i]);
      is_member(collection_of(links.prefix, model_.entity(member).kind), member);
    }
    related(links, chain[i - 1], chain[i]);
  }
}

/// Why nothing that was reached leads any further, nor to the goal.
void Evaluator::trace_lack(const Links& links, const Chain& reached, const Scalar& to) {
  for (const EntityId candidate : links.candidates)
    is_member(collection_of(links.prefix, model_.entity(candidate).kind), candidate);
  for (const Scalar& from : reached) {
    related(links, from, to);
    for (const EntityId member : links.members) related(links, from, member);
  }
}

namespace {

/// What a search looks at is no reason; what it found out is traced afterwards.
struct Untraced {
  explicit Untraced(Evaluator& all) : evaluator(all), outer(all.trace_into(nullptr)) {}
  Untraced(const Untraced&) = delete;
  Untraced& operator=(const Untraced&) = delete;
  ~Untraced() { evaluator.trace_into(outer); }
  Evaluator& evaluator;
  Reads* outer;
};

}  // namespace

std::optional<Chain> Evaluator::closure(const syntax::Call& call, const Span& at) {
  std::optional<Untraced> untraced(std::in_place, *this);
  Links& links = links_of(call, at);
  untraced.reset();
  const Scalar from = scalar(call.arguments[1]);
  const Scalar to = scalar(call.arguments[2]);
  for (const Scalar& end : {from, to}) {
    if (!entity_in(end) && end != Scalar(model::None{})) get_stuck("this is no entity", at);
  }
  Chain reached;
  untraced.emplace(*this);
  const std::optional<Chain> found = chain(links, from, to, reached);
  untraced.reset();
  if (reads_ == nullptr) return found;
  if (found) {
    trace_chain(links, *found);
  } else {
    trace_lack(links, reached, to);
  }
  return found;
}

// ---- `flows`, section 9 -----------------------------------------------------------------------

bool Evaluator::flows_between(Links& links, EntityId from, EntityId to) {
  if (from == to) return true;
  Chain reached;
  std::optional<Untraced> untraced(std::in_place, *this);
  const std::optional<Chain> found = chain(links, from, to, reached);
  untraced.reset();
  if (reads_ == nullptr) return found.has_value();
  if (found) {
    trace_chain(links, *found);
  } else {
    trace_lack(links, reached, to);
  }
  return found.has_value();
}

/// Whether what some entity of `inside` has gets to an address by way of others, or the other way
/// round.
bool Evaluator::flows_outside(Links& links, const Ends& inside, const Ends& outside, bool outwards,
                              const Span& at) {
  for (const EntityId entity : inside.entities) {
    std::vector<EntityId> all = links.members;
    if (std::find(all.begin(), all.end(), entity) == all.end()) all.push_back(entity);
    for (const EntityId last : all) {
      const Ends end{inside.layer, {last}, {}};
      if (!reaches(end, outside, "*", at) && !reaches(outside, end, "*", at)) continue;
      if (outwards ? flows_between(links, entity, last) : flows_between(links, last, entity))
        return true;
    }
  }
  return false;
}

bool Evaluator::flows(const syntax::Call& call, const Span& at) {
  if (call.arguments.size() != 2) get_stuck("`flows` takes two endpoints", at);
  const Ends from = ends(call.arguments[0]);
  const Ends to = ends(call.arguments[1]);
  using enum Ends::Layer;
  const bool is_from_outside = from.layer == Addresses, is_to_outside = to.layer == Addresses;
  if (is_from_outside && is_to_outside) get_stuck("one end must be in the deployment", at);
  if (from.layer != to.layer && !is_from_outside && !is_to_outside) {
    get_stuck("what passes between " + std::string(name_of(from.layer)) + " and " +
                  std::string(name_of(to.layer)) + " is not modelled",
              at);
  }
  const Ends::Layer layer = is_from_outside ? to.layer : from.layer;
  const char* const relation = layer == Pods         ? "pods_exchange"
                               : layer == Containers ? "containers_exchange"
                                                     : "vms_exchange";
  std::optional<Untraced> untraced(std::in_place, *this);
  Links& links = links_of(*model_.functions.at(relation), true);
  untraced.reset();
  if (is_to_outside) return flows_outside(links, from, to, true, at);
  if (is_from_outside) return flows_outside(links, to, from, false, at);
  for (const EntityId a : from.entities) {
    for (const EntityId b : to.entities) {
      if (flows_between(links, a, b)) return true;
    }
  }
  return false;
}

}  // namespace ringfence::semantics
