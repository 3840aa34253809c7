#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace ringfence::evidence {

/// A file's text. Names may hold anything; what is no UTF-8 is replaced rather than refused.
inline std::string text_of(const nlohmann::ordered_json& json) {
  return json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace ringfence::evidence
