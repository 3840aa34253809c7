#include "load/recognise.h"

#include <algorithm>
#include <array>

#include "ingest/compose/field_table.h"
#include "ingest/oci/import.h"
#include "ingest/yaml/twin.h"

namespace ringfence::load {
namespace {

using ingest::yaml::NodeId;
using ingest::yaml::NodeType;
using ingest::yaml::Tree;

constexpr std::string_view kBlank = " \t\r\n";

bool is_scalar(const Tree& tree, NodeId id) {
  return id && tree[id].type == NodeType::Scalar;
}

bool starts_with_capital(std::string_view text) {
  return !text.empty() && text.front() >= 'A' && text.front() <= 'Z';
}

bool is_helm_file(std::string_view name) {
  return name == "Chart.yaml" || name == "Chart.lock" ||
         (name.starts_with("values") && (name.ends_with(".yaml") || name.ends_with(".yml")));
}

bool is_kustomization(const Tree& tree, NodeId document, std::string_view file_name) {
  if (file_name == "kustomization.yaml" || file_name == "kustomization.yml") return true;
  const NodeId api = tree.find(document, "apiVersion");
  return is_scalar(tree, api) && tree[api].scalar.starts_with("kustomize.config.k8s.io/");
}

/// Fields of a kustomization that render the manifests they name without changing them in any
/// way that matters here.
bool is_inert_field(std::string_view key) {
  constexpr std::array<std::string_view, 12> kInert = {"apiVersion",
                                                       "kind",
                                                       "metadata",
                                                       "resources",
                                                       "bases",
                                                       "images",
                                                       "configMapGenerator",
                                                       "secretGenerator",
                                                       "openapi",
                                                       "generatorOptions",
                                                       "commonAnnotations",
                                                       "buildMetadata"};
  return std::find(kInert.begin(), kInert.end(), key) != kInert.end();
}

bool is_compose_file(std::string_view name) {
  return name.starts_with("compose.") || name.starts_with("docker-compose.");
}

/// Whether a service has anything that a service of Compose has: other programs have `services`,
/// too.
bool has_compose_service(const Tree& tree, NodeId services) {
  const auto items = tree[services].items;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    if (tree[items[i + 1]].type != NodeType::Mapping) continue;
    const auto fields = tree[items[i + 1]].items;
    for (std::size_t j = 0; j + 1 < fields.size(); j += 2) {
      const std::string path = "services.*." + std::string(tree[fields[j]].scalar);
      if (ingest::compose::find_field(path) != nullptr) return true;
    }
  }
  return false;
}

/// A Compose file has nothing at its top that the specification does not have. What has no
/// services has to look like one in another way.
bool is_compose(const Tree& tree, NodeId document, std::string_view file_name) {
  constexpr std::array<std::string_view, 9> kSections = {"version",  "name",    "include",
                                                         "services", "models",  "networks",
                                                         "volumes",  "secrets", "configs"};
  const auto items = tree[document].items;
  if (items.empty()) return false;
  bool is_known = true;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const std::string_view key = tree[items[i]].scalar;
    is_known = is_known && (key.starts_with("x-") ||
                            std::find(kSections.begin(), kSections.end(), key) != kSections.end());
  }
  const NodeId services = tree.find(document, "services");
  const bool is_mapping = services && tree[services].type == NodeType::Mapping;
  if (is_compose_file(file_name) && (is_known || is_mapping)) return true;
  if (is_mapping && has_compose_service(tree, services)) return true;
  const NodeId include = tree.find(document, "include");
  const bool includes = include && tree[include].type == NodeType::Sequence;
  const bool is_versioned = bool(tree.find(document, "version"));
  const bool has_parts = tree.find(document, "volumes") || tree.find(document, "networks");
  return is_known && (includes || (is_versioned && has_parts));
}

/// `at` behind a comment, declaration or document type of an XML prologue; npos if unterminated.
std::size_t behind(std::string_view text, std::size_t at, std::string_view end) {
  const std::size_t found = text.find(end, at);
  return found == std::string_view::npos ? found : found + end.size();
}

}  // namespace

