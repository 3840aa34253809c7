#include <algorithm>

#include "base/number.h"
#include "semantics/evaluator.h"

// Section 4 of docs/semantics.md: definitions and built-in functions.

namespace ringfence::semantics {
namespace {

using model::EntityId;
using model::None;
using model::Scalar;
using model::Value;

constexpr std::string_view kOthers[] = {"closure",      "flows",   "label", "has_label",
                                        "label_number", "matches", "reach", "within"};

bool is_built_in(std::string_view name) {
  return model::kind_of(name) || std::ranges::count(kOthers, name) != 0;
}

/// `*` in the pattern stands for any run of characters, everything else for itself.
bool matches(std::string_view text, std::string_view pattern) {
  // reached[n]: the pattern so far matches the first n characters of the text.
  std::vector<bool> reached(text.size() + 1);
  reached[0] = true;
  for (const char wanted : pattern) {
    std::vector<bool> next(text.size() + 1);
    for (std::size_t n = 0; n <= text.size(); ++n) {
      if (wanted == '*') {
        next[n] = reached[n] || (n > 0 && next[n - 1]);
      } else {
        next[n] = n > 0 && reached[n - 1] && text[n - 1] == wanted;
      }
    }
    reached = std::move(next);
  }
  return reached[text.size()];
}

std::string_view without_trailing_slashes(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

bool within(std::string_view path, std::string_view directory) {
  path = without_trailing_slashes(path);
  directory = without_trailing_slashes(directory);
  if (directory == "/") return path.starts_with('/');
  return path == directory || path.starts_with(std::string(directory) + "/");
}

}  // namespace

const syntax::Def* Evaluator::definition(const syntax::Expr& expr) const {
  const auto* written = std::get_if<syntax::Name>(&expr.node);
  const auto* call = std::get_if<syntax::Call>(&expr.node);
  if (written == nullptr && call == nullptr) return nullptr;
  const std::string& name = written != nullptr ? written->text : call->function.text;
  if (written != nullptr && (environment_.find(name) != nullptr || collection(expr) != nullptr)) {
    return nullptr;
  }
  if (call != nullptr && is_built_in(name)) return nullptr;
  const auto found = model_.functions.find(name);
  if (found == model_.functions.end()) return nullptr;
  if (written != nullptr && !found->second->params.empty()) return nullptr;
  return found->second;
}

std::vector<Value> Evaluator::arguments_of(const syntax::Expr& expr) {
  std::vector<Value> arguments;
  if (const auto* call = std::get_if<syntax::Call>(&expr.node)) {
    for (const syntax::Expr& argument : call->arguments) arguments.push_back(value(argument));
  }
  return arguments;
}

void Evaluator::bind_arguments(Frame& frame, const syntax::Def& definition,
                               const std::vector<Value>& arguments, const Span& at) {
  if (arguments.size() != definition.params.size()) {
    get_stuck("`" + definition.name.text + "` takes " + std::to_string(definition.params.size()) +
                  " arguments",
              at);
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    frame.bind(definition.params[i].name.text, arguments[i]);
  }
}

Value Evaluator::call(const syntax::Expr& expr, const syntax::Call& call) {
  if (is_built_in(call.function.text)) return built_in(call, expr.at);
  const syntax::Def* found = definition(expr);
  if (found == nullptr) get_stuck("nothing defines `" + call.function.text + "`", call.function.at);
  const std::vector<Value> arguments = arguments_of(expr);
  Frame frame(environment_);
  bind_arguments(frame, *found, arguments, expr.at);
  return value(found->body);
}

Value Evaluator::built_in(const syntax::Call& call, const Span& at) {
  const std::string& name = call.function.text;
  if (name == "closure") return Scalar(closure(call, at).has_value());
  if (name == "reach") return Scalar(reach(call, at));
  if (name == "flows") return Scalar(flows(call, at));
  const std::size_t wanted = model::kind_of(name) ? 1 : 2;
  if (call.arguments.size() != wanted) {
    get_stuck("`" + name + "` takes " + std::to_string(wanted) + " arguments", at);
  }
  if (const auto kind = model::kind_of(name)) {
    const std::string wanted_name = argument_text(call.arguments[0]);
    const auto found = model::find_entity(model_, *kind, wanted_name);
    if (!found) get_stuck("no " + name + " is called `" + wanted_name + "`", at);
    return Scalar(*found);
  }
  if (name == "matches" || name == "within") {
    const Scalar first = scalar(call.arguments[0]);
    const Scalar second = scalar(call.arguments[1]);
    if (first == Scalar(None{}) || second == Scalar(None{})) return Scalar(false);
    const Symbol* left = std::get_if<Symbol>(&first);
    const Symbol* right = std::get_if<Symbol>(&second);
    if (left == nullptr || right == nullptr) get_stuck("`" + name + "` compares texts", at);
    return Scalar(name == "matches" ? matches(text(*left), text(*right))
                                    : within(text(*left), text(*right)));
  }
  const Value entity = value(call.arguments[0]);
  const auto found = label(entity, argument_text(call.arguments[1]), call.arguments[0].at);
  if (name == "has_label") return Scalar(found.has_value());
  if (!found) return Scalar(None{});
  if (name == "label") return Scalar(intern(*found));
  const auto number = parse_integer(*found);
  if (!number) return Scalar(None{});
  return Scalar(Quantity{Rational(*number), Dimension::Count});
}

std::optional<std::string> Evaluator::label(const Value& entity, const std::string& key,
                                            const Span& at) {
  const auto* scalar = std::get_if<Scalar>(&entity);
  if (scalar != nullptr && *scalar == Scalar(None{})) return std::nullopt;
  const EntityId* id = scalar == nullptr ? nullptr : std::get_if<EntityId>(scalar);
  if (id == nullptr) get_stuck("only an entity has labels", at);
  const auto labels = model::find_attribute(model_.entity(*id).kind, "labels");
  if (!labels) get_stuck("this entity has no labels", at);
  const Step step{Step::What::Fact, *labels};
  const Value found = take(*id, step, {"labels", at});
  const auto* set = std::get_if<model::SetValue>(&found);
  if (set == nullptr) return std::nullopt;
  for (const Scalar& item : set->items) {
    const std::string& entry = text(std::get<Symbol>(item));
    const std::size_t equals = entry.find('=');
    if (entry.substr(0, equals) != key) continue;
    return equals == std::string::npos ? std::string() : entry.substr(equals + 1);
  }
  return std::nullopt;
}

std::string Evaluator::argument_text(const syntax::Expr& expr) {
  const Scalar found = scalar(expr);
  const Symbol* symbol = std::get_if<Symbol>(&found);
  if (symbol == nullptr) get_stuck("this is no text", expr.at);
  return text(*symbol);
}

}  // namespace ringfence::semantics
