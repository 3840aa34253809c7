#include "reach/contradiction.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace ringfence::reach {
namespace {

using syntax::LabelRequirement;

/// What the requirements leave one label.
struct Label {
  bool may_be_absent = true, may_be_there = true;
  std::optional<std::set<std::string>> values;  ///< Absent: any but `excluded`, of which there are
                                                ///< always more.
  std::set<std::string> excluded;

  void require(const LabelRequirement& requirement) {
    const std::set<std::string> listed(requirement.values.begin(), requirement.values.end());
    switch (requirement.op) {
      case LabelRequirement::Operator::In:
        may_be_absent = false;
        if (!values) {
          values = listed;
        } else {
          std::erase_if(*values, [&](const std::string& each) { return !listed.contains(each); });
        }
        break;
      case LabelRequirement::Operator::NotIn:
        excluded.insert(listed.begin(), listed.end());
        break;
      case LabelRequirement::Operator::Exists:
        may_be_absent = false;
        break;
      case LabelRequirement::Operator::DoesNotExist:
        may_be_there = false;
        break;
    }
  }

  bool is_impossible() const {
    if (may_be_absent) return false;
    const bool has_value =
        !values || std::any_of(values->begin(), values->end(),
                               [&](const std::string& each) { return !excluded.contains(each); });
    return !may_be_there || !has_value;
  }
};

bool is_contradictory(const syntax::LabelSelector& selector, std::map<std::string, Label> labels) {
  for (const LabelRequirement& each : selector.requirements) labels[each.key].require(each);
  return std::any_of(labels.begin(), labels.end(),
                     [](const auto& each) { return each.second.is_impossible(); });
}

}  // namespace

bool is_contradictory(const syntax::LabelSelector& selector) {
  return is_contradictory(selector, {});
}

bool is_contradictory(const syntax::PodSelector& selector) {
  if (is_contradictory(selector.pods)) return true;
  Label name;
  name.may_be_absent = false;
  return selector.namespaces &&
         is_contradictory(*selector.namespaces, {{"kubernetes.io/metadata.name", name}});
}

bool is_empty(const syntax::AddressBlock& block) {
  std::vector<AddressRange> except = block.except;
  std::sort(except.begin(), except.end());
  Address next = block.block.first;
  for (const AddressRange& each : except) {
    if (each.last < next) continue;
    if (next < each.first) return false;
    if (block.block.last <= each.last) return true;
    next = {each.last.is_v6, each.last.bits + 1};
  }
  return false;
}

}  // namespace ringfence::reach
