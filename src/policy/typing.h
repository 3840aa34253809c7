#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "model/model.h"

namespace ringfence::policy {

/// The static type of an expression, with what the rules of docs/semantics.md need beside it.
struct Typed {
  enum class Shape { Bool, Number, Symbol, Ref, None, Set, Keyed, Broken } shape = Shape::Broken;
  std::optional<Dimension> dimension;  ///< Of a number; empty for a literal that fits any.
  model::KindSet kinds;                ///< Of a reference.
  std::vector<Typed> element;          ///< Of a set, one; none for the empty set.
  bool may_be_absent = false;          ///< An optional that no guard has been seen for.
  bool is_constant = true;             ///< The same number in all worlds.
  bool is_count = false;               ///< A `count(…)`, which may be a factor of anything.
  std::string absent_name;             ///< What to guard: `h.memory`.
};

Typed of(Typed::Shape shape);
Typed number_of(std::optional<Dimension> dimension);
Typed reference(model::KindSet kinds);
Typed set_of(Typed element);
/// For people: `a set of host`.
std::string words(const Typed& typed);

/// Checks expressions one after the other, collecting errors. What is wrong once is reported
/// once, where it is written.
class TypeChecker {
 public:
  explicit TypeChecker(const model::Model& model);

  /// A closed formula that must be true or false.
  void formula(const syntax::Expr& expr);
  /// A definition by itself; what its callers guard counts as guarded.
  void definition(const syntax::Def& def);
  Diagnostics take() { return std::move(errors_); }

 private:
  using Variables = std::vector<std::pair<std::string_view, Typed>>;
  /// Printed expressions that are known to be present here.
  using Present = std::set<std::string>;
  struct Scope {
    Variables variables;
    Present present;
    bool trusting = false;  ///< Inside a definition checked by itself.
  };

  Typed type(const syntax::Expr& expr, const Scope& scope);
  Typed needed(const syntax::Expr& expr, const Scope& scope);  ///< Absent is an error.
  Typed present(Typed typed, const syntax::Expr& expr, const Scope& scope);
  void boolean(const syntax::Expr& expr, const Scope& scope);
  Typed number(const syntax::Expr& expr, const Scope& scope);
  Typed element_of(const syntax::Expr& set, const Scope& scope);
  Typed name(const syntax::Expr& expr, const std::string& text, const Scope& scope);
  Typed member(const syntax::Expr& expr, const Scope& scope);
  Typed step(const Typed& object, const std::vector<const syntax::Ident*>& steps, std::size_t first,
             std::size_t& length, const Scope& scope);
  std::optional<Typed> attribute(model::Kind kind, const std::string& name);
  Typed index(const syntax::Index& index, const Scope& scope);
  Typed call(const syntax::Expr& expr, const syntax::Call& call, const Scope& scope);
  void endpoint(const syntax::Expr& argument, const Scope& scope);
  Typed connection(const syntax::Expr& expr, const syntax::Call& called, const Scope& scope);
  Typed built_in(const syntax::Expr& expr, const syntax::Call& call, const Scope& scope);
  Typed inlined(const syntax::Def& def, const syntax::Call* call, const Scope& scope,
                const Span& at);
  Typed body_of(const syntax::Def& def, const Scope& inner, std::string key, const Span& at);
  Typed closure(const syntax::Expr& expr, const syntax::Call& call, const Scope& scope);
  const syntax::Def* relation(const syntax::Expr& expr, const syntax::Call& call,
                              const Scope& scope);
  std::optional<Typed> argument(const syntax::Def& def, std::size_t position,
                                const syntax::Expr& argument, const Scope& scope);
  Typed binary(const syntax::Expr& expr, const syntax::Binary& binary, const Scope& scope);
  Typed arithmetic(const syntax::Expr& expr, const syntax::Binary& binary, const Scope& scope);
  void comparable(const syntax::Expr& left, const syntax::Expr& right, const Typed& a,
                  const Typed& b, const Span& at);
  Scope bind(const std::vector<syntax::Binder>& binders, const std::vector<syntax::Expr>& guard,
             const Scope& scope);
  std::optional<Typed> unified(const Typed& a, const Typed& b) const;
  void learn(const syntax::Expr& condition, bool truth, Present& present) const;
  Typed of_schema(const model::Attribute& row, model::AttributeId id) const;
  Typed parameter(const syntax::Param& param);

  Typed fail(std::string_view code, const Span& at, std::string message, std::string help = {});

  const model::Model& model_;
  Diagnostics errors_;
  std::set<std::pair<Span, std::string>> reported_;
  std::set<model::AttributeId> open_;            // attributes that some unknown is about
  std::vector<const syntax::Def*> in_progress_;  // to refuse recursion
  std::vector<Span> used_at_;                    // where those are called
  std::map<std::pair<const syntax::Def*, model::Kind>, Typed> derived_;
  std::set<std::pair<const syntax::Def*, model::Kind>> deriving_;
  std::map<std::string, Typed> calls_;  // by definition, argument types and what is present
};

}  // namespace ringfence::policy
