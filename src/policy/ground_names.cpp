// Variables, parameters and definitions: what a name in an expression stands for.

#include <algorithm>

#include "base/match.h"
#include "policy/search.h"

namespace ringfence::policy {

const CellPtr* Grounder::find(const Names& names, std::string_view name) const {
  for (std::size_t i = names.size(); i > 0; --i) {
    if (names[i - 1].first == name) return &names[i - 1].second;
  }
  return nullptr;
}

bool Grounder::is_collection(const syntax::Expr& expr, const Names& names) const {
  const auto* name = std::get_if<syntax::Name>(&expr.node);
  if (name == nullptr || find(names, name->text) != nullptr) return false;
  return model::kind_of_plural(name->text) || name->text == "declared_pods" ||
         name->text == "declared_containers" || name->text == "resources";
}

const syntax::Def* Grounder::definition(const syntax::Expr& expr, const Names& names) const {
  const auto* name = std::get_if<syntax::Name>(&expr.node);
  const auto* call = std::get_if<syntax::Call>(&expr.node);
  if (name != nullptr && (find(names, name->text) != nullptr || is_collection(expr, names)))
    return nullptr;
  if (name == nullptr && call == nullptr) return nullptr;
  const std::string& text = name != nullptr ? name->text : call->function.text;
  if (call != nullptr && model::kind_of(text)) return nullptr;
  const auto found = model_.functions.find(text);
  if (found == model_.functions.end()) return nullptr;
  const std::size_t given = call != nullptr ? call->arguments.size() : 0;
  return found->second->params.size() == given ? found->second : nullptr;
}

void Grounder::free_cells(const syntax::Expr& expr, const Names& names,
                          std::vector<const Cell*>& cells) const {
  const auto all = [&](const std::vector<syntax::Expr>& parts) {
    for (const syntax::Expr& part : parts) free_cells(part, names, cells);
  };
  const auto ranges = [&](const std::vector<syntax::Binder>& binders) {
    for (const syntax::Binder& binder : binders) all(binder.range);
  };
  match(
      expr.node, [](const syntax::BoolLit&) {}, [](const syntax::NumberLit&) {},
      [](const syntax::StringLit&) {}, [](const syntax::NoneLit&) {}, [](const syntax::PortLit&) {},
      [&](const syntax::Name& name) {
        // A name that an inner variable hides counts too: that only delays the condition.
        if (const CellPtr* cell = find(names, name.text)) cells.push_back(cell->get());
      },
      [&](const syntax::Member& member) { all(member.object); },
      [&](const syntax::Index& index) { all(index.object_and_key); },
      [&](const syntax::Call& call) { all(call.arguments); },
      [&](const syntax::Unary& unary) { all(unary.operand); },
      [&](const syntax::Binary& binary) { all(binary.sides); },
      [&](const syntax::Quantifier& quantifier) {
        ranges(quantifier.binders);
        all(quantifier.guard);
        all(quantifier.body);
      },
      [&](const syntax::Aggregate& aggregate) {
        all(aggregate.term);
        ranges(aggregate.binders);
        all(aggregate.guard);
      },
      [&](const syntax::Comprehension& set) {
        all(set.range);
        all(set.guard);
      },
      [&](const syntax::Conditional& conditional) { all(conditional.parts); },
      [&](const syntax::Has& has) { all(has.member); },
      [&](const syntax::SetLit& set) { all(set.items); });
}

bool Grounder::ready(const Closure& closure) const {
  std::vector<const Cell*> cells;
  free_cells(*closure.expr, closure.names, cells);
  return std::all_of(cells.begin(), cells.end(), [](const Cell* cell) { return cell->bound; });
}

bool Grounder::depends_only_on(const Closure& closure, const CellPtr& cell) const {
  std::vector<const Cell*> cells;
  free_cells(*closure.expr, closure.names, cells);
  return !cells.empty() && std::all_of(cells.begin(), cells.end(),
                                       [&](const Cell* one) { return one == cell.get(); });
}

Names Grounder::bind(const std::vector<syntax::Binder>& binders, const Names& names,
                     std::vector<Variable>& variables) {
  Names inner = names;
  for (const syntax::Binder& binder : binders) {
    const Closure range{&binder.range[0], inner};
    for (const syntax::Ident& name : binder.variables) {
      auto cell = std::make_shared<Cell>();
      variables.push_back({cell, range});
      inner.emplace_back(name.text, std::move(cell));
    }
  }
  return inner;
}

std::optional<Names> Grounder::parameters(const syntax::Expr& expr, const syntax::Def& def,
                                          const Names& names) {
  const auto* call = std::get_if<syntax::Call>(&expr.node);
  Names inner;
  for (std::size_t i = 0; call != nullptr && i < call->arguments.size(); ++i) {
    const syntax::Expr& argument = call->arguments[i];
    const auto* name = std::get_if<syntax::Name>(&argument.node);
    const CellPtr* cell = name != nullptr ? find(names, name->text) : nullptr;
    if (cell != nullptr) {
      inner.emplace_back(def.params[i].name.text, *cell);
    } else if (ready({&argument, names})) {
      auto known = std::make_shared<Cell>();
      known->value = value({&argument, names});
      known->bound = true;
      inner.emplace_back(def.params[i].name.text, std::move(known));
    } else {
      return std::nullopt;
    }
  }
  return inner;
}

/// What the next steps of a path are to the entities of one kind.
const Grounder::Step& Grounder::step_of(model::Kind kind,
                                        const std::vector<const syntax::Ident*>& steps,
                                        std::size_t first) {
  const auto [known, is_new] = steps_.try_emplace({steps.back(), first, kind});
  Step& step = known->second;
  if (!is_new) return step;
  for (step.length = steps.size() - first; step.length > 0; --step.length) {
    std::string name = steps[first]->text;
    for (std::size_t i = 1; i < step.length; ++i) name += "." + steps[first + i]->text;
    step.attribute = model::find_attribute(kind, name);
    const auto def = model_.derived.find(std::string(model::name_of(kind)) + "." + name);
    if (def != model_.derived.end()) step.def = def->second;
    step.is_name = name == "name";
    if (step.attribute || step.def != nullptr || step.is_name || name == "kind") break;
  }
  return step;
}

}  // namespace ringfence::policy
