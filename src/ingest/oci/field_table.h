#pragma once
#include <cstdint>
#include <span>
#include <string_view>

/// The reviewed table of what the OCI runtime specification lets its documents say (DESIGN 4.1,
/// "Unmodelled"): the shape of every field, and what becomes of it. docs/formats-oci.md explains
/// it, and a test fails on a field of the specification's schemas without a row.
/// https://github.com/opencontainers/runtime-spec
namespace ringfence::ingest::oci {

enum class Treatment : std::uint8_t { Modelled, Inert, Widens, Unknown };

/// What JSON may stand there.
enum class Shape : std::uint8_t {
  Object,  ///< Its fields have rows of their own: `linux.resources`.
  Map,     ///< Any keys; each value has the row `path.*`.
  List,    ///< Each item has the row `path[]`.
  Text,
  Texts,  ///< A list of strings.
  TextMap,
  Flag,
  U8,
  U16,
  U32,
  U32s,  ///< A list of them.
  U64,
  I32,
  I64,
  Count,       ///< At least 0.
  Positive,    ///< At least 1.
  FileMode,    ///< 0 to 0777.
  PageSize,    ///< `2MB`.
  Rlimit,      ///< `RLIMIT_NOFILE`.
  CpuList,     ///< Digits, commas, blanks and hyphens.
  Bandwidth,   ///< `MB:` and one line.
  DeviceType,  ///< `c`, `b`, `u` or `p`.
  Any,         ///< An object whose contents are not looked at.
};

struct Row {
  std::string_view path;  ///< `linux.namespaces[].type`, `linux.resources.rdma.*.hcaHandles`.
  Shape shape = Shape::Object;
  Treatment treatment = Treatment::Modelled;
  std::string_view touches = {};  ///< Attributes, separated by blanks.
  std::string_view reason = {};
  std::string_view choices = {};  ///< Of a Text (or of each of Texts): the values, by blanks.
  bool is_required = false;       ///< Where the object that it belongs to is there.
};

/// The documents that the specification defines.
enum class Kind : std::uint8_t { Config, State, Features };

std::span<const Row> rows(Kind kind);
/// The row of a path; null if there is none.
const Row* find_row(Kind kind, std::string_view path);
/// The rows directly in the object at `path` (empty: the document) that must be there.
std::span<const Row* const> required_rows(Kind kind, std::string_view path);
/// Where a row is in: `linux.namespaces[]` for `linux.namespaces[].type`.
std::string_view parent_of(std::string_view path);

}  // namespace ringfence::ingest::oci
