#include "cli/questions.h"

#include <array>
#include <chrono>
#include <ctime>

#include "cli/baseline_file.h"
#include "cli/interrupt.h"
#include "cli/source_date.h"

namespace ringfence::cli {
namespace {

/// The day in UTC, as ISO 8601 writes it.
Result<std::string> today() {
  const Result<std::string> given = source_date();
  if (!given) return given.errors();
  if (!given.value().empty()) return given.value().substr(0, 10);
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 16> day{};
  const std::size_t size = std::strftime(day.data(), day.size(), "%Y-%m-%d", &utc);
  return std::string(day.data(), size);
}

}  // namespace

Result<check::Options> questions(const Options& options, const load::Loaded& loaded) {
  check::Options wanted;
  wanted.engine = options.engine;
  wanted.cross_check = options.cross_check;
  wanted.snapshot = options.snapshot;
  wanted.policies = options.policies;
  wanted.limits.steps = options.budget;
  wanted.limits.watchdog = std::chrono::seconds(options.timeout_seconds);
  wanted.limits.cancelled = &watch_for_interrupt();
  wanted.certify_longer = std::chrono::seconds(options.certify_seconds);
  const Result<std::string> day = today();
  if (!day) return day.errors();
  wanted.acceptance.today = day.value();
  if (!options.no_waivers) wanted.acceptance.waivers = loaded.waivers;
  if (!options.baseline) return wanted;
  Result<std::set<std::string>> baseline = read_baseline(*options.baseline);
  if (!baseline) return baseline.errors();
  wanted.acceptance.baseline = std::move(baseline).value();
  return wanted;
}

}  // namespace ringfence::cli
