#include "check/accept.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "check/except.h"
#include "check/identity.h"
#include "check/select.h"

namespace ringfence::check {
namespace {

using model::EntityId;

/// Rounds of one statement. Each leaves out at least what was found in it; who accepts more than
/// that one by one is better served by waiving the policy.
constexpr std::size_t kMostRounds = 200;

bool is_within(const Span& inner, const Span& outer) {
  return inner.is_somewhere() && inner.source == outer.source && inner.begin >= outer.begin &&
         inner.begin <= outer.end;
}

/// What the attribute of the entity is, if it is known to be an entity.
std::optional<EntityId> referred(const model::Model& model, EntityId entity,
                                 std::string_view attribute) {
  const auto id = model::find_attribute(model.entity(entity).kind, attribute);
  if (!id) return std::nullopt;
  const model::Fact* fact = model::find_fact(model.entity(entity), *id);
  const auto* value = fact == nullptr ? nullptr : std::get_if<model::Value>(&fact->value);
  const auto* scalar = value == nullptr ? nullptr : std::get_if<model::Scalar>(value);
  const auto* other = scalar == nullptr ? nullptr : std::get_if<EntityId>(scalar);
  return other == nullptr ? std::nullopt : std::optional(*other);
}

/// What it is a part of: a container of its pod, a pod of its workload.
std::optional<EntityId> owner_of(const model::Model& model, EntityId entity) {
  const model::Kind kind = model.entity(entity).kind;
  if (kind == model::Kind::Pod) return referred(model, entity, "workload");
  if (kind != model::Kind::Container) return std::nullopt;
  const auto place = referred(model, entity, "in");
  const bool is_pod = place && model.entity(*place).kind == model::Kind::Pod;
  return is_pod ? place : std::nullopt;
}

const Scene* counterexample_of(const Verdict& verdict) {
  const auto* violated = std::get_if<Violated>(&verdict.outcome);
  return violated != nullptr && violated->counterexample ? &*violated->counterexample : nullptr;
}

bool is_finding(const Outcome& outcome) {
  return std::holds_alternative<Violated>(outcome) || std::holds_alternative<Vacuous>(outcome);
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (std::size_t bar; (bar = text.find('|', from)) != std::string::npos; from = bar + 1) {
    parts.push_back(text.substr(from, bar - from));
  }
  parts.push_back(text.substr(from));
  return parts;
}

}  // namespace

/// A statement as far as its findings are not accepted.
struct Accepter::Weakening {
  syntax::Policy policy;  ///< With the one statement.
  std::vector<Suppression> accepted;

