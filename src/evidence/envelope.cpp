#include "evidence/envelope.h"

#include <nlohmann/json.hpp>

namespace ringfence::evidence {

std::string pre_authentication_encoding(std::string_view type, std::string_view body) {
  std::string bytes = "DSSEv1 " + std::to_string(type.size()) + " ";
  bytes += type;
  bytes += " " + std::to_string(body.size()) + " ";
  bytes += body;
  return bytes;
}

std::string envelope(std::string_view payload, const SigningKey& key) {
  const std::string signature = key.sign(pre_authentication_encoding(kInTotoPayload, payload));
  const nlohmann::ordered_json json = {
      {"payload", base64(payload)},
      {"payloadType", kInTotoPayload},
      {"signatures", {{{"keyid", key.id()}, {"sig", base64(signature)}}}}};
  return json.dump() + "\n";
}

}  // namespace ringfence::evidence
