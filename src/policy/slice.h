#pragma once
#include <span>
#include <vector>

#include "policy/encoding.h"
#include "policy/obligation.h"

namespace ringfence::policy {

/// One constraint that could be asserted, and the assumption it is an instance of (none for the
/// domains of unknowns).
struct Candidate {
  Labelled constraint;  ///< Its term may be constant true: then only the doubt counts.
  std::optional<std::size_t> assumption;
  /// Contains the worlds in which evaluating the assumption gets stuck, if there may be any: the
  /// constraint is true there, but whether such a world is legal is not known.
  std::optional<logic::Term> doubt;
};

/// The candidates that share an unknown with the roots, directly or through other candidates (in
/// a constraint or a doubt), and every candidate that is constant false. Leaving the others out is
/// sound because the parts have no unknown in common: together they are satisfiable iff each is,
/// and whether there is any world at all is asked once for the whole model.
std::vector<Candidate> slice(const logic::Terms& terms, const Encoding& encoding,
                             std::span<const logic::Term> roots, std::vector<Candidate> candidates);

/// The unknowns that the terms mention, sorted.
std::vector<model::UnknownId> unknowns_of(const logic::Terms& terms, const Encoding& encoding,
                                          std::vector<logic::Term> roots);

}  // namespace ringfence::policy
