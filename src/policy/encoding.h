#pragma once
#include <map>
#include <vector>

#include "policy/obligation.h"
#include "policy/values.h"

namespace ringfence::policy {

/// Unknowns as logic variables of one obligation, made when first read. Only this decides how a
/// world is encoded; `check` decodes by `Encoded`.
class Encoding {
 public:
  Encoding(const model::Model& model, logic::Terms& terms) : model_(model), terms_(terms) {}

  /// The value of the unknown in the world. A boolean one is one alternative, a term.
  const Scalar& value(model::UnknownId unknown);
  /// Every unknown read so far with what the variables must satisfy, in the order of unknowns.
  struct Entry {
    Encoded code;
    logic::Term domain;  ///< `exactly one` of a choice; true for the others.
  };
  const std::map<model::UnknownId, Entry>& entries() const { return entries_; }
  /// The unknown that a variable encodes.
  const std::map<logic::Term, model::UnknownId>& owners() const { return owners_; }

 private:
  const model::Model& model_;
  logic::Terms& terms_;
  std::map<model::UnknownId, Entry> entries_;
  std::map<model::UnknownId, Scalar> values_;
  std::map<logic::Term, model::UnknownId> owners_;
};

}  // namespace ringfence::policy
