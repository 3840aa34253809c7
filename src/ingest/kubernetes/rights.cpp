#include "ingest/kubernetes/rights.h"

#include <algorithm>
#include <set>

#include "ingest/kubernetes/built_in_roles.h"
#include "ingest/kubernetes/object.h"
#include "ingest/kubernetes/selectors.h"

namespace ringfence::ingest::kubernetes {
namespace {

constexpr std::string_view kGroup = "rbac.authorization.k8s.io";

bool is_binding(std::string_view kind) {
  return kind == "RoleBinding" || kind == "ClusterRoleBinding";
}
bool is_role(std::string_view kind) {
  return kind == "Role" || kind == "ClusterRole";
}

std::vector<std::string> owned(const std::vector<std::string_view>& all) {
  return {all.begin(), all.end()};
}

AccessRule read_rule(Context& context, NodeId node) {
  AccessRule rule;
  rule.verbs = owned(texts(context, node, "verbs"));
  rule.groups = owned(texts(context, node, "apiGroups"));
  for (std::string& group : rule.groups) {
    if (group.empty()) group = "core";
  }
  rule.resources = owned(texts(context, node, "resources"));
  rule.names = owned(texts(context, node, "resourceNames"));
  rule.urls = owned(texts(context, node, "nonResourceURLs"));
  return rule;
}

AccessRole read_role(Context& context, const Object& object) {
  AccessRole role;
  role.at = object.at;
  for (const NodeId node : sequence(context, object.node, "rules")) {
    role.rules.push_back(read_rule(context, node));
  }
  for (const Label& label : labels(context, object.metadata, "labels")) {
    role.labels.emplace(label.key, label.value);
  }
  const NodeId aggregation = mapping(context, object.node, "aggregationRule");
  role.is_aggregate = static_cast<bool>(aggregation);
  for (const NodeId selector : sequence(context, aggregation, "clusterRoleSelectors")) {
    std::vector<LabelDemand> demands;
    for (const Label& label : labels(context, selector, "matchLabels")) {
      demands.push_back({std::string(label.key), "In", {std::string(label.value)}});
    }
    for (const Requirement& each : read_expressions(context, selector, "matchExpressions", false)) {
      demands.push_back({std::string(each.key), std::string(each.op), owned(each.values)});
    }
    role.selectors.push_back(std::move(demands));
  }
  return role;
}

/// `Role/shop/reader`, `ClusterRole/view`.
std::string role_key(std::string_view kind, std::string_view space, std::string_view name) {
  std::string key(kind);
  if (kind == "Role") key += "/" + std::string(space);
  return key + "/" + std::string(name);
}

RoleBinding read_binding(Context& context, const Object& object) {
  RoleBinding binding;
  binding.at = object.at;
  if (object.kind == "RoleBinding") binding.space = object.space;
  const NodeId role = mapping(context, object.node, "roleRef");
  binding.role = role_key(text(context, role, "kind").value_or("ClusterRole"), object.space,
                          text(context, role, "name").value_or(""));
  for (const Subject& subject : read_subjects(context, object)) {
    binding.accounts.push_back(subject.account);
  }
  return binding;
}

bool passes(const std::vector<LabelDemand>& demands,
            const std::map<std::string, std::string>& own) {
  std::vector<Requirement> requirements;
  for (const LabelDemand& each : demands) {
    requirements.push_back({each.key, each.op, {each.values.begin(), each.values.end()}, {}});
  }
  std::vector<Label> all;
  for (const auto& [key, value] : own) all.push_back({key, value, {}});
  return selects(requirements, all);
}

void append(std::vector<AccessRule>& all, const std::vector<AccessRule>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// Adds the rules of a role and of those that it takes over; `seen` ends circles.
void add_rules(const Surroundings& around, const std::string& key, std::set<std::string>& seen,
               std::vector<AccessRule>& rules) {
  if (!seen.insert(key).second) return;
  const auto declared = around.roles.find(key);
  std::vector<std::vector<LabelDemand>> selectors;
  if (declared == around.roles.end()) {
    const std::string_view name = std::string_view(key).substr(key.find('/') + 1);
    if (!key.starts_with("ClusterRole/")) return;
    append(rules, built_in_rules(name));
    for (const std::string_view label : aggregating_labels(name)) {
      selectors.push_back({{std::string(label), "In", {"true"}}});
    }
  } else if (declared->second.is_aggregate) {
    // The controller writes the rules itself, over any that stand there.
    selectors = declared->second.selectors;
  } else {
    append(rules, declared->second.rules);
  }
  for (const auto& selector : selectors) {
    for (const auto& [other, role] : around.roles) {
      if (!other.starts_with("ClusterRole/") || !passes(selector, role.labels)) continue;
      add_rules(around, other, seen, rules);
    }
  }
}

void grant(const AccessRule& rule, const RoleBinding& binding, std::vector<Permission>& all) {
  const std::string space = binding.space.empty() ? "*" : binding.space;
  for (const std::string& verb : rule.verbs) {
    // A binding in a namespace gives no right to what is no resource.
    for (const std::string& url : rule.urls) {
      if (binding.space.empty()) all.push_back({verb, "", "", "", "", url, binding.at});
    }
    for (const std::string& group : rule.groups) {
      for (const std::string& resource : rule.resources) {
        if (rule.names.empty()) all.push_back({verb, group, resource, space, "*", "", binding.at});
        for (const std::string& name : rule.names) {
          all.push_back({verb, group, resource, space, name, "", binding.at});
        }
      }
    }
  }
}

/// The names by which bindings can mean the account.
std::vector<std::string> names_of(const std::string& account) {
  std::vector<std::string> names = {account, "group/system:authenticated"};
  const bool is_person = account.starts_with("user/") || account.starts_with("group/");
  if (account.starts_with("group/")) return {account};
  if (is_person) return names;
  const std::string space = account.substr(0, account.find('/'));
  names.emplace_back("group/system:serviceaccounts");
  names.emplace_back("group/system:serviceaccounts:" + space);
  return names;
}

}  // namespace

bool Permission::allows(std::string_view wanted_verb, std::string_view wanted_group,
                        std::string_view wanted_resource, std::string_view wanted_space) const {
  if (!url.empty()) return false;
  if (verb != "*" && verb != wanted_verb) return false;
  if (group != "*" && group != wanted_group) return false;
  if (space != "*" && space != wanted_space) return false;
  if (resource == "*" || resource == wanted_resource) return true;
  const auto slash = wanted_resource.find('/');
  return slash != std::string_view::npos && resource.starts_with("*/") &&
         wanted_resource.substr(slash) == std::string_view(resource).substr(1);
}

std::string text_of(const Permission& permission) {
  if (!permission.url.empty()) return permission.verb + " url:" + permission.url;
  return permission.verb + " " + permission.group + "/" + permission.resource + "@" +
         permission.space + "/" + permission.name;
}

std::vector<Subject> read_subjects(Context& context, const Object& binding) {
  std::vector<Subject> subjects;
  for (const NodeId node : sequence(context, binding.node, "subjects")) {
    const std::string name(text(context, node, "name").value_or(""));
    const Span at = context.at(context.tree.find(node, "name"));
    const auto kind = text(context, node, "kind");
    if (name.empty() || !kind) {
      context.error("E0502", context.at(node), "the subject needs a `kind` and a `name`");
    } else if (*kind == "ServiceAccount") {
      const auto space = text(context, node, "namespace").value_or(binding.space);
      subjects.push_back({std::string(space) + "/" + name, at});
    } else if (*kind == "User" && name.starts_with("system:serviceaccount:")) {
      std::string account = name.substr(std::string_view("system:serviceaccount:").size());
      std::replace(account.begin(), account.end(), ':', '/');
      subjects.push_back({account, at});
    } else if (*kind == "User" || *kind == "Group") {
      subjects.push_back({(*kind == "User" ? "user/" : "group/") + name, at});
    } else {
      context.error("E0509", context.at(context.tree.find(node, "kind")),
                    "`" + std::string(*kind) + "` is no kind of subject",
                    "use `ServiceAccount`, `User` or `Group`");
    }
  }
  return subjects;
}

std::string account_of(Context& context, std::string_view space, NodeId pod_spec) {
  auto name = text(context, pod_spec, "serviceAccountName");
  if (!name || name->empty()) name = text(context, pod_spec, "serviceAccount");
  if (!name || name->empty()) name = "default";
  return std::string(space) + "/" + std::string(*name);
}

void survey_pod_account(Context& context, const Object& owner, NodeId pod_spec,
                        Surroundings& around) {
  const std::string account = account_of(context, owner.space, pod_spec);
  around.pod_accounts[std::string(owner.space)].insert(account);
  around.account_places.try_emplace(account, owner.at);
}

void survey_rights(Context& context, const Object& object, Surroundings& around) {
  const std::string_view group = group_of(object.api_version);
  if (object.kind == "ServiceAccount" && group.empty()) {
    around.service_accounts.emplace(
        object.full_name(),
        boolean(context, object.node, "automountServiceAccountToken").value_or(true));
    around.account_places[object.full_name()] = object.at;
  }
  if (object.kind == "Secret" && group.empty() &&
      text(context, object.node, "type").value_or("") == "kubernetes.io/service-account-token") {
    for (const Label& note : labels(context, object.metadata, "annotations")) {
      if (note.key != "kubernetes.io/service-account.name") continue;
      around.token_secrets.emplace(object.full_name(),
                                   std::string(object.space) + "/" + std::string(note.value));
    }
  }
  if (group != kGroup) return;
  if (is_role(object.kind)) {
    around.roles.emplace(role_key(object.kind, object.space, object.name),
                         read_role(context, object));
  }
  if (!is_binding(object.kind)) return;
  around.bindings.push_back(read_binding(context, object));
  for (const Subject& subject : read_subjects(context, object)) {
    around.account_places.try_emplace(subject.account, subject.at);
  }
}

void check_role(Context& context, const Object& object) {
  read_role(context, object);
}

void check_binding(Context& context, const Object& object) {
  const NodeId role = mapping(context, object.node, "roleRef");
  const auto kind = text(context, role, "kind");
  const auto name = text(context, role, "name");
  if (!kind || !name) {
    context.error("E0502", object.at, "the binding needs a `roleRef` with `kind` and `name`");
    return;
  }
  if (!is_role(*kind) || (*kind == "Role" && object.kind == "ClusterRoleBinding")) {
    context.error("E0509", context.at(context.tree.find(role, "kind")),
                  "`" + std::string(*kind) + "` cannot be bound here");
    return;
  }
  const std::string key = role_key(*kind, object.space, *name);
  const bool is_known = context.around.roles.contains(key) ||
                        (*kind == "ClusterRole" && !built_in_rules(*name).empty());
  if (is_known) return;
  context.out.gaps.push_back(
      {context.at(context.tree.find(role, "name")),
       "role `" + std::string(*name) + "`",
       syntax::GapEffect::Unknown,
       {"account.permissions", "account.wildcards", "account.is_admin", "account.becomes",
        "account.escalates", "account.reads_secrets_in", "account.makes_pods_in"},
       "no file says what it allows"});
}

std::vector<Permission> permissions_of(const Surroundings& around, const std::string& account) {
  const std::vector<std::string> names = names_of(account);
  std::vector<Permission> all;
  for (const RoleBinding& binding : around.bindings) {
    const bool is_bound =
        std::any_of(binding.accounts.begin(), binding.accounts.end(), [&](const std::string& each) {
          return std::find(names.begin(), names.end(), each) != names.end();
        });
    if (!is_bound) continue;
    std::set<std::string> seen;
    std::vector<AccessRule> rules;
    add_rules(around, binding.role, seen, rules);
    for (const AccessRule& rule : rules) grant(rule, binding, all);
  }
  return all;
}

}  // namespace ringfence::ingest::kubernetes
