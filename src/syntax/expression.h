#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/source.h"

namespace ringfence::syntax {

// Expressions as written. Names are not resolved and numbers are still text: their range errors
// have a code and a span only where their meaning is known. Every node is plain data; children
// are stored in vectors because a vector may hold an incomplete type.

struct Expr;

/// A name with its place: of a declaration, a variable, an attribute.
struct Ident {
  std::string text;
  Span at;
};

struct BoolLit {
  bool value = false;
};
/// `512MiB`, `500m`, `1.5`, `3`: kept as written.
struct NumberLit {
  std::string text;
};
/// The content between the quotes, escapes resolved.
struct StringLit {
  std::string text;
};
/// `none`: the value of an absent optional and of a pending pod's node.
struct NoneLit {};
/// `tcp/5432`, `udp/53`, `sctp/*`.
struct PortLit {
  std::string protocol;
  std::string port;
};
/// A variable, a collection (`pods`), a definition without parameters, or an entity's name.
struct Name {
  std::string text;
};
/// `object.attribute`. A dotted attribute such as `request.memory` is two Members here.
struct Member {
  std::vector<Expr> object;  ///< Exactly one.
  Ident attribute;
};
/// `object[key]`: an extended resource, `p.request["nvidia.com/gpu"]`.
struct Index {
  std::vector<Expr> object_and_key;  ///< Exactly two.
};
/// `name(arguments)`: a definition of the prelude or the user, or a built-in function.
struct Call {
  Ident function;
  std::vector<Expr> arguments;
};
enum class UnaryOp { Not, Minus };
struct Unary {
  UnaryOp op = UnaryOp::Not;
  std::vector<Expr> operand;  ///< Exactly one.
};
enum class BinaryOp {
  And,
  Or,
  Implies,
  Iff,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  In,
  NotIn,
  Add,
  Subtract,
  Multiply,
  Divide,
};
struct Binary {
  BinaryOp op = BinaryOp::And;
  std::vector<Expr> sides;  ///< Exactly two.
};
/// `a, b in pods where …`: all variables range over the same set.
struct Binder {
  std::vector<Ident> variables;  ///< At least one.
  std::vector<Expr> range;       ///< Exactly one: a collection, a set-valued attribute, `{…}`.
};
enum class QuantifierKind { ForAll, Exists };
/// `forall a, b in S, c in T where guard: body`. A missing guard is `true`.
struct Quantifier {
  QuantifierKind kind = QuantifierKind::ForAll;
  std::vector<Binder> binders;  ///< At least one; later ranges may use earlier variables.
  std::vector<Expr> guard;      ///< None or one.
  std::vector<Expr> body;       ///< Exactly one.
};
enum class AggregateKind { Sum, Count };
/// `sum(term for v in S where guard)`, `count(v in S where guard)`.
struct Aggregate {
  AggregateKind kind = AggregateKind::Sum;
  std::vector<Expr> term;  ///< One for Sum, none for Count.
  std::vector<Binder> binders;
  std::vector<Expr> guard;  ///< None or one.
};
/// `{v in S where guard}`: the members of S that pass.
struct Comprehension {
  Ident variable;
  std::vector<Expr> range;  ///< Exactly one.
  std::vector<Expr> guard;  ///< None or one.
};
/// `if c then a else b`.
struct Conditional {
  std::vector<Expr> parts;  ///< Exactly three: condition, then, else.
};
/// `has e.attribute`: the optional attribute is present.
struct Has {
  std::vector<Expr> member;  ///< Exactly one: a Member or an Index.
};
/// `{a, b}`; may be empty.
struct SetLit {
  std::vector<Expr> items;
};

using ExprNode =
    std::variant<BoolLit, NumberLit, StringLit, NoneLit, PortLit, Name, Member, Index, Call, Unary,
                 Binary, Quantifier, Aggregate, Comprehension, Conditional, Has, SetLit>;

struct Expr {
  ExprNode node;
  Span at;
};

}  // namespace ringfence::syntax
