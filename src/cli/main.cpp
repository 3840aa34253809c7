// The program: options, then one command. The stages in order are in prepare.cpp and the command.
#include <csignal>
#include <exception>
#include <new>
#include <string>

#include "base/require.h"
#include "cli/commands.h"
#include "cli/output.h"

namespace {

using namespace ringfence::cli;

Exit run(const Options& options) {
  switch (options.command) {
    case Command::Check:
      return run_check(options);
    case Command::Baseline:
      return run_baseline(options);
    case Command::Model:
      return run_model(options);
    case Command::Reach:
      return run_reach(options);
    case Command::Diff:
      return run_diff(options);
    case Command::Smt:
      return run_smt(options);
    case Command::Pb:
      return run_pb(options);
    case Command::Key:
      return run_key(options);
    case Command::Rederive:
      return run_rederive(options);
    case Command::Explain:
      return run_explain(options);
    case Command::Format:
      return run_format(options);
  }
  return Exit::CouldNotRun;
}

}  // namespace

int main(int argc, char** argv) try {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that left is seen where the output is written
  const auto options = read_options(argc, argv);
  if (const auto* leave = std::get_if<Exit>(&options)) return static_cast<int>(*leave);
  return static_cast<int>(run(std::get<Options>(options)));
} catch (const ringfence::InternalError& error) {
  write_messages("ringfence: internal error, which is a bug in ringfence, not in your files: " +
                 std::string(error.what()) + "\n");
  return static_cast<int>(Exit::CouldNotRun);
} catch (const std::bad_alloc&) {
  write_messages("ringfence: out of memory\n");
  return static_cast<int>(Exit::CouldNotRun);
} catch (const std::exception& error) {
  write_messages("ringfence: internal error, which is a bug in ringfence, not in your files: " +
                 std::string(error.what()) + "\n");
  return static_cast<int>(Exit::CouldNotRun);
}
