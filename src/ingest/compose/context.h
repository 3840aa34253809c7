#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ingest/compose/facts.h"
#include "ingest/compose/import.h"

/// What the parts of one import hand to each other. Not for use outside this folder.
namespace ringfence::ingest::compose {

/// How many containers a service has.
struct Scale {
  std::uint32_t low = 1, high = 1;
  bool is_replicated() const { return low != 1 || high != 1; }
  Span at;
};

/// Who is who across all projects of a run: an engine knows its networks, volumes and containers
/// by one name each, whichever project made them.
struct Registry {
  std::map<std::string, std::string, std::less<>> networks;    ///< Name at the engine to entity.
  std::map<std::string, std::string, std::less<>> volumes;     ///< Likewise.
  std::map<std::string, std::string, std::less<>> containers;  ///< Name at the engine to entity.
  std::set<std::string> described;  ///< Networks and volumes that are entities by now, with kind.
};

/// What reading one project reads from and writes to.
struct Context {
  const Sources& sources;
  const Project& project;
  Registry& registry;
  const Options& options;
  syntax::Document& document;
  Imported& out;
  Diagnostics& errors;

  void error(std::string_view code, Span at, std::string message, std::string help = {}) const {
    errors.push_back({code, at, std::move(message), {}, std::move(help)});
  }
  void gap(Span at, std::string construct, syntax::GapEffect effect,
           std::vector<std::string> touches, std::string reason) const {
    out.gaps.push_back({at, std::move(construct), effect, std::move(touches), std::move(reason)});
  }
};

/// A service's containers as an entity of this project.
std::string entity_name(const Project& project, std::string_view service);
/// The same of the first container, if there are several.
std::string first_container(const Project& project, std::string_view service);

/// How many containers; errors (E0709) for numbers that are none or contradict each other.
Scale scale_of(const Project& project, const Value& service, Diagnostics& errors);

/// The name by which the engine knows what a project declares under `key` in `networks` or
/// `volumes`.
std::string engine_name(const Project& project, const Value* declared, std::string_view key);
bool is_external(const Value* declared);

/// Makes the names of a project known, before any project is read.
void enlist(const Project& project, Registry& registry);

/// The network a service's key means: an entity's name, which is described if it was not yet.
std::string network_entity(const Context& context, std::string_view key, const Span& at);
/// A network that only the engine's name is known of.
std::string network_at_engine(const Context& context, const std::string& name, const Span& at);
std::string volume_entity(const Context& context, std::string_view key, const Span& at);

/// What a service mounts.
struct Mounts {
  std::vector<Member> host_paths, volumes, shared_volumes;
};
/// Of a service with those of the services that it takes volumes from.
Mounts read_mounts(const Context& context, std::string_view service);

/// A path of the engine's machine as written in a Compose file.
std::string engine_path(const Project& project, const Value& written);

/// The containers of one service, with a gap for all that is not modelled.
void add_service(const Context& context, std::string_view name, const Span& at,
                 const Value& service);

/// Gaps for everything in a value by the rows of the field table.
void list_unmodelled(const Context& context, const Value& value, const std::string& path,
                     const std::string& written);

/// Errors (E0707, E0708) for services that need what is not there, or each other in a circle.
void check_references(const Context& context);

}  // namespace ringfence::ingest::compose
