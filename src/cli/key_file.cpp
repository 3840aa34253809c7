#include "cli/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "load/files.h"

namespace ringfence::cli {
namespace {

namespace fs = std::filesystem;

bool write_all(int descriptor, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(descriptor, text.data() + written, text.size() - written);
    if (count <= 0) return false;
    written += static_cast<std::size_t>(count);
  }
  return true;
}

/// Never opens what is there already, so that no mode but `mode` is ever in force.
Diagnostics create(const fs::path& file, const std::string& text, mode_t mode) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) {
    return {{"E0015", {}, "cannot write the key `" + file.string() + "`: " + std::strerror(errno)}};
  }
  const bool written = write_all(descriptor, text) && ::fsync(descriptor) == 0;
  if (::close(descriptor) == 0 && written) return {};
  std::error_code ignored;
  fs::remove(file, ignored);
  return {{"E0015", {}, "cannot write the key `" + file.string() + "`: it could not be finished"}};
}

}  // namespace

Result<evidence::SigningKey> read_signing_key(const fs::path& file) {
  const Result<std::string> text = load::read_file(file, {});
  if (!text) return text.errors();
  auto key = evidence::SigningKey::of_pem(text.value());
  if (key) return std::move(*key);
  return Diagnostic{"E0014",
                    {},
                    "`" + file.string() + "` is no private key that can sign",
                    {},
                    "make one with `ringfence key`, or with `openssl genpkey -algorithm ed25519`"};
}

Diagnostics write_key_pair(const fs::path& file, const evidence::SigningKey& key) {
  fs::path public_file = file;
  public_file += ".pub";
  Diagnostics errors = create(public_file, key.public_pem(), 0644);
  if (!errors.empty()) return errors;
  errors = create(file, key.private_pem(), 0600);
  std::error_code ignored;
  if (!errors.empty()) fs::remove(public_file, ignored);
  return errors;
}

}  // namespace ringfence::cli
