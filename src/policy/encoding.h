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
  /// Throws TooManyPlaces when choices have more than `most_options` options together.
  Encoding(const model::Model& model, logic::Terms& terms, std::size_t most_options)
      : model_(model), terms_(terms), most_options_(most_options) {}

  /// The value of the unknown in the world. A boolean one is one alternative, a term.
  const Scalar& value(model::UnknownId unknown);
  /// Whether the unknown is `none` in the world. Of an unknown that only this is asked of, the
  /// other options get no variables: where thousands of pods could be on a thousand nodes and it
  /// only matters whether they run, that is nearly all there is to encode. Sound because one
  /// obligation's terms are all made with one Encoding, every assumption's included: if none of
  /// them read the value, none of them is true for one of the other options and false for another,
  /// so the first stands for all. The first `value` of the unknown makes the code a complete one;
  /// the variable of `none` stays the same.
  logic::Term is_none(model::UnknownId unknown);
  /// Every unknown read so far with what the variables must satisfy, in the order of unknowns.
  struct Entry {
    Encoded code;
    logic::Term domain;  ///< `exactly one` of a choice; true for the others.
  };
  const std::map<model::UnknownId, Entry>& entries() const { return entries_; }
  /// The unknown that a variable encodes; null for any other term.
  const model::UnknownId* owner(logic::Term term) const {
    const bool is_known = term.index < owners_.size() && owners_[term.index] != model::UnknownId{};
    return is_known ? &owners_[term.index] : nullptr;
  }

 private:
  logic::Term pick(model::UnknownId unknown, const model::Scalar& option);
  void own(logic::Term var, model::UnknownId unknown);

  const model::Model& model_;
  logic::Terms& terms_;
  std::map<model::UnknownId, Entry> entries_;
  std::size_t most_options_;
  std::size_t options_ = 0;  // that have a variable
  std::map<model::UnknownId, Scalar> values_;
  std::vector<model::UnknownId> owners_;  // by term, as far as any was made
};

}  // namespace ringfence::policy
