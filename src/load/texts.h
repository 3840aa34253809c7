#pragma once
#include <string>
#include <vector>

#include "load/importers.h"
#include "load/load.h"

namespace ringfence::load {

/// How a file came to be read.
struct Origin {
  bool is_named = true;     ///< By the user or an import, rather than found in a folder.
  bool is_pattern = false;  ///< Matched a pattern or was found in a folder.
  Span import_at;           ///< The import that led to it; nowhere for an input.

  bool is_import() const { return import_at.is_somewhere(); }
};

/// Turns texts into facts by their format, which is recognised by content.
class Texts {
 public:
  Texts(const Options& options, const Sources& sources, Loaded& loaded, Diagnostics& errors)
      : options_(options),
        sources_(sources),
        importers_(sources),
        loaded_(loaded),
        errors_(errors) {}

  /// Reads one text, whose file has the given extension (none for standard input). What it says
  /// of itself is returned: documents whose imports and policies count. The pointers stay valid.
  std::vector<const syntax::Document*> add(SourceId source, const std::string& extension,
                                           const Origin& origin);
  /// The prelude or a pack; what it is read as.
  std::vector<const syntax::Document*> add_specification(SourceId source,
                                                         const std::string& extension);
  /// What another text names: an environment file, or one that a Compose file is made of. It is
  /// only listed; who named it reads it.
  void add_part(SourceId source, const std::string& extension);
  /// A list of waivers.
  void add_waivers(SourceId source, const std::string& extension);
  /// Moves all facts into `loaded`, in the order in which the texts were added. `open` is for what
  /// they name.
  void finish(const ingest::compose::Opener& open) {
    importers_.finish(loaded_, errors_, open, {options_.host});
  }

 private:
  using Documents = std::vector<const syntax::Document*>;
  Documents add_by_format(SourceId source, const std::string& extension, const Origin& origin);
  Documents add_rf(SourceId source);
  void add_xml(SourceId source, const Origin& origin);
  Documents add_yaml(SourceId source, const Origin& origin);
  Documents add_documents(SourceId source, std::shared_ptr<const ingest::yaml::Tree> tree,
                          const Origin& origin);
  /// One document of the OCI runtime specification.
  void add_oci(SourceId source, const ingest::yaml::Tree& tree, ingest::yaml::NodeId document);
  void record(SourceId source, const std::string& format, std::size_t documents);
  void skip(SourceId source, const std::string& reason, const Origin& origin);
  void skip_template(SourceId source, const Origin& origin);
  bool is_no_manifest(SourceId source) const;
  void remark_empty(SourceId source, std::size_t documents, std::size_t empty);
  void keep(Result<std::vector<syntax::Waiver>> waivers);
  void refuse_nameless(const ingest::yaml::Tree& tree, ingest::yaml::NodeId document);
  template <class T>
  bool succeeded(const Result<T>& result);

  const Options& options_;
  const Sources& sources_;
  Importers importers_;
  Loaded& loaded_;
  Diagnostics& errors_;
};

}  // namespace ringfence::load
