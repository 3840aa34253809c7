#include "ingest/compose/shape.h"

#include "base/nearest_name.h"
#include "ingest/compose/field_table.h"

namespace ringfence::ingest::compose {
namespace {

bool has(std::string_view types, char type) {
  return types.find(type) != std::string_view::npos;
}

bool is_name(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
    if (!fits) return false;
  }
  return true;
}

std::string in_words(std::string_view types) {
  std::string words;
  const auto add = [&](const char* word) {
    words += (words.empty() ? "" : " or ") + std::string(word);
  };
  if (has(types, 's') || has(types, 'S') || has(types, 'C')) add("text");
  if (has(types, 'n')) {
    add("a number");
  } else if (has(types, 'i')) {
    add("a whole number");
  }
  if (has(types, 'b')) add("true or false");
  if (has(types, 'm') || has(types, 'D')) add("a mapping");
  if (has(types, 'l') || has(types, 'S') || has(types, 'L') || has(types, 'D') || has(types, 'C'))
    add("a list");
  return words;
}

std::string found_in(const Value& value) {
  if (value.is_map()) return "a mapping";
  if (value.is_list()) return "a list";
  if (value.is_null()) return "nothing";
  return "`" + value.text.substr(0, 60) + "`";
}

/// A list of names to a mapping from them to nothing; `name=value` to that value.
void list_to_map(Value& value, bool with_values, Diagnostics& errors) {
  Value map = map_value(value.at);
  map.tag = value.tag;
  for (Value& item : value.items) {
    if (!item.is_scalar()) {
      errors.push_back({"E0705", item.at, "expected text, found " + found_in(item)});
      continue;
    }
    const std::size_t equals = with_values ? item.text.find('=') : std::string::npos;
    Value::Key key{item.text.substr(0, equals), item.at};
    Value content;
    content.at = item.at;
    if (equals != std::string::npos) content = text_value(item.text.substr(equals + 1), item.at);
    map.erase(key.text);  // the last one counts
    map.add(std::move(key), std::move(content));
  }
  value = std::move(map);
}

class Writer {
 public:
  explicit Writer(Diagnostics& errors) : errors_(errors) {}

  void map(Value& value, const std::string& path) {
    const bool named = find_field(path.empty() ? "*" : path + ".*") != nullptr;
    for (std::size_t i = 0; i < value.keys.size(); ++i) {
      const Value::Key& key = value.keys[i];
      const std::string here = below(path, key.text);
      const Field* field = find_field(here);
      if (field == nullptr) {
        if (!key.text.starts_with("x-")) unknown(key, path);
        continue;
      }
      if (named && is_user_name(path) && !is_name(key.text)) {
        errors_.push_back({"E0706",
                           key.at,
                           "`" + key.text + "` is no name",
                           {},
                           "names have letters, digits, `.`, `_` and `-`"});
        continue;
      }
      this->value(value.items[i], here, *field);
    }
  }

 private:
  /// Below these, any name that the user likes is one of ours, too.
  static bool is_user_name(const std::string& path) {
    return path == "services" || path == "networks" || path == "volumes" || path == "secrets" ||
           path == "configs" || path == "models";
  }

  void unknown(const Value::Key& key, const std::string& path) {
    std::vector<std::string> known;
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const Field& field : fields()) {
      if (!field.path.starts_with(prefix)) continue;
      const std::string_view rest = field.path.substr(prefix.size());
      if (rest.find_first_of(".[*") == std::string_view::npos) known.emplace_back(rest);
    }
    const std::string near = nearest_name(key.text, known);
    const std::string where = path.empty() ? "a Compose file" : "`" + path + "`";
    errors_.push_back({"E0706",
                       key.at,
                       where + " has no field `" + key.text + "`",
                       {},
                       near.empty() ? "" : "did you mean `" + near + "`?"});
  }

  void wrong(const Value& value, const std::string& path, const Field& field) {
    errors_.push_back(
        {"E0705", value.at,
         "expected " + in_words(field.types) + " for `" + path + "`, found " + found_in(value)});
  }

