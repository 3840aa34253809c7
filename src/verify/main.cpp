// ringfence-verify FORMULA.opb PROOF.pbp: checks a proof, and shares no code with what found it.
#include <fstream>
#include <iostream>

#include "verify/bundle.h"
#include "verify/kernel.h"
#include "verify/opb.h"
#include "verify/proof_reader.h"

namespace ringfence::verify {
namespace {

const char* word(Status status) {
  switch (status) {
    case Status::Verified:
      return "verified";
    case Status::Rejected:
      return "rejected";
    case Status::Unreadable:
      return "unreadable";
    case Status::Unsupported:
      return "unsupported";
  }
  return "rejected";
}

std::string text(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::Kind::Nothing:
      return "NO CONCLUSION";
    case Verdict::Kind::Unsatisfiable:
      return "UNSATISFIABLE";
    case Verdict::Kind::Satisfiable:
      return "SATISFIABLE";
    case Verdict::Kind::Bounds:
      break;
  }
  return "BOUNDS " + verdict.lower.text() + " " + (verdict.upper ? verdict.upper->text() : "INF");
}

/// Of a path that cannot be opened, line 0.
std::ifstream opened(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  // A directory opens, but has no first character.
  const bool is_file = file && (file.peek() != std::ifstream::traits_type::eof() || file.eof());
  if (!is_file || file.bad()) throw Failure(Status::Unreadable, 0, "the file cannot be read");
  file.clear();
  return file;
}

int verify(const std::string& formula_path, const std::string& proof_path) {
  const std::string* path = &formula_path;
  try {
    std::ifstream formula_file = opened(formula_path);
    Names names;
    Kernel kernel(read_opb(formula_file, names));
    path = &proof_path;
    std::ifstream proof = opened(proof_path);
    const Verdict verdict = check_proof(proof, kernel, names);
    std::cout << "s VERIFIED " << text(verdict) << "\n";
    return static_cast<int>(Status::Verified);
  } catch (const UnreadableAt& error) {
    std::cout << *path << ":" << error.line << ": unreadable: " << error.what() << "\n";
    return static_cast<int>(Status::Unreadable);
  } catch (const Failure& failure) {
    std::cout << *path << ":" << failure.line << ": " << word(failure.status) << ": "
              << failure.what() << "\n";
    return static_cast<int>(failure.status);
  }
}

}  // namespace
}  // namespace ringfence::verify

int main(int argc, char** argv) try {
  if (argc == 2) return static_cast<int>(ringfence::verify::check_bundle(argv[1], std::cout));
  if (argc != 3) {
    std::cerr << "usage: ringfence-verify FORMULA.opb PROOF.pbp\n"
                 "       ringfence-verify BUNDLE\n";
    return 2;
  }
  return ringfence::verify::verify(argv[1], argv[2]);
} catch (const std::exception& error) {
  std::cerr << "ringfence-verify: " << error.what() << "\n";
  return 2;
}
