#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.h"
#include "model/model.h"

/// What the steps of `resolve` hand to each other. Not for use outside this folder.
namespace ringfence::resolve {

/// All declarations of one entity, or of one entity per replica of what it is inside.
struct Group {
  model::Kind kind = model::Kind::Host;
  std::string name;  ///< As declared; without what it is inside.
  struct Part {
    const syntax::EntityDecl* decl = nullptr;
    bool imported = false;
  };
  std::vector<Part> parts;  ///< Empty for a tenant or workload that is only mentioned.
  std::size_t parent = kNone;
  bool replicated = false;
  std::uint32_t low = 1, high = 1;  ///< How many replicas exist at least and at most.
  bool per_node = false;            ///< A DaemonSet's pod: one for each node.
  Span at;
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
};

/// One entity to be.
struct Instance {
  std::size_t group = 0;
  std::size_t parent = Group::kNone;       ///< Instance it is inside.
  std::size_t previous = Group::kNone;     ///< The replica before it.
  std::size_t pinned_node = Group::kNone;  ///< Instance of the node a daemon's pod is for.
  std::string name, short_name;
  bool may_be_missing = false;
  bool described = true;
  bool invented = false;  ///< See model::Entity.
};

/// Full and short names of one kind.
struct NameIndex {
  std::unordered_map<std::string, std::uint32_t> full;
  std::unordered_map<std::string, std::uint32_t> brief;  ///< kAmbiguous if several have it.
  static constexpr std::uint32_t kAmbiguous = 0xffffffff;
};

struct Work {
  const Sources& sources;
  std::vector<std::shared_ptr<const syntax::Document>> documents;
  std::vector<Group> groups;        ///< Declaration order.
  std::vector<Instance> instances;  ///< Kind by kind: the position is the EntityId.
  std::vector<std::vector<std::size_t>> instances_of;  ///< By group.
  NameIndex names[model::kKindCount];
  model::Model model;
  Diagnostics errors;
  /// By group: what its settings leave open. A guard must not read it.
  std::vector<std::vector<model::AttributeId>> left_open;

  const Group& group_of(model::EntityId id) const { return groups[instances[id.index].group]; }
};

/// Names of machines that no file describes start so; no file may use such a name.
inline constexpr std::string_view kSomeHost = "some host ";
inline constexpr std::string_view kSomeVm = "some vm ";
inline constexpr std::string_view kSomeNode = "some node ";

/// Step 1: declarations of all documents to groups.
void collect_declarations(Work& work);

/// Step 2: which node is which machine (names, identifiers, links), before any fact is there.
struct Match {
  std::size_t machine = Group::kNone;  ///< Group of a vm or a host.
  std::string reason;
  Span at;
};
std::map<std::size_t, Match> match_machines(Work& work);  ///< By the node's group.

/// Step 3: replicas, inner entities, and the machines that no file describes, to instances.
void expand_instances(Work& work, const std::map<std::size_t, Match>& matches);

/// Step 4: instances to entities without facts, and their names.
void create_entities(Work& work);

/// The entity a name means, or an error (E0303 unknown, E0304 ambiguous) and nothing.
std::optional<model::EntityId> look_up(Work& work, model::KindSet kinds, const std::string& name,
                                       const Span& at);

/// Step 5: settings to facts and unknowns.
void resolve_facts(Work& work, const std::map<std::size_t, Match>& matches);

/// Step 6: definitions, assumptions, policies, tests.
void collect_definitions(Work& work);

/// Step 7: the rules of the network. Errors: E0322 for two objects of one kind and name.
void collect_network(Work& work);

/// The setting of that name in the group's declarations, the first if several; null if none.
const syntax::Setting* find_setting(const Group& group, std::string_view attribute);
/// The text of a string, or a bare name, that a setting's value is; nullopt otherwise.
std::optional<std::string> plain_text(const syntax::Setting& setting);

}  // namespace ringfence::resolve
