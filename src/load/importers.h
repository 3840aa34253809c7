#pragma once
#include <memory>
#include <variant>
#include <vector>

#include "ingest/yaml/tree.h"
#include "load/load.h"

namespace ringfence::load {

/// Collects what the files say, in the order of the files. Kubernetes manifests wait until all of
/// them are there, because objects say things about objects in other files.
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

  /// Moves everything into `loaded`, in order; errors are appended.
  void finish(Loaded& loaded, Diagnostics& errors);

 private:
  struct Manifests {
    std::shared_ptr<const ingest::yaml::Tree> tree;
    std::vector<ingest::yaml::NodeId> documents;
  };
  using Part = std::variant<std::shared_ptr<const syntax::Document>, ingest::Imported, Manifests>;

  const Sources& sources_;
  std::vector<Part> parts_;
};

}  // namespace ringfence::load
