#include "evidence/recorded.h"

#include <nlohmann/json.hpp>

#include "load/files.h"

namespace ringfence::evidence {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Why a bundle cannot be read; caught where it is read.
struct Unreadable {
  std::string why;
};

std::string bytes_of(const fs::path& bundle, const std::string& path) {
  const fs::path plain = fs::path(path).lexically_normal();
  if (plain.is_absolute() || plain.string() != path || path.starts_with(".."))
    throw Unreadable{"`" + path + "` is no path inside of it"};
  Result<std::string> text = load::read_file(bundle / path, {});
  if (!text) throw Unreadable{text.errors().front().message};
  return std::move(text).value();
}

std::optional<Recorded::File> file_of(const fs::path& bundle, const Json& path) {
  if (path.is_null()) return std::nullopt;
  return Recorded::File{path, bytes_of(bundle, path)};
}

Recorded::Statement statement_of(const fs::path& bundle, const Json& row) {
  Recorded::Statement statement;
  statement.id = row.at("id");
  if (!row.at("selection").is_null())
    statement.selection = row.at("selection").get<std::vector<std::size_t>>();
  statement.formula = file_of(bundle, row.at("formula"));
  statement.smt = file_of(bundle, row.at("smt"));
  statement.world = file_of(bundle, row.at("world"));
  statement.values = file_of(bundle, row.at("values"));
  statement.holds = row.at("verdict") == "holds";
  return statement;
}

Recorded recorded_of(const fs::path& bundle, const Json& manifest, Sources& sources) {
  if (manifest.at("schema") != "ringfence/evidence/v1")
    throw Unreadable{"its schema is not ringfence/evidence/v1"};
  Recorded recorded;
  recorded.version = manifest.at("tool").at("version");
  const Json& options = manifest.at("options");
  if (!options.at("host").is_null()) recorded.host = options.at("host").get<std::string>();
  recorded.policies = options.at("policies").get<std::vector<std::string>>();
  recorded.snapshot = options.at("snapshot");
  for (const Json& input : manifest.at("inputs")) {
    load::Text text;
    text.source = sources.add(input.at("name"), bytes_of(bundle, input.at("file")));
    text.extension = input.at("extension");
    if (input.at("role") == "specification") text.role = load::Text::Role::Specification;
    if (input.at("role") == "waivers") text.role = load::Text::Role::Waivers;
    recorded.texts.push_back(std::move(text));
  }
  for (const Json& row : manifest.at("verdicts"))
    recorded.statements.push_back(statement_of(bundle, row));
  return recorded;
}

}  // namespace

Result<Recorded> read_bundle(const fs::path& bundle, Sources& sources) {
  const auto refused = [&](const std::string& why) {
    return Diagnostic{"E0017", {}, "`" + bundle.string() + "` is no evidence to read: " + why};
  };
  try {
    return recorded_of(bundle, Json::parse(bytes_of(bundle, "manifest.json")), sources);
  } catch (const Unreadable& unreadable) {
    return refused(unreadable.why);
  } catch (const Json::exception& error) {
    return refused(std::string("manifest.json: ") + error.what());
  }
}

}  // namespace ringfence::evidence
