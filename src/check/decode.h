#pragma once
#include <set>
#include <vector>

#include "engine/engine.h"
#include "model/model.h"
#include "policy/obligation.h"

namespace ringfence::check {

/// The values of one encoded unknown, numbered from 0 in canonical order: `none` and `false`
/// first, options as the domain lists them, numbers from the least.
class Digit {
 public:
  /// The code must outlive the Digit.
  explicit Digit(const policy::Encoded& encoded) : encoded_(&encoded) {}

  model::UnknownId unknown() const { return encoded_->unknown; }
  /// A Bool term: the unknown has one of its values 0 … number.
  logic::Term at_most(logic::Terms& terms, Integer number) const;
  /// A Bool term: the unknown has exactly one value. True for codes that cannot have more.
  logic::Term well_formed(logic::Terms& terms) const;
  /// Which value the assignment gives it: 0 if the assertions did not mention it.
  Integer number(const engine::Assignment& assignment) const;
  /// Value `number` of the unknown's domain.
  model::Scalar value(const model::Model& model, Integer number) const;

 private:
  const policy::Encoded* encoded_;
};

/// One per encoded unknown, in the order of the model's unknowns.
std::vector<Digit> digits(const policy::Obligation& obligation);

/// The unknowns whose values the term can depend on.
std::set<model::UnknownId> unknowns_in(const policy::Obligation& obligation, logic::Term term);

/// Each unknown's least value. Not necessarily legal.
model::World least_values(const model::Model& model);

}  // namespace ringfence::check
