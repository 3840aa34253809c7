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
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return {taken.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime),
          static_cast<std::uint64_t>(usage.ru_maxrss) * 1024, WIFSIGNALED(status)};
}

/// Runs of one command, summed up.
Cost summed_up(const std::vector<Cost>& runs) {
  std::vector<double> seconds;
  Cost all = runs.front();
  for (const Cost& one : runs) {
    seconds.push_back(one.seconds);
    all.processor = std::min(all.processor, one.processor);
    all.peak_bytes = std::max(all.peak_bytes, one.peak_bytes);
    all.is_stopped = all.is_stopped || one.is_stopped;
  }
  std::sort(seconds.begin(), seconds.end());
  all.seconds = all.is_stopped ? seconds.back() : seconds[seconds.size() / 2];
  return all;
}

}  // namespace

Cost measure(const std::vector<std::string>& command, int runs, unsigned limit_seconds,
             const std::filesystem::path& output) {
  std::vector<Cost> all;
  for (int i = 0; i < runs && (all.empty() || !all.back().is_stopped); ++i)
    all.push_back(run(command, limit_seconds, output));
  return summed_up(all);
}

std::vector<Cost> measure_in_turn(const std::vector<std::vector<std::string>>& commands, int runs,
                                  unsigned limit_seconds) {
  std::vector<std::vector<Cost>> all(commands.size());
  bool is_stopped = false;
  for (int i = 0; i < runs && !is_stopped; ++i) {
    for (std::size_t c = 0; c < commands.size(); ++c) {
      all[c].push_back(run(commands[c], limit_seconds, "/dev/null"));
      is_stopped = is_stopped || all[c].back().is_stopped;
    }
  }
  std::vector<Cost> result;
  for (const std::vector<Cost>& one : all) result.push_back(summed_up(one));
  return result;
}

}  // namespace ringfence::bench
