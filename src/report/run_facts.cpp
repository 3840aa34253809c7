#include "report/run_facts.h"

namespace ringfence::report {

std::optional<std::string> RunFacts::path_in_repository(const std::string& name) const {
  if (name.empty() || name.front() == '<') return std::nullopt;
  const std::filesystem::path absolute = (working_directory / name).lexically_normal();
  const std::string path = absolute.lexically_relative(repository).generic_string();
  if (path.empty() || path == "." || path == ".." || path.starts_with("../")) return std::nullopt;
  return path;
}

}  // namespace ringfence::report
