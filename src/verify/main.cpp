// ringfence-verify: checks proofs and evidence bundles, and shares no code with what made them.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

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

/// `key_path` is empty when no signature is asked for.
int verify_bundle(const std::string& key_path, const std::string& bundle) try {
  std::optional<PublicKey> key;
  if (!key_path.empty()) {
    std::ifstream file = opened(key_path);
    key = PublicKey::of_pem(std::string(std::istreambuf_iterator<char>(file), {}));
    if (!key) throw Failure(Status::Unreadable, 0, "no Ed25519 public key in PEM");
  }
  return static_cast<int>(check_bundle(bundle, key, std::cout));
} catch (const Failure& failure) {
  std::cout << key_path << ": unreadable: " << failure.what() << "\n";
  return static_cast<int>(failure.status);
}

int run(std::vector<std::string> arguments) {
  std::string key_path;
  const auto option = std::find(arguments.begin(), arguments.end(), "--key");
  if (option != arguments.end() && std::next(option) != arguments.end()) {
    key_path = *std::next(option);
    arguments.erase(option, std::next(option, 2));
  }
  const bool has_option =
      std::any_of(arguments.begin(), arguments.end(),
                  [](const std::string& argument) { return argument.starts_with("--"); });
  if (arguments.size() == 1 && !has_option) return verify_bundle(key_path, arguments[0]);
  if (arguments.size() == 2 && !has_option && key_path.empty())
    return verify(arguments[0], arguments[1]);
  std::cerr << "usage: ringfence-verify FORMULA.opb PROOF.pbp\n"
               "       ringfence-verify [--key PUBLIC-KEY] BUNDLE\n";
  return 2;
}

}  // namespace
}  // namespace ringfence::verify

int main(int argc, char** argv) try {
  return ringfence::verify::run({argv + 1, argv + argc});
} catch (const std::exception& error) {
  std::cerr << "ringfence-verify: " << error.what() << "\n";
  return 2;
}
