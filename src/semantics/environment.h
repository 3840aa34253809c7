#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "model/value.h"

namespace ringfence::semantics {

/// The variables in sight, innermost last. A definition's body starts a new frame: it sees its
/// own parameters and nothing of its caller's variables.
class Environment {
 public:
  /// The innermost variable of that name in the current frame, or null.
  const model::Value* find(std::string_view name) const {
    for (std::size_t i = variables_.size(); i > frame_; --i) {
      if (variables_[i - 1].first == name) return &variables_[i - 1].second;
    }
    return nullptr;
  }

 private:
  friend class Bound;
  friend class Frame;
  std::vector<std::pair<std::string_view, model::Value>> variables_;
  std::size_t frame_ = 0;
};

/// Binds one variable until the end of a block. The name must outlive it.
class Bound {
 public:
  Bound(Environment& environment, std::string_view name, model::Value value)
      : environment_(environment) {
    environment_.variables_.emplace_back(name, std::move(value));
  }
  Bound(const Bound&) = delete;
  Bound& operator=(const Bound&) = delete;
  ~Bound() { environment_.variables_.pop_back(); }

 private:
  Environment& environment_;
};

/// Hides every variable bound so far, binds a definition's parameters, and undoes both.
class Frame {
 public:
  explicit Frame(Environment& environment)
      : environment_(environment),
        size_(environment.variables_.size()),
        outer_(std::exchange(environment.frame_, environment.variables_.size())) {}
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
  ~Frame() {
    environment_.variables_.resize(size_);
    environment_.frame_ = outer_;
  }
  void bind(std::string_view name, model::Value value) {
    environment_.variables_.emplace_back(name, std::move(value));
  }

 private:
  Environment& environment_;
  std::size_t size_;
  std::size_t outer_;
};

}  // namespace ringfence::semantics