  /// False when the tuples cannot be left out.
  bool leave_out(const model::Model& model, const Exception& exception) {
    auto formula = except(model, policy.statements[0].formula, exception);
    if (!formula) return false;
    policy.statements[0].formula = std::move(*formula);
    return true;
  }
};

Accepter::Accepter(const model::Model& model, const Acceptance& acceptance)
    : model_(model), acceptance_(acceptance), used_(acceptance.waivers.size(), false) {
  for (std::size_t i = 0; i < acceptance.waivers.size(); ++i) {
    const syntax::Waiver& waiver = acceptance.waivers[i];
    const bool is_over = !waiver.expires.empty() && waiver.expires < acceptance.today;
    if (!is_over) by_policy_[waiver.policy].push_back(i);
  }
}

Verdict Accepter::decide(const Court& court, const syntax::Policy& policy, std::size_t number,
                         policy::Obligation& obligation) {
  Verdict verdict = check::decide(court, obligation);
  if (std::holds_alternative<Holds>(verdict.outcome)) holding_.insert(verdict.id);
  if (!is_finding(verdict.outcome)) return verdict;
  if (auto whole = accept_whole(verdict)) {
    verdict.accepted.push_back(std::move(*whole));
    verdict.is_accepted = true;
    return verdict;
  }
  Weakening weakening{policy, {}};
  weakening.policy.statements = {policy.statements[number]};
  std::optional<Verdict> first;
  for (std::size_t round = 0; round < kMostRounds; ++round) {
    if (!accept_some(verdict, weakening)) break;
    if (!first) first = verdict;
    auto rest = policy::lower(model_, weakening.policy, {.snapshot = court.snapshot});
    if (!rest) {
      verdict.outcome = Undecided{rest.errors().front().message, rest.errors().front().at, {}};
      break;
    }
    Verdict next = check::decide(court, rest.value().front());
    next.id = verdict.id;
    next.policy = &policy;
    next.statement = &policy.statements[number];
    verdict = std::move(next);
    if (is_finding(verdict.outcome) && counterexample_of(verdict) != nullptr) continue;
    break;
  }
  // Nothing but what is accepted fails. That nothing is left to speak about does no harm either.
  const bool is_settled = first && (std::holds_alternative<Holds>(verdict.outcome) ||
                                    std::holds_alternative<Vacuous>(verdict.outcome));
  if (is_settled) {
    const auto* rest = std::get_if<Holds>(&verdict.outcome);
    first->is_accepted = true;
    first->is_rest_certified = rest != nullptr && rest->certificate != nullptr;
    first->assumptions = verdict.assumptions;
    verdict = std::move(*first);
  }
  if (!verdict.is_accepted) failing_.insert(policy.name.text);
  verdict.accepted = std::move(weakening.accepted);
  return verdict;
}

/// By a waiver of everything, or as a finding without subjects that the baseline has.
std::optional<Suppression> Accepter::accept_whole(const Verdict& verdict) {
  Suppression whole;
  whole.identity = identity(model_, verdict);
  if (const Scene* scene = counterexample_of(verdict)) whole.subjects = scene->subjects;
  for (const std::size_t i : by_policy_[verdict.policy->name.text]) {
    if (acceptance_.waivers[i].subject != "*") continue;
    used_[i] = true;
    whole.waiver = i;
    return whole;
  }
  if (!whole.subjects.empty()) return std::nullopt;
  if (!acceptance_.everything && !acceptance_.baseline.contains(whole.identity))
    return std::nullopt;
  met_.insert(whole.identity);
  return whole;
}

bool Accepter::accept_some(const Verdict& verdict, Weakening& weakening) {
  if (counterexample_of(verdict) == nullptr) return false;
  return accept_by_waivers(verdict, weakening) || accept_by_baseline(verdict, weakening) ||
         (acceptance_.everything && accept_anything(verdict, weakening));
}

/// Whoever is waived is left out of the statement altogether.
bool Accepter::accept_by_waivers(const Verdict& verdict, Weakening& weakening) {
  const semantics::Subjects& subjects = counterexample_of(verdict)->subjects;
  for (const std::size_t i : by_policy_[verdict.policy->name.text]) {
    for (const auto& [variable, entity] : subjects) {
      if (!covers(i, entity)) continue;
      const Exception exception{{{variable, covered(i, model_.entity(entity).kind)}}};
      if (!weakening.leave_out(model_, exception)) continue;
      used_[i] = true;
      weakening.accepted.push_back({i, identity(model_, verdict), subjects});
      return true;
    }
  }
  return false;
}

/// All that the baseline has of this statement, with as many subjects of the same kinds, at once.
bool Accepter::accept_by_baseline(const Verdict& verdict, Weakening& weakening) {
  const std::string found = identity(model_, verdict);
  if (!acceptance_.baseline.contains(found) || met_.contains(found)) return false;
  const semantics::Subjects& subjects = counterexample_of(verdict)->subjects;
  const std::string prefix = verdict.id + "|violated|";
  bool is_weaker = false;
  for (auto at = acceptance_.baseline.lower_bound(prefix);
       at != acceptance_.baseline.end() && at->starts_with(prefix); ++at) {
    std::vector<std::string> names = split(at->substr(prefix.size()));
    if (names.size() != subjects.size()) continue;
    std::sort(names.begin(), names.end());
    do {
      Exception exception;
      for (std::size_t i = 0; i < names.size(); ++i) {
        const std::vector<EntityId>& entities = called(names[i]);
        const model::Kind kind = model_.entity(subjects[i].second).kind;
        if (entities.empty() || model_.entity(entities.front()).kind != kind) break;
        exception.members.emplace_back(subjects[i].first, entities);
      }
      if (exception.members.size() == names.size())
        is_weaker = weakening.leave_out(model_, exception) || is_weaker;
    } while (std::next_permutation(names.begin(), names.end()));
  }
  if (!is_weaker) return false;
  met_.insert(found);
  weakening.accepted.push_back({std::nullopt, found, subjects});
  return true;
}

/// This finding and those beside it in the same world.
bool Accepter::accept_anything(const Verdict& verdict, Weakening& weakening) {
  const Scene& scene = *counterexample_of(verdict);
  std::vector<semantics::Subjects> found = {scene.subjects};
  for (const semantics::Subjects& other : scene.others) {
    if (other.size() == scene.subjects.size()) found.push_back(other);
  }
  bool is_weaker = false;
  for (const semantics::Subjects& subjects : found) {
    std::string name = verdict.id + "|violated";
    for (const std::string& subject : lasting_names(model_, subjects)) name += "|" + subject;
    if (!met_.insert(name).second) continue;
    std::vector<std::string> names;
    for (const auto& [variable, entity] : subjects) names.push_back(lasting_name(model_, entity));
    Exception exception;
    for (std::size_t i = 0; i < names.size(); ++i) {
      exception.members.emplace_back(subjects[i].first, called(names[i]));
    }
    if (!weakening.leave_out(model_, exception)) continue;
    is_weaker = true;
    weakening.accepted.push_back({std::nullopt, name, subjects});
  }
  return is_weaker;
}

bool Accepter::covers(std::size_t waiver, EntityId entity) {
  const syntax::Waiver& accepted = acceptance_.waivers[waiver];
  for (std::optional<EntityId> at = entity; at; at = owner_of(model_, *at)) {
    const model::Entity& named = model_.entity(*at);
    if (accepted.subject.empty()) {
      if (is_within(named.at, accepted.covers)) return true;
      continue;
    }
    const std::string kind(model::name_of(named.kind));
    if (glob_matches(accepted.subject, kind + " " + named.name)) return true;
    if (glob_matches(accepted.subject, lasting_name(model_, *at))) return true;
  }
  return false;
}

std::vector<EntityId> Accepter::covered(std::size_t waiver, model::Kind kind) {
  std::vector<EntityId> all;
  const model::EntityRange range = model::entities_of(model_, kind);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (covers(waiver, EntityId{i})) all.push_back(EntityId{i});
  }
  return all;
}

