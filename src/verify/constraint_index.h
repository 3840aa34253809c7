#pragma once
#include <cstddef>
#include <unordered_map>
#include <vector>

#include "verify/kernel.h"

namespace ringfence::verify {

/// Finds the live constraints of a kernel by what they say.
class ConstraintIndex {
 public:
  explicit ConstraintIndex(const Kernel& kernel) : kernel_(kernel) {}
  void add(Kernel::Id id) { ids_[hash(kernel_.at(id))].push_back(id); }

  /// Ascending.
  std::vector<Kernel::Id> find(const Constraint& c) {
    std::vector<Kernel::Id> result;
    const auto found = ids_.find(hash(c));
    if (found == ids_.end()) return result;
    std::erase_if(found->second, [&](Kernel::Id id) { return !kernel_.is_live(id); });
    for (const Kernel::Id id : found->second) {
      if (kernel_.at(id) == c) result.push_back(id);
    }
    return result;
  }

 private:
  static std::size_t hash(const Constraint& c) {
    std::size_t value = c.degree.hash();
    for (const Term& term : c.terms) {
      value = value * 1099511628211U + term.coefficient.hash() * 31 + term.literal.code;
    }
    return value;
  }

  const Kernel& kernel_;
  std::unordered_map<std::size_t, std::vector<Kernel::Id>> ids_;
};

}  // namespace ringfence::verify
