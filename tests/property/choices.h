#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ringfence::property {

/// The generator's dice (SplitMix64): the same seed gives the same numbers with every standard
/// library, which the standard distributions do not promise.
class Choices {
 public:
  explicit Choices(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// Both ends included.
  int between(int low, int high) {
    return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool percent(int share) { return between(1, 100) <= share; }
  template <class T>
  const T& one_of(const std::vector<T>& options) {
    return options[next() % options.size()];
  }
  std::string text_of(const std::vector<std::string>& options) { return one_of(options); }

 private:
  std::uint64_t state_;
};

}  // namespace ringfence::property
