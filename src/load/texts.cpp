#include "load/texts.h"

#include <algorithm>
#include <filesystem>

#include "grammar/parse.h"
#include "ingest/oci/import.h"
#include "ingest/yaml/twin.h"
#include "load/files.h"
#include "load/recognise.h"
#include "load/sha256.h"
#include "load/waivers.h"

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

/// What a file of OCI says is called: a bundle is a folder with a `config.json`; a file of another
/// name speaks for itself.
std::string bundle_of(const fs::path& file) {
  if (file == "<stdin>") return {};
  if (file.filename() != "config.json") return file.stem().string();
  const std::string folder = file.parent_path().filename().string();
  return folder == "." || folder == ".." ? std::string() : folder;
}

/// The machine that a bundle of a folder `hosts/NAME`, `hypervisors/NAME` or `vms/NAME` is on.
std::optional<std::string> machine_of_folder(const fs::path& file) {
  const bool is_bundle = file.filename() == "config.json";
  const fs::path folder = is_bundle ? file.parent_path().parent_path() : file.parent_path();
  const fs::path above = folder.parent_path().filename();
  if (above != "hosts" && above != "hypervisors" && above != "vms") return std::nullopt;
  return folder.filename().string();
}

/// The roots of libvirt's documents that ringfence reads.
bool is_libvirt_root(std::string_view root) {
  constexpr std::string_view kRoots[] = {"domain", "domains", "domstatus",   "network",
                                         "pool",   "volume",  "capabilities"};
  return std::find(std::begin(kRoots), std::end(kRoots), root) != std::end(kRoots);
}

}  // namespace

template <class T>
bool Texts::succeeded(const Result<T>& result) {
  if (result) return true;
  errors_.insert(errors_.end(), result.errors().begin(), result.errors().end());
  return false;
}

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
  if (extension == kEnvironment) {
    record(source, "environment", 1);
    return {};
  }
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

void Texts::add_part(SourceId source, const std::string& extension) {
  const std::string format = extension == kEnvironment ? "environment" : "compose";
  record(source, format, 1);
  loaded_.texts.push_back({source, Text::Role::Input, format, extension});
  if (extension == kEnvironment) return;
  // Whoever named it reports what is wrong with it; here only its comments are of interest.
  const Result<Tree> tree = ingest::yaml::read(sources_, source);
  if (tree) keep(waivers_of(tree.value(), source, sources_.text(source)));
}

void Texts::add_waivers(SourceId source, const std::string& extension) {
  loaded_.texts.push_back({source, Text::Role::Waivers, "", extension});
  keep(read_waivers(sources_, source));
}

void Texts::keep(Result<std::vector<syntax::Waiver>> waivers) {
  if (!succeeded(waivers)) return;
  loaded_.waivers.insert(loaded_.waivers.end(), waivers.value().begin(), waivers.value().end());
}

Texts::Documents Texts::add_specification(SourceId source, const std::string& extension) {
  loaded_.texts.push_back({source, Text::Role::Specification, "", extension});
  return add_rf(source);
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

Texts::Documents Texts::add_rf(SourceId source) {
  Result<syntax::Document> document = grammar::parse_document(sources_, source);
  if (!succeeded(document)) return {};
  keep(waivers_of(document.value(), sources_.text(source)));
  return {importers_.add(std::move(document).value())};
}

void Texts::add_xml(SourceId source, const Origin& origin) {
  const std::string root(xml_root(sources_.text(source)));
  if (!is_libvirt_root(root)) {
    const std::string reason = root.empty() ? "not XML" : "XML of another kind, `<" + root + ">`";
    skip(source, reason, origin);
    return;
  }
  record(source, "libvirt", 1);
  std::optional<std::string> host = host_of_folder(sources_.name(source));
  importers_.add_libvirt(source, host ? host : options_.host);
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
  const std::string_view text = sources_.text(source);
  return extension_of(sources_.name(source)) == ".json" &&
         text.find("apiVersion") == std::string_view::npos &&
         text.find("ociVersion") == std::string_view::npos;
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
  std::vector<NodeId> oci;
  std::vector<Skipped> others;
  std::vector<std::size_t> compose;
  std::size_t empty = 0;
  std::size_t number = 0;
  for (const NodeId document : tree->documents()) {
    const std::size_t index = number++;
    const Format format = recognise(*tree, document, path.filename().string());
    if (format == Format::Empty) ++empty;
    if (format == Format::Kubernetes) manifests.push_back(document);
    if (format == Format::Twin) twins.push_back(document);
    if (format == Format::Oci) oci.push_back(document);
    if (format == Format::Compose) compose.push_back(index);
    if (format == Format::Nameless) refuse_nameless(*tree, document);
    const std::string reason = reason_to_skip(format, folder);
    if (!reason.empty()) others.push_back({path.string(), reason, (*tree)[document].at});
    std::vector<syntax::Gap> gaps = gaps_of(format, *tree, document);
    loaded_.gaps.insert(loaded_.gaps.end(), gaps.begin(), gaps.end());
  }
  if (manifests.empty() && twins.empty() && oci.empty() && compose.empty() && !others.empty()) {
    skip(source, others.front().reason, origin);
    return {};
  }
  loaded_.skipped.insert(loaded_.skipped.end(), others.begin(), others.end());
  remark_empty(source, tree->documents().size(), empty);
  std::string format;
  const auto add_format = [&](bool is_there, const char* name) {
    if (is_there) format += (format.empty() ? "" : " and ") + std::string(name);
  };
  add_format(!manifests.empty(), "kubernetes");
  add_format(!compose.empty(), "compose");
  add_format(!twins.empty(), "yaml twin");
  add_format(!oci.empty(), "oci");
  record(source, format.empty() ? "empty" : format, tree->documents().size());
  keep(waivers_of(*tree, source, sources_.text(source)));
  for (const NodeId document : oci) add_oci(source, *tree, document);
  if (!manifests.empty()) importers_.add_manifests(tree, manifests);
  if (!compose.empty()) importers_.add_compose(source, compose);
  if (twins.empty()) return {};
  Result<syntax::Document> twin = ingest::yaml::read_twin(sources_, *tree, twins);
  if (!succeeded(twin)) return {};
  return {importers_.add(std::move(twin).value())};
}

void Texts::add_oci(SourceId source, const Tree& tree, NodeId document) {
  const fs::path file = sources_.name(source);
  ingest::oci::Options options{bundle_of(file), machine_of_folder(file)};
  if (!options.place) options.place = options_.host;
  Result<ingest::Imported> imported = ingest::oci::import(tree, document, options);
  if (succeeded(imported)) importers_.add(std::move(imported).value());
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
