#include "ingest/compose/value.h"

#include <algorithm>

namespace ringfence::ingest::compose {
namespace {

constexpr std::size_t kMostValues = 1'000'000;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_float(std::string_view text) {
  if (is_one_of(text, {".inf", ".Inf", ".INF", "+.inf", "-.inf", ".nan", ".NaN", ".NAN"}))
    return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  std::size_t digits = 0;
  bool point = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] >= '0' && text[at] <= '9') {
      ++digits;
    } else if (text[at] == '.' && !point) {
      point = true;
    } else {
      break;
    }
  }
  if (digits == 0) return false;
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  ++at;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  const std::size_t exponent = at;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at == text.size() && at > exponent;
}

class Copier {
 public:
  explicit Copier(const yaml::Tree& tree) : tree_(tree) {}

  Value copy(yaml::NodeId id) {
    const yaml::Tree::Node node = tree_[id];
    Value value;
    value.at = node.at;
    value.tag = std::string(node.tag);
    value.plain = node.plain;
    if (++count_ > kMostValues) return value;
    switch (node.type) {
      case yaml::NodeType::Null:
        break;
      case yaml::NodeType::Scalar:
        if (yaml::is_null(node)) break;
        value.type = Value::Type::Scalar;
        value.text = std::string(node.scalar);
        break;
      case yaml::NodeType::Sequence:
        value.type = Value::Type::List;
        for (const yaml::NodeId item : node.items) value.items.push_back(copy(item));
        break;
      case yaml::NodeType::Mapping:
        value.type = Value::Type::Map;
        for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
          const yaml::Tree::Node key = tree_[node.items[i]];
          value.keys.push_back({std::string(key.scalar), key.at});
          value.items.push_back(copy(node.items[i + 1]));
        }
        break;
    }
    return value;
  }
  bool is_too_large() const { return count_ > kMostValues; }

 private:
  const yaml::Tree& tree_;
  std::size_t count_ = 0;
};

}  // namespace

const Value* Value::find(std::string_view key) const {
  if (!is_map()) return nullptr;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].text == key) return &items[i];
  }
  return nullptr;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(static_cast<const Value*>(this)->find(key));
}

const Value* Value::present(std::string_view key) const {
  const Value* value = find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

const Value::Key* Value::find_key(std::string_view key) const {
  for (const Key& each : keys) {
    if (each.text == key) return &each;
  }
  return nullptr;
}

void Value::erase(std::string_view key) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].text != key) continue;
    keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(i));
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

Value& Value::add(Key key, Value value) {
  keys.push_back(std::move(key));
  items.push_back(std::move(value));
  return items.back();
}

bool same(const Value& a, const Value& b) {
  if (a.type != b.type || a.text != b.text || a.items.size() != b.items.size()) return false;
  if (a.is_list()) return std::equal(a.items.begin(), a.items.end(), b.items.begin(), same);
  for (std::size_t i = 0; i < a.keys.size(); ++i) {
    const Value* other = b.find(a.keys[i].text);
    if (other == nullptr || !same(a.items[i], *other)) return false;
  }
  return true;
}

Value text_value(std::string text, Span at) {
  Value value;
  value.type = Value::Type::Scalar;
  value.plain = false;
  value.text = std::move(text);
  value.at = at;
  return value;
}

Value map_value(Span at) {
  Value value;
  value.type = Value::Type::Map;
  value.at = at;
  return value;
}

ScalarType type_of(const Value& scalar) {
  if (!scalar.is_scalar()) return ScalarType::Null;
  if (!scalar.plain) return ScalarType::Text;
  const std::string& text = scalar.text;
  if (is_one_of(text, {"true", "True", "TRUE", "false", "False", "FALSE"})) return ScalarType::Bool;
  if (as_integer(scalar)) return ScalarType::Integer;
  return is_float(text) ? ScalarType::Float : ScalarType::Text;
}

std::optional<bool> as_bool(const Value& scalar) {
  // As text: what YAML 1.1 and most programs take for a boolean.
  const std::string& text = scalar.text;
  if (is_one_of(text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y", "1",
                       "t", "T"}))
    return true;
  if (is_one_of(text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N",
                       "0", "f", "F"}))
    return false;
  return std::nullopt;
}

std::optional<Integer> as_integer(const Value& scalar) {
  std::string_view text = scalar.text;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  Integer base = 10;
  if (text.starts_with("0x") || text.starts_with("0o") || text.starts_with("0b")) {
    base = text[1] == 'x' ? 16 : text[1] == 'o' ? 8 : 2;
    text.remove_prefix(2);
  }
  if (text.empty() || text.size() > 30) return std::nullopt;
  Integer value = 0;
  for (const char c : text) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : 99;
    if (digit >= base) return std::nullopt;
    value = value * base + digit;  // 30 digits of base 16 at most: 120 bits
  }
  return negative ? -value : value;
}

Result<Value> copy(const yaml::Tree& tree, yaml::NodeId document) {
  Copier copier(tree);
  Value value = copier.copy(document);
  if (copier.is_too_large()) {
    return Diagnostic{
        "E0701", tree[document].at, "a Compose file of more than a million values", {}, {}};
  }
  return value;
}

}  // namespace ringfence::ingest::compose
