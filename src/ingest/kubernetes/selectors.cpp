#include "ingest/kubernetes/selectors.h"

#include <algorithm>
#include <array>

#include "base/nearest_name.h"

namespace ringfence::ingest::kubernetes {
namespace {

std::string set_of(const std::vector<std::string_view>& values) {
  std::string text = "{";
  for (const std::string_view value : values) {
    if (text.size() > 1) text += ", ";
    text += quoted(value);
  }
  return text + "}";
}

/// What is wrong with the number of values, or empty.
std::string_view complaint(const Requirement& requirement) {
  const std::size_t count = requirement.values.size();
  if (requirement.op == "In" || requirement.op == "NotIn") {
    return count == 0 ? "needs at least one value" : "";
  }
  if (requirement.op == "Gt" || requirement.op == "Lt") {
    const bool is_number = count == 1 && parse_integer(requirement.values[0]);
    return is_number ? "" : "needs exactly one whole number, in quotes";
  }
  return count == 0 ? "" : "takes no values";
}

bool check(Context& context, NodeId item, const Requirement& requirement, bool is_for_nodes) {
  std::vector<std::string> known = {"In", "NotIn", "Exists", "DoesNotExist"};
  if (is_for_nodes) known.insert(known.end(), {"Gt", "Lt"});
  const Span at = context.at(context.tree.find(item, "operator"));
  if (std::find(known.begin(), known.end(), requirement.op) == known.end()) {
    const std::string near = nearest_name(requirement.op, known);
    context.error("E0507", at, "`" + std::string(requirement.op) + "` is no operator",
                  near.empty() ? "use `In`, `NotIn`, `Exists` or `DoesNotExist`"
                               : "did you mean `" + near + "`?");
    return false;
  }
  const std::string_view wrong = complaint(requirement);
  if (wrong.empty()) return true;
  context.error("E0507", at, "`" + std::string(requirement.op) + "` " + std::string(wrong));
  return false;
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '\n') {
      literal += "\\n";
    } else if (c == '\t') {
      literal += "\\t";
    } else {
      if (c == '"' || c == '\\') literal += '\\';
      literal += c;
    }
  }
  return literal + "\"";
}

std::vector<Requirement> read_expressions(Context& context, NodeId holder, std::string_view key,
                                          bool is_for_nodes) {
  std::vector<Requirement> all;
  for (const NodeId item : sequence(context, holder, key)) {
    Requirement requirement;
    requirement.at = context.at(item);
    const auto name = text(context, item, "key");
    const auto op = text(context, item, "operator");
    if (!name || !op) {
      context.error("E0507", requirement.at, "expected `key` and `operator`");
      continue;
    }
    requirement.key = *name;
    requirement.op = *op;
    requirement.values = texts(context, item, "values");
    if (check(context, item, requirement, is_for_nodes)) all.push_back(std::move(requirement));
  }
  return all;
}

std::optional<std::vector<Requirement>> read_selector(Context& context, NodeId holder,
                                                      std::string_view key) {
  const NodeId selector = mapping(context, holder, key);
  if (!selector) return std::nullopt;
  std::vector<Requirement> all;
  for (const Label& label : labels(context, selector, "matchLabels")) {
    all.push_back({label.key, "In", {label.value}, label.at});
  }
  for (Requirement& each : read_expressions(context, selector, "matchExpressions", false)) {
    all.push_back(std::move(each));
  }
  return all;
}

std::string formula(const Requirement& requirement, const std::string& label,
                    const std::string& present, const std::string& number) {
  if (requirement.op == "In" && requirement.values.size() == 1) {
    return label + " == " + quoted(requirement.values[0]);
  }
  if (requirement.op == "In") return label + " in " + set_of(requirement.values);
  if (requirement.op == "NotIn") return "not (" + label + " in " + set_of(requirement.values) + ")";
  if (requirement.op == "Exists") return present;
  if (requirement.op == "DoesNotExist") return "not " + present;
  // Gt and Lt: a label that is no number does not match.
  const std::string sign = requirement.op == "Gt" ? " > " : " < ";
  const std::string bound(requirement.values[0]);
  return "(if " + number + " != none then " + number + sign + bound + " else false)";
}

std::string formula(const std::vector<Requirement>& requirements, const std::string& entity) {
  std::string all;
  for (const Requirement& each : requirements) {
    const std::string arguments = "(" + entity + ", " + quoted(each.key) + ")";
    if (!all.empty()) all += " and ";
    all += formula(each, "label" + arguments, "has_label" + arguments, "label_number" + arguments);
  }
  return all.empty() ? "true" : all;
}

bool selects(const std::vector<Requirement>& requirements, const std::vector<Label>& labels) {
  return std::all_of(requirements.begin(), requirements.end(), [&](const Requirement& each) {
    const auto value = find_label(labels, each.key);
    if (each.op == "Exists") return value.has_value();
    if (each.op == "DoesNotExist") return !value.has_value();
    const bool is_listed =
        value && std::find(each.values.begin(), each.values.end(), *value) != each.values.end();
    return each.op == "In" ? is_listed : !is_listed;
  });
}

bool is_set_by_controllers(std::string_view key) {
  constexpr std::array<std::string_view, 11> kKeys{
      "pod-template-hash",
      "controller-revision-hash",
      "pod-template-generation",
      "statefulset.kubernetes.io/pod-name",
      "apps.kubernetes.io/pod-index",
      "controller-uid",
      "job-name",
      "batch.kubernetes.io/controller-uid",
      "batch.kubernetes.io/job-name",
      "batch.kubernetes.io/job-completion-index",
      "kubernetes.io/config.source",
  };
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

}  // namespace ringfence::ingest::kubernetes
