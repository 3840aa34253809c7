#include "policy/reads.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/match.h"
#include "syntax/closure.h"

namespace ringfence::policy {
namespace {

/// Walks an expression and everything it is defined by, once each.
class Walk {
 public:
  explicit Walk(const model::Model& model) : model_(model) {}

  void expression(const syntax::Expr& expr) {
    match(
        expr.node, [](const syntax::BoolLit&) {}, [](const syntax::NumberLit&) {},
        [](const syntax::StringLit&) {}, [](const syntax::NoneLit&) {},
        [](const syntax::PortLit&) {}, [&](const syntax::Name& name) { named(name.text); },
        [&](const syntax::Member& member) {
          attribute(expr);
          all(member.object);
        },
        [&](const syntax::Index& index) { all(index.object_and_key); },
        [&](const syntax::Call& call) {
          called(call);
          all(call.arguments);
        },
        [&](const syntax::Unary& unary) { all(unary.operand); },
        [&](const syntax::Binary& binary) { all(binary.sides); },
        [&](const syntax::Quantifier& quantifier) {
          for (const syntax::Binder& binder : quantifier.binders) {
            if (may_hold_pods(binder.range[0])) pod_variables_ += binder.variables.size();
          }
          if (pod_variables_ > 2) reads.insert(std::string(kNumberOfPods));
          const Kinds outer = kinds_;
          ranges(quantifier.binders);
          all(quantifier.guard);
          all(quantifier.body);
          kinds_ = outer;
        },
        [&](const syntax::Aggregate& aggregate) {
          for (const syntax::Binder& binder : aggregate.binders) counts(binder, aggregate.guard);
          const Kinds outer = kinds_;
          ranges(aggregate.binders);
          all(aggregate.term);
          all(aggregate.guard);
          kinds_ = outer;
        },
        [&](const syntax::Comprehension& set) {
          counts(expr);
          all(set.range);
          const Kinds outer = kinds_;
          kinds_[set.variable.text] = kind_of_items(set.range[0]);
          all(set.guard);
          kinds_ = outer;
        },
        [&](const syntax::Conditional& conditional) { all(conditional.parts); },
        [&](const syntax::Has& has) { all(has.member); },
        [&](const syntax::SetLit& set) { all(set.items); });
  }

  std::set<std::string> reads;

 private:
  void all(const std::vector<syntax::Expr>& parts) {
    for (const syntax::Expr& part : parts) expression(part);
  }
  void ranges(const std::vector<syntax::Binder>& binders) {
    for (const syntax::Binder& binder : binders) {
      all(binder.range);
      for (const syntax::Ident& variable : binder.variables) {
        kinds_[variable.text] = kind_of_items(binder.range[0]);
      }
    }
  }
  /// The kind of a collection's members, where its name says it.
  std::optional<model::Kind> kind_of_items(const syntax::Expr& range) const {
    const auto* name = std::get_if<syntax::Name>(&range.node);
    if (name == nullptr || kinds_.contains(name->text)) return std::nullopt;
    const bool declared = name->text.starts_with("declared_");
    return model::kind_of_plural(declared ? name->text.substr(9) : name->text);
  }
  /// A conjunct `c.in == …`: the containers of one thing, however many pods there are.
  static bool fixes_place(const syntax::Expr& guard, const std::string& variable) {
    const auto* binary = std::get_if<syntax::Binary>(&guard.node);
    if (binary == nullptr) return false;
    if (binary->op == syntax::BinaryOp::And) {
      return fixes_place(binary->sides[0], variable) || fixes_place(binary->sides[1], variable);
    }
    const auto* member = std::get_if<syntax::Member>(&binary->sides[0].node);
    if (binary->op != syntax::BinaryOp::Equal || member == nullptr) return false;
    const auto* object = std::get_if<syntax::Name>(&member->object[0].node);
    const auto* place = std::get_if<syntax::Name>(&binary->sides[1].node);
    return member->attribute.text == "in" && object != nullptr && object->text == variable &&
           place != nullptr && place->text != variable;
  }
  /// Whether pods or containers can be among the items; true where that is not plain.
  bool may_hold_pods(const syntax::Expr& range) {
    const auto is_of_pods = [](model::Kind kind) {
      return kind == model::Kind::Pod || kind == model::Kind::Container;
    };
    if (const auto* name = std::get_if<syntax::Name>(&range.node)) {
      const bool declared = name->text.starts_with("declared_");
      const auto kind = model::kind_of_plural(declared ? name->text.substr(9) : name->text);
      return kind ? is_of_pods(*kind) : name->text != "resources";
    }
    if (std::holds_alternative<syntax::SetLit>(range.node)) return false;
    if (const auto* set = std::get_if<syntax::Comprehension>(&range.node)) {
      const bool is_of_one = !set->guard.empty() && fixes_place(set->guard[0], set->variable.text);
      return !is_of_one && may_hold_pods(set->range[0]);
    }
    const auto* member = std::get_if<syntax::Member>(&range.node);
    if (member == nullptr) return true;
    for (std::size_t k = 0; k < model::kKindCount; ++k) {
      const auto kind = static_cast<model::Kind>(k);
      const std::string& name = member->attribute.text;
      const std::string full = std::string(model::name_of(kind)) + "." + name;
      const auto def = model_.derived.find(full);
      if (def == model_.derived.end() || !looking_.insert(def->second).second) continue;
      const bool found = may_hold_pods(def->second->body);
      looking_.erase(def->second);
      if (found) return true;
    }
    return false;  // no attribute of the schema is a set of pods
  }
  void counts(const syntax::Expr& range) {
    if (may_hold_pods(range)) reads.insert(std::string(kNumberOfPods));
  }
  void counts(const syntax::Binder& binder, const std::vector<syntax::Expr>& guard) {
    const auto is_of_one = [&](const syntax::Ident& variable) {
      return !guard.empty() && fixes_place(guard[0], variable.text);
    };
    if (!std::all_of(binder.variables.begin(), binder.variables.end(), is_of_one)) {
      counts(binder.range[0]);
    }
  }
  void body(const syntax::Def* def) {
    if (!seen_.insert(def).second) return;
    const Kinds outer = std::exchange(kinds_, {});
    for (const syntax::Param& param : def->params) {
      kinds_[param.name.text] = model::kind_of(param.type);
    }
    expression(def->body);
    kinds_ = outer;
  }

