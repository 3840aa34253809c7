#pragma once
#include "resolve/work.h"

namespace ringfence::resolve {

/// What the attribute of a setting may be, and where the setting was written.
struct Expected {
  const model::Attribute& attribute;
  bool imported = false;
};

/// A closed expression as a value of the attribute's type; an error (E0305, E0316, E0303) and
/// nothing if it is none.
std::optional<model::Value> closed_value(Work& work, const Expected& expected,
                                         const syntax::Expr& expr);

/// One scalar of that type; `type.is_set` is ignored.
std::optional<model::Scalar> scalar_value(Work& work, const Expected& expected,
                                          const syntax::Expr& expr);

/// The amount of an indexed setting, `request["x"]: 2`.
std::optional<Rational> keyed_value(Work& work, const Expected& expected, const syntax::Expr& expr);

/// `low..high step s`: bounded, not empty, of the attribute's dimension (E0306).
std::optional<model::Domain> range_domain(Work& work, const Expected& expected,
                                          const syntax::RangeValue& range, const Span& at);

/// Canonical order of scalars of one type: by text for symbols, by id, by value.
bool before(const Symbols& symbols, const model::Scalar& a, const model::Scalar& b);

}  // namespace ringfence::resolve
