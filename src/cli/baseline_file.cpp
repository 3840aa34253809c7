#include "cli/baseline_file.h"

#include <nlohmann/json.hpp>

#include "load/files.h"

namespace ringfence::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "ringfence/baseline/v1";

}  // namespace

Result<std::set<std::string>> read_baseline(const std::string& path) {
  const Result<std::string> text = load::read_file(path, {});
  if (!text) return text.errors();
  const Json json = Json::parse(text.value(), nullptr, /*allow_exceptions=*/false);
  const auto refused = [&](const std::string& why) {
    return Diagnostic{"E1004",
                      {},
                      "`" + path + "` is no baseline: " + why,
                      {},
                      "`ringfence baseline` writes one"};
  };
  if (!json.is_object() || json.value("schema", Json()) != kSchema)
    return refused(std::string("its schema is not ") + kSchema);
  const Json findings = json.value("findings", Json());
  if (!findings.is_array()) return refused("it has no list of `findings`");
  std::set<std::string> identities;
  for (const Json& finding : findings) {
    if (!finding.is_string()) return refused("a finding is no text");
    identities.insert(finding.get<std::string>());
  }
  return identities;
}

std::string baseline_text(const std::set<std::string>& findings) {
  const Json json = {{"schema", kSchema}, {"findings", findings}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ringfence::cli
