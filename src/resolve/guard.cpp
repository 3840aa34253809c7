#include "resolve/guard.h"

#include <algorithm>

#include "base/match.h"
#include "base/nearest_name.h"
#include "resolve/values.h"

namespace ringfence::resolve {
namespace {

/// A text or number that was written has no symbol or dimension yet; everything else is a value.
using Operand = std::variant<model::Value, std::string, Rational>;

class Guard {
 public:
  Guard(Work& work, model::EntityId candidate) : work_(work), candidate_(candidate) {}

  std::optional<bool> truth(const syntax::Expr& expr) {
    if (const auto* unary = std::get_if<syntax::Unary>(&expr.node)) {
      if (unary->op != syntax::UnaryOp::Not) return refuse(expr.at);
      const auto inner = truth(unary->operand[0]);
      return inner ? std::optional(!*inner) : std::nullopt;
    }
    if (const auto* binary = std::get_if<syntax::Binary>(&expr.node))
      return compare(*binary, expr.at);
    if (const auto* has = std::get_if<syntax::Has>(&expr.node)) return present(has->member[0]);
    if (const auto* call = std::get_if<syntax::Call>(&expr.node)) return call_truth(*call, expr.at);
    const auto value = operand(expr);
    if (!value) return std::nullopt;
    const auto* known = std::get_if<model::Value>(&*value);
    const auto* scalar = known != nullptr ? std::get_if<model::Scalar>(known) : nullptr;
    const auto* boolean = scalar != nullptr ? std::get_if<bool>(scalar) : nullptr;
    return boolean != nullptr ? std::optional(*boolean) : refuse(expr.at);
  }

 private:
  std::nullopt_t refuse(const Span& at) {
    work_.errors.push_back({"E0315",
                            at,
                            "a placement's `where` may only compare the candidate's own attributes",
                            {},
                            "state anything else as an `assume`"});
    return std::nullopt;
  }

  /// A candidate that differs from world to world would be an option in some worlds only.
  bool is_open(model::AttributeId id) const {
    const auto& open = work_.left_open[work_.instances[candidate_.index].group];
    if (std::find(open.begin(), open.end(), id) != open.end()) return true;
    return model::attribute(id).presence == model::Presence::Open &&
           model::find_fact(entity(), id) == nullptr;
  }

  std::nullopt_t refuse_open(model::AttributeId id, const Span& at) {
    work_.errors.push_back({"E0315",
                            at,
                            "`" + std::string(model::attribute(id).name) + "` of " +
                                std::string(model::name_of(entity().kind)) + " `" + entity().name +
                                "` is open, and a placement's `where` needs to know it",
                            {{entity().at, "the candidate"}},
                            "state it as an `assume`"});
    return std::nullopt;
  }

  std::optional<bool> compare(const syntax::Binary& binary, const Span& at) {
    using enum syntax::BinaryOp;
    if (binary.op == And || binary.op == Or || binary.op == Implies || binary.op == Iff) {
      const auto left = truth(binary.sides[0]);
      const auto right = truth(binary.sides[1]);
      if (!left || !right) return std::nullopt;
      if (binary.op == And) return *left && *right;
      if (binary.op == Or) return *left || *right;
      if (binary.op == Implies) return !*left || *right;
      return *left == *right;
    }
    if (binary.op == In || binary.op == NotIn) return member(binary);
    const auto left = operand(binary.sides[0]);
    const auto right = operand(binary.sides[1]);
    if (!left || !right) return std::nullopt;
    if (binary.op == Equal) return equal(*left, *right);
    if (binary.op == NotEqual) return !equal(*left, *right);
    const auto a = number(*left);
    const auto b = number(*right);
    if (!a || !b) return refuse(at);
    if (binary.op == Less) return *a < *b;
    if (binary.op == LessEqual) return *a <= *b;
    if (binary.op == Greater) return *a > *b;
    if (binary.op == GreaterEqual) return *a >= *b;
    return refuse(at);
  }

