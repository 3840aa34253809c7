#include "cli/commands.h"
#include "cli/key_file.h"
#include "cli/output.h"
#include "report/diagnostics.h"

namespace ringfence::cli {

Exit run_key(const Options& options) {
  std::filesystem::path file = options.key_path;
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) file /= "ringfence.key";
  const evidence::SigningKey key = evidence::SigningKey::generate();
  const Diagnostics errors = write_key_pair(file, key);
  if (!errors.empty()) {
    write_messages(report::text(Sources(), errors, style_for_messages(options.colour)));
    return Exit::CouldNotRun;
  }
  const bool said =
      write_results("private key: " + file.string() + "\npublic key: " + file.string() +
                    ".pub\nkey id: " + key.id() + "\n");
  return said ? Exit::Holds : Exit::CouldNotRun;
}

}  // namespace ringfence::cli
