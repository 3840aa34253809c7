#include "load/importers.h"

#include <iterator>

#include "base/match.h"
#include "ingest/kubernetes/import.h"

namespace ringfence::load {
namespace {

void merge(ingest::Imported imported, Loaded& loaded) {
  for (syntax::Document& document : imported.documents) {
    loaded.documents.push_back(std::make_shared<const syntax::Document>(std::move(document)));
  }
  loaded.gaps.insert(loaded.gaps.end(), std::make_move_iterator(imported.gaps.begin()),
                     std::make_move_iterator(imported.gaps.end()));
  loaded.remarks.insert(loaded.remarks.end(), std::make_move_iterator(imported.remarks.begin()),
                        std::make_move_iterator(imported.remarks.end()));
}

}  // namespace

const syntax::Document* Importers::add(syntax::Document document) {
  auto shared = std::make_shared<const syntax::Document>(std::move(document));
  parts_.emplace_back(shared);
  return shared.get();
}

void Importers::add(ingest::Imported imported) {
  parts_.emplace_back(std::move(imported));
}

void Importers::add_manifests(std::shared_ptr<const ingest::yaml::Tree> tree,
                              std::vector<ingest::yaml::NodeId> documents) {
  parts_.emplace_back(Manifests{std::move(tree), std::move(documents)});
}

void Importers::finish(Loaded& loaded, Diagnostics& errors) {
  ingest::kubernetes::Surroundings around;
  for (const Part& part : parts_) {
    if (const auto* manifests = std::get_if<Manifests>(&part)) {
      ingest::kubernetes::survey(*manifests->tree, manifests->documents, around);
    }
  }
  for (Part& part : parts_) {
    match(
        part,
        [&](std::shared_ptr<const syntax::Document>& document) {
          loaded.documents.push_back(std::move(document));
        },
        [&](ingest::Imported& imported) { merge(std::move(imported), loaded); },
        [&](const Manifests& manifests) {
          auto imported =
              ingest::kubernetes::import(sources_, *manifests.tree, manifests.documents, around);
          if (imported) {
            merge(std::move(imported).value(), loaded);
          } else {
            errors.insert(errors.end(), imported.errors().begin(), imported.errors().end());
          }
        });
  }
  parts_.clear();
}

}  // namespace ringfence::load
