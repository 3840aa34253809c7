#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "evidence/bundle.h"

/// The parts of a bundle that only people and other tools read; docs/evidence.md describes them.
namespace ringfence::evidence {

/// `0007`: how files of one kind are told apart.
std::string numbered(std::size_t number);

/// The policies that have verdicts, as they are written, and the manifest's rows for them.
struct PolicyTexts {
  std::vector<File> files;
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
};
PolicyTexts policy_texts(const Run& run);

/// Which entities each statement ranges over (`coverage.json`).
nlohmann::ordered_json coverage(const Run& run);

/// Which controls the policies support, and what came of those policies (`controls.json`).
nlohmann::ordered_json controls(const Run& run);

/// `holds`, `violated`, `vacuous`, `undecided`, `not applicable`.
std::string word_of(const check::Outcome& outcome);

}  // namespace ringfence::evidence
