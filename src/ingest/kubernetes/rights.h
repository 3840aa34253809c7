#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ingest/kubernetes/context.h"

/// Who may do what: roles, bindings and the accounts they bind, as the API server's authorizer
/// reads them. https://kubernetes.io/docs/reference/access-authn-authz/rbac/
namespace ringfence::ingest::kubernetes {

/// Notes service accounts, roles, bindings, and the tokens that secrets hold.
void survey_rights(Context& context, const Object& object, Surroundings& around);
/// Notes the account that pods of this spec have.
void survey_pod_account(Context& context, const Object& owner, NodeId pod_spec,
                        Surroundings& around);
/// `namespace/name`; an empty name is `default`.
std::string account_of(Context& context, std::string_view space, NodeId pod_spec);

/// Reports what is wrong with a role (E0503, E0507).
void check_role(Context& context, const Object& object);
/// Reports what is wrong with a binding (E0502, E0509); a gap for a role that no file describes.
void check_binding(Context& context, const Object& object);

/// The subjects of a binding as names of accounts, with their places: `shop/web`, `user/jane`,
/// `group/operators`.
struct Subject {
  std::string account;
  Span at;
};
std::vector<Subject> read_subjects(Context& context, const Object& binding);

/// One thing that may be done. `*` stands for everything; the core group is `core`.
struct Permission {
  std::string verb, group, resource;
  std::string space;  ///< `*` if it is not bound to one namespace.
  std::string name;
  std::string url;  ///< Of what is no resource; the rest but the verb is then empty.
  Span at;          ///< The binding that gives it.

  /// Whether it allows the verb on objects of that kind in that namespace: on all of them, or on
  /// those of its name. `*` as the namespace asks for all namespaces, and for what is in none.
  bool allows(std::string_view wanted_verb, std::string_view wanted_group,
              std::string_view wanted_resource, std::string_view wanted_space) const;
};
/// `get core/secrets@shop/db`, `get url:/healthz`.
std::string text_of(const Permission& permission);

/// What the account may do by the bindings that name it, or a group that it is known to be in:
/// service accounts are in those of all service accounts and of their namespace's.
std::vector<Permission> permissions_of(const Surroundings& around, const std::string& account);

}  // namespace ringfence::ingest::kubernetes
