#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/source.h"
#include "syntax/expression.h"
#include "syntax/network.h"

namespace ringfence::syntax {

// Declarations as written, in `.rf` or its YAML twin, or as an importer derived them from another
// format: one shape for all, so that `resolve` has one job.

/// `2..5` or `2..64 step 2`: any whole multiple of the step from low to high, both included.
/// In vectors, as there are millions of settings and few of them are ranges.
struct RangeValue {
  std::vector<Expr> low_and_high;  ///< Exactly two.
  std::vector<Expr> step;          ///< None or one; by default one canonical unit.
};
/// `any host where zone == "b"`: one entity of that kind. Bare names in the guard are attributes
/// of the candidate first.
struct AnyValue {
  Ident kind;
  std::vector<Expr> guard;  ///< None or one.
};
/// `one of {a, b}`.
struct OneOfValue {
  std::vector<Expr> options;  ///< At least one.
};
/// A closed expression (a literal, an entity's name, `none`, a set), or something open.
using Value = std::variant<Expr, RangeValue, AnyValue, OneOfValue>;

/// `memory: 512MiB`, `request.memory: 1GiB`, `request["nvidia.com/gpu"]: 2`.
struct Setting {
  std::string attribute;           ///< Dotted as written, without the key.
  std::optional<std::string> key;  ///< Of an indexed attribute.
  Span attribute_at;
  Value value;
  Span value_at;
  bool before_brace = false;  ///< `in any vm` before the brace and not `in: any vm` behind it.
};

/// `[3]` or `[2..4]` after a name.
struct Replicas {
  Expr low, high;  ///< The same expression twice when one number was written.
};

/// `vm node-1 { … }`, `container cache[2..4] in any vm { … }`. `in`/`on` before the brace is kept
/// as a setting of that name. An entity declared inside another one's braces is in that one, once
/// for each of its replicas.
struct EntityDecl {
  Ident kind;
  Ident name;
  std::optional<Replicas> replicas;
  std::vector<Setting> settings;
  std::vector<EntityDecl> inner;
  Span at;
};

struct Import {
  std::string pattern;
  Span at;
};
/// `link node "worker-1" = vm "prod-worker-1"`: they are one machine.
struct Link {
  Ident left_kind, left_name, right_kind, right_name;
  Span at;
};
/// `a: container` or `m: symbol`; a type is an entity kind, `bool`, `number`, `bytes`, `cpu`,
/// `symbol`, `set of T`, or kinds joined by `|`.
struct Param {
  Ident name;
  std::string type;
  Span type_at;
};
/// `def shares_kernel(a: container, b: container) = …`, or, with `derive`, the derived attribute
/// `kernel` of containers: `derive kernel(c: container) = …`, read as `c.kernel`.
struct Def {
  bool is_attribute = false;
  Ident name;
  std::vector<Param> params;
  Expr body;
  std::string description;  ///< From `///` lines directly above.
  Span at;
};
enum class StatementKind { Assert, Possible, Survives };
/// One claim of a policy. `survives 1 of v in S where …: φ` fills the last three fields; without
/// `v in` the binder has no variable, and bare names in the guard are attributes of the member.
struct Statement {
  StatementKind kind = StatementKind::Assert;
  Expr formula;
  std::optional<Expr> failures;
  std::optional<Binder> failing;
  std::optional<Expr> failing_guard;
  Span at;
};
struct Policy {
  Ident name;
  std::string title;                  ///< May be empty.
  std::string severity = "medium";    ///< low, medium, high, critical.
  std::vector<std::string> controls;  ///< "NIST-800-53:SC-39".
  std::string description;
  std::string help;  ///< How to mend a violation.
  std::optional<Expr> applies_when;
  std::vector<Statement> statements;  ///< At least one.
  Span at;
  Span severity_at, controls_at, description_at, help_at;  ///< Of the values; nowhere if unwritten.
};
/// Where an assumption comes from; reports tell them apart.
enum class AssumeOrigin {
  Declared,   ///< Written by the user.
  Invariant,  ///< A platform's rule that outlives scheduling (DESIGN 4.1).
  Snapshot,   ///< Binds only when a pod is scheduled; used with `--snapshot` alone.
};
struct Assume {
  Ident name;
  std::string description;
  Expr formula;
  AssumeOrigin origin = AssumeOrigin::Declared;
  Span at;
};
/// `test "title" { declarations; expect violated NAME; }`. Run by `ringfence test`.
struct Expectation {
  std::string verdict;  ///< holds, violated, vacuous, undecided, "not applicable".
  Ident policy;
  Span at;
};
struct TestBlock {
  std::string title;
  std::vector<EntityDecl> entities;
  std::vector<Link> links;
  std::vector<Assume> assumes;
  std::vector<Policy> policies;
  std::vector<Expectation> expectations;
  Span at;
};

using Item = std::variant<Import, EntityDecl, Link, Def, Policy, Assume, TestBlock>;

/// A comment with its place; `ringfence fmt` puts it back before the item it stood at.
struct Comment {
  std::string text;       ///< With its `//` or `/* */`.
  bool owns_line = true;  ///< False behind code on the same line.
  Span at;
};

/// Who wrote a document: an importer's facts and a person's about one entity are merged, two
/// importers' are a clash.
enum class Origin { Spec, Import };

struct Document {
  SourceId source;
  Origin origin = Origin::Spec;
  std::optional<std::string> language_version;  ///< From `ringfence 1;`.
  Span version_at;
  std::vector<Item> items;
  Network network;                ///< Who may talk to whom; only importers fill it.
  std::vector<Comment> comments;  ///< In source order, without the `///` lines of definitions.
  /// Offsets of the blank lines, ascending: `ringfence fmt` keeps the groups the author made.
  std::vector<std::uint32_t> blank_lines;
};

}  // namespace ringfence::syntax
