#include "load/texts.h"

#include <filesystem>

#include "grammar/parse.h"
#include "ingest/libvirt/import.h"
#include "ingest/yaml/twin.h"
#include "load/files.h"
#include "load/recognise.h"
#include "load/sha256.h"

namespace ringfence::load {
namespace {

namespace fs = std::filesystem;
using ingest::yaml::NodeId;
using ingest::yaml::Tree;

/// The host that libvirt files of a folder `hosts/NAME` or `hypervisors/NAME` run on.
std::optional<std::string> host_of_folder(const fs::path& file) {
  const fs::path folder = file.parent_path();
  const fs::path above = folder.parent_path().filename();
  if (above != "hosts" && above != "hypervisors") return std::nullopt;
  return folder.filename().string();
}

bool is_domain_root(std::string_view root) {
  return root == "domain" || root == "domains" || root == "domstatus";
}
/// Documents of libvirt that describe no machine, and may yet matter to one: the importer says so.
bool is_other_libvirt_root(std::string_view root) {
  return root == "network" || root == "pool" || root == "capabilities";
}

}  // namespace

Texts::Documents Texts::add(SourceId source, const std::string& extension, const Origin& origin) {
  const std::size_t recorded = loaded_.inputs.size();
  Documents documents = add_by_format(source, extension, origin);
  const bool was_read = loaded_.inputs.size() > recorded;
  loaded_.texts.push_back({source, was_read ? Text::Role::Input : Text::Role::Skipped,
                           was_read ? loaded_.inputs.back().format : "", extension});
  return documents;
}

Texts::Documents Texts::add_by_format(SourceId source, const std::string& extension,
                                      const Origin& origin) {
  const std::string_view content = sources_.text(source);
  const bool is_yaml = extension == ".yaml" || extension == ".yml" || extension == ".json";
  if (extension == ".rf" || (!is_yaml && extension != ".xml" && starts_like_rf(content))) {
    record(source, "rf", 1);
    return add_rf(source);
  }
  if (extension == ".xml" || (!is_yaml && !xml_root(content).empty())) {
    add_xml(source, origin);
    return {};
  }
  return add_yaml(source, origin);
}

void Texts::add_specification(SourceId source, const std::string& extension) {
  loaded_.texts.push_back({source, Text::Role::Specification, "", extension});
  add_rf(source);
}

void Texts::record(SourceId source, const std::string& format, std::size_t documents) {
  loaded_.inputs.push_back(
      {sources_.name(source), format, sha256(sources_.text(source)), documents});
}

/// A file that is not read: an error if it was named, else listed.
void Texts::skip(SourceId source, const std::string& reason, const Origin& origin) {
  const std::string& name = sources_.name(source);
  if (!origin.is_named) {
    loaded_.skipped.push_back({name, reason, {}});
    return;
  }
  const Span at = origin.is_import() ? origin.import_at : Span{source, 0, 0};
  errors_.push_back({"E0004", at, "`" + name + "` is not read: " + reason});
}

template <class T>
bool Texts::succeeded(const Result<T>& result) {
  if (result) return true;
  errors_.insert(errors_.end(), result.errors().begin(), result.errors().end());
  return false;
}

Texts::Documents Texts::add_rf(SourceId source) {
  Result<syntax::Document> document = grammar::parse_document(sources_, source);
  if (!succeeded(document)) return {};
  return {importers_.add(std::move(document).value())};
}

void Texts::add_xml(SourceId source, const Origin& origin) {
  const std::string root(xml_root(sources_.text(source)));
  if (is_domain_root(root)) {
    record(source, "libvirt", 1);
  } else if (is_other_libvirt_root(root)) {
    skip(source, "libvirt's `<" + root + ">`, which describes no domain", origin);
  } else {
    const std::string reason = root.empty() ? "not XML" : "XML of another kind, `<" + root + ">`";
    skip(source, reason, origin);
    return;
  }
  ingest::libvirt::Options options;
  options.host = host_of_folder(sources_.name(source));
  if (!options.host) options.host = options_.host;
  Result<ingest::Imported> imported = ingest::libvirt::import(sources_, source, options);
  if (succeeded(imported)) importers_.add(std::move(imported).value());
}

Texts::Documents Texts::add_yaml(SourceId source, const Origin& origin) {
  const std::string_view text = sources_.text(source);
  Result<Tree> read = ingest::yaml::read(sources_, source);
  if (is_helm_template(text, bool(read))) {
    skip_template(source, origin);
  } else if (!read && !origin.is_named && is_no_manifest(source)) {
    skip(source, "malformed, and no manifest: " + read.errors().front().message, origin);
  } else if (succeeded(read)) {
    return add_documents(source, std::make_shared<const Tree>(std::move(read).value()), origin);
  }
  return {};
}

/// JSON found in a folder is often some other tool's, with comments in it.
bool Texts::is_no_manifest(SourceId source) const {
  return extension_of(sources_.name(source)) == ".json" &&
         sources_.text(source).find("apiVersion") == std::string_view::npos;
}

void Texts::skip_template(SourceId source, const Origin& origin) {
  if (!origin.is_named) {
    loaded_.gaps.push_back({{source, 0, 0},
                            "Helm template",
                            syntax::GapEffect::Unknown,
                            {"*"},
                            "what it renders to is not known"});
  }
  skip(source, "a Helm template; render it: helm template CHART | ringfence check -", origin);
}

Texts::Documents Texts::add_documents(SourceId source, std::shared_ptr<const Tree> tree,
                                      const Origin& origin) {
  const fs::path path = sources_.name(source);
  const std::string folder =
      path.has_parent_path() ? path.parent_path().string() : std::string(".");
  std::vector<NodeId> manifests;
  std::vector<NodeId> twins;
  std::vector<Skipped> others;
  std::size_t empty = 0;
  for (const NodeId document : tree->documents()) {
    const Format format = recognise(*tree, document, path.filename().string());
    if (format == Format::Empty) ++empty;
    if (format == Format::Kubernetes) manifests.push_back(document);
    if (format == Format::Twin) twins.push_back(document);
    if (format == Format::Nameless) refuse_nameless(*tree, document);
    const std::string reason = reason_to_skip(format, folder);
    if (!reason.empty()) others.push_back({path.string(), reason, (*tree)[document].at});
    std::vector<syntax::Gap> gaps = gaps_of(format, *tree, document);
    loaded_.gaps.insert(loaded_.gaps.end(), gaps.begin(), gaps.end());
  }
  if (manifests.empty() && twins.empty() && !others.empty()) {
    skip(source, others.front().reason, origin);
    return {};
  }
  loaded_.skipped.insert(loaded_.skipped.end(), others.begin(), others.end());
  remark_empty(source, tree->documents().size(), empty);
  const std::string format = manifests.empty() ? (twins.empty() ? "empty" : "yaml twin")
                             : twins.empty()   ? "kubernetes"
                                               : "kubernetes and yaml twin";
  record(source, format, tree->documents().size());
  if (!manifests.empty()) importers_.add_manifests(tree, manifests);
  if (twins.empty()) return {};
  Result<syntax::Document> twin = ingest::yaml::read_twin(sources_, *tree, twins);
  if (!succeeded(twin)) return {};
  return {importers_.add(std::move(twin).value())};
}

void Texts::remark_empty(SourceId source, std::size_t documents, std::size_t empty) {
  if (empty == documents) {
    loaded_.remarks.push_back({{source, 0, 0}, "`" + sources_.name(source) + "` is empty"});
  } else if (empty > 0) {
    const std::string number = std::to_string(empty);
    const std::string what = empty == 1 ? " empty document in `" : " empty documents in `";
    loaded_.remarks.push_back({{source, 0, 0}, number + what + sources_.name(source) + "`"});
  }
}

void Texts::refuse_nameless(const Tree& tree, NodeId document) {
  const NodeId kind = tree.find_key(document, "kind");
  const NodeId there = kind ? kind : tree.find_key(document, "apiVersion");
  const std::string missing = kind ? "apiVersion" : "kind";
  errors_.push_back({"E0010", tree[there].at,
                     "this looks like a Kubernetes manifest, but has no `" + missing + "`"});
}

}  // namespace ringfence::load
