#pragma once
#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

namespace ringfence::engine {

/// A copy of this process that computes one text and ends. It can be stopped at any moment,
/// whatever it is doing, and what it does wrong stays in it.
class Child {
 public:
  /// Forks. Only malloc may be in use by other threads at this moment: `compute` runs in the
  /// copy, where no other thread exists any more.
  explicit Child(const std::function<std::string()>& compute);
  ~Child();  ///< Stops it.
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// The computed text; nullopt if it ended without one or `must_stop` came true, which is asked
  /// on every tick.
  std::optional<std::string> wait(const std::function<bool()>& must_stop);

 private:
  void reap(bool is_done);
  bool read_more(std::string& text);
  pid_t process_ = -1;
  int output_ = -1;
};

}  // namespace ringfence::engine
