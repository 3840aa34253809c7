#pragma once
#include <stdexcept>
#include <string>

#include "verify/proof_reader.h"

namespace ringfence::verify {

/// Why a bundle is not accepted: the path inside it, then the reason.
struct Refused : std::runtime_error {
  Refused(Status how, const std::string& why) : std::runtime_error(why), status(how) {}
  Status status;
};

[[noreturn]] inline void reject(const std::string& why) {
  throw Refused(Status::Rejected, why);
}

}  // namespace ringfence::verify
