#include "ingest/oci/import.h"

#include <algorithm>

#include "ingest/oci/check_fields.h"
#include "ingest/oci/container.h"

namespace ringfence::ingest::oci {
namespace {

void read_labels(Context& context, syntax::EntityDecl& container) {
  const NodeId annotations = context.find({"annotations"});
  if (!annotations) return;
  std::vector<Member> labels;
  const auto items = context.tree[annotations].items;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    labels.push_back({std::string(context.tree[items[i]].scalar) + "=" +
                          std::string(context.tree[items[i + 1]].scalar),
                      context.at(items[i])});
  }
  set_symbols(container, "labels", labels);
}

std::string name_of(const Context& context, const Options& options) {
  if (!options.name.empty()) return options.name;
  const std::string host_name = context.text(context.root, "hostname").value_or("");
  return host_name.empty() ? "container" : host_name;
}

/// What names no platform is read as Linux. Of the others' containers hardly anything is known, and
/// their sections are gaps that say so.
bool is_for_linux(const Context& context) {
  if (context.find({"linux"})) return true;
  for (const std::string_view platform : {"windows", "solaris", "zos", "freebsd"}) {
    if (context.find({platform})) return false;
  }
  return true;
}

syntax::EntityDecl read_container(Context& context, const Options& options) {
  syntax::EntityDecl container;
  const Span at = context.anchor({});
  container.kind = {"container", at};
  container.name = {name_of(context, options), at};
  container.at = at;
  if (options.place) {
    set_symbol(container, "in", *options.place, at);
  } else {
    // On any machine, also on one that no file describes: as a project of its own would be.
    set_symbol(container, "project", "bundle " + container.name.text, at);
  }
  Given given;
  read_labels(context, container);
  if (is_for_linux(context)) {
    read_namespaces(context, container);
    read_security(context, container);
    read_resources(context, container, given);
  }
  read_mounts(context, container, given);
  read_vm(context, container, given);
  set_symbols(container, "devices", given.devices);
  set_symbols(container, "host_paths", given.host_paths);
  set_symbols(container, "volumes", given.volumes);
  set_symbols(container, "shared_volumes", given.shared_volumes);
  return container;
}

}  // namespace

std::optional<Kind> recognise(const yaml::Tree& tree, yaml::NodeId document) {
  if (tree[document].type != yaml::NodeType::Mapping) return std::nullopt;
  if (tree.find(document, "ociVersionMin") || tree.find(document, "ociVersionMax")) {
    return Kind::Features;
  }
  if (!tree.find(document, "ociVersion")) return std::nullopt;
  // Only the state of a container has these at the top.
  const bool is_state = tree.find(document, "status") || tree.find(document, "bundle");
  return is_state ? Kind::State : Kind::Config;
}

Result<Imported> import(const yaml::Tree& tree, yaml::NodeId document, const Options& options) {
  Context context{tree, document};
  const Kind kind = recognise(tree, document).value_or(Kind::Config);
  check_fields(context, kind);
  syntax::Document facts;
  facts.source = tree[document].at.source;
  facts.origin = syntax::Origin::Import;
  if (kind == Kind::Config && context.errors.empty()) {
    facts.items.emplace_back(read_container(context, options));
  }
  if (!context.errors.empty()) {
    std::stable_sort(context.errors.begin(), context.errors.end(),
                     [](const auto& a, const auto& b) { return a.at.begin < b.at.begin; });
    return std::move(context.errors);
  }
  if (kind == Kind::Config) {
    context.out.documents.push_back(std::move(facts));
  } else {
    context.out.gaps.clear();  // nothing depends on it
    const std::string what =
        kind == Kind::State ? "the state of a container" : "the features of a runtime";
    const NodeId first = tree[document].items.front();
    context.out.remarks.push_back({tree[first].at, what + ": nothing to check in it"});
  }
  return std::move(context.out);
}

}  // namespace ringfence::ingest::oci
