#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/number.h"
#include "ingest/yaml/tree.h"

namespace ringfence::ingest::compose {

/// A Compose file's content as it is changed on its way to a project: variables are replaced, short
/// forms written out, files merged. Every part keeps the place it came from, and with it the file.
struct Value {
  enum class Type { Null, Scalar, List, Map };
  struct Key {
    std::string text;
    Span at;
  };
  Type type = Type::Null;
  bool plain = true;          ///< An unquoted scalar in which no variable was replaced.
  bool was_variable = false;  ///< Variables were replaced in it: it takes the type that is needed.
  Span at;
  std::string text;          ///< Of a scalar.
  std::string tag;           ///< `!reset`, `!override` or nothing that matters.
  std::vector<Key> keys;     ///< Of a map, as many as items.
  std::vector<Value> items;  ///< Of a list, or a map's values.

  bool is_map() const { return type == Type::Map; }
  bool is_list() const { return type == Type::List; }
  bool is_scalar() const { return type == Type::Scalar; }
  bool is_null() const { return type == Type::Null; }

  /// The value under a key; null pointer without one or if this is no map.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// As `find`, but a value of null counts as absent.
  const Value* present(std::string_view key) const;
  const Key* find_key(std::string_view key) const;
  void erase(std::string_view key);
  /// Appends an entry; the key must be new.
  Value& add(Key key, Value value);
};

/// Same content, wherever it stands.
bool same(const Value& a, const Value& b);

Value text_value(std::string text, Span at);
Value map_value(Span at);

/// What a scalar is to YAML 1.2, which Compose is read as.
enum class ScalarType { Null, Bool, Integer, Float, Text };
ScalarType type_of(const Value& scalar);
std::optional<bool> as_bool(const Value& scalar);        ///< `true`, or text that says so.
std::optional<Integer> as_integer(const Value& scalar);  ///< Also of text.

/// Copies a document, with aliases written out; an error (E0701) past a million values.
Result<Value> copy(const yaml::Tree& tree, yaml::NodeId document);

}  // namespace ringfence::ingest::compose
