#include "ingest/kubernetes/scheduling.h"

#include <algorithm>

#include "base/require.h"
#include "grammar/parse.h"
#include "ingest/kubernetes/node_demand.h"
#include "ingest/kubernetes/selectors.h"

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::AssumeOrigin;
using syntax::GapEffect;

constexpr std::string_view kRequired = "requiredDuringSchedulingIgnoredDuringExecution";
constexpr std::string_view kPreferred = "preferredDuringSchedulingIgnoredDuringExecution";
constexpr std::string_view kSpaceName = "kubernetes.io/metadata.name";
constexpr std::string_view kHostname = "kubernetes.io/hostname";

void assume(Context& context, const Pods& pods, std::string_view rule, const std::string& text,
            AssumeOrigin origin, Span at) {
  auto formula = grammar::parse_expression(text, at);
  require(static_cast<bool>(formula), "an importer composes well-formed formulas");
  syntax::Assume assumption;
  assumption.name = {pods.name + " " + std::string(rule), at};
  assumption.description =
      "The scheduler obeys the " + std::string(rule) + " of `" + pods.name + "`";
  assumption.formula = std::move(formula).value();
  assumption.origin = origin;
  assumption.at = at;
  context.document.items.emplace_back(std::move(assumption));
}

void narrowing_gap(Context& context, Span at, std::string construct, std::string reason) {
  context.out.gaps.push_back(
      {at, std::move(construct), GapEffect::Narrows, {"pod.node"}, std::move(reason)});
}

/// `p` ranges over the placed pods of the template.
std::string for_each_pod(const Pods& pods) {
  const std::string_view what =
      pods.is_workload ? "has p.workload and p.workload == workload(" : "p == pod(";
  return "forall p in pods where " + std::string(what) + quoted(pods.name) + ")";
}

/// With nodes that no file describes, two demands for one label with different values keep pods
/// apart although neither says so; that is not modelled.
void note_conflicting_demands(Context& context, const NodeDemand& demand) {
  if (context.around.has_nodes) return;
  for (const Label& label : demand.selector) {
    const auto values = context.around.demanded_labels.find(std::string(label.key));
    if (values == context.around.demanded_labels.end() || values->second.size() < 2) continue;
    narrowing_gap(context, label.at, "nodeSelector `" + std::string(label.key) + "`",
                  "no Node is described, and pods that demand different values of this label "
                  "cannot share one");
  }
}

void add_node_rules(Context& context, const Pods& pods, const NodeDemand& demand) {
  const std::string intro = for_each_pod(pods) + " and p.node in nodes: ";
  if (!demand.selector.empty()) {
    const Span at = demand.selector_at.is_somewhere() ? demand.selector_at : pods.at;
    assume(context, pods, "node selector", intro + selector_formula(demand, "p.node"),
           AssumeOrigin::Invariant, at);
    note_conflicting_demands(context, demand);
  }
  if (demand.has_terms) {
    assume(context, pods, "required node affinity", intro + terms_formula(demand, "p.node"),
           AssumeOrigin::Invariant, demand.terms_at);
  }
}

// ---- Pods and pods ----------------------------------------------------------------------------

/// One required term of pod affinity or anti-affinity.
struct PodTerm {
  std::string_view topology_key;
  std::optional<std::vector<Requirement>> selector;
  std::vector<std::string> spaces;  ///< Namespaces it looks into.
  bool is_any_space = false;
  /// Why the term cannot be expressed; empty if it can.
  std::string obstacle;
  Span at;
};

/// Namespaces whose labels pass. A namespace that no file describes has only its name as a label.
void select_spaces(Context& context, NodeId term, PodTerm& read) {
  const auto selector = read_selector(context, term, "namespaceSelector");
  if (!selector) return;
  if (selector->empty()) {
    read.is_any_space = true;
    return;
  }
  const Requirement& first = selector->front();
  if (selector->size() == 1 && first.key == kSpaceName && first.op == "In") {
    read.spaces.insert(read.spaces.end(), first.values.begin(), first.values.end());
    return;
  }
  std::map<std::string, std::map<std::string, std::string>> known = context.around.namespaces;
  for (auto& [name, own] : known) {
    own.emplace(kSpaceName, name);
    std::vector<Label> space_labels;
    for (const auto& [key, value] : own) space_labels.push_back({key, value, {}});
    if (selects(*selector, space_labels)) read.spaces.push_back(name);
  }
  narrowing_gap(context, context.at(context.tree.find_key(term, "namespaceSelector")),
                "namespaceSelector", "only namespaces that a file describes are looked into");
}

