#include "syntax/operators.h"

#include <array>

#include "base/require.h"

namespace ringfence::syntax {
namespace {

struct Operator {
  BinaryOp op;
  int precedence;
  std::string_view spelling;
};
constexpr std::array<Operator, 16> kOperators = {{{BinaryOp::And, 4, "and"},
                                                  {BinaryOp::Or, 3, "or"},
                                                  {BinaryOp::Implies, 2, "=>"},
                                                  {BinaryOp::Iff, 1, "<=>"},
                                                  {BinaryOp::Equal, 5, "=="},
                                                  {BinaryOp::NotEqual, 5, "!="},
                                                  {BinaryOp::Less, 5, "<"},
                                                  {BinaryOp::LessEqual, 5, "<="},
                                                  {BinaryOp::Greater, 5, ">"},
                                                  {BinaryOp::GreaterEqual, 5, ">="},
                                                  {BinaryOp::In, 5, "in"},
                                                  {BinaryOp::NotIn, 5, "not in"},
                                                  {BinaryOp::Add, 6, "+"},
                                                  {BinaryOp::Subtract, 6, "-"},
                                                  {BinaryOp::Multiply, 7, "*"},
                                                  {BinaryOp::Divide, 7, "/"}}};

const Operator& row_of(BinaryOp op) {
  const Operator& row = kOperators[static_cast<std::size_t>(op)];
  require(row.op == op, "the table of operators is in the order of their enumeration");
  return row;
}

}  // namespace

int precedence(BinaryOp op) {
  return row_of(op).precedence;
}
std::string_view spelling(BinaryOp op) {
  return row_of(op).spelling;
}

}  // namespace ringfence::syntax
