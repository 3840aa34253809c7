#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ringfence::bench {

/// One whole process, from its start to its end.
struct Cost {
  double seconds = 0;            ///< Wall clock, the median of several runs.
  double processor = 0;          ///< Seconds of the processor, the least of the runs.
  std::uint64_t peak_bytes = 0;  ///< Resident at most, in the largest of the runs.
  bool is_stopped = false;       ///< A run took longer than the limit; the figures are the limit's.
};

/// Runs a program `runs` times with its output in `output` (/dev/null to drop it). Ends the bench
/// if it cannot be started. A run over `limit_seconds` is killed, and no more follow.
Cost measure(const std::vector<std::string>& command, int runs, unsigned limit_seconds,
             const std::filesystem::path& output = "/dev/null");

/// Several programs in turn, each so often: what slows the machine down for a while hits all of
/// them.
std::vector<Cost> measure_in_turn(const std::vector<std::vector<std::string>>& commands, int runs,
                                  unsigned limit_seconds);

}  // namespace ringfence::bench
