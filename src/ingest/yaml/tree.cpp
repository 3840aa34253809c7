#include "ingest/yaml/tree.h"

#include <algorithm>
#include <functional>

#include "base/utf8.h"
#include "ingest/yaml/json_reader.h"
#include "ingest/yaml/yaml_reader.h"

namespace ringfence::ingest::yaml {
namespace {

constexpr std::string_view kBoolTag = "tag:yaml.org,2002:bool";
constexpr std::string_view kIntTag = "tag:yaml.org,2002:int";
constexpr std::string_view kNullTag = "tag:yaml.org,2002:null";

/// yaml-cpp replaces what is not UTF-8 and takes a byte 0x04 for the end of the text, so neither
/// may reach it.
std::optional<Diagnostic> find_bad_character(std::string_view text, SourceId source) {
  if (const auto at = find_malformed_utf8(text)) {
    const auto begin = static_cast<std::uint32_t>(*at);
    const bool utf16 = text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
    return Diagnostic{"E0203",
                      {source, begin, begin + 1},
                      utf16 ? "the text is UTF-16, not UTF-8" : "the text is not UTF-8 here",
                      {},
                      "save the file as UTF-8"};
  }
  const auto control = std::find_if(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
  if (control == text.end()) return std::nullopt;
  const auto begin = static_cast<std::uint32_t>(control - text.begin());
  return Diagnostic{"E0204",
                    {source, begin, begin + 1},
                    "a control character, which YAML and JSON do not allow",
                    {},
                    "inside double quotes it can be written as an escape"};
}

bool may_resolve(const Tree::Node& node, std::string_view tag) {
  return node.type == NodeType::Scalar && (node.tag == tag || (node.plain && node.tag.empty()));
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<Integer> digits_in_base(std::string_view digits, int base) {
  if (digits.empty()) return std::nullopt;
  Integer value = 0;
  for (const char c : digits) {
    const std::size_t digit =
        std::string_view("0123456789abcdef")
            .find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (digit >= static_cast<std::size_t>(base)) return std::nullopt;
    const auto shifted = checked_multiply(value, base);
    if (!shifted) return std::nullopt;
    const auto next = checked_add(*shifted, static_cast<Integer>(digit));
    if (!next) return std::nullopt;
    value = *next;
  }
  return value;
}

}  // namespace

void Tree::add(const Node& node) {
  Packed packed;
  packed.begin = node.at.begin;
  packed.end = node.at.end;
  packed.type = node.type;
  packed.plain = node.plain;
  if (node.type == NodeType::Scalar) {
    // `std::less` orders pointers into different texts, too.
    const std::less<> before;
    const char* const begin = node.scalar.data();
    packed.is_elsewhere = begin == nullptr || before(begin, text_.data()) ||
                          before(text_.data() + text_.size(), begin + node.scalar.size());
    if (packed.is_elsewhere) {
      packed.first = static_cast<std::uint32_t>(elsewhere_.size());
      elsewhere_.push_back(node.scalar);
    } else {
      packed.first = static_cast<std::uint32_t>(begin - text_.data());
      packed.count = static_cast<std::uint32_t>(node.scalar.size());
    }
  }
  if (!node.tag.empty()) {
    packed.is_tagged = true;
    tags_.emplace(size(), node.tag);
  }
  nodes_.push_back(packed);
}

void Tree::set_items(NodeId id, std::span<const NodeId> items) {
  nodes_[id.index].first = static_cast<std::uint32_t>(items_.size());
  nodes_[id.index].count = static_cast<std::uint32_t>(items.size());
  items_.insert(items_.end(), items.begin(), items.end());
}

NodeId Tree::find_key(NodeId id, std::string_view key) const {
  if (!id || nodes_[id.index].type != NodeType::Mapping) return {};
  const std::span<const NodeId> items = (*this)[id].items;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    if ((*this)[items[i]].scalar == key) return items[i];
  }
  return {};
}

NodeId Tree::find(NodeId id, std::string_view key) const {
  if (!id || nodes_[id.index].type != NodeType::Mapping) return {};
  const std::span<const NodeId> items = (*this)[id].items;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    if ((*this)[items[i]].scalar == key) return items[i + 1];
  }
  return {};
}

Result<Tree> read(const Sources& sources, SourceId source, const Limits& limits) {
  const std::string_view text = sources.text(source);
  if (auto bad = find_bad_character(text, source)) return std::move(*bad);
  const std::size_t mark = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  const std::size_t first = std::min(text.find_first_not_of(" \t\r\n", mark), text.size());
  const bool may_be_json = first < text.size() && (text[first] == '{' || text[first] == '[');
  if (!may_be_json) return read_yaml(sources, source, limits);
  JsonReading json = read_json(sources, source, limits);
  if (json.result) return std::move(*json.result);
  Result<Tree> yaml = read_yaml(sources, source, limits);
  if (!yaml && sources.name(source).ends_with(".json")) return std::move(json.complaint);
  return yaml;
}

std::optional<bool> as_bool(const Tree::Node& node) {
  if (!may_resolve(node, kBoolTag)) return std::nullopt;
  if (is_one_of(node.scalar,
                {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"})) {
    return true;
  }
  if (is_one_of(node.scalar,
                {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"})) {
    return false;
  }
  return std::nullopt;
}

std::optional<Integer> as_integer(const Tree::Node& node) {
  if (!may_resolve(node, kIntTag)) return std::nullopt;
  std::string_view digits = node.scalar;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  int base = 10;
  if (digits.starts_with("0x") || digits.starts_with("0o") || digits.starts_with("0b")) {
    base = digits[1] == 'x' ? 16 : digits[1] == 'o' ? 8 : 2;
    digits.remove_prefix(2);
  } else if (digits.size() > 1 && digits.front() == '0') {
    base = 8;
  }
  const auto value = digits_in_base(digits, base);
  if (!value) return std::nullopt;
  return negative ? -*value : *value;
}

bool is_null(const Tree::Node& node) {
  if (node.type == NodeType::Null) return true;
  return may_resolve(node, kNullTag) && is_one_of(node.scalar, {"", "~", "null", "Null", "NULL"});
}

}  // namespace ringfence::ingest::yaml