PodTerm read_pod_term(Context& context, NodeId term, const Pods& pods) {
  PodTerm read;
  read.at = context.at(term);
  const auto key = text(context, term, "topologyKey");
  if (!key || key->empty()) context.error("E0507", read.at, "expected `topologyKey`");
  read.topology_key = key.value_or("");
  read.selector = read_selector(context, term, "labelSelector");
  for (const std::string_view space : texts(context, term, "namespaces")) {
    read.spaces.emplace_back(space);
  }
  const bool has_selector = static_cast<bool>(present(context, term, "namespaceSelector"));
  select_spaces(context, term, read);
  if (read.spaces.empty() && !has_selector) read.spaces.emplace_back(pods.space);
  for (const std::string_view field : {"matchLabelKeys", "mismatchLabelKeys"}) {
    if (!sequence(context, term, field).empty()) read.obstacle = field;
  }
  if (!read.selector) return read;
  for (const Requirement& each : *read.selector) {
    if (is_set_by_controllers(each.key)) read.obstacle = "a selector over a controller's label";
  }
  return read;
}

std::vector<PodTerm> read_pod_terms(Context& context, const Pods& pods, std::string_view kind) {
  std::vector<PodTerm> terms;
  const NodeId affinity = mapping(context, mapping(context, pods.spec, "affinity"), kind);
  for (const NodeId item : sequence(context, affinity, kRequired)) {
    terms.push_back(read_pod_term(context, item, pods));
  }
  return terms;
}

/// `q` is a pod that the term selects.
std::string selected(const PodTerm& term, const std::string& q) {
  std::string all;
  if (!term.is_any_space) {
    for (const std::string& space : term.spaces) {
      all += (all.empty() ? "" : ", ") + quoted(space);
    }
    const std::string is_one = term.spaces.size() == 1 ? " == " + all : " in {" + all + "}";
    all = "has " + q + ".namespace and " + q + ".namespace" + is_one + " and ";
  }
  return all + formula(*term.selector, q);
}

bool selects_own(const PodTerm& term, const Pods& pods) {
  const bool is_own_space = term.is_any_space || std::find(term.spaces.begin(), term.spaces.end(),
                                                           pods.space) != term.spaces.end();
  return is_own_space && term.selector && selects(*term.selector, pods.labels);
}

/// Required anti-affinity binds both ways: the scheduler also keeps later pods away from the ones
/// that demand it. Only a pod that went past the scheduler can come to stand beside one.
void add_anti_affinity(Context& context, const Pods& pods) {
  for (const PodTerm& term : read_pod_terms(context, pods, "podAntiAffinity")) {
    if (!term.obstacle.empty()) {
      narrowing_gap(context, term.at, "podAntiAffinity with " + term.obstacle, "");
      continue;
    }
    if (!term.selector || term.topology_key.empty()) continue;  // selects nothing
    const std::string others =
        "forall q in pods where q != p and not q.bypasses_scheduler and " + selected(term, "q");
    const std::string key = quoted(term.topology_key);
    std::string text = for_each_pod(pods);
    if (term.topology_key == kHostname) {
      text += ": " + others + ": p.node != q.node";
    } else {
      text += " and p.node in nodes and has_label(p.node, " + key + "): " + others +
              " and q.node in nodes: label(q.node, " + key + ") != label(p.node, " + key + ")";
    }
    assume(context, pods, "required anti-affinity over " + std::string(term.topology_key), text,
           AssumeOrigin::Invariant, term.at);
  }
}