  std::optional<bool> member(const syntax::Binary& binary) {
    const auto item = operand(binary.sides[0]);
    if (!item) return std::nullopt;
    bool found = false;
    if (const auto* set = std::get_if<syntax::SetLit>(&binary.sides[1].node)) {
      for (const syntax::Expr& one : set->items) {
        const auto other = operand(one);
        if (!other) return std::nullopt;
        found = found || equal(*item, *other);
      }
    } else {
      const auto whole = operand(binary.sides[1]);
      const auto* known = whole ? std::get_if<model::Value>(&*whole) : nullptr;
      const auto* set_value = known != nullptr ? std::get_if<model::SetValue>(known) : nullptr;
      if (set_value == nullptr) return whole ? refuse(binary.sides[1].at) : std::nullopt;
      for (const model::Scalar& one : set_value->items)
        found = found || equal(*item, Operand(model::Value(one)));
    }
    return found == (binary.op == syntax::BinaryOp::In);
  }

  std::optional<bool> call_truth(const syntax::Call& call, const Span& at) {
    const bool two = call.arguments.size() == 2;
    const auto* key = two ? std::get_if<syntax::StringLit>(&call.arguments[1].node) : nullptr;
    if (call.function.text != "has_label" || key == nullptr) return refuse(at);
    return label(key->text).has_value();
  }

  std::optional<std::string> label(const std::string& key) const {
    const auto id = model::find_attribute(entity().kind, "labels");
    const model::Fact* fact = id ? model::find_fact(entity(), *id) : nullptr;
    const auto* value = fact != nullptr ? std::get_if<model::Value>(&fact->value) : nullptr;
    const auto* set = value != nullptr ? std::get_if<model::SetValue>(value) : nullptr;
    if (set == nullptr) return std::nullopt;
    for (const model::Scalar& item : set->items) {
      const std::string& text = work_.model.symbols.text(std::get<Symbol>(item));
      if (text == key) return "";
      if (text.starts_with(key + "=")) return text.substr(key.size() + 1);
    }
    return std::nullopt;
  }

  std::optional<bool> present(const syntax::Expr& member) {
    const auto name = attribute_name(member);
    if (!name) return refuse(member.at);
    const auto id = model::find_attribute(entity().kind, *name);
    if (!id) return refuse_attribute(*name, member.at);
    if (is_open(*id)) return refuse_open(*id, member.at);
    const model::Fact* fact = model::find_fact(entity(), *id);
    if (fact == nullptr) return false;
    const auto* value = std::get_if<model::Value>(&fact->value);
    if (value == nullptr) return refuse(member.at);
    const auto* scalar = std::get_if<model::Scalar>(value);
    return scalar == nullptr || !std::holds_alternative<model::None>(*scalar);
  }

  /// `zone`, `request.memory`: a chain of names.
  std::optional<std::string> attribute_name(const syntax::Expr& expr) const {
    if (const auto* name = std::get_if<syntax::Name>(&expr.node)) return name->text;
    const auto* member = std::get_if<syntax::Member>(&expr.node);
    if (member == nullptr) return std::nullopt;
    const auto object = attribute_name(member->object[0]);
    return object ? std::optional(*object + "." + member->attribute.text) : std::nullopt;
  }

  std::nullopt_t refuse_attribute(const std::string& name, const Span& at) {
    const std::string near = nearest_name(name, model::attribute_names(entity().kind));
    work_.errors.push_back(
        {"E0302",
         at,
         "a " + std::string(model::name_of(entity().kind)) + " has no attribute `" + name + "`",
         {},
         near.empty() ? "" : "did you mean `" + near + "`?"});
    return std::nullopt;
  }

