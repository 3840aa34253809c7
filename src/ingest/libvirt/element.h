#pragma once
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/imported.h"
#include "ingest/libvirt/surroundings.h"

namespace ringfence::ingest::libvirt {

/// One import: what it reads, and where its errors and gaps go.
struct Context {
  SourceId source;
  std::string_view text;
  const Surroundings& around;
  Imported out = {};
  Diagnostics errors = {};

  /// The element's name as written.
  Span at(pugi::xml_node element) const;
  /// The text of the element, else its name.
  Span at_content(pugi::xml_node element) const;
  /// The attribute's value as written, else the element's name.
  Span at(pugi::xml_node element, std::string_view attribute) const;

  void error(std::string_view code, Span where, std::string message, std::string help = {}) {
    errors.push_back({code, where, std::move(message), {}, std::move(help)});
  }
  void gap(Span where, std::string construct, syntax::GapEffect effect,
           std::vector<std::string> touches, std::string reason) {
    out.gaps.push_back(
        {where, std::move(construct), effect, std::move(touches), std::move(reason)});
  }
};

/// Element or its content belongs to another vocabulary than libvirt's own.
bool is_foreign(pugi::xml_node element);
/// The first child element of libvirt's own vocabulary with that name; null if there is none.
pugi::xml_node child(pugi::xml_node element, std::string_view name);
/// As `child`, and E0607 for a second one.
pugi::xml_node only_child(Context& context, pugi::xml_node element, std::string_view name);
std::vector<pugi::xml_node> children(pugi::xml_node element, std::string_view name);
/// All text directly in the element, without blanks around it.
std::string content(pugi::xml_node element);
/// The attribute's value; empty if absent.
std::string_view attribute(pugi::xml_node element, const char* name);
/// The VLAN tags in a `vlan` element; none if it is absent.
Tags read_tags(pugi::xml_node vlan);

}  // namespace ringfence::ingest::libvirt
