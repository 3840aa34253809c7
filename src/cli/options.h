#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/exit.h"
#include "cli/formats.h"

namespace ringfence::cli {

enum class Command { Check, Baseline, Model, Reach, Diff, Smt, Pb, Key, Rederive, Explain, Format };
enum class Output { Text, Json, Csv, Dot };
enum class Colour { Auto, Always, Never };

/// All that the command line can say. Defaults live here and nowhere else.
struct Options {
  Command command = Command::Check;
  std::vector<std::string> inputs;
  std::vector<std::string> packs;
  std::vector<std::string> policies;  ///< Globs.
  std::vector<std::string> roots;
  std::optional<std::string> host;
  std::string engine = "auto";
  bool cross_check = false;
  bool snapshot = false;
  bool allow_empty = false;
  bool show_unmodelled = false;
  std::uint64_t budget = 200'000'000;        ///< Engine steps per policy; 0 is no limit.
  std::uint64_t timeout_seconds = 60;        ///< Watchdog per policy.
  std::uint64_t certify_seconds = 0;         ///< Per policy, for proofs beyond their budget.
  std::vector<std::string> waivers;          ///< Files with lists of waivers.
  bool no_waivers = false;                   ///< Findings count whatever waives them.
  std::optional<std::string> baseline;       ///< The file of findings that do not count.
  std::optional<std::string> evidence;       ///< Where `check` writes an evidence bundle.
  std::optional<std::string> sign;           ///< The file of the private key that signs the bundle.
  std::optional<std::string> proof;          ///< Where `pb` writes its proof.
  int proof_version = 2;                     ///< Of VeriPB's format.
  std::uint64_t conflicts = 0;               ///< `pb --budget`; 0 is no limit.
  Output output = Output::Text;              ///< Of every command but `check`.
  std::vector<Target> targets = {Target()};  ///< What `check` writes: text, unless told otherwise.
  Colour colour = Colour::Auto;
  std::string name;            ///< What `explain` explains.
  std::string from, to, port;  ///< What `reach` is asked about; empty: everything.
  bool explain = false;        ///< `reach --explain`: say which rules allow and deny.
  bool findings = false;       ///< `reach --findings`: what of the policies does nothing.
  bool fail_on_findings = false;
  std::string before, after;  ///< What `diff` compares.
  bool no_new_reach = false;
  bool no_new_privilege = false;
  bool check_policies = false;  ///< `diff --check`: decide the policies of both sides, too.
  std::string key_path;         ///< Where `key` writes.
  std::string bundle;           ///< What `rederive` reads.
  bool format_check = false;    ///< `fmt --check`: say what would change, change nothing.
};

/// The options, or the code to leave with at once (`--help`, `--version`, a bad flag), after what
/// there was to say has been printed. Only this knows CLI11.
std::variant<Options, Exit> read_options(int argc, char** argv);

}  // namespace ringfence::cli