  std::optional<Operand> operand(const syntax::Expr& expr) {
    if (const auto* text = std::get_if<syntax::StringLit>(&expr.node)) return Operand(text->text);
    if (const auto* truth = std::get_if<syntax::BoolLit>(&expr.node))
      return Operand(model::Value(model::Scalar(truth->value)));
    if (std::holds_alternative<syntax::NoneLit>(expr.node))
      return Operand(model::Value(model::Scalar(model::None{})));
    if (const auto* literal = std::get_if<syntax::NumberLit>(&expr.node)) {
      const QuantityResult read = parse_quantity(literal->text);
      if (!read.quantity) return refuse(expr.at);
      return Operand(read.quantity->value);
    }
    if (const auto* call = std::get_if<syntax::Call>(&expr.node)) {
      const auto* key = call->arguments.size() == 2
                            ? std::get_if<syntax::StringLit>(&call->arguments[1].node)
                            : nullptr;
      if (call->function.text != "label" || key == nullptr) return refuse(expr.at);
      const auto value = label(key->text);
      return value ? Operand(*value) : Operand(model::Value(model::Scalar(model::None{})));
    }
    const auto name = attribute_name(expr);
    if (!name) return refuse(expr.at);
    return read_attribute(*name, expr.at);
  }

  std::optional<Operand> read_attribute(const std::string& name, const Span& at) {
    if (name == "name") return Operand(entity().name);
    if (name == "kind") return Operand(std::string(model::name_of(entity().kind)));
    const auto id = model::find_attribute(entity().kind, name);
    if (!id) return refuse_attribute(name, at);
    if (is_open(*id)) return refuse_open(*id, at);
    const model::Fact* fact = model::find_fact(entity(), *id);
    if (fact == nullptr) return Operand(model::Value(model::Scalar(model::None{})));
    const auto* value = std::get_if<model::Value>(&fact->value);
    if (value == nullptr) return refuse(at);
    return Operand(*value);
  }

  std::optional<Rational> number(const Operand& operand) const {
    if (const auto* rational = std::get_if<Rational>(&operand)) return *rational;
    const auto* value = std::get_if<model::Value>(&operand);
    const auto* scalar = value != nullptr ? std::get_if<model::Scalar>(value) : nullptr;
    const auto* quantity = scalar != nullptr ? std::get_if<Quantity>(scalar) : nullptr;
    return quantity != nullptr ? std::optional(quantity->value) : std::nullopt;
  }

  /// The text an operand stands for: a written string, a symbol, an entity's names.
  bool is_text(const Operand& operand, const std::string& text) const {
    if (const auto* written = std::get_if<std::string>(&operand)) return *written == text;
    const auto* value = std::get_if<model::Value>(&operand);
    const auto* scalar = value != nullptr ? std::get_if<model::Scalar>(value) : nullptr;
    if (scalar == nullptr) return false;
    if (const auto* symbol = std::get_if<Symbol>(scalar))
      return work_.model.symbols.text(*symbol) == text;
    if (const auto* id = std::get_if<model::EntityId>(scalar)) {
      return work_.model.entity(*id).name == text || work_.model.entity(*id).short_name == text;
    }
    return false;
  }

  bool equal(const Operand& a, const Operand& b) const {
    if (const auto* text = std::get_if<std::string>(&a)) return is_text(b, *text);
    if (const auto* text = std::get_if<std::string>(&b)) return is_text(a, *text);
    const auto x = number(a);
    const auto y = number(b);
    if (x && y) return *x == *y;
    const auto* left = std::get_if<model::Value>(&a);
    const auto* right = std::get_if<model::Value>(&b);
    return left != nullptr && right != nullptr && *left == *right;
  }

  const model::Entity& entity() const { return work_.model.entity(candidate_); }

  Work& work_;
  model::EntityId candidate_;
};

}  // namespace

std::optional<bool> passes(Work& work, const syntax::Expr& guard, model::EntityId candidate) {
  return Guard(work, candidate).truth(guard);
}

}  // namespace ringfence::resolve
