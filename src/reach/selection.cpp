#include "reach/selection.h"

#include <algorithm>

namespace ringfence::reach {
namespace {

using syntax::LabelRequirement;
using Operator = LabelRequirement::Operator;

std::string_view key_of(std::string_view label) {
  return label.substr(0, label.find('='));
}

/// The label with that key, or nothing.
const std::string_view* find(std::span<const std::string_view> labels, std::string_view key) {
  // `key=` and not `key`, as other characters of a key may come before `=`.
  for (const std::string_view& label : labels) {
    if (key_of(label) == key) return &label;
  }
  return nullptr;
}

bool meets(const LabelRequirement& requirement, std::span<const std::string_view> labels) {
  const std::string_view* label = find(labels, requirement.key);
  if (requirement.op == Operator::Exists) return label != nullptr;
  if (requirement.op == Operator::DoesNotExist) return label == nullptr;
  bool listed = false;
  if (label != nullptr) {
    const std::size_t equals = label->find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : label->substr(equals + 1);
    listed = std::binary_search(requirement.values.begin(), requirement.values.end(), value);
  }
  return requirement.op == Operator::In ? listed : !listed;
}

}  // namespace

bool selects(const syntax::LabelSelector& selector, std::span<const std::string_view> labels) {
  return std::all_of(
      selector.requirements.begin(), selector.requirements.end(),
      [&](const LabelRequirement& requirement) { return meets(requirement, labels); });
}

Selection::Selection(const model::Model& model, const std::vector<Pod>& pods) : pods_(pods) {
  for (PodIndex i = 0; i < pods.size(); ++i) {
    const auto [space, is_new] = spaces_.try_emplace(pods[i].space);
    if (is_new) space->second.labels = model::namespace_labels(model, pods[i].space);
    space->second.pods.push_back(i);
    for (const std::string_view label : pods[i].labels) {
      by_label_[label].push_back(i);
      by_key_[key_of(label)].push_back(i);
    }
  }
}

/// The shortest list of candidates that one requirement leaves; null if none leaves fewer than all.
const std::vector<PodIndex>* Selection::shortest(const syntax::LabelSelector& selector,
                                                 std::vector<PodIndex>& scratch) const {
  static const std::vector<PodIndex> kNone;
  const std::vector<PodIndex>* best = nullptr;
  const auto offer = [&](const std::vector<PodIndex>& list) {
    if (best == nullptr || list.size() < best->size()) best = &list;
  };
  const auto posted = [](const Postings& postings,
                         std::string_view key) -> const std::vector<PodIndex>& {
    const auto found = postings.find(key);
    return found == postings.end() ? kNone : found->second;
  };
  const LabelRequirement* several = nullptr;
  for (const LabelRequirement& requirement : selector.requirements) {
    if (requirement.op == Operator::Exists) offer(posted(by_key_, requirement.key));
    if (requirement.op != Operator::In) continue;
    if (requirement.values.size() == 1) {
      offer(posted(by_label_, requirement.key + "=" + requirement.values[0]));
    } else {
      several = &requirement;
    }
  }
  if (best != nullptr || several == nullptr) return best;
  for (const std::string& value : several->values) {
    const auto& list = posted(by_label_, several->key + "=" + value);
    scratch.insert(scratch.end(), list.begin(), list.end());
  }
  std::sort(scratch.begin(), scratch.end());
  return &scratch;
}

std::vector<PodIndex> Selection::pods_of(const syntax::PodSelector& selector) const {
  std::vector<PodIndex> scratch;
  const std::vector<PodIndex>* candidates = shortest(selector.pods, scratch);
  // Each namespace is asked once.
  std::map<std::string_view, bool> answers;
  const auto has_space = [&](std::string_view space) {
    if (!selector.namespaces) return space == selector.space;
    const auto [answer, is_new] = answers.try_emplace(space);
    if (is_new) {
      const auto& labels = spaces_.at(space).labels;
      answer->second = selects(*selector.namespaces,
                               std::vector<std::string_view>(labels.begin(), labels.end()));
    }
    return answer->second;
  };
  std::vector<PodIndex> found;
  const auto add = [&](const std::vector<PodIndex>& list) {
    for (const PodIndex pod : list) {
      if (selects(selector.pods, pods_[pod].labels)) found.push_back(pod);
    }
  };
  const auto own = spaces_.find(selector.space);
  if (!selector.namespaces && own == spaces_.end()) return found;
  if (!selector.namespaces &&
      (candidates == nullptr || own->second.pods.size() < candidates->size())) {
    add(own->second.pods);
  } else if (candidates == nullptr) {
    for (const auto& [name, space] : spaces_) {
      if (has_space(name)) add(space.pods);
    }
    std::sort(found.begin(), found.end());
  } else {
    for (const PodIndex pod : *candidates) {
      if (has_space(pods_[pod].space) && selects(selector.pods, pods_[pod].labels)) {
        found.push_back(pod);
      }
    }
  }
  return found;
}

}  // namespace ringfence::reach