/// `p` and `q` are in one topology domain, as far as is described.
std::string same_domain(std::string_view topology_key) {
  if (topology_key == kHostname) return "p.node == q.node";
  const std::string key = quoted(topology_key);
  return "(if p.node in nodes and q.node in nodes then has_label(p.node, " + key +
         ") and label(p.node, " + key + ") == label(q.node, " + key + ") else true)";
}

/// Each pod has a selected one beside it. Where the pods select themselves, the first of them is
/// placed alone.
void add_affinity(Context& context, const Pods& pods) {
  for (const PodTerm& term : read_pod_terms(context, pods, "podAffinity")) {
    if (!term.obstacle.empty() || !term.selector || term.topology_key.empty()) {
      context.out.gaps.push_back(
          {term.at, "podAffinity", GapEffect::Inert, {}, "binds only when a pod is scheduled"});
      continue;
    }
    const std::string beside = "exists q in pods where q != p and " + selected(term, "q") + ": " +
                               same_domain(term.topology_key);
    std::string all = for_each_pod(pods) + ": " + beside;
    if (selects_own(term, pods)) {
      const std::string_view what =
          pods.is_workload ? "has p.workload and p.workload == workload(" : "p == pod(";
      all = "count(p in pods where " + std::string(what) + quoted(pods.name) + ") and not (" +
            beside + ")) <= 1";
    }
    assume(context, pods, "required affinity over " + std::string(term.topology_key), all,
           AssumeOrigin::Snapshot, term.at);
  }
}

/// A spread constraint whose meaning needs only what the model has: it counts the template's own
/// pods, over described nodes.
bool is_plain_spread(Context& context, NodeId item) {
  if (present(context, item, "minDomains")) return false;
  if (!sequence(context, item, "matchLabelKeys").empty()) return false;
  return text(context, item, "nodeAffinityPolicy").value_or("Honor") == "Honor" &&
         text(context, item, "nodeTaintsPolicy").value_or("Ignore") == "Ignore";
}

/// In every eligible domain there are at most so many fewer of the pods than in any one's own.
std::string spread_formula(const Pods& pods, const NodeDemand& demand, std::string_view key,
                           const std::vector<Requirement>& selector) {
  const bool is_by_node = key == kHostname;
  const auto label = [&](const std::string& node) {
    return "label(" + node + ", " + quoted(key) + ")";
  };
  const auto has_domain = [&](const std::string& node) {
    return is_by_node ? std::string("true") : "has_" + label(node);
  };
  const auto count_in = [&](const std::string& node) {
    const std::string in_domain =
        is_by_node ? "q.node == " + node : label("q.node") + " == " + label(node);
    return "count(q in pods where has q.namespace and q.namespace == " + quoted(pods.space) +
           " and q.node in nodes and " + formula(selector, "q") + " and " + in_domain + ")";
  };
  return "forall n in nodes where " + has_domain("n") + " and " + selector_formula(demand, "n") +
         " and " + terms_formula(demand, "n") + ": " + for_each_pod(pods) +
         " and p.node in nodes and " + has_domain("p.node") + ": " + count_in("p.node") +
         " <= " + count_in("n") + " + ";
}

void add_spread(Context& context, const Pods& pods, const NodeDemand& demand) {
  for (const NodeId item : sequence(context, pods.spec, "topologySpreadConstraints")) {
    const auto when = text(context, item, "whenUnsatisfiable").value_or("DoNotSchedule");
    if (when == "ScheduleAnyway") continue;  // a preference
    if (when != "DoNotSchedule") {
      context.error("E0509", context.at(context.tree.find(item, "whenUnsatisfiable")),
                    "`" + std::string(when) + "` is no answer to `whenUnsatisfiable`",
                    "use `DoNotSchedule` or `ScheduleAnyway`");
    }
    const auto key = text(context, item, "topologyKey");
    const auto skew = integer(context, item, "maxSkew");
    const auto selector = read_selector(context, item, "labelSelector");
    if (!key || !skew || *skew < 1) {
      context.error("E0507", context.at(item), "expected `topologyKey` and a positive `maxSkew`");
      continue;
    }
    const bool is_own = selector && selects(*selector, pods.labels);
    if (!is_plain_spread(context, item) || !is_own || !pods.is_workload) {
      context.out.gaps.push_back({context.at(item),
                                  "topologySpreadConstraints",
                                  GapEffect::Inert,
                                  {},
                                  "binds only when a pod is scheduled"});
      continue;
    }
    const std::string text = spread_formula(pods, demand, *key, *selector) + to_string(*skew);
    assume(context, pods, "topology spread over " + std::string(*key), text, AssumeOrigin::Snapshot,
           context.at(item));
  }
}

}  // namespace

