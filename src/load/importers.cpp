#include "load/importers.h"

#include <iterator>

#include "base/match.h"
#include "ingest/kubernetes/import.h"
#include "ingest/libvirt/import.h"

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
  loaded.waivers.insert(loaded.waivers.end(), std::make_move_iterator(imported.waivers.begin()),
                        std::make_move_iterator(imported.waivers.end()));
}

void add(Result<ingest::Imported> imported, Loaded& loaded, Diagnostics& errors) {
  if (imported) {
    merge(std::move(imported).value(), loaded);
  } else {
    errors.insert(errors.end(), imported.errors().begin(), imported.errors().end());
  }
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

void Importers::add_libvirt(SourceId source, std::optional<std::string> host) {
  parts_.emplace_back(LibvirtText{source, std::move(host)});
}

void Importers::add_compose(SourceId source, std::vector<std::size_t> documents) {
  if (compose_.empty()) parts_.emplace_back(ComposeFiles{});
  compose_.push_back({source, std::move(documents)});
}

void Importers::finish(Loaded& loaded, Diagnostics& errors, const ingest::compose::Opener& open,
                       const ingest::compose::Options& compose) {
  ingest::kubernetes::Surroundings around;
  ingest::libvirt::Surroundings machines;
  for (const Part& part : parts_) {
    if (const auto* text = std::get_if<LibvirtText>(&part)) {
      ingest::libvirt::survey(sources_, text->source, machines);
    }
    if (const auto* manifests = std::get_if<Manifests>(&part)) {
      ingest::kubernetes::survey(*manifests->tree, manifests->documents, around);
    }
  }
  ingest::libvirt::settle(machines);
  for (Part& part : parts_) {
    match(
        part,
        [&](std::shared_ptr<const syntax::Document>& document) {
          loaded.documents.push_back(std::move(document));
        },
        [&](ingest::Imported& imported) { merge(std::move(imported), loaded); },
        [&](const ComposeFiles&) {
          load::add(ingest::compose::import(sources_, compose_, open, compose), loaded, errors);
        },
        [&](const Manifests& manifests) {
          load::add(
              ingest::kubernetes::import(sources_, *manifests.tree, manifests.documents, around),
              loaded, errors);
        },
        [&](const LibvirtText& text) {
          load::add(ingest::libvirt::import(sources_, text.source, {text.host, &machines}), loaded,
                    errors);
        });
  }
  parts_.clear();
  compose_.clear();
}

}  // namespace ringfence::load
