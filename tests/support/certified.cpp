#include "support/certified.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/run_program.h"

namespace ringfence::tests {

void count_certified(const std::string& input, const std::filesystem::path& folder,
                     Shares& shares) {
  const Finished run = run_shell(
      std::string(RINGFENCE_BINARY) + " check --allow-empty --format json " + input, folder);
  const auto report = nlohmann::json::parse(run.out, nullptr, false);
  ASSERT_FALSE(report.is_discarded()) << folder << " " << input << run.err;
  for (const auto& verdict : report.at("verdicts")) {
    if (verdict.at("verdict") != "holds") continue;
    ++shares.hold;
    if (verdict.at("certified").get<bool>()) {
      ++shares.certified;
    } else if (!verdict.at("witness").is_null()) {
      ++shares.shown;
    } else {
      shares.neither.push_back((folder / input).string() + " " +
                               verdict.at("id").get<std::string>());
    }
  }
}

}  // namespace ringfence::tests
