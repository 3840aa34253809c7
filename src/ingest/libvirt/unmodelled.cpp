#include <algorithm>
#include <unordered_map>

#include "ingest/libvirt/field_table.h"

namespace ringfence::ingest::libvirt {
namespace {

using syntax::GapEffect;

GapEffect effect(Treatment treatment) {
  switch (treatment) {
    case Treatment::Modelled:
    case Treatment::Inert:
      return GapEffect::Inert;
    case Treatment::Narrows:
      return GapEffect::Narrows;
    case Treatment::Widens:
      return GapEffect::Widens;
    case Treatment::Unknown:
      return GapEffect::Unknown;
  }
  return GapEffect::Unknown;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    all.emplace_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return all;
}

const Row* exact_row(std::string_view path) {
  static const auto kByPath = [] {
    std::unordered_map<std::string_view, const Row*> table;
    for (const Row& row : rows()) table.emplace(row.path, &row);
    return table;
  }();
  const auto found = kByPath.find(path);
  return found == kByPath.end() ? nullptr : found->second;
}

const Row* row_or_subtree(std::string_view path) {
  if (const Row* row = exact_row(path)) return row;
  // The attribute of an element belongs to the subtree that the element starts.
  std::string_view around = path.substr(0, path.find('@'));
  while (!around.empty()) {
    if (const Row* row = exact_row(std::string(around) + "/**")) return row;
    const std::size_t slash = around.rfind('/');
    around = slash == std::string_view::npos ? std::string_view() : around.substr(0, slash);
  }
  return nullptr;
}

/// The path with what is alike replaced; it only gets shorter or is replaced once.
std::string canonical(std::string_view path) {
  std::string text(path);
  for (const Alike& pair : alike()) {
    while (text.starts_with(pair.path)) {
      const std::string rest = text.substr(pair.path.size());
      if (!rest.empty() && rest[0] != '/' && rest[0] != '@') break;
      text = std::string(pair.as) + rest;
    }
  }
  return text;
}

/// True if the reader was told by this row to look no further.
bool list(Context& context, const std::string& path, Span at) {
  const Row* row = find_row(path);
  if (row && row->treatment == Treatment::Modelled) return false;
  if (!row) {
    context.gap(at, path, GapEffect::Unknown, {"vm.*"}, "not known to ringfence");
  } else {
    context.gap(at, path, effect(row->treatment), words(row->touches), std::string(row->reason));
  }
  return true;
}

void visit(Context& context, pugi::xml_node element, const std::string& path) {
  for (const pugi::xml_attribute attribute : element.attributes()) {
    const std::string_view name = attribute.name();
    if (name.starts_with("xmlns:")) continue;
    list(context, path + "@" + std::string(name), context.at(element, name));
  }
  for (const pugi::xml_node inner : element.children()) {
    if (inner.type() != pugi::node_element) continue;
    const std::string name = segment(inner);
    const std::string inner_path = path.empty() ? name : path + "/" + name;
    if (!list(context, inner_path, context.at(inner))) visit(context, inner, inner_path);
  }
}

}  // namespace

const Row* find_row(std::string_view written) {
  const std::string path = canonical(written);
  if (const Row* row = row_or_subtree(path)) return row;
  constexpr std::string_view kDevices = "devices/";
  if (!path.starts_with(kDevices)) return nullptr;
  const std::size_t end = path.find('/', kDevices.size());
  if (end == std::string::npos) return nullptr;
  return row_or_subtree("devices/*" + path.substr(end));
}

std::string segment(pugi::xml_node element) {
  std::string_view name = element.name();
  if (!is_foreign(element)) return std::string(name);
  const std::size_t colon = name.find(':');
  if (colon != std::string_view::npos) name.remove_prefix(colon + 1);
  return "ns:" + std::string(name);
}

void list_unmodelled(Context& context, pugi::xml_node domain) {
  visit(context, domain, "");
}

}  // namespace ringfence::ingest::libvirt
