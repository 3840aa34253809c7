#include "syntax/print.h"

#include <gtest/gtest.h>

#include "syntax/operators.h"

// Trees as importers make them, which no parser has seen; what was parsed is printed in
// tests/unit/grammar.
namespace ringfence::syntax {
namespace {

Expr name(const std::string& text) {
  return {Name{text}, {}};
}
Expr number(const std::string& text) {
  return {NumberLit{text}, {}};
}
Expr binary(BinaryOp op, Expr left, Expr right) {
  return {Binary{op, {left, right}}, {}};
}

TEST(Print, FlattensARunHoweverItIsGrouped) {
  const Expr right = binary(BinaryOp::And, name("b"), name("c"));
  EXPECT_EQ(print(binary(BinaryOp::And, name("a"), right)), "a and b and c");
  EXPECT_EQ(print(binary(BinaryOp::And, right, name("a"))), "b and c and a");
}

TEST(Print, QuotesWhatIsNoName) {
  EXPECT_EQ(print(name("shop/db")), "\"shop/db\"");
  EXPECT_EQ(print(name("policy")), "\"policy\"");
}

TEST(Print, SetsDifferentThingsWithoutAPlaceApart) {
  Document document;
  document.items.push_back(Import{"a", {}});
  document.items.push_back(Import{"b", {}});
  EntityDecl vm;
  vm.kind.text = "vm";
  vm.name.text = "x y";
  vm.replicas = Replicas{number("2"), number("2")};
  vm.settings.push_back({"request", "a/b", {}, Value{number("1")}, {}});
  vm.settings.push_back({"cpu", std::nullopt, {}, RangeValue{{number("1"), number("2")}, {}}, {}});
  document.items.push_back(vm);
  EXPECT_EQ(print(document),
            "import \"a\"\nimport \"b\"\n\nvm \"x y\"[2] { request[\"a/b\"]: 1; cpu: 1..2 }\n");
}

TEST(Operators, AreInTheOrderOfTheirPrecedence) {
  EXPECT_LT(precedence(BinaryOp::Iff), precedence(BinaryOp::Implies));
  EXPECT_LT(precedence(BinaryOp::Implies), precedence(BinaryOp::Or));
  EXPECT_LT(precedence(BinaryOp::Or), precedence(BinaryOp::And));
  EXPECT_LT(precedence(BinaryOp::And), precedence(BinaryOp::NotIn));
  EXPECT_LT(precedence(BinaryOp::Less), precedence(BinaryOp::Subtract));
  EXPECT_LT(precedence(BinaryOp::Add), precedence(BinaryOp::Divide));
  EXPECT_EQ(spelling(BinaryOp::NotIn), "not in");
  EXPECT_EQ(spelling(BinaryOp::Divide), "/");
}

}  // namespace
}  // namespace ringfence::syntax
