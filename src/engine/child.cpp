#include "engine/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "engine/deadline.h"

namespace ringfence::engine {
namespace {

// Ends every complete text, so that the reader need not wait for all copies of the pipe to close.
constexpr char kEnd = '\0';

void write_all(int output, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(output, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    written += static_cast<std::size_t>(count);
  }
}

[[noreturn]] void run(int output, const std::function<std::string()>& compute) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_IGN);  // Ctrl-C is for the parent, which stops us
  int status = 1;
  try {
    write_all(output, compute() + kEnd);
    status = 0;
  } catch (...) {  // an ended child without a text says enough
  }
  ::_exit(status);  // no destructors: they belong to the parent
}

}  // namespace

Child::Child(const std::function<std::string()>& compute) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  process_ = ::fork();
  if (process_ == 0) {
    ::close(ends[0]);
    run(ends[1], compute);
  }
  ::close(ends[1]);
  output_ = ends[0];
}

Child::~Child() {
  reap(false);
  if (output_ >= 0) ::close(output_);
}

void Child::reap(bool is_done) {
  if (process_ <= 0) return;
  if (!is_done) ::kill(process_, SIGKILL);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
}

/// False at the end of the pipe.
bool Child::read_more(std::string& text) {
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(output_, buffer.data(), buffer.size());
  if (count < 0) return errno == EINTR;
  text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::optional<std::string> Child::wait(const std::function<bool()>& must_stop) {
  if (process_ <= 0) return std::nullopt;
  std::string text;
  bool is_open = true;
  while (is_open && (text.empty() || text.back() != kEnd) && !must_stop()) {
    pollfd ready{output_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(kTick.count())) > 0) is_open = read_more(text);
  }
  const bool is_whole = !text.empty() && text.back() == kEnd;
  reap(is_whole);
  if (!is_whole) return std::nullopt;
  text.pop_back();
  return text;
}

}  // namespace ringfence::engine
