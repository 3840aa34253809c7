#pragma once
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ingest/compose/import.h"
#include "ingest/yaml/tree.h"
#include "load/load.h"

namespace ringfence::load {

/// Collects what the files say, in the order of the files. Kubernetes manifests, libvirt's texts
/// and Compose files wait until all of them are there, because they say things about each other.
class Importers {
 public:
  explicit Importers(const Sources& sources) : sources_(sources) {}

  /// A finished document; the returned pointer stays valid.
  const syntax::Document* add(syntax::Document document);
  /// What an importer of whole files made of one.
  void add(ingest::Imported imported);
  /// The given documents of a tree, to be imported by `finish`.
  void add_manifests(std::shared_ptr<const ingest::yaml::Tree> tree,
                     std::vector<ingest::yaml::NodeId> documents);
  /// A text of libvirt, and the host it is from, to be imported by `finish`.
  void add_libvirt(SourceId source, std::optional<std::string> host);

  /// The given documents of a Compose file, to be imported by `finish` with all others.
  void add_compose(SourceId source, std::vector<std::size_t> documents);

  /// Moves everything into `loaded`, in order; errors are appended. What Compose files name is
  /// read through `open`.
  void finish(Loaded& loaded, Diagnostics& errors, const ingest::compose::Opener& open,
              const ingest::compose::Options& compose);

 private:
  struct Manifests {
    std::shared_ptr<const ingest::yaml::Tree> tree;
    std::vector<ingest::yaml::NodeId> documents;
  };
  struct LibvirtText {
    SourceId source;
    std::optional<std::string> host;
  };
  struct ComposeFiles {};  ///< All of them, where the first one stood.
  using Part = std::variant<std::shared_ptr<const syntax::Document>, ingest::Imported, Manifests,
                            LibvirtText, ComposeFiles>;

  const Sources& sources_;
  std::vector<Part> parts_;
  std::vector<ingest::compose::Root> compose_;
};

}  // namespace ringfence::load
