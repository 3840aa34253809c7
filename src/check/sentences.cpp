#include "check/sentences.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/match.h"

namespace ringfence::check {
namespace {

/// Attributes that read better as a verb.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kVerbs = {{
    {"on", "is on"},
    {"node", "runs on"},
    {"in", "is in"},
    {"vm", "is the VM"},
    {"tenant", "belongs to tenant"},
    {"workload", "belongs to workload"},
    {"zone", "is in zone"},
}};

std::string quoted(const std::string& text) {
  return "`" + text + "`";
}

std::uint64_t place_key(const Span& span) {
  return (std::uint64_t{span.source.index} << 32U) | span.begin;
}

}  // namespace

std::string Sentences::value_text(const model::Scalar& value) const {
  return match(
      value,  //
      [](const model::None&) { return std::string("none"); },
      [](const bool& truth) { return std::string(truth ? "true" : "false"); },
      [](const Quantity& quantity) { return to_string(quantity); },
      [&](const Symbol& symbol) { return "\"" + model_.symbols.text(symbol) + "\""; },
      [&](const model::EntityId& entity) { return quoted(model_.entity(entity).name); });
}

std::string Sentences::value_text(const model::Value& value) const {
  const auto joined = [](const auto& items, const auto& text) {
    std::string all;
    for (const auto& item : items) all += (all.empty() ? "" : ", ") + text(item);
    return "{" + all + "}";
  };
  return match(
      value,  //
      [&](const model::Scalar& scalar) { return value_text(scalar); },
      [&](const model::SetValue& set) {
        return joined(set.items, [&](const model::Scalar& item) { return value_text(item); });
      },
      [&](const model::KeyedValue& keyed) {
        return joined(keyed.items, [&](const auto& item) {
          return model_.symbols.text(item.first) + ": " + to_string(item.second);
        });
      });
}

std::string Sentences::closed_sentence(model::EntityId entity, const model::Fact& fact,
                                       const model::Value& value) const {
  const std::string subject = quoted(model_.entity(entity).name);
  const std::string_view attribute = model::attribute(fact.attribute).name;
  const auto* scalar = std::get_if<model::Scalar>(&value);
  const bool is_none = scalar && std::holds_alternative<model::None>(*scalar);
  if (is_none && attribute == "node") return subject + " is pending";
  if (is_none) return subject + " has no " + std::string(attribute);
  if (scalar && std::holds_alternative<bool>(*scalar)) {
    return subject + ": " + std::string(attribute) + " is " + value_text(value);
  }
  for (const auto& [name, verb] : kVerbs) {
    if (name == attribute) return subject + " " + std::string(verb) + " " + value_text(value);
  }
  return subject + " has " + std::string(attribute) + " " + value_text(value);
}

std::string Sentences::of(model::EntityId entity, const model::Fact& fact,
                          const model::World& world) const {
  return match(
      fact.value,  //
      [&](const model::Value& value) { return closed_sentence(entity, fact, value); },
      [&](const model::UnknownId& unknown) {
        return closed_sentence(entity, fact, world.values.at(unknown.index)) + " in this world";
      });
}

std::string Sentences::of(const policy::Labelled& constraint) const {
  if (constraint.role == policy::Labelled::Role::Domain) {
    return "what " + quoted(constraint.name) + " may be";
  }
  return "assumption " + quoted(constraint.name);
}

std::vector<Reason> Sentences::of_reads(
    const std::vector<std::pair<model::EntityId, model::AttributeId>>& reads,
    const model::World& world) const {
  std::vector<Reason> reasons;
  for (const auto& [entity, attribute] : reads) {
    const model::Fact* fact = model::find_fact(model_.entity(entity), attribute);
    if (fact == nullptr || !fact->at.is_somewhere()) continue;
    reasons.push_back({fact->at, of(entity, *fact, world)});
  }
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const Reason& a, const Reason& b) { return a.at < b.at; });
  std::vector<Reason> merged;
  for (Reason& reason : reasons) {
    const bool is_same = !merged.empty() && merged.back().at == reason.at;
    if (!is_same) {
      merged.push_back(std::move(reason));
    } else if (merged.back().text.find(reason.text) == std::string::npos) {
      merged.back().text += "; " + reason.text;
    }
  }
  return merged;
}

std::string Sentences::sentence_at(const Span& span) const {
  if (by_place_.empty()) {
    for (std::uint32_t index = 0; index < model_.entities.size(); ++index) {
      for (const model::Fact& fact : model_.entities[index].facts) {
        if (!fact.at.is_somewhere()) continue;
        const auto* value = std::get_if<model::Value>(&fact.value);
        const std::string text =
            value ? closed_sentence({index}, fact, *value)
                  : "what " + quoted(model_.unknown(std::get<model::UnknownId>(fact.value)).name) +
                        " may be";
        by_place_.try_emplace(place_key(fact.at), text);
      }
    }
  }
  if (by_policy_.empty()) {
    for (const syntax::NetworkPolicy* policy : model_.network.policies) {
      const std::string name =
          policy->space.empty() ? policy->name : policy->space + "/" + policy->name;
      by_policy_.try_emplace(place_key(policy->at), policy->kind + " " + quoted(name));
    }
  }
  const auto policy = by_policy_.find(place_key(span));
  if (policy != by_policy_.end()) return policy->second;
  const auto found = by_place_.find(place_key(span));
  return found == by_place_.end() ? "" : found->second;
}

std::vector<Reason> Sentences::of_core(const std::vector<policy::Labelled>& constraints,
                                       const std::vector<std::size_t>& positions,
                                       const std::vector<Span>& read_facts) const {
  std::vector<Reason> reasons;
  std::set<Span> seen;
  const auto add = [&](const Span& at, std::string text) {
    if (at.is_somewhere() && !seen.insert(at).second) return;
    reasons.push_back({at, std::move(text)});
  };
  for (const std::size_t position : positions) {
    const policy::Labelled& constraint = constraints[position];
    add(constraint.facts.empty() ? Span{} : constraint.facts.front(), of(constraint));
  }
  for (const std::size_t position : positions) {
    for (const Span& at : constraints[position].facts) add(at, sentence_at(at));
  }
  for (const Span& at : read_facts) add(at, sentence_at(at));
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const Reason& a, const Reason& b) { return a.at < b.at; });
  if (reasons.size() > kMost) {
    const std::size_t more = reasons.size() - (kMost - 1);
    reasons.resize(kMost - 1);
    reasons.push_back({Span{}, "and " + std::to_string(more) + " more"});
  }
  return reasons;
}

}  // namespace ringfence::check
