#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "corpus/scheme.h"

/// Who may exchange what, pod by pod and address by address: as a graph says it, and as the other
/// analyser prints it.
namespace ringfence::tests {

/// Pods are named `namespace/name`. Nothing of a pod with itself, nor of addresses of IPv6 unless
/// `v6`: the other analyser leaves them out where no policy names one.
struct Relation {
  std::map<std::pair<std::string, std::string>, reach::Connections> pods;
  /// By pod and whether the addresses are the source. Ranges ascend and cover the family; what
  /// touches and is equal is one.
  std::map<std::pair<std::string, bool>, reach::Outside> outside;
  friend bool operator==(const Relation&, const Relation&) = default;
};

Relation relation_of(const PolicySet& set);

/// What `a` lets through and `b` does not.
reach::Outside less(const reach::Outside& a, const reach::Outside& b);
/// Everything that may go in `a` is in `b`, whose pods are the same.
bool is_within(const Relation& a, const Relation& b);

/// A part of a printed answer: the set whose pods it speaks of, what it says is listed, and that.
struct Printed {
  std::string set, heading;
  std::vector<std::string> lines;
};
std::vector<Printed> read_printed(const std::filesystem::path& file);

/// The lines, for the pods of the set. Lines that cannot be read are added to `unread`.
Relation relation_of(const Printed& printed, const PolicySet& set,
                     std::vector<std::string>& unread);

/// Without the pairs of pods of one workload, which the other analyser prints nothing of.
Relation between_workloads(Relation relation, const PolicySet& set);

/// `namespace/name` of each pod of the set, in its order.
std::vector<std::string> pod_names(const PolicySet& set);

}  // namespace ringfence::tests
