#include "verify/envelope.h"

#include <nlohmann/json.hpp>

#include "verify/refused.h"

namespace ringfence::verify {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kType = "application/vnd.in-toto+json";

struct Envelope {
  std::string payload, key_id, signature;
};

/// Only the form that ringfence writes: no other order, member or blank, so that whatever is not
/// signed (the key's id, which is a hint) cannot say anything either.
Envelope read_envelope(const std::string& line, const std::string& place) {
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) throw Refused(Status::Unreadable, place + ": not JSON");
  try {
    const Json& signature = json.at("signatures").at(0);
    const std::string payload = json.at("payload");
    const std::string key_id = signature.at("keyid");
    const std::string bytes = signature.at("sig");
    const Json expected = {{"payload", payload},
                           {"payloadType", kType},
                           {"signatures", {{{"keyid", key_id}, {"sig", bytes}}}}};
    if (expected.dump() != line) reject(place + ": not the form of an in-toto envelope");
    const auto decoded = of_base64(payload);
    const auto signed_by = of_base64(bytes);
    if (!decoded || !signed_by) reject(place + ": not Base64");
    return {*decoded, key_id, *signed_by};
  } catch (const Json::exception& error) {
    throw Refused(Status::Unreadable, place + ": " + error.what());
  }
}

}  // namespace

void check_envelopes(const Part& file, const std::vector<Part>& statements,
                     const std::optional<PublicKey>& key) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const std::string place = file.path + ":" + std::to_string(i + 1);
    const std::size_t end = file.bytes.find('\n', at);
    if (end == std::string::npos) reject(place + ": `" + statements[i].path + "` is not signed");
    const Envelope envelope = read_envelope(file.bytes.substr(at, end - at), place);
    if (envelope.payload != statements[i].bytes)
      reject(place + ": it does not hold `" + statements[i].path + "`");
    const std::string message = pre_authentication_encoding(kType, envelope.payload);
    if (key && !key->accepts(message, envelope.signature))
      reject(place + ": the signature is not of this key");
    if (key && key->id() != envelope.key_id) reject(place + ": the key's id is another's");
    at = end + 1;
  }
  if (at != file.bytes.size()) reject(file.path + ": it holds more than the statements");
}

}  // namespace ringfence::verify