  void value(Value& value, const std::string& path, const Field& field) {
    const std::string_view types = field.types;
    if (value.tag == "!reset" || has(types, 'X')) return;
    if (value.is_null()) {
      // An empty value says nothing. Only what must be said is looked for later.
      return;
    }
    if (value.is_map()) {
      if (has(types, 'D')) return pairs(value);
      if (!has(types, 'm')) return wrong(value, path, field);
      return map(value, path);
    }
    if (value.is_list()) return list(value, path, field);
    scalar(value, path, field);
  }

  void pairs(const Value& map) {
    for (const Value& item : map.items) {
      if (!item.is_scalar() && !item.is_null())
        errors_.push_back({"E0705", item.at, "expected text, found " + found_in(item)});
    }
  }

  void list(Value& value, const std::string& path, const Field& field) {
    const std::string_view types = field.types;
    if (has(types, 'D')) return list_to_map(value, true, errors_);
    if (has(types, 'L') && has(types, 'm')) {
      list_to_map(value, false, errors_);
      return;
    }
    if (has(types, 'S') || has(types, 'L') || has(types, 'C')) {
      for (const Value& item : value.items) {
        if (!item.is_scalar())
          errors_.push_back({"E0705", item.at, "expected text, found " + found_in(item)});
      }
      return;
    }
    if (!has(types, 'l')) return wrong(value, path, field);
    const std::string inner = path + "[]";
    const Field* item_field = find_field(inner);
    for (Value& item : value.items) {
      if (item_field != nullptr) this->value(item, inner, *item_field);
      if (item_field != nullptr && item.is_null()) wrong(item, inner, *item_field);
    }
  }

  void scalar(Value& value, const std::string& path, const Field& field) {
    const std::string_view types = field.types;
    if (path == "services.*.extends") {
      Value map = map_value(value.at);
      map.tag = value.tag;
      map.add({"service", value.at}, std::move(value));
      value = std::move(map);
      return;
    }
    if (path == "include[]") {
      Value map = map_value(value.at);
      Value paths;
      paths.type = Value::Type::List;
      paths.at = value.at;
      paths.items.push_back(std::move(value));
      map.add({"path", map.at}, std::move(paths));
      value = std::move(map);
      return;
    }
    if (has(types, 'S')) {
      Value all;
      all.type = Value::Type::List;
      all.at = value.at;
      all.tag = value.tag;
      all.items.push_back(std::move(value));
      value = std::move(all);
      return;
    }
    if (has(types, 'C')) return;
    if (!fits(value, types)) wrong(value, path, field);
  }

  static bool fits(const Value& value, std::string_view types) {
    const ScalarType type = type_of(value);
    switch (type) {
      case ScalarType::Null:
        return true;
      case ScalarType::Bool:
        return has(types, 'b');
      case ScalarType::Integer:
        return has(types, 'i') || has(types, 'n');
      case ScalarType::Float:
        return has(types, 'n');
      case ScalarType::Text:
        break;
    }
    if (has(types, 's')) return true;
    if (!value.was_variable) return false;
    // What a variable holds takes the type that is needed.
    if (has(types, 'b') && as_bool(value)) return true;
    Value plain = value;
    plain.plain = true;
    const ScalarType unquoted = type_of(plain);
    if (unquoted == ScalarType::Integer) return has(types, 'i') || has(types, 'n');
    return unquoted == ScalarType::Float && has(types, 'n');
  }

  Diagnostics& errors_;
};

}  // namespace

std::string below(const std::string& path, std::string_view key) {
  const std::string prefix = path.empty() ? "" : path + ".";
  std::string own = prefix + std::string(key);
  // A service may be called `name`, as a network may have one.
  const std::string any = prefix + "*";
  return find_field(any) != nullptr ? any : own;
}

void write_out(Value& file, Diagnostics& errors) {
  if (file.is_null()) return;
  if (!file.is_map()) {
    errors.push_back({"E0705", file.at, "expected a mapping, found " + found_in(file)});
    return;
  }
  Writer(errors).map(file, "");
}

}  // namespace ringfence::ingest::compose
