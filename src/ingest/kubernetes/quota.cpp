#include "ingest/kubernetes/quota.h"

#include <algorithm>
#include <array>

#include "base/nearest_name.h"
#include "ingest/kubernetes/object.h"

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::GapEffect;

// ---- What a quota bounds ----------------------------------------------------------------------

/// An amount that has an attribute, under each of its names.
struct Bound {
  std::string_view name, attribute;
  Dimension dimension;
};
constexpr std::array<Bound, 18> kBounds{{
    {"cpu", "hard.request.cpu", Dimension::Cpu},
    {"requests.cpu", "hard.request.cpu", Dimension::Cpu},
    {"memory", "hard.request.memory", Dimension::Bytes},
    {"requests.memory", "hard.request.memory", Dimension::Bytes},
    {"ephemeral-storage", "hard.request.ephemeral_storage", Dimension::Bytes},
    {"requests.ephemeral-storage", "hard.request.ephemeral_storage", Dimension::Bytes},
    {"hugepages-2Mi", "hard.request.hugepages_2Mi", Dimension::Bytes},
    {"requests.hugepages-2Mi", "hard.request.hugepages_2Mi", Dimension::Bytes},
    {"hugepages-1Gi", "hard.request.hugepages_1Gi", Dimension::Bytes},
    {"requests.hugepages-1Gi", "hard.request.hugepages_1Gi", Dimension::Bytes},
    {"limits.cpu", "hard.limit.cpu", Dimension::Cpu},
    {"limits.memory", "hard.limit.memory", Dimension::Bytes},
    {"limits.ephemeral-storage", "hard.limit.ephemeral_storage", Dimension::Bytes},
    {"pods", "hard.pods", Dimension::Count},
    {"count/pods", "hard.pods", Dimension::Count},
    {"requests.storage", "hard.storage", Dimension::Bytes},
    {"persistentvolumeclaims", "hard.claims", Dimension::Count},
    {"count/persistentvolumeclaims", "hard.claims", Dimension::Count},
}};

const Bound* find_bound(std::string_view name) {
  const auto* const found = std::find_if(kBounds.begin(), kBounds.end(),
                                         [&](const Bound& each) { return each.name == name; });
  return found == kBounds.end() ? nullptr : found;
}

/// Kinds of the core group that are counted under their plural alone.
constexpr std::array<std::string_view, 7> kPlainCounts{
    "services",   "services.loadbalancers", "services.nodeports", "secrets",
    "configmaps", "replicationcontrollers", "resourcequotas"};

/// What a quota on objects counts, as `survey_object_count` names it; empty for no such quota.
std::string object_count_of(std::string_view name) {
  if (name.starts_with("count/")) return std::string(name.substr(6));
  const bool is_plain =
      std::find(kPlainCounts.begin(), kPlainCounts.end(), name) != kPlainCounts.end();
  return is_plain ? std::string(name) : "";
}

/// `requests.nvidia.com/gpu` bounds the extended resource; empty for what bounds none.
std::string extended_of(std::string_view name) {
  constexpr std::string_view kPrefix = "requests.";
  if (!name.starts_with(kPrefix) || name.find('/') == std::string_view::npos) return "";
  if (name.find("storageclass.storage.k8s.io/") != std::string_view::npos) return "";
  return std::string(name.substr(kPrefix.size()));
}

// ---- Scopes -----------------------------------------------------------------------------------

constexpr std::array<std::string_view, 6> kPodScopes{"Terminating",   "NotTerminating",
                                                     "BestEffort",    "NotBestEffort",
                                                     "PriorityClass", "CrossNamespacePodAffinity"};
constexpr std::string_view kClaimScope = "VolumeAttributesClass";

void check_scope(Context& context, const QuotaScope& scope, Span at) {
  const bool is_known = scope.name == kClaimScope || std::find(kPodScopes.begin(), kPodScopes.end(),
                                                               scope.name) != kPodScopes.end();
  if (!is_known) {
    const std::vector<std::string> names(kPodScopes.begin(), kPodScopes.end());
    const std::string near = nearest_name(scope.name, names);
    context.error("E0509", at, "`" + scope.name + "` is no scope of a quota",
                  near.empty() ? "" : "did you mean `" + near + "`?");
    return;
  }
  const bool has_values = scope.op == "In" || scope.op == "NotIn";
  const bool is_operator = has_values || scope.op == "Exists" || scope.op == "DoesNotExist";
  if (!is_operator || has_values == scope.values.empty()) {
    context.error("E0509", at, "expected `In` or `NotIn` with values, `Exists` or `DoesNotExist`");
    return;
  }
  const bool is_by_value = scope.name == "PriorityClass" || scope.name == kClaimScope;
  if (!is_by_value && scope.op != "Exists") {
    context.error("E0509", at, "the scope `" + scope.name + "` has the operator `Exists` only");
  }
}

