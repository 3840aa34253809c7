#pragma once
#include <optional>
#include <string>

#include "base/result.h"
#include "ingest/imported.h"
#include "ingest/oci/field_table.h"
#include "ingest/yaml/tree.h"

namespace ringfence::ingest::oci {

struct Options {
  /// The container's name: that of its bundle. If it is empty, the host name of the container.
  std::string name;
  /// The host or vm that the container runs in.
  std::optional<std::string> place;
};

/// Which of the specification's documents this is; nullopt if none.
std::optional<Kind> recognise(const yaml::Tree& tree, yaml::NodeId document);

/// The facts of one `config.json`: a container, with a gap for what is not modelled. The state of a
/// container and the features of a runtime are checked and give no facts. Errors, all with a place
/// (E08xx): a document that the specification's schema refuses, a namespace listed twice.
/// https://github.com/opencontainers/runtime-spec
Result<Imported> import(const yaml::Tree& tree, yaml::NodeId document, const Options& options);

}  // namespace ringfence::ingest::oci
