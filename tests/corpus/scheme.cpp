#include "corpus/scheme.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "resolve/resolve.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 15> kKinds{
    "equivalence",     "strongEquivalence",  "containment", "twoWayContainment", "vacuity",
    "interferes",      "pairwiseInterferes", "permits",     "forbids",           "allCaptured",
    "connectivityMap", "semanticDiff",       "emptiness",   "redundancy",        "sanity"};

std::vector<std::string> texts(const YAML::Node& node) {
  std::vector<std::string> all;
  if (node.IsScalar() && !node.Scalar().empty()) all.push_back(node.Scalar());
  if (node.IsSequence()) {
    for (const auto& item : node) all.push_back(item.Scalar());
  }
  return all;
}

/// The files that a list names, those of a directory one by one.
void add_files(const YAML::Node& list, const fs::path& base, std::vector<fs::path>& files,
               bool& is_elsewhere) {
  for (const std::string& text : texts(list)) {
    if (text.starts_with("http")) {
      is_elsewhere = true;
      continue;
    }
    const fs::path path = (base / text).lexically_normal();
    std::vector<fs::path> found{path};
    if (fs::is_directory(path)) {
      found.clear();
      for (const auto& entry : fs::directory_iterator(path)) {
        if (entry.is_regular_file()) found.push_back(entry.path());
      }
      std::sort(found.begin(), found.end());
    }
    for (const fs::path& each : found) {
      if (std::find(files.begin(), files.end(), each) == files.end()) files.push_back(each);
    }
  }
}

SchemeSet read_set_entry(const YAML::Node& entry, const YAML::Node& whole, const fs::path& base) {
  SchemeSet set;
  set.name = entry["name"].Scalar();
  // Lists of the set itself count before those of the whole scheme.
  const bool has_resources = entry["resourceList"].IsDefined();
  for (const char* key : {"namespaceList", "podList", "resourceList"}) {
    if (entry[key]) {
      add_files(entry[key], base, set.cluster, set.is_elsewhere);
    } else if (!has_resources && whole[key]) {
      add_files(whole[key], base, set.cluster, set.is_elsewhere);
    }
  }
  const bool lists_policies = entry["networkPolicyList"].IsDefined();
  add_files(lists_policies ? entry["networkPolicyList"] : entry["resourceList"], base, set.policies,
            set.is_elsewhere);
  return set;
}

/// Without what the API server would refuse and the other analyser overlooks in its lists of pods:
/// mappings for lists, and containers without names.
std::string corrected(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream read;
  read << in.rdbuf();
  std::string text =
      std::regex_replace(read.str(), std::regex(R"re(("?ports"?:\s*)\{\})re"), "$1[]");
  if (text.find("NetworkPolicy") != std::string::npos) return text;  // whose rules have ports, too
  const std::string kStart = "- ports:";
  int number = 0;
  for (std::size_t at = text.find(kStart); at != std::string::npos; at = text.find(kStart, at)) {
    const std::string name = "- name: unnamed-" + std::to_string(++number) + "\n";
    const std::string indent(at - text.rfind('\n', at) - 1, ' ');
    text.replace(at, 2, name + indent + "  ");
    at += name.size();
  }
  return text;
}

}  // namespace

Scheme read_scheme(const fs::path& file, const fs::path& corpus) {
  const YAML::Node whole = YAML::LoadFile(file.string());
  const fs::path base = file.parent_path();
  Scheme scheme;
  scheme.name = file.lexically_relative(corpus).string();
  for (const auto& entry : whole["networkConfigList"]) {
    scheme.sets.push_back(read_set_entry(entry, whole, base));
  }
  for (const auto& entry : whole["queries"]) {
    for (const char* kind : kKinds) {
      if (!entry[kind]) continue;
      SchemeQuery query{entry["name"].Scalar(), kind, texts(entry[kind]), std::nullopt, {}};
      if (entry["expected"]) query.expected = entry["expected"].as<int>();
      if (entry["expectedOutput"]) {
        const fs::path output = (base / entry["expectedOutput"].Scalar()).lexically_normal();
        if (output.extension() == ".txt") query.output = output;
      }
      const auto same =
          std::find_if(scheme.queries.begin(), scheme.queries.end(), [&](const SchemeQuery& other) {
            return other.kind == query.kind && other.sets == query.sets &&
                   other.expected == query.expected &&
                   (query.output.empty() || other.output.empty());
          });
      if (same == scheme.queries.end()) {
        scheme.queries.push_back(std::move(query));
      } else if (same->output.empty()) {
        same->output = query.output;
      }
    }
  }
  return scheme;
}

std::shared_ptr<const PolicySet> read_set(const SchemeSet& set, const std::string& only) {
  auto read = std::make_shared<PolicySet>();
  std::vector<fs::path> files = set.cluster;
  for (const fs::path& policy : set.policies) {
    if (std::find(files.begin(), files.end(), policy) == files.end()) files.push_back(policy);
  }
  std::vector<load::Text> texts;
  load::Options options;
  const fs::path prelude = fs::path(RINGFENCE_SOURCE_DIR) / "specs/prelude.rf";
  std::ifstream in(prelude);
  std::ostringstream text;
  text << in.rdbuf();
  texts.push_back(
      {read->sources.add("prelude.rf", text.str()), load::Text::Role::Specification, {}, ".rf"});
  for (const fs::path& file : files) {
    texts.push_back({read->sources.add(file.string(), corrected(file)),
                     load::Text::Role::Input,
                     {},
                     file.extension().string()});
  }
  auto loaded = load::reload(texts, std::nullopt, read->sources);
  if (!loaded) {
    read->error = loaded.errors()[0].message;
    return read;
  }
  // Lists of pods and namespaces are read for those alone, whatever else their files hold.
  const auto is_out = [&](const Span& at) {
    const fs::path file = read->sources.name(at.source);
    return std::find(set.policies.begin(), set.policies.end(), file) == set.policies.end();
  };
  for (const auto& document : loaded.value().documents) {
    syntax::Document part = *document;
    std::erase_if(part.network.policies, [&](const syntax::NetworkPolicy& policy) {
      const bool is_another = !only.empty() && policy.space + "/" + policy.name != only;
      return is_another || is_out(policy.at);
    });
    std::erase_if(part.network.ingresses,
                  [&](const syntax::Ingress& ingress) { return is_out(ingress.at); });
    read->documents.push_back(std::make_shared<const syntax::Document>(std::move(part)));
  }
  auto model =
      resolve::resolve(read->documents, loaded.value().gaps, loaded.value().remarks, read->sources);
  if (!model) {
    read->error = model.errors()[0].message;
    return read;
  }
  read->model = std::move(model).value();
  read->graph = reach::build(read->model);
  read->workloads = reach::workloads_of(read->model, read->graph);
  return read;
}

}  // namespace ringfence::tests
