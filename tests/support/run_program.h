#pragma once
#include <filesystem>
#include <string>

namespace ringfence::tests {

/// What a finished program left behind.
struct Finished {
  int exit_status = -1;  ///< 128 + signal when a signal ended it.
  std::string out, err;
};

/// Runs a shell command in `directory` with nothing on standard input, without colour and with
/// the environment's other settings that change output removed.
Finished run_shell(const std::string& command, const std::filesystem::path& directory);

}  // namespace ringfence::tests
