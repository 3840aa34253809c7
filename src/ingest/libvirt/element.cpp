#include "ingest/libvirt/element.h"

#include <algorithm>

namespace ringfence::ingest::libvirt {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

Span part(const Context& context, std::size_t begin, std::size_t end) {
  return {context.source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}
std::size_t offset(pugi::xml_node node) {
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
}

}  // namespace

Span Context::at(pugi::xml_node element) const {
  const std::size_t begin = offset(element);
  return part(*this, begin, begin + std::string_view(element.name()).size());
}

Span Context::at_content(pugi::xml_node element) const {
  const auto is_text = [](pugi::xml_node node) {
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
  };
  const pugi::xml_node inside = element.find_child(is_text);
  if (!inside) return at(element);
  const std::size_t begin = text.find_first_not_of(kBlanks, offset(inside));
  const std::size_t after = std::min(text.find_first_of("<]", begin), text.size());
  if (begin >= after) return at(element);
  return part(*this, begin, text.find_last_not_of(kBlanks, after - 1) + 1);
}

Span Context::at(pugi::xml_node element, std::string_view attribute) const {
  std::size_t i = offset(element) + std::string_view(element.name()).size();
  while (i < text.size() && text[i] != '>') {
    const std::size_t key = text.find_first_not_of(kBlanks, i);
    const std::size_t quote = text.find_first_of("\"'>", key);
    if (quote >= text.size() || text[quote] == '>') break;
    const std::size_t end = text.find(text[quote], quote + 1);
    const std::string_view name = text.substr(key, text.find_first_of(" \t\r\n=", key) - key);
    if (name == attribute) {
      return end == quote + 1 ? part(*this, quote, end + 1) : part(*this, quote + 1, end);
    }
    i = end + 1;
  }
  return at(element);
}

bool is_foreign(pugi::xml_node element) {
  return std::string_view(element.name()).find(':') != std::string_view::npos ||
         element.attribute("xmlns");
}

pugi::xml_node child(pugi::xml_node element, std::string_view name) {
  for (const pugi::xml_node inner : element.children()) {
    if (inner.name() == name && !is_foreign(inner)) return inner;
  }
  return {};
}

pugi::xml_node only_child(Context& context, pugi::xml_node element, std::string_view name) {
  const std::vector<pugi::xml_node> found = children(element, name);
  if (found.empty()) return {};
  if (found.size() > 1) {
    context.errors.push_back({"E0607",
                              context.at(found[1]),
                              "`" + std::string(name) + "` is given twice",
                              {{context.at(found[0]), "first given here"}},
                              {}});
  }
  return found[0];
}

std::vector<pugi::xml_node> children(pugi::xml_node element, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node inner : element.children()) {
    if (inner.name() == name && !is_foreign(inner)) found.push_back(inner);
  }
  return found;
}

std::string content(pugi::xml_node element) {
  std::string all;
  for (const pugi::xml_node inner : element.children()) {
    if (inner.type() == pugi::node_pcdata || inner.type() == pugi::node_cdata) all += inner.value();
  }
  const std::size_t begin = all.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return {};
  return all.substr(begin, all.find_last_not_of(kBlanks) - begin + 1);
}

std::string_view attribute(pugi::xml_node element, const char* name) {
  return element.attribute(name).value();
}

}  // namespace ringfence::ingest::libvirt
