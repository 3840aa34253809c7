#include "cli/version.h"

#include "engine/engine.h"

namespace ringfence::cli {

std::string version() {
  return RINGFENCE_VERSION;
}

std::vector<std::string> engine_versions() {
  std::vector<std::string> versions;
  for (const auto& engine : {engine::make_z3(), engine::make_cvc5()}) {
    versions.push_back(engine->name() + " " + engine->version());
  }
  return versions;
}

std::string version_text() {
  std::string text = "ringfence " + version();
  for (const std::string& engine : engine_versions()) text += "\n" + engine;
  return text;
}

}  // namespace ringfence::cli
