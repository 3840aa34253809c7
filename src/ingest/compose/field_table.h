#pragma once
#include <cstdint>
#include <span>
#include <string_view>

/// The reviewed table of every field of the Compose Specification (DESIGN 4.1, "Unmodelled"): what
/// it may hold, and whether it is read. docs/formats-compose.md explains it, and a test fails on a
/// field of the specification's schema without a row.
namespace ringfence::ingest::compose {

enum class Treatment : std::uint8_t {
  Modelled,  ///< Read.
  Part,      ///< As what it is a part of.
  Inert,     ///< Changes no attribute and no place of anything.
  Narrows,   ///< Left out, which admits worlds that are not real.
  Widens,    ///< Left out, which loses worlds that are real.
  Unknown,   ///< Left out, either way.
};

struct Field {
  /// From the top: `services.*.ports[].target`; `*` is a name that the user chooses.
  std::string_view path;
  /// A letter for each shape that is allowed. One value: `s` text, `i` a whole number, `n` a
  /// number, `b` a boolean, `z` nothing. Of parts: `m` a mapping and `l` a list, whose parts have
  /// rows. Complete: `D` names and values, as mapping or list of `name=value`; `S` a text or a list
  /// of texts; `L` a list of texts; `C` a command; `X` anything.
  std::string_view types;
  Treatment treatment = Treatment::Modelled;
  std::string_view touches = {};  ///< Attributes, separated by blanks.
  std::string_view reason = {};
};

std::span<const Field> fields();
const Field* find_field(std::string_view path);

}  // namespace ringfence::ingest::compose
