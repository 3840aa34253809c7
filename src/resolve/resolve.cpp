#include "resolve/resolve.h"

#include <algorithm>

#include "resolve/work.h"

namespace ringfence::resolve {

Result<model::Model> resolve(std::vector<std::shared_ptr<const syntax::Document>> documents,
                             std::vector<syntax::Gap> gaps, std::vector<Note> remarks,
                             const Sources& sources) {
  Work work{sources, std::move(documents), {}, {}, {}, {}, {}, {}, {}};
  model::intern_default_symbols(work.model.symbols);
  work.model.gaps = std::move(gaps);
  work.model.remarks = std::move(remarks);
  collect_declarations(work);
  const std::map<std::size_t, Match> matches = match_machines(work);
  expand_instances(work, matches);
  create_entities(work);
  resolve_facts(work, matches);
  collect_definitions(work);
  collect_network(work);
  if (!work.errors.empty()) {
    std::stable_sort(work.errors.begin(), work.errors.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
    return std::move(work.errors);
  }
  work.model.documents = std::move(work.documents);
  return std::move(work.model);
}

}  // namespace ringfence::resolve