void add_place_rule(Context& context, const Pods& pods, std::string_view rule,
                    const std::string& formula, Span at) {
  assume(context, pods, rule, for_each_pod(pods) + " and p.node in nodes: " + formula,
         AssumeOrigin::Invariant, at);
}

bool looks_into_namespaces(Context& context, NodeId spec) {
  const NodeId affinity = mapping(context, spec, "affinity");
  const auto looks = [&](NodeId term) {
    return !sequence(context, term, "namespaces").empty() ||
           static_cast<bool>(present(context, term, "namespaceSelector"));
  };
  for (const std::string_view kind : {"podAffinity", "podAntiAffinity"}) {
    const NodeId terms = mapping(context, affinity, kind);
    for (const NodeId term : sequence(context, terms, kRequired)) {
      if (looks(term)) return true;
    }
    for (const NodeId item : sequence(context, terms, kPreferred)) {
      if (looks(mapping(context, item, "podAffinityTerm"))) return true;
    }
  }
  return false;
}

void add_placement_rules(Context& context, const Pods& pods) {
  const bool has_demands =
      present(context, pods.spec, "nodeSelector") || present(context, pods.spec, "affinity") ||
      present(context, pods.spec, "topologySpreadConstraints") ||
      (pods.runtime_class != nullptr && !pods.runtime_class->node_selector.empty());
  if (!has_demands) return;
  const NodeDemand demand = read_node_demand(context, pods.spec, pods.runtime_class, pods.at);
  add_node_rules(context, pods, demand);
  add_anti_affinity(context, pods);
  add_affinity(context, pods);
  add_spread(context, pods, demand);
}

std::vector<Member> spread_keys(Context& context, const Pods& pods) {
  std::vector<Member> keys;
  if (!present(context, pods.spec, "affinity")) return keys;
  // Errors and gaps are told once, by the rules themselves.
  Context scratch{context.tree, context.around};
  for (const PodTerm& term : read_pod_terms(scratch, pods, "podAntiAffinity")) {
    const bool is_kept = term.obstacle.empty() && !term.topology_key.empty();
    if (is_kept && selects_own(term, pods))
      keys.push_back({std::string(term.topology_key), term.at});
  }
  return keys;
}

std::vector<std::string> tolerations(Context& context, NodeId spec) {
  std::vector<std::string> patterns;
  for (const NodeId item : sequence(context, spec, "tolerations")) {
    const std::string_view op = text(context, item, "operator").value_or("Equal");
    const std::string_view key = text(context, item, "key").value_or("");
    const std::string_view value = text(context, item, "value").value_or("");
    const std::string_view effect = text(context, item, "effect").value_or("");
    if (op != "Exists" && op != "Equal" && op != "Gt" && op != "Lt") {
      context.error("E0507", context.at(context.tree.find(item, "operator")),
                    "`" + std::string(op) + "` is no operator", "use `Equal` or `Exists`");
      continue;
    }
    if (key.empty() && op != "Exists") {
      context.error("E0507", context.at(item), "a toleration without `key` must be `Exists`");
      continue;
    }
    std::string pattern = key.empty() ? "*" : std::string(key) + "=";
    if (op == "Equal") pattern += value;
    if (op != "Equal" && !key.empty()) pattern += "*";
    if (op == "Gt" || op == "Lt") {
      narrowing_gap(context, context.at(item), "toleration with `" + std::string(op) + "`",
                    "taken as tolerating every value");
    }
    if (effect.empty()) {
      if (!key.empty()) pattern += ":*";
    } else {
      pattern += ":" + std::string(effect);
    }
    patterns.push_back(std::move(pattern));
  }
  return patterns;
}

}  // namespace ringfence::ingest::kubernetes
