#pragma once
#include <string>
#include <vector>

#include "base/match.h"
#include "syntax/document.h"

/// What a syntax tree says, without any place, as one text: two trees are equal up to their spans
/// exactly if these texts are.
namespace ringfence::test {

// One class, so that each function sees all the others.
struct Dump {
  static std::string dump(const std::string& text) {
    return "<" + std::to_string(text.size()) + ":" + text + ">";
  }
  static std::string dump(const syntax::Ident& ident) { return dump(ident.text); }

  template <class Node>
  static std::string dump(const std::vector<Node>& nodes) {
    std::string all = "[";
    for (const Node& node : nodes) all += dump(node) + " ";
    return all + "]";
  }
  template <class Node>
  static std::string dump(const std::optional<Node>& node) {
    return node ? "some " + dump(*node) : "nothing";
  }

  static std::string dump(const syntax::Binder& binder) {
    return "(binder " + dump(binder.variables) + dump(binder.range) + ")";
  }

  static std::string dump(const syntax::Expr& expr) {
    const auto number = [](auto value) { return std::to_string(static_cast<int>(value)) + " "; };
    return match(
        expr.node, [&](const syntax::BoolLit& node) { return "(bool " + number(node.value) + ")"; },
        [](const syntax::NumberLit& node) { return "(number " + node.text + ")"; },
        [](const syntax::StringLit& node) { return "(string " + dump(node.text) + ")"; },
        [](const syntax::NoneLit&) { return std::string("(none)"); },
        [](const syntax::PortLit& node) {
          return "(port " + node.protocol + " " + node.port + ")";
        },
        [](const syntax::Name& node) { return "(name " + node.text + ")"; },
        [](const syntax::Member& node) {
          return "(member " + dump(node.object) + dump(node.attribute) + ")";
        },
        [](const syntax::Index& node) { return "(index " + dump(node.object_and_key) + ")"; },
        [](const syntax::Call& node) {
          return "(call " + dump(node.function) + dump(node.arguments) + ")";
        },
        [&](const syntax::Unary& node) {
          return "(unary " + number(node.op) + dump(node.operand) + ")";
        },
        [&](const syntax::Binary& node) {
          return "(binary " + number(node.op) + dump(node.sides) + ")";
        },
        [&](const syntax::Quantifier& node) {
          return "(quantifier " + number(node.kind) + dump(node.binders) + dump(node.guard) +
                 dump(node.body) + ")";
        },
        [&](const syntax::Aggregate& node) {
          return "(aggregate " + number(node.kind) + dump(node.term) + dump(node.binders) +
                 dump(node.guard) + ")";
        },
        [](const syntax::Comprehension& node) {
          return "(set-of " + dump(node.variable) + dump(node.range) + dump(node.guard) + ")";
        },
        [](const syntax::Conditional& node) { return "(if " + dump(node.parts) + ")"; },
        [](const syntax::Has& node) { return "(has " + dump(node.member) + ")"; },
        [](const syntax::SetLit& node) { return "(set " + dump(node.items) + ")"; });
  }

  static std::string dump(const syntax::Value& value) {
    return match(
        value, [](const syntax::Expr& expr) { return dump(expr); },
        [](const syntax::RangeValue& range) {
          return "(range " + dump(range.low_and_high) + dump(range.step) + ")";
        },
        [](const syntax::AnyValue& any) {
          return "(any " + dump(any.kind) + dump(any.guard) + ")";
        },
        [](const syntax::OneOfValue& one) { return "(one-of " + dump(one.options) + ")"; });
  }

  static std::string dump(const syntax::Setting& setting) {
    return "(setting " + dump(setting.attribute) + dump(setting.key) + dump(setting.value) +
           (setting.before_brace ? "before" : "") + ")";
  }
  static std::string dump(const syntax::Replicas& replicas) {
    return dump(replicas.low) + dump(replicas.high);
  }
  static std::string dump(const syntax::EntityDecl& entity) {
    return "(entity " + dump(entity.kind) + dump(entity.name) + dump(entity.replicas) +
           dump(entity.settings) + dump(entity.inner) + ")";
  }
  static std::string dump(const syntax::Import& import) {
    return "(import " + dump(import.pattern) + ")";
  }
  static std::string dump(const syntax::Link& link) {
    return "(link " + dump(link.left_kind) + dump(link.left_name) + dump(link.right_kind) +
           dump(link.right_name) + ")";
  }
  static std::string dump(const syntax::Param& param) {
    return dump(param.name) + dump(param.type);
  }
  static std::string dump(const syntax::Def& def) {
    return "(def " + std::to_string(def.is_attribute) + dump(def.name) + dump(def.params) +
           dump(def.body) + dump(def.description) + ")";
  }
  static std::string dump(const syntax::Statement& statement) {
    return "(statement " + std::to_string(static_cast<int>(statement.kind)) +
           dump(statement.formula) + dump(statement.failures) + dump(statement.failing) +
           dump(statement.failing_guard) + ")";
  }
  static std::string dump(const syntax::Policy& policy) {
    return "(policy " + dump(policy.name) + dump(policy.title) + dump(policy.severity) +
           dump(policy.controls) + dump(policy.description) + dump(policy.help) +
           dump(policy.applies_when) + dump(policy.statements) + ")";
  }
  static std::string dump(const syntax::Assume& assume) {
    return "(assume " + dump(assume.name) + dump(assume.description) + dump(assume.formula) +
           std::to_string(static_cast<int>(assume.origin)) + ")";
  }
  static std::string dump(const syntax::Expectation& expectation) {
    return "(expect " + dump(expectation.verdict) + dump(expectation.policy) + ")";
  }
  static std::string dump(const syntax::TestBlock& test) {
    return "(test " + dump(test.title) + dump(test.entities) + dump(test.links) +
           dump(test.assumes) + dump(test.policies) + dump(test.expectations) + ")";
  }
  static std::string dump(const syntax::Document& document) {
    std::string all = dump(document.language_version) + "\n";
    for (const syntax::Item& item : document.items) {
      all += std::visit([](const auto& node) { return Dump::dump(node); }, item) + "\n";
    }
    return all;
  }
};

template <class Node>
std::string dump(const Node& node) {
  return Dump::dump(node);
}

}  // namespace ringfence::test
