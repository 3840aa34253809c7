#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/imported.h"
#include "syntax/waiver.h"

namespace ringfence::load {

struct Options {
  /// Files, directories, globs, or `-` for `standard_input`; as the user wrote them.
  std::vector<std::string> inputs;
  std::string standard_input;
  /// `prelude.rf` and `packs/` live here. The prelude is always loaded, first.
  std::filesystem::path specs;
  std::vector<std::string>
      packs;  ///< Names under `packs/`, `isolation` or `pod-security/baseline`.
  /// When no input declares a policy, these packs are loaded too.
  std::vector<std::string> packs_without_policies = {"isolation", "conservation", "composition"};
  /// `--host NAME`: the host of every libvirt domain, the machine of every OCI container that no
  /// directory places, and the host of every Compose project.
  std::optional<std::string> host;
  /// Imports may read only below these; empty: below the directories of the inputs.
  std::vector<std::filesystem::path> roots;
  /// Lists of waivers (`read_waivers`).
  std::vector<std::filesystem::path> waiver_files;
};

/// One file that was read, or left alone and why.
struct Input {
  std::string path;
  /// `rf`, `yaml twin`, `kubernetes`, `compose`, `environment`, `libvirt`, `oci`.
  std::string format;
  std::string sha256;
  std::size_t documents = 0;
};
struct Skipped {
  std::string path;
  std::string reason;  ///< `not a format ringfence reads`, `a Helm template; render it: …`.
  Span at;             ///< A skipped document inside a file; nowhere for a whole file.
};

/// The extension that files of variables are listed with, whatever they are called.
inline constexpr std::string_view kEnvironment = ".env";

/// How one text of `Sources` was read: what it takes to read it again without its file.
struct Text {
  enum class Role {
    Specification,  ///< The prelude or a pack.
    Input,
    Skipped,  ///< Left alone; `Loaded::skipped` says why.
    Waivers,  ///< A list of waivers.
  };
  SourceId source;
  Role role = Role::Input;
  std::string format;     ///< As `Input::format`; empty unless it is an input.
  std::string extension;  ///< `.yaml`; empty for standard input.
};

struct Loaded {
  std::vector<std::shared_ptr<const syntax::Document>> documents;  ///< Prelude first.
  std::vector<syntax::Gap> gaps;
  std::vector<Note> remarks;
  std::vector<syntax::Waiver> waivers;  ///< Of all texts, in source order.
  std::vector<Input> inputs;
  std::vector<Skipped> skipped;
  std::vector<std::string> packs;  ///< Those that were loaded.
  std::vector<Text> texts;         ///< One for each source, in the order of `Sources`.
};

/// Reads everything the options name, follows imports, and turns each file into facts by its
/// format, which is recognised by content. Texts are added to `sources`. Order: inputs as given,
/// directory entries by name, imports after the file that names them. Errors: every unreadable
/// or malformed file (E00xx for files, the format's own codes otherwise); nothing loaded (E0001).
Result<Loaded> load(const Options& options, Sources& sources);

/// The same from texts that are in `sources` already, in the order in which `load` read them:
/// neither files nor imports are looked for. Names and extensions count as they did then. `host`
/// is that of `Options`. What each text comes to is found out anew; of `texts` only the extension
/// and whether it is a specification are used. Errors: as `load`, for the contents.
Result<Loaded> reload(const std::vector<Text>& texts, const std::optional<std::string>& host,
                      const Sources& sources);

}  // namespace ringfence::load
