#include "model/schema_reference.h"

#include <optional>

#include "model/schema.h"

namespace ringfence::model {
namespace {

constexpr std::string_view kIntroduction =
    "# Attributes\n\n"
    "This page is generated from the table in `src/model/schema.cpp`, which `.rf`, YAML, every "
    "importer and the type checker read. To write it anew, run the `golden` tests with "
    "`RINGFENCE_UPDATE_GOLDEN=1`.\n\n"
    "An attribute that no file sets is one of these:\n\n"
    "* *default*: it has the value that is shown.\n"
    "* *optional*: it is absent, and reading it needs a `has` guard.\n"
    "* *open*: it may be any value it could have, and a policy holds only if it holds for all.\n"
    "* *required*: leaving it out is an error.\n\n"
    "In a pod or container `cpu`, `memory` and `ephemeral_storage` set both the request and the "
    "limit of that name. Attributes that are computed (`kernel`, `host`, `vms`, …) are defined in "
    "`specs/prelude.rf`; every entity also has `name` and `kind`.\n";

std::string type_words(const Type& type) {
  std::string text = type.base == Type::Base::Number ? "number" : "";
  if (text.empty()) {
    Type one = type;
    one.is_set = one.is_keyed = false;
    text = to_string(one);
  }
  if (type.is_set) return "set of " + text;
  return type.is_keyed ? text + " per resource" : text;
}

std::string_view dimension_words(const Type& type) {
  if (type.base != Type::Base::Number) return "";
  return type.dimension == Dimension::Count ? "count" : to_string(type.dimension);
}

std::string presence_words(const Attribute& row) {
  switch (row.presence) {
    case Presence::Required:
      return "required";
    case Presence::Default:
      return "default `" + std::string(row.default_text) + "`";
    case Presence::Optional:
      return "optional";
    case Presence::Open:
      return "open";
  }
  return "";
}

std::string meaning_words(const Attribute& row) {
  const std::string source = row.source.empty() ? "" : " (" + std::string(row.source) + ")";
  return std::string(row.meaning) + source;
}

}  // namespace

std::string schema_reference() {
  std::string page(kIntroduction);
  std::optional<Kind> kind;
  for (const Attribute& row : schema()) {
    if (row.kind != kind) {
      kind = row.kind;
      page += "\n## " + std::string(name_of(row.kind)) +
              "\n\n| attribute | type | dimension | when no file sets it | meaning |\n"
              "| --- | --- | --- | --- | --- |\n";
    }
    const std::string dimension(dimension_words(row.type));
    page += "| `" + std::string(row.name) + "` | " + type_words(row.type) + " | " +
            (dimension.empty() ? "" : dimension + " ") + "| " + presence_words(row) + " | " +
            meaning_words(row) + " |\n";
  }
  return page;
}

}  // namespace ringfence::model
