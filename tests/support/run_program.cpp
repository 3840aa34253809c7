#include "support/run_program.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace ringfence::tests {
namespace {

std::string take(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  std::filesystem::remove(file);
  return text;
}

}  // namespace

Finished run_shell(const std::string& command, const std::filesystem::path& directory) {
  char pattern[] = "/tmp/ringfence-test-XXXXXX";
  const char* made = mkdtemp(pattern);
  if (made == nullptr) return {};
  const std::filesystem::path scratch = made;
  const std::string whole =
      "cd '" + directory.string() + "' && env -u NO_COLOR -u RINGFENCE_ENGINE sh -c '" + command +
      "' >'" + (scratch / "out").string() + "' 2>'" + (scratch / "err").string() + "' </dev/null";
  const int status = std::system(whole.c_str());
  Finished finished;
  finished.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  finished.out = take(scratch / "out");
  finished.err = take(scratch / "err");
  std::filesystem::remove_all(scratch);
  return finished;
}

}  // namespace ringfence::tests
