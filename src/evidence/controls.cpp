#include <map>
#include <set>

#include "evidence/contents.h"

namespace ringfence::evidence {
namespace {

using Json = nlohmann::ordered_json;

/// The catalogue's row for `NIST-800-53:SC-39`, by what stands before the colon.
Json catalogue_of(const Json& catalogues, const std::string& name) {
  for (const Json& catalogue : catalogues.at("catalogues")) {
    if (catalogue.at("name") == name) return catalogue;
  }
  return {{"name", name}, {"title", nullptr}, {"version", nullptr}, {"source", nullptr}};
}

}  // namespace

Json controls(const Run& run) {
  const Json known = Json::parse(run.catalogues);
  std::map<std::string, Json> rows;  // by control
  std::set<std::string> names;
  for (const check::Verdict& verdict : run.report.verdicts) {
    for (const std::string& control : verdict.policy->controls) {
      const std::size_t colon = std::min(control.find(':'), control.size());
      names.insert(control.substr(0, colon));
      Json& row = rows[control];
      if (row.is_null()) {
        row = {{"control", control},
               {"catalogue", control.substr(0, colon)},
               {"supportedBy", Json::array()}};
      }
      row["supportedBy"].push_back({{"id", verdict.id},
                                    {"policy", verdict.policy->name.text},
                                    {"verdict", word_of(verdict.outcome)}});
    }
  }
  Json json = {{"catalogues", Json::array()}, {"controls", Json::array()}};
  for (const std::string& name : names) json["catalogues"].push_back(catalogue_of(known, name));
  for (auto& [control, row] : rows) json["controls"].push_back(std::move(row));
  return json;
}

}  // namespace ringfence::evidence
