#include "ingest/kubernetes/account.h"

#include <algorithm>

#include "ingest/kubernetes/escalation.h"
#include "ingest/kubernetes/facts.h"
#include "ingest/kubernetes/rights.h"
#include "ingest/kubernetes/workload.h"

namespace ringfence::ingest::kubernetes {
namespace {

std::vector<Member> members(const std::set<std::string>& texts, Span at) {
  std::vector<Member> all;
  for (const std::string& text : texts) all.push_back({text, at});
  return all;
}

void write_kind(syntax::EntityDecl& decl, const std::string& account, Span at) {
  const bool is_user = account.starts_with("user/");
  const bool is_group = account.starts_with("group/");
  set_symbol(decl, "kind", is_user ? "User" : is_group ? "Group" : "ServiceAccount", at);
  if (is_user || is_group) return;
  set_symbol(decl, "namespace", account.substr(0, account.find('/')), at);
}

void add_account(Context& context, const std::string& account, Span at) {
  const auto place = context.around.account_places.find(account);
  if (place == context.around.account_places.end() || place->second != at) return;
  if (!context.accounts_added.insert(account).second) return;
  syntax::EntityDecl decl;
  decl.kind = {"account", at};
  decl.name = {account, at};
  decl.at = at;
  write_kind(decl, account, at);
  const auto described = context.around.service_accounts.find(account);
  if (described != context.around.service_accounts.end() && !described->second) {
    set_bool(decl, "automounts_token", false, at);
  }
  const std::vector<Permission> permissions = permissions_of(context.around, account);
  std::map<std::string, Span> all;
  std::map<std::string, Span> wildcards;
  for (const Permission& each : permissions) {
    const std::string text = text_of(each);
    all.emplace(text, each.at);
    if (each.verb == "*" || each.resource == "*") wildcards.emplace(text, each.at);
  }
  const auto with_places = [](const std::map<std::string, Span>& texts) {
    std::vector<Member> written;
    for (const auto& [text, where] : texts) written.push_back({text, where});
    return written;
  };
  set_symbols(decl, "permissions", with_places(all), at);
  set_symbols(decl, "wildcards", with_places(wildcards), at);
  const Escalation escalation = escalation_of(context.around, account, permissions);
  // A set's place is that of its first member: where the rights come from.
  const Span from = permissions.empty() ? at : permissions.front().at;
  if (escalation.is_admin) set_bool(decl, "is_admin", true, from);
  set_symbols(decl, "becomes", members(escalation.becomes, from), from);
  set_symbols(decl, "escalates", members(escalation.ways, from), from);
  set_symbols(decl, "reads_secrets_in", members(escalation.secrets, from), from);
  set_symbols(decl, "makes_pods_in", members(escalation.makes_pods, from), from);
  context.document.items.emplace_back(std::move(decl));
}

/// A projected token is there whatever `automountServiceAccountToken` says.
bool projects_a_token(Context& context, NodeId pod_spec) {
  for (const NodeId volume : sequence(context, pod_spec, "volumes")) {
    for (const NodeId source :
         sequence(context, mapping(context, volume, "projected"), "sources")) {
      const NodeId token = mapping(context, source, "serviceAccountToken");
      // A token for another audience is no way into the API.
      if (token && text(context, token, "audience").value_or("").empty()) return true;
    }
  }
  return false;
}

}  // namespace

void add_accounts(Context& context, const Object& object) {
  if (object.kind == "ServiceAccount") add_account(context, object.full_name(), object.at);
  if (object.kind == "RoleBinding" || object.kind == "ClusterRoleBinding") {
    for (const Subject& subject : read_subjects(context, object)) {
      add_account(context, subject.account, subject.at);
    }
  }
}

void write_account(Context& context, const Object& owner, NodeId pod_spec,
                   syntax::EntityDecl& pod) {
  const std::string account = account_of(context, owner.space, pod_spec);
  add_account(context, account, owner.at);
  set_symbol(pod, "account", account, owner.at);
  const auto own = boolean(context, pod_spec, "automountServiceAccountToken");
  const auto described = context.around.service_accounts.find(account);
  const bool by_account = described == context.around.service_accounts.end() || described->second;
  const bool mounts = own.value_or(by_account) || projects_a_token(context, pod_spec);
  if (mounts) set_bool(pod, "mounts_token", true, owner.at);
}

}  // namespace ringfence::ingest::kubernetes
