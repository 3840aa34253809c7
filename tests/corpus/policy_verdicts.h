#pragma once
#include <filesystem>
#include <string>
#include <vector>

/// What packs say about a deployment, in the words of an admission controller.
namespace ringfence::tests {

struct PolicyVerdict {
  std::string policy;
  std::string verdict;   ///< `holds`, `violated`, `vacuous`, `undecided` or `not applicable`.
  std::string subjects;  ///< Names of the entities of the counterexample, separated by blanks.
};
struct PolicyVerdicts {
  std::vector<PolicyVerdict> all;
  std::string error;  ///< The first error, if the inputs are refused.
};
/// Checks the files together under the packs.
PolicyVerdicts verdicts_of(const std::vector<std::filesystem::path>& files,
                           const std::vector<std::string>& packs);

/// The same of one text.
PolicyVerdicts verdicts_of(const std::string& manifest, const std::vector<std::string>& packs);

/// The same, and `policy` too, the text of a file in ringfence's language.
PolicyVerdicts verdicts_of(const std::string& manifest, const std::vector<std::string>& packs,
                           const std::string& policy);

/// `deny` if any of the policies is violated, else `undecided` if any is not decided, else
/// `accept`. With no names all policies count. `error: ...` for refused inputs.
std::string admission(const PolicyVerdicts& verdicts, const std::vector<std::string>& policies);

}  // namespace ringfence::tests