  void named(const std::string& name) {
    const bool declared = name.starts_with("declared_");
    if (const auto kind = model::kind_of_plural(declared ? name.substr(9) : name)) {
      reads.insert(std::string(model::name_of(*kind)) + ".exists");
      if (declared) return;
      const bool containers = *kind == model::Kind::Container;
      if (containers) reads.insert({"container.in", "pod.exists"});
      if (containers || *kind == model::Kind::Pod) reads.insert("pod.node");
    }
    if (name == "resources") reads.insert({"pod.request", "container.request", "node.allocatable"});
    if (const auto def = model_.functions.find(name); def != model_.functions.end())
      body(def->second);
  }

  void called(const syntax::Call& call) {
    const std::string& name = call.function.text;
    if (syntax::is_closure(call)) {
      chained(call);
    } else if (name == "reach" || name == "flows") {
      connected(call);
    } else if (name == "label" || name == "has_label" || name == "label_number") {
      of_any_kind("labels");
    } else if (const auto def = model_.functions.find(name); def != model_.functions.end()) {
      body(def->second);
    }
  }

  /// What an end of `reach` may be; every kind where that is not plain.
  std::set<model::Kind> kinds_of_end(const syntax::Expr& end) const {
    using enum model::Kind;
    std::optional<model::Kind> kind;
    if (std::holds_alternative<syntax::StringLit>(end.node)) return {};
    if (const auto* call = std::get_if<syntax::Call>(&end.node)) {
      kind = model::kind_of(call->function.text);
    } else if (const auto* name = std::get_if<syntax::Name>(&end.node)) {
      const auto known = kinds_.find(name->text);
      if (known != kinds_.end()) kind = known->second;
    }
    if (!kind) return {Pod, Container, Vm};
    if (*kind == Container) return {Pod, Container};
    return {*kind == Workload ? Pod : *kind};
  }

