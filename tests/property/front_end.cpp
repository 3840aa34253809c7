#include "property/front_end.h"

#include <fstream>
#include <iterator>

#include "base/require.h"
#include "grammar/parse.h"
#include "policy/obligation.h"
#include "resolve/resolve.h"

namespace ringfence::property {
namespace {

using syntax::Expr;

const std::string& prelude_text() {
  static const std::string kText = [] {
    std::ifstream in(std::string(RINGFENCE_SOURCE_DIR) + "/specs/prelude.rf");
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  return kText;
}

/// The prelude is always the first source, so its spans mean the same in every run.
std::shared_ptr<const syntax::Document> prelude(const Sources& sources) {
  static const std::shared_ptr<const syntax::Document> kDocument = [&] {
    auto parsed = grammar::parse_document(sources, SourceId{0});
    require(static_cast<bool>(parsed), "the prelude parses");
    return std::make_shared<const syntax::Document>(std::move(parsed).value());
  }();
  return kDocument;
}

Refusal refusal(const std::string& stage, const Diagnostics& errors, const Sources& sources) {
  const Diagnostic& first = errors.front();
  std::string where = first.at.is_somewhere() ? sources.place(first.at) : "nowhere";
  return {stage, where + ": " + std::string(first.code) + " " + first.message};
}

/// Writes `reached` as an expression: a chain of `forall` becomes one of `exists`.
class Reached {
 public:
  explicit Reached(Deployment& deployment) : deployment_(deployment) {}

  Expr of(const Expr& formula) {
    if (const auto* quantifier = std::get_if<syntax::Quantifier>(&formula.node)) {
      if (quantifier->kind == syntax::QuantifierKind::ForAll) {
        syntax::Quantifier some = *quantifier;
        some.kind = syntax::QuantifierKind::Exists;
        some.body = {of(quantifier->body[0])};
        return {std::move(some), formula.at};
      }
    }
    if (const auto* both = std::get_if<syntax::Binary>(&formula.node)) {
      if (both->op == syntax::BinaryOp::And) {
        return {syntax::Binary{syntax::BinaryOp::Or, {of(both->sides[0]), of(both->sides[1])}},
                formula.at};
      }
    }
    const auto* name = std::get_if<syntax::Name>(&formula.node);
    if (name != nullptr && define(name->text)) {
      return {syntax::Name{"reached " + name->text}, formula.at};
    }
    const auto* call = std::get_if<syntax::Call>(&formula.node);
    if (call != nullptr && define(call->function.text)) {
      syntax::Call reached = *call;
      reached.function.text = "reached " + reached.function.text;
      return {std::move(reached), formula.at};
    }
    return {syntax::BoolLit{true}, formula.at};
  }

 private:
  /// Adds the definition `reached NAME` for a user's NAME; false for a built-in function.
  bool define(const std::string& name) {
    model::Model& model = deployment_.model;
    const auto found = model.functions.find(name);
    if (found == model.functions.end()) return false;
    if (model.functions.contains("reached " + name)) return true;
    auto definition = std::make_unique<syntax::Def>(*found->second);
    definition->body = of(found->second->body);
    model.functions["reached " + name] = definition.get();
    deployment_.extra_definitions.push_back(std::move(definition));
    return true;
  }

  Deployment& deployment_;
};

}  // namespace

std::variant<std::unique_ptr<Deployment>, Refusal> build(const std::string& text) {
  auto made = std::make_unique<Deployment>();
  made->sources.add("prelude.rf", prelude_text());
  const SourceId source = made->sources.add("spec.rf", text);
  auto parsed = grammar::parse_document(made->sources, source);
  if (!parsed) return refusal("grammar", parsed.errors(), made->sources);
  auto document = std::make_shared<const syntax::Document>(std::move(parsed).value());
  auto resolved = resolve::resolve({prelude(made->sources), document}, {}, {}, made->sources);
  if (!resolved) return refusal("resolve", resolved.errors(), made->sources);
  made->model = std::move(resolved).value();
  const Diagnostics mistakes = policy::type_check(made->model);
  if (!mistakes.empty()) return refusal("types", mistakes, made->sources);
  for (const syntax::Policy* policy : made->model.policies) {
    std::vector<Expr> reached;
    for (const syntax::Statement& statement : policy->statements) {
      reached.push_back(Reached(*made).of(statement.formula));
    }
    made->reached.push_back(std::move(reached));
  }
  return made;
}

}  // namespace ringfence::property
