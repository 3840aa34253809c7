#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "property/choices.h"

namespace ringfence::property {

/// What a random deployment declares, as the expressions about it need to know it.
struct Inventory {
  std::map<std::string, std::vector<std::string>> names;  ///< By kind: names that can be said.
  std::string text;
  std::set<std::string> constructs;

  bool any(const std::string& kind) const {
    const auto found = names.find(kind);
    return found != names.end() && !found->second.empty();
  }
};

/// Hosts, machines, nodes, pods, containers and the rest, few of each, with much left open.
Inventory declare(Choices& choices);

}  // namespace ringfence::property
