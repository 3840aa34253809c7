#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ingest/yaml/tree.h"
#include "syntax/gap.h"

namespace ringfence::load {

/// What one YAML or JSON document is, by its content.
enum class Format {
  Empty,
  Kubernetes,     ///< Has `apiVersion` and `kind`.
  Twin,           ///< The YAML twin of `.rf`.
  Compose,        ///< A Compose file, or a part of one.
  Kustomization,  ///< Says how to render manifests that are elsewhere.
  HelmChart,      ///< `Chart.yaml` or the values of a chart.
  Oci,            ///< A document of the OCI runtime specification: `config.json`, state, features.
  Nameless,       ///< A Kubernetes manifest that lacks `apiVersion` or `kind`.
  Waivers,        ///< A list of waivers, which counts only where it is asked for.
  Unknown,
};
Format recognise(const ingest::yaml::Tree& tree, ingest::yaml::NodeId document,
                 std::string_view file_name);

/// Why a format is left alone, and how to have it read after all; empty for those we read.
std::string reason_to_skip(Format format, const std::string& folder);
/// What leaving the document out may change; none if nothing (DESIGN 4.1, "Unmodelled").
std::vector<syntax::Gap> gaps_of(Format format, const ingest::yaml::Tree& tree,
                                 ingest::yaml::NodeId document);

/// Whether a text is a template to be rendered by Helm. `parses` says that it is YAML all the
/// same: then only Helm's own objects count, because manifests may carry other templates as text.
bool is_helm_template(std::string_view text, bool parses);

/// The name of an XML text's root element, past its prologue; empty if the text is not XML.
std::string_view xml_root(std::string_view text);

/// Whether a text of unknown format begins as a `.rf` file does.
bool starts_like_rf(std::string_view text);

}  // namespace ringfence::load
