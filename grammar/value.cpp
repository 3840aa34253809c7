// Values of settings: closed expressions and the four ways to leave something open.
#include "grammar/rules.h"
#include "grammar/tokens.h"

namespace ringfence::grammar {
namespace {

using syntax::AnyValue;
using syntax::OneOfValue;
using syntax::RangeValue;

/// `low`, or `low..high step s`, before it is known which.
struct Bounds {
  syntax::Expr low;
  std::optional<syntax::Expr> high;
  std::vector<syntax::Expr> step;
};

const x3::rule<struct AnyValueId, AnyValue> any_value{"`any`"};
const x3::rule<struct OneOfId, OneOfValue> one_of{"`one of`"};
const x3::rule<struct BoundsId, Bounds> bounds{"a value"};

const auto range_or_expression = [](auto& context) {
  Bounds& read = x3::_attr(context);
  if (read.high) {
    x3::_val(context) =
        RangeValue{{std::move(read.low), std::move(*read.high)}, std::move(read.step)};
  } else {
    x3::_val(context) = std::move(read.low);
  }
};

// any = "any" NAME [ "where" expression ]
const auto any_value_def = word("any") > ident[to(&AnyValue::kind)] >
                           -(word("where") > expr[add_to(&AnyValue::guard)]);

// one_of = "one" "of" "{" sum { "," sum } "}"
const auto one_of_def = word("one") >> word("of") > sign("{") > sum[add_to(&OneOfValue::options)] >
                        *(sign(",") > sum[add_to(&OneOfValue::options)]) > sign("}");

// range = sum ".." sum [ "step" sum ]
const auto bounds_def = expr[to(&Bounds::low)] >> -(sign("..") > sum[to(&Bounds::high)] >
                                                    -(word("step") > sum[add_to(&Bounds::step)]));

// value = any | one_of | range | expression
const auto value_def = any_value[kAssign] | one_of[kAssign] | bounds[range_or_expression];

BOOST_SPIRIT_DEFINE(any_value, one_of, bounds)

}  // namespace

BOOST_SPIRIT_DEFINE(value)
BOOST_SPIRIT_INSTANTIATE(ValueRule, Iterator, Context)

}  // namespace ringfence::grammar
