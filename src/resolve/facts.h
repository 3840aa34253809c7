#pragma once
#include "resolve/work.h"

/// What the parts of step 5, settings to facts, hand to each other.
namespace ringfence::resolve {

/// Something open about one entity; several attributes may share the unknown (`cpu: 1..2` is
/// request and limit).
struct Pending {
  std::vector<model::AttributeId> attributes;
  model::Domain domain;
  Span at;
};

/// An open setting of a group, whose domain is built when all closed facts are there.
struct OpenSetting {
  std::vector<model::AttributeId> attributes;
  const syntax::Setting* setting = nullptr;
  bool imported = false;
};

struct Facts {
  Work& work;
  const std::map<std::size_t, Match>& matches;
  std::vector<std::vector<Pending>> pending;            // by entity
  std::vector<std::vector<OpenSetting>> open;           // by group
  std::vector<std::map<model::AttributeId, Span>> set;  // by group: what is set, and where
  /// By group: extended resources that are set, and where.
  std::vector<std::map<std::pair<model::AttributeId, std::string>, Span>> keyed;
  std::size_t placeless = 0;  // machines given undescribed hosts so far
  /// Containers of a project are where the first of them that says it, or else the first, is.
  std::map<std::size_t, std::size_t> leaders = {};  // by entity, whose place is still open
  std::optional<model::Options> hosts =
      {};  // all there are, described ones first; made when needed
};

/// The row of an attribute that the schema is known to have.
model::AttributeId required(model::Kind kind, std::string_view name);

void sort_facts(model::Entity& entity);

void add_fact(Work& work, std::size_t entity, model::AttributeId attribute, model::Value value,
              const Span& at);

/// Closed settings to facts; open ones are kept for `add_open_settings`.
void add_settings(Facts& facts);

/// What is declared inside the braces of something is in it.
void add_containment(Facts& facts);

/// Containers that join a namespace, by name or path, refer to the one container that stands for
/// it. Errors: E0309 in two namespaces of a kind, E0320 joined in a circle. Facts must be sorted.
void follow_joins(Facts& facts);

/// Nodes that are machines get their machine.
void add_matches(Facts& facts);

/// A node that is a vm has no host and no metal of its own. Facts must be sorted.
void refuse_two_places(Facts& facts);

/// A container without a tenant has that of what it is certainly in, also if that is open.
void inherit_tenants(Work& work);

/// Pods without a request of their own ask for what their containers ask for; an error (E0319)
/// where that is open. Facts must be sorted.
void add_pod_requests(Facts& facts);

/// Open settings to domains; their guards read the closed facts, which must be sorted.
void add_open_settings(Facts& facts);

/// Containers of one project are in one place. An error (E0309) if files give two. Facts must be
/// sorted.
void gather_projects(Facts& facts);

/// Places that nothing sets are open.
void add_open_by_absence(Facts& facts);

/// Described entities of a kind, then the first `undescribed` of those no file describes.
std::vector<model::Scalar> places(const Work& work, model::Kind kind, std::size_t undescribed);

}  // namespace ringfence::resolve