std::vector<QuotaScope> read_scopes(Context& context, const Object& object) {
  std::vector<QuotaScope> scopes;
  for (const std::string_view name : texts(context, object.spec, "scopes")) {
    scopes.push_back({std::string(name), "Exists", {}});
    check_scope(context, scopes.back(), context.at(context.tree.find(object.spec, "scopes")));
  }
  const NodeId selector = mapping(context, object.spec, "scopeSelector");
  for (const NodeId item : sequence(context, selector, "matchExpressions")) {
    QuotaScope scope;
    scope.name = text(context, item, "scopeName").value_or("");
    scope.op = text(context, item, "operator").value_or("");
    for (const std::string_view value : texts(context, item, "values")) {
      scope.values.emplace_back(value);
    }
    check_scope(context, scope, context.at(item));
    scopes.push_back(std::move(scope));
  }
  return scopes;
}

bool is_in(const QuotaScope& scope, const QuotaTraits& pod) {
  if (scope.name == "Terminating") return pod.is_terminating;
  if (scope.name == "NotTerminating") return !pod.is_terminating;
  if (scope.name == "BestEffort") return pod.is_best_effort;
  if (scope.name == "NotBestEffort") return !pod.is_best_effort;
  if (scope.name == "CrossNamespacePodAffinity") return pod.has_cross_namespace_affinity;
  if (scope.name != "PriorityClass") return false;
  const bool has_one = !pod.priority_class.empty();
  const bool is_listed =
      std::find(scope.values.begin(), scope.values.end(), pod.priority_class) != scope.values.end();
  if (scope.op == "In") return has_one && is_listed;
  // As any label selector does, it takes what has none.
  if (scope.op == "NotIn") return !is_listed;
  return has_one == (scope.op == "Exists");
}

std::string scope_text(const QuotaScope& scope) {
  std::string text = scope.name;
  if (scope.name != "PriorityClass" && scope.name != kClaimScope) return text;
  text += " " + scope.op;
  for (std::size_t i = 0; i < scope.values.size(); ++i) {
    text += (i == 0 ? " " : ", ") + scope.values[i];
  }
  return text;
}

Quota read_quota(Context& context, const Object& object) {
  Quota quota;
  quota.name = object.full_name();
  quota.at = object.at;
  quota.hard = read_amounts(context, object.spec, "hard");
  quota.scopes = read_scopes(context, object);
  return quota;
}

// ---- Objects ----------------------------------------------------------------------------------

/// The API's plural of a kind, as far as it follows the rules of English.
std::string plural_of(std::string_view kind) {
  std::string plural;
  for (const char letter : kind) {
    plural += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  if (plural == "endpoints") return plural;
  if (plural.ends_with("y") && !plural.ends_with("ay") && !plural.ends_with("ey")) {
    plural.pop_back();
    return plural + "ies";
  }
  return plural + (plural.ends_with("s") || plural.ends_with("x") ? "es" : "s");
}

void add_service_counts(Context& context, const Object& object,
                        std::map<std::string, Integer>& counts) {
  const auto type = text(context, object.spec, "type").value_or("ClusterIP");
  const bool is_balanced = type == "LoadBalancer";
  if (is_balanced) ++counts["services.loadbalancers"];
  const bool has_node_ports =
      is_balanced && boolean(context, object.spec, "allocateLoadBalancerNodePorts").value_or(true);
  if (!has_node_ports && type != "NodePort") return;
  counts["services.nodeports"] +=
      static_cast<Integer>(sequence(context, object.spec, "ports").size());
}

/// The smaller of two bounds on one thing binds.
void lower_to(std::map<std::string, Amount>& bounds, const std::string& key, const Amount& bound) {
  const auto [place, is_new] = bounds.emplace(key, bound);
  if (!is_new && bound.value < place->second.value) place->second = bound;
}

void add_object_bounds(Context& context, const Object& object, const Quota& quota,
                       syntax::EntityDecl& decl) {
  const auto space = context.around.object_counts.find(std::string(object.space));
  std::map<std::string, Amount> bounds;
  for (const auto& [name, amount] : quota.hard) {
    const std::string what = object_count_of(name);
    if (!what.empty() && find_bound(name) == nullptr) lower_to(bounds, what, amount);
  }
  std::vector<Member> names;
  for (const auto& [what, amount] : bounds) {
    names.push_back({what, amount.at});
    set_keyed(decl, "hard.objects", what, amount.value, amount.at);
    if (space == context.around.object_counts.end()) continue;
    const auto found = space->second.find(what);
    if (found == space->second.end()) continue;
    set_keyed(decl, "used.objects", what, Rational(found->second), amount.at);
  }
  set_symbols(decl, "objects", names, decl.at);
}

void add_extended_bounds(const Quota& quota, syntax::EntityDecl& decl) {
  std::vector<Member> names;
  for (const auto& [name, amount] : quota.hard) {
    const std::string what = extended_of(name);
    if (what.empty()) continue;
    names.push_back({what, amount.at});
    set_keyed(decl, "hard.extended", what, amount.value, amount.at);
  }
  set_symbols(decl, "extended", names, decl.at);
}

void note_other_bounds(Context& context, const Quota& quota) {
  for (const QuotaScope& scope : quota.scopes) {
    if (scope.name != kClaimScope) continue;
    context.out.gaps.push_back({quota.at,
                                "quota on claims of a VolumeAttributesClass",
                                GapEffect::Unknown,
                                {"quota.hard.storage", "quota.hard.claims", "quota.scopes"},
                                "which claims it counts is not modelled"});
  }
  for (const auto& [name, amount] : quota.hard) {
    const bool is_known =
        find_bound(name) != nullptr || !object_count_of(name).empty() || !extended_of(name).empty();
    if (is_known) continue;
    context.out.gaps.push_back({amount.at,
                                "quota on `" + name + "`",
                                GapEffect::Unknown,
                                {"quota.hard.*", "quota.objects"},
                                "what it counts is not modelled"});
  }
}

}  // namespace

