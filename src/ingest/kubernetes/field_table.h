#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "syntax/gap.h"

/// The reviewed table of every field that the Kubernetes API gives to the objects we read, and of
/// every kind that we do not (DESIGN 4.1, "Unmodelled"). docs/formats-kubernetes.md is made from
/// it, and a test fails on an API field without a row.
namespace ringfence::ingest::kubernetes {

enum class Treatment : std::uint8_t {
  Modelled,  ///< Read; its own fields have rows if it has a type.
  Inert,     ///< Changes no attribute and no place of anything.
  Narrows,   ///< Left out, which admits worlds that are not real.
  Widens,    ///< Left out, which loses worlds that are real.
  Unknown,   ///< Left out, either way.
};

struct FieldType;
struct Field {
  std::string_view name;
  Treatment treatment = Treatment::Modelled;
  const FieldType* type = nullptr;  ///< Of the value, or of each item of a list.
  std::string_view touches = {};    ///< Attributes, separated by blanks.
  std::string_view reason = {};
};
struct FieldType {
  std::string_view name;  ///< As in the API reference: `PodSpec`.
  std::span<const Field> fields;
  std::string_view touches;  ///< What a field that the API does not know could have meant.
};

/// All types, those that others use first.
std::span<const FieldType* const> field_types();
/// The type of a kind that is read; null for every other kind.
const FieldType* type_of_kind(std::string_view kind);
const Field* find_field(const FieldType& type, std::string_view name);

/// A kind that is not read. The first row that fits counts.
struct KindRow {
  std::string_view group;  ///< `*` in it stands for anything; empty for the core group.
  std::string_view kind;   ///< `*` for every kind of the group.
  syntax::GapEffect effect = syntax::GapEffect::Inert;
  std::string_view touches = {};
  std::string_view reason = {};
  /// The effect only if the object has this field of `spec` or at the top; else it is inert.
  std::string_view only_with = {};
};
std::span<const KindRow> kind_rows();
/// The row for a kind; the last one fits every kind.
const KindRow& find_kind(std::string_view group, std::string_view kind);

/// The group that a kind we read is served in; empty for the core group.
std::string_view group_of_kind(std::string_view kind);

}  // namespace ringfence::ingest::kubernetes
