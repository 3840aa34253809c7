#include <map>
#include <set>

#include "base/match.h"
#include "evidence/contents.h"
#include "syntax/print.h"

// What a statement ranges over, read off its text: the sets that its quantifiers, sums and counts
// range over, its own and those of the definitions and derived attributes that it uses, and with
// them the kinds of entities. Which of them exist, and are in a set that depends on the world, is
// for the world to say: the names listed are all that can be in it.

namespace ringfence::evidence {
namespace {

using Json = nlohmann::ordered_json;
using syntax::Expr;

/// The kind of the collection that is called so, also of `declared_pods`.
std::optional<model::Kind> kind_of_collection(std::string_view name) {
  constexpr std::string_view kDeclared = "declared_";
  if (name.starts_with(kDeclared)) name.remove_prefix(kDeclared.size());
  return model::kind_of_plural(name);
}

class Ranges {
 public:
  explicit Ranges(const model::Model& model) : model_(model) {}

  void visit(const Expr& expr) {
    match(
        expr.node,  //
        [](const syntax::BoolLit&) {}, [](const syntax::NumberLit&) {},
        [](const syntax::StringLit&) {}, [](const syntax::NoneLit&) {},
        [](const syntax::PortLit&) {},  //
        [&](const syntax::Name& name) { follow(name.text); },
        [&](const syntax::Member& member) {
          visit_all(member.object);
          follow_attribute(member.attribute.text);
        },
        [&](const syntax::Index& index) { visit_all(index.object_and_key); },
        [&](const syntax::Call& call) {
          visit_all(call.arguments);
          follow(call.function.text);
        },
        [&](const syntax::Unary& unary) { visit_all(unary.operand); },
        [&](const syntax::Binary& binary) { visit_all(binary.sides); },
        [&](const syntax::Quantifier& quantifier) {
          bind(quantifier.binders);
          visit_all(quantifier.guard);
          visit_all(quantifier.body);
        },
        [&](const syntax::Aggregate& aggregate) {
          bind(aggregate.binders);
          visit_all(aggregate.guard);
          visit_all(aggregate.term);
        },
        [&](const syntax::Comprehension& comprehension) {
          visit_all(comprehension.range);
          visit_all(comprehension.guard);
        },
        [&](const syntax::Conditional& conditional) { visit_all(conditional.parts); },
        [&](const syntax::Has& has) { visit_all(has.member); },
        [&](const syntax::SetLit& set) { visit_all(set.items); });
  }

  /// What the binders range over.
  void bind(const std::vector<syntax::Binder>& binders) {
    for (const syntax::Binder& binder : binders) {
      // Only what stands in the statement itself has variables that its reader knows.
      if (depth_ == 0) {
        Json variables = Json::array();
        for (const syntax::Ident& variable : binder.variables) variables.push_back(variable.text);
        own_.push_back({{"variables", variables}, {"in", syntax::print(binder.range.front())}});
      }
      visit_all(binder.range);
    }
  }

  Json take_own() { return std::move(own_); }
  const std::set<model::Kind>& kinds() const { return kinds_; }

 private:
  void visit_all(const std::vector<Expr>& exprs) {
    for (const Expr& expr : exprs) visit(expr);
  }

  /// A collection, or what a definition of that name ranges over. A variable that hides one adds
  /// what is not ranged over, which only makes the list longer than it need be.
  void follow(const std::string& name) {
    if (const auto kind = kind_of_collection(name)) kinds_.insert(*kind);
    const auto found = model_.functions.find(name);
    if (found != model_.functions.end()) enter(*found->second);
  }

  /// The attribute of whichever kind: which it is would take the types.
  void follow_attribute(const std::string& name) {
    for (std::size_t i = 0; i < model::kKindCount; ++i) {
      const std::string kind(model::name_of(static_cast<model::Kind>(i)));
      const auto found = model_.derived.find(kind + "." + name);
      if (found != model_.derived.end()) enter(*found->second);
    }
  }

  void enter(const syntax::Def& def) {
    if (!entered_.insert(&def).second) return;
    ++depth_;
    visit(def.body);
    --depth_;
  }

  const model::Model& model_;
  Json own_ = Json::array();
  std::set<model::Kind> kinds_;
  std::set<const syntax::Def*> entered_;
  std::size_t depth_ = 0;
};

Json entities_json(const model::Model& model, model::Kind kind) {
  Json names = Json::array();
  const model::EntityRange range = model::entities_of(model, kind);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (model.entities[i].described) names.push_back(model.entities[i].name);
  }
  return names;
}

}  // namespace

Json coverage(const Run& run) {
  std::set<model::Kind> all;
  Json statements = Json::array();
  for (const check::Verdict& verdict : run.report.verdicts) {
    const syntax::Statement& statement = *verdict.statement;
    Ranges ranges(run.model);
    ranges.visit(statement.formula);
    if (statement.failing) ranges.bind({*statement.failing});
    Json kinds = Json::array();
    for (const model::Kind kind : ranges.kinds()) kinds.push_back(model::name_of(kind));
    all.insert(ranges.kinds().begin(), ranges.kinds().end());
    statements.push_back({{"id", verdict.id}, {"ranges", ranges.take_own()}, {"kinds", kinds}});
  }
  Json entities = Json::object();
  for (const model::Kind kind : all)
    entities[std::string(model::name_of(kind))] = entities_json(run.model, kind);
  return {{"statements", statements}, {"entities", entities}};
}

}  // namespace ringfence::evidence