void survey_quota(Context& context, const Object& object, Surroundings& around) {
  around.quotas[std::string(object.space)].push_back(read_quota(context, object));
}

void survey_object_count(Context& context, const Object& object, Surroundings& around) {
  std::map<std::string, Integer>& counts = around.object_counts[std::string(object.space)];
  const std::string_view group = group_of(object.api_version);
  std::string what = plural_of(object.kind);
  if (!group.empty()) what += "." + std::string(group);
  ++counts[what];
  if (object.kind == "Service" && group.empty()) add_service_counts(context, object, counts);
}

void add_quota(Context& context, const Object& object) {
  const Quota quota = read_quota(context, object);
  syntax::EntityDecl decl;
  decl.kind = {"quota", object.at};
  decl.name = {quota.name, object.at};
  decl.at = object.at;
  set_symbol(decl, "namespace", object.space, object.at);
  std::vector<Member> scopes;
  for (const QuotaScope& scope : quota.scopes) scopes.push_back({scope_text(scope), object.at});
  set_symbols(decl, "scopes", scopes, object.at);
  std::map<std::string, Amount> bounds;
  std::map<std::string, Dimension> dimensions;
  for (const auto& [name, amount] : quota.hard) {
    const Bound* bound = find_bound(name);
    if (bound == nullptr) continue;
    lower_to(bounds, std::string(bound->attribute), amount);
    dimensions.emplace(bound->attribute, bound->dimension);
  }
  for (const auto& [attribute, amount] : bounds) {
    set_number(decl, attribute, {amount.value, dimensions.at(attribute)}, amount.at);
  }
  add_object_bounds(context, object, quota, decl);
  add_extended_bounds(quota, decl);
  note_other_bounds(context, quota);
  context.document.items.emplace_back(std::move(decl));
}

std::vector<const Quota*> quotas_of(const Context& context, std::string_view space,
                                    const QuotaTraits& traits) {
  std::vector<const Quota*> all;
  const auto found = context.around.quotas.find(space);
  if (found == context.around.quotas.end()) return all;
  for (const Quota& quota : found->second) {
    const bool counts = std::all_of(quota.scopes.begin(), quota.scopes.end(),
                                    [&](const QuotaScope& scope) { return is_in(scope, traits); });
    if (counts) all.push_back(&quota);
  }
  return all;
}

std::vector<Member> refused_by_quotas(const std::vector<const Quota*>& quotas,
                                      const std::vector<Demand>& demands,
                                      const std::vector<std::string>& container_names,
                                      const Resources& pod) {
  struct Needed {
    std::string_view bound, resource, which;
    Amounts Resources::*amounts;
  };
  constexpr std::array<Needed, 6> kNeeded{{
      {"cpu", "cpu", "request", &Resources::requests},
      {"requests.cpu", "cpu", "request", &Resources::requests},
      {"memory", "memory", "request", &Resources::requests},
      {"requests.memory", "memory", "request", &Resources::requests},
      {"limits.cpu", "cpu", "limit", &Resources::limits},
      {"limits.memory", "memory", "limit", &Resources::limits},
  }};
  std::vector<Member> reasons;
  if (!pod.requests.empty() || !pod.limits.empty()) return reasons;
  for (const Quota* quota : quotas) {
    for (const Needed& needed : kNeeded) {
      if (!quota->hard.contains(needed.bound)) continue;
      for (std::size_t i = 0; i < demands.size(); ++i) {
        const Resources& own = demands[i].resources;
        if (demands[i].role == Role::Ephemeral) continue;
        if ((own.*needed.amounts).contains(needed.resource)) continue;
        reasons.push_back({"ResourceQuota " + quota->name + ": container `" + container_names[i] +
                               "` has no " + std::string(needed.resource) + " " +
                               std::string(needed.which),
                           own.at});
      }
    }
  }
  return reasons;
}

}  // namespace ringfence::ingest::kubernetes