  void connected(const syntax::Call& call) {
    std::set<model::Kind> kinds;
    for (std::size_t i = 0; i < call.arguments.size() && i < 2; ++i)
      kinds.merge(kinds_of_end(call.arguments[i]));
    const bool may_be_flow = call.function.text == "flows";
    const auto use = [&](const char* name) {
      const auto def = model_.functions.find(name);
      if (def != model_.functions.end()) body(def->second);
    };
    if (kinds.contains(model::Kind::Pod)) {
      reads.insert({"reach.pods", "reach.outside", "pod.exists", "pod.workload", "pod.namespace",
                    "pod.labels", "pod.ports", "pod.addresses", "pod.host_network",
                    "namespace.labels"});
      if (may_be_flow) use("pods_exchange");
    }
    if (kinds.contains(model::Kind::Container)) {
      reads.insert({"container.exists", "container.in"});
      for (const char* name : {"containers_reach", "container_reaches_outside",
                               "outside_reaches_container", "is_wired_elsewhere"})
        use(name);
      if (may_be_flow) use("containers_exchange");
    }
    if (kinds.contains(model::Kind::Vm)) {
      for (const char* name :
           {"vms_reach", "vm_reaches_outside", "outside_reaches_vm", "is_filtered"})
        use(name);
      if (may_be_flow) {
        reads.insert("vm.exists");
        use("vms_exchange");
      }
    }
    // Others of the layer may stand between.
    if (may_be_flow && (kinds.contains(model::Kind::Pod) || kinds.contains(model::Kind::Container)))
      reads.insert(std::string(kNumberOfPods));
  }

  /// The relation is looked at between all members that can stand between two others.
  void chained(const syntax::Call& call) {
    const auto* name =
        call.arguments.empty() ? nullptr : std::get_if<syntax::Name>(&call.arguments.front().node);
    const auto def = name == nullptr ? model_.functions.end() : model_.functions.find(name->text);
    if (def == model_.functions.end()) return;
    for (const model::Kind kind : kinds_between(*def->second)) {
      named(std::string(model::plural_of(kind)));
      if (kind == model::Kind::Pod || kind == model::Kind::Container)
        reads.insert(std::string(kNumberOfPods));
    }
    body(def->second);
  }

  /// `a.b.c`: any tail of the path may be one dotted attribute of what comes before.
  void attribute(const syntax::Expr& expr) {
    std::string name;
    const syntax::Expr* at = &expr;
    while (const auto* member = std::get_if<syntax::Member>(&at->node)) {
      name = name.empty() ? member->attribute.text : member->attribute.text + "." + name;
      at = &member->object[0];
      const auto* variable = std::get_if<syntax::Name>(&at->node);
      const auto known = variable == nullptr ? kinds_.end() : kinds_.find(variable->text);
      if (known != kinds_.end() && known->second) {
        of_kind(*known->second, name);
      } else {
        of_any_kind(name);
      }
    }
  }

  void of_any_kind(const std::string& name) {
    for (std::size_t k = 0; k < model::kKindCount; ++k) of_kind(static_cast<model::Kind>(k), name);
  }
  void of_kind(model::Kind kind, const std::string& name) {
    const std::string full = std::string(model::name_of(kind)) + "." + name;
    if (model::find_attribute(kind, name)) reads.insert(full);
    const auto def = model_.derived.find(full);
    if (def == model_.derived.end()) return;
    reads.insert(full);
    body(def->second);
  }

  /// Of the variables in sight; empty where the text does not say it.
  using Kinds = std::map<std::string, std::optional<model::Kind>, std::less<>>;
  Kinds kinds_;
  const model::Model& model_;
  std::size_t pod_variables_ = 0;
  std::set<const syntax::Def*> looking_;  ///< Definitions inside `may_hold_pods`.
  std::set<const syntax::Def*> seen_;
};

}  // namespace

std::vector<model::Kind> kinds_between(const syntax::Def& relation) {
  std::vector<model::Kind> kinds;
  const auto takes = [&](const syntax::Param& param, model::Kind kind) {
    for (std::size_t begin = 0; begin <= param.type.size();) {
      const std::size_t end = std::min(param.type.find('|', begin), param.type.size());
      std::string one = param.type.substr(begin, end - begin);
      std::erase(one, ' ');
      if (one == model::name_of(kind)) return true;
      begin = end + 1;
    }
    return false;
  };
  for (std::size_t k = 0; k < model::kKindCount; ++k) {
    const auto kind = static_cast<model::Kind>(k);
    if (takes(relation.params[0], kind) && takes(relation.params[1], kind)) kinds.push_back(kind);
  }
  return kinds;
}

std::vector<std::string> reads_of(const model::Model& model, const syntax::Expr& expr) {
  Walk walk(model);
  walk.expression(expr);
  return {walk.reads.begin(), walk.reads.end()};
}

}  // namespace ringfence::policy
