#pragma once
#include <utility>
#include <vector>

#include "pb/formula.h"

namespace ringfence::pb {

/// Variables by how much they took part in recent conflicts (Moskewicz et al., "Chaff", DAC 2001),
/// as a binary heap. Floating point only orders the search here; no answer depends on it, and the
/// order is the same from run to run.
class Activity {
 public:
  void resize(std::size_t variables) {
    for (std::size_t var = value_.size(); var < variables; ++var) {
      value_.push_back(0);
      place_.push_back(kOut);
      insert(static_cast<Var>(var));
    }
  }

  bool is_empty() const { return heap_.empty(); }

  Var pop() {
    const Var top = heap_.front();
    move_to(0, heap_.back());
    heap_.pop_back();
    place_[top] = kOut;
    if (!heap_.empty()) sink(0);
    return top;
  }

  void insert(Var var) {
    if (place_[var] != kOut) return;
    heap_.push_back(var);
    place_[var] = heap_.size() - 1;
    rise(heap_.size() - 1);
  }

  void bump(Var var) {
    value_[var] += step_;
    if (value_[var] > kTooLarge) rescale();
    if (place_[var] != kOut) rise(place_[var]);
  }

  /// What was bumped before counts for less from now on.
  void decay() { step_ /= 0.95; }

 private:
  static constexpr std::size_t kOut = static_cast<std::size_t>(-1);
  static constexpr double kTooLarge = 1e100;

  bool before(Var a, Var b) const { return value_[a] > value_[b]; }

  void move_to(std::size_t at, Var var) {
    heap_[at] = var;
    place_[var] = at;
  }

  void rise(std::size_t at) {
    const Var var = heap_[at];
    for (; at > 0 && before(var, heap_[(at - 1) / 2]); at = (at - 1) / 2)
      move_to(at, heap_[(at - 1) / 2]);
    move_to(at, var);
  }

  void sink(std::size_t at) {
    const Var var = heap_[at];
    for (std::size_t child = 2 * at + 1; child < heap_.size(); child = 2 * at + 1) {
      if (child + 1 < heap_.size() && before(heap_[child + 1], heap_[child])) ++child;
      if (!before(heap_[child], var)) break;
      move_to(at, heap_[child]);
      at = child;
    }
    move_to(at, var);
  }

  void rescale() {
    for (double& value : value_) value /= kTooLarge;
    step_ /= kTooLarge;
  }

  std::vector<double> value_;
  std::vector<Var> heap_;
  std::vector<std::size_t> place_;
  double step_ = 1;
};

}  // namespace ringfence::pb