const std::vector<EntityId>& Accepter::called(const std::string& lasting) {
  if (by_name_.empty()) {
    for (std::uint32_t i = 0; i < model_.entities.size(); ++i) {
      by_name_[lasting_name(model_, EntityId{i})].push_back(EntityId{i});
    }
  }
  return by_name_[lasting];
}

std::vector<WaiverUse> Accepter::uses(const std::vector<const syntax::Policy*>& selected) const {
  std::vector<std::string> known;
  for (const syntax::Policy* policy : model_.policies) known.push_back(policy->name.text);
  std::vector<WaiverUse> uses;
  for (std::size_t i = 0; i < acceptance_.waivers.size(); ++i) {
    WaiverUse use{acceptance_.waivers[i], WaiverUse::State::Unused, ""};
    const std::string& name = use.waiver.policy;
    const bool is_over = !use.waiver.expires.empty() && use.waiver.expires < acceptance_.today;
    const bool is_selected = std::any_of(selected.begin(), selected.end(), [&](const auto* policy) {
      return policy->name.text == name;
    });
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      use.state = WaiverUse::State::Unknown;
      use.nearest = nearest_name(name, known);
    } else if (is_over) {
      use.state = WaiverUse::State::Expired;
    } else if (used_[i]) {
      use.state = WaiverUse::State::Used;
    } else if (!is_selected) {
      use.state = WaiverUse::State::NotAsked;
    } else if (failing_.contains(name)) {
      use.state = WaiverUse::State::NotReached;
    }
    uses.push_back(std::move(use));
  }
  return uses;
}

std::vector<std::string> Accepter::gone() const {
  std::vector<std::string> entries;
  for (const std::string& entry : acceptance_.baseline) {
    if (holding_.contains(entry.substr(0, entry.find('|')))) entries.push_back(entry);
  }
  return entries;
}

}  // namespace ringfence::check
