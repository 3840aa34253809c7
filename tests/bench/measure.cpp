#include "measure.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>

namespace ringfence::bench {
namespace {

constexpr int kNotStarted = 127;

[[noreturn]] void become(const std::vector<std::string>& command, unsigned limit_seconds,
                         const std::filesystem::path& output) {
  const int out = open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  alarm(limit_seconds);  // stays across exec, so that the child ends by itself
  execvp(arguments[0], arguments.data());
  _exit(kNotStarted);
}

Cost run(const std::vector<std::string>& command, unsigned limit_seconds,
         const std::filesystem::path& output) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) become(command, limit_seconds, output);
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) != child ||
      (WIFEXITED(status) && WEXITSTATUS(status) == kNotStarted)) {
    std::cerr << "bench: cannot run " << command.front() << "\n";
    std::exit(2);
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  return {taken.count(), static_cast<std::uint64_t>(usage.ru_maxrss) * 1024, WIFSIGNALED(status)};
}

}  // namespace

Cost measure(const std::vector<std::string>& command, int runs, unsigned limit_seconds,
             const std::filesystem::path& output) {
  std::vector<double> seconds;
  Cost all;
  for (int i = 0; i < runs && !all.is_stopped; ++i) {
    const Cost one = run(command, limit_seconds, output);
    seconds.push_back(one.seconds);
    all.peak_bytes = std::max(all.peak_bytes, one.peak_bytes);
    all.is_stopped = one.is_stopped;
  }
  std::sort(seconds.begin(), seconds.end());
  all.seconds = all.is_stopped ? seconds.back() : seconds[seconds.size() / 2];
  return all;
}

}  // namespace ringfence::bench
