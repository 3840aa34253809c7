#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "model/kind.h"

namespace ringfence::model {

/// The type of an attribute or an expression.
struct Type {
  enum class Base : std::uint8_t { Bool, Number, Symbol, Ref, None };
  Base base = Base::Bool;
  Dimension dimension = Dimension::Count;  ///< Of a Number.
  KindSet kinds;                           ///< Of a Ref.
  bool is_set = false;                     ///< A finite set of the above.
  bool is_keyed = false;                   ///< `a["key"]` gives the above; absent keys are 0.
  friend bool operator==(const Type&, const Type&) = default;
};
std::string to_string(const Type& type);  ///< In the user's words: `bytes`, `a host or a vm`.

/// Exactly one per attribute (DESIGN 4.1, "Schema").
enum class Presence : std::uint8_t {
  Required,  ///< Its absence is an input error.
  Default,   ///< Its absence means `default_text`, for the reason in `source`.
  Optional,  ///< May be absent; reading it needs a `has` guard.
  Open,      ///< Its absence means "any": an unknown over every value it could have.
};

/// One row of the schema.
struct Attribute {
  Kind kind;
  std::string_view name;  ///< Dotted: `request.memory`.
  Type type;
  Presence presence;
  std::string_view default_text;  ///< An expression of the language, for Default.
  std::string_view source;        ///< Where the default or the meaning comes from.
  std::string_view meaning;       ///< One line for docs and `explain`.
};

/// Index into `schema()`.
struct AttributeId {
  std::uint16_t index = 0xffff;
  friend auto operator<=>(AttributeId, AttributeId) = default;
};

/// Every attribute that can be set. Derived attributes are not here: they are `derive`s of
/// `specs/prelude.rf`.
std::span<const Attribute> schema();
const Attribute& attribute(AttributeId id);
std::optional<AttributeId> find_attribute(Kind kind, std::string_view name);
/// All attribute names of a kind, for suggestions.
std::vector<std::string> attribute_names(Kind kind);

}  // namespace ringfence::model
