#pragma once
#include <span>
#include <vector>

#include "policy/encoding.h"
#include "policy/obligation.h"

namespace ringfence::policy {

/// One constraint that could be asserted, and the assumption it is an instance of (none for the
/// domains of unknowns).
struct Candidate {
  Labelled constraint;
  std::optional<std::size_t> assumption;
};

/// The candidates that share an unknown with the roots, directly or through other candidates, and
/// every candidate that is constant false. Leaving the others out is sound because the parts have
/// no unknown in common: together they are satisfiable iff each is, and whether there is any
/// world at all is asked once for the whole model.
std::vector<Candidate> slice(const logic::Terms& terms, const Encoding& encoding,
                             std::span<const logic::Term> roots, std::vector<Candidate> candidates);

/// The unknowns a term mentions, sorted.
std::vector<model::UnknownId> unknowns_of(const logic::Terms& terms, const Encoding& encoding,
                                          logic::Term term);

}  // namespace ringfence::policy