Format recognise(const Tree& tree, NodeId document, std::string_view file_name) {
  if (is_null(tree[document])) return Format::Empty;
  if (ingest::yaml::recognises_twin(tree, document)) return Format::Twin;
  if (tree[document].type != NodeType::Mapping) {
    return is_helm_file(file_name) ? Format::HelmChart : Format::Unknown;
  }
  if (is_kustomization(tree, document, file_name)) return Format::Kustomization;
  const NodeId api = tree.find(document, "apiVersion");
  const NodeId kind = tree.find(document, "kind");
  if (api && kind) return Format::Kubernetes;
  if (is_helm_file(file_name)) return Format::HelmChart;
  const bool has_body = tree.find(document, "metadata") || tree.find(document, "spec");
  if (api && has_body) return Format::Nameless;
  if (is_scalar(tree, kind) && starts_with_capital(tree[kind].scalar) && has_body) {
    return Format::Nameless;
  }
  if (ingest::oci::recognise(tree, document)) return Format::Oci;
  if (is_compose(tree, document, file_name)) return Format::Compose;
  if (tree[document].items.size() == 2 && tree.find(document, "waivers")) return Format::Waivers;
  return Format::Unknown;
}

std::string reason_to_skip(Format format, const std::string& folder) {
  switch (format) {
    case Format::Empty:
    case Format::Kubernetes:
    case Format::Twin:
    case Format::Nameless:
    case Format::Oci:
    case Format::Compose:
      return {};
    case Format::Kustomization:
      return "a kustomization; render it: kubectl kustomize " + folder + " | ringfence check -";
    case Format::HelmChart:
      return "part of a Helm chart; render it: helm template CHART | ringfence check -";
    case Format::Waivers:
      return "a list of waivers; have it count with --waivers";
    case Format::Unknown:
      return "not a format ringfence reads";
  }
  return {};
}

std::vector<syntax::Gap> gaps_of(Format format, const Tree& tree, NodeId document) {
  using syntax::GapEffect;
  std::vector<syntax::Gap> gaps;
  if (format != Format::Kustomization) return gaps;
  const auto items = tree[document].items;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const std::string key(tree[items[i]].scalar);
    if (is_inert_field(key)) continue;
    gaps.push_back({tree[items[i]].at,
                    "kustomization `" + key + "`",
                    GapEffect::Unknown,
                    {"*"},
                    "rendering it changes the manifests"});
  }
  return gaps;
}

bool is_helm_template(std::string_view text, bool parses) {
  for (std::size_t at = text.find("{{"); at != std::string_view::npos;
       at = text.find("{{", at + 2)) {
    if (!parses) return true;
    const std::string_view action = text.substr(at, text.find("}}", at) - at);
    for (const std::string_view object : {".Values", ".Release", ".Chart", ".Capabilities"}) {
      if (action.find(object) != std::string_view::npos) return true;
    }
  }
  return false;
}

std::string_view xml_root(std::string_view text) {
  std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  while (true) {
    at = text.find_first_not_of(kBlank, at);
    if (at == std::string_view::npos || text[at] != '<') return {};
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("<!--")) {
      at = behind(text, at, "-->");
    } else if (rest.starts_with("<?")) {
      at = behind(text, at, "?>");
    } else if (rest.starts_with("<!")) {
      const std::size_t subset = rest.find_first_of("[>");
      const bool has_subset = subset != std::string_view::npos && rest[subset] == '[';
      at = behind(text, has_subset ? at + subset : at, has_subset ? "]>" : ">");
    } else {
      return rest.substr(1, rest.find_first_of(" \t\r\n/>", 1) - 1);
    }
    if (at == std::string_view::npos) return {};
  }
}

bool starts_like_rf(std::string_view text) {
  constexpr std::array<std::string_view, 21> kWords = {
      "ringfence", "import", "host",   "vm",       "node",      "pod",    "container",
      "network",   "volume", "device", "tenant",   "policy",    "assume", "def",
      "derive",    "link",   "test",   "workload", "namespace", "quota",  "account"};
  std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  while ((at = text.find_first_not_of(kBlank, at)) != std::string_view::npos) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("//")) {
      at = behind(text, at, "\n");
    } else if (rest.starts_with("/*")) {
      at = behind(text, at, "*/");
    } else {
      const std::size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
      const std::string_view word = rest.substr(0, end);
      return end < rest.size() && std::find(kWords.begin(), kWords.end(), word) != kWords.end();
    }
  }
  return false;
}

}  // namespace ringfence::load
