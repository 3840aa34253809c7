#include "check/select.h"

#include <algorithm>

#include "base/nearest_name.h"

namespace ringfence::check {

bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last `*`, and the text it takes so far
  std::size_t taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

Result<std::vector<const syntax::Policy*>> select_policies(
    const model::Model& model, const std::vector<std::string>& patterns) {
  Diagnostics errors;
  std::vector<std::string> names;
  for (const syntax::Policy* policy : model.policies) names.push_back(policy->name.text);
  for (const std::string& pattern : patterns) {
    const auto matches = [&](const std::string& name) { return glob_matches(pattern, name); };
    if (std::any_of(names.begin(), names.end(), matches)) continue;
    const std::string near = nearest_name(pattern, names);
    errors.push_back({"E0412",
                      {},
                      "no policy matches `" + pattern + "`",
                      {},
                      near.empty() ? "" : "did you mean `" + near + "`?"});
  }
  if (!errors.empty()) return errors;
  std::vector<const syntax::Policy*> selected;
  for (const syntax::Policy* policy : model.policies) {
    const bool wanted = std::any_of(
        patterns.begin(), patterns.end(),
        [&](const std::string& pattern) { return glob_matches(pattern, policy->name.text); });
    if (patterns.empty() || wanted) selected.push_back(policy);
  }
  return selected;
}

std::string statement_id(const syntax::Policy& policy, std::size_t statement) {
  return statement == 0 ? policy.name.text : policy.name.text + "/" + std::to_string(statement + 1);
}

Result<policy::Obligation> obligation_of(const model::Model& model, const std::string& id,
                                         bool snapshot) {
  for (const syntax::Policy* policy : model.policies) {
    for (std::size_t i = 0; i < policy->statements.size(); ++i) {
      if (id != statement_id(*policy, i) && id != policy->name.text + "/" + std::to_string(i + 1))
        continue;
      auto obligations = policy::lower(model, *policy, {.snapshot = snapshot});
      if (!obligations) return obligations.errors();
      return std::move(obligations.value().at(i));
    }
  }
  std::vector<std::string> names;
  for (const syntax::Policy* policy : model.policies) names.push_back(policy->name.text);
  const std::string near = nearest_name(id, names);
  return Diagnostic{"E0412",
                    {},
                    "no policy or statement is called `" + id + "`",
                    {},
                    near.empty() ? "" : "did you mean `" + near + "`?"};
}

}  // namespace ringfence::check
