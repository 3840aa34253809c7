#pragma once
#include <istream>
#include <stdexcept>
#include <string>

#include "verify/kernel.h"
#include "verify/tokens.h"

namespace ringfence::verify {

/// How a check can end, as exit status. Scripts branch on them.
enum class Status { Verified = 0, Rejected = 1, Unreadable = 2, Unsupported = 3 };

/// Why a proof is not accepted, and the line that is responsible.
struct Failure : std::runtime_error {
  Failure(Status how, std::size_t at, const std::string& why)
      : std::runtime_error(why), status(how), line(at) {}
  Status status;
  std::size_t line;
};

/// Checks a proof of the VeriPB format, version 1.0 to 1.2 or 2.0, about the kernel's formula.
/// `names` are the formula's; the proof may add variables. Throws Failure at the first line that
/// is not right. docs/verify.md lists the rules.
Verdict check_proof(std::istream& proof, Kernel& kernel, Names& names);

}  // namespace ringfence::verify
