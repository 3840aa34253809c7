#include "check/identity.h"

#include <algorithm>

#include "base/match.h"

namespace ringfence::check {
namespace {

/// `shop/db[2]/app` becomes `shop/db[*]/app`. Of pods and containers also the place of a daemon's
/// pod, `shop/agent[worker-1]`; names of other kinds may have brackets of their own.
std::string without_numbers(model::Kind kind, const std::string& name) {
  const bool is_pod = kind == model::Kind::Pod || kind == model::Kind::Container;
  std::string lasting;
  for (std::size_t i = 0; i < name.size(); ++i) {
    lasting += name[i];
    if (name[i] != '[') continue;
    const std::size_t end = name.find(']', i);
    if (end == std::string::npos) continue;
    const bool is_number = end > i + 1 && name.find_first_not_of("0123456789", i + 1) == end;
    if (!is_number && !is_pod) continue;
    lasting += '*';
    i = end - 1;
  }
  return lasting;
}

std::string matter_of(const Outcome& outcome) {
  return match(
      outcome,  //
      [](const Holds&) { return std::string("holds"); },
      [](const Violated& violated) {
        return std::string(violated.counterexample ? "violated" : "no-world");
      },
      [](const Vacuous&) { return std::string("vacuous"); },
      [](const Undecided&) { return std::string("undecided"); },
      [](const NotApplicable&) { return std::string("not-applicable"); });
}

}  // namespace

std::string lasting_name(const model::Model& model, model::EntityId entity) {
  const model::Entity& named = model.entity(entity);
  return std::string(model::name_of(named.kind)) + " " + without_numbers(named.kind, named.name);
}

std::vector<std::string> lasting_names(const model::Model& model,
                                       const semantics::Subjects& subjects) {
  std::vector<std::string> names;
  for (const auto& [variable, entity] : subjects) names.push_back(lasting_name(model, entity));
  std::sort(names.begin(), names.end());
  return names;
}

std::string identity(const model::Model& model, const Verdict& verdict) {
  std::string text = verdict.id + "|" + matter_of(verdict.outcome);
  const auto* violated = std::get_if<Violated>(&verdict.outcome);
  if (violated == nullptr || !violated->counterexample) return text;
  for (const std::string& name : lasting_names(model, violated->counterexample->subjects)) {
    text += "|" + name;
  }
  return text;
}

}  // namespace ringfence::check
