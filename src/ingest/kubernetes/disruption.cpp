#include "ingest/kubernetes/disruption.h"

#include <algorithm>

#include "ingest/kubernetes/facts.h"
#include "ingest/kubernetes/selectors.h"

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::GapEffect;

/// `2` or `50%`; an error otherwise.
std::optional<Share> read_share(Context& context, NodeId map, std::string_view key) {
  const NodeId node = present(context, map, key);
  if (!node) return std::nullopt;
  Share share;
  share.at = context.at(node);
  const yaml::Tree::Node value = context.tree[node];
  if (const auto number = yaml::as_integer(value); number && *number >= 0) {
    share.value = *number;
    return share;
  }
  const std::string_view written = value.scalar;
  if (value.type == NodeType::Scalar && written.ends_with('%')) {
    const auto percent = parse_integer(written.substr(0, written.size() - 1));
    if (percent && *percent >= 0 && *percent <= 100) {
      share.value = *percent;
      share.is_percent = true;
      return share;
    }
  }
  context.error("E0509", share.at,
                "expected a number or a percentage for `" + std::string(key) + "`");
  return std::nullopt;
}

/// Up to `policy/v1beta1` an empty selector selected nothing.
bool selects_nothing(const Object& object, bool is_empty) {
  return is_empty && object.api_version == "policy/v1beta1";
}

DisruptionBudget read_budget(Context& context, const Object& object) {
  DisruptionBudget budget;
  budget.name = object.name;
  budget.at = object.at;
  budget.least = read_share(context, object.spec, "minAvailable");
  budget.most_gone = read_share(context, object.spec, "maxUnavailable");
  const auto selector = read_selector(context, object.spec, "selector");
  if (!selector || selects_nothing(object, selector->empty())) return budget;
  budget.has_selector = true;
  for (const Requirement& each : *selector) {
    budget.selector.push_back(
        {std::string(each.key), std::string(each.op), {each.values.begin(), each.values.end()}});
  }
  return budget;
}

bool guards(const DisruptionBudget& budget, const std::vector<Label>& pod_labels) {
  if (!budget.has_selector) return false;
  std::vector<Requirement> requirements;
  for (const LabelDemand& each : budget.selector) {
    requirements.push_back({each.key, each.op, {each.values.begin(), each.values.end()}, {}});
  }
  return selects(requirements, pod_labels);
}

std::size_t guarded_workloads(const Context& context, std::string_view space,
                              const DisruptionBudget& budget) {
  const auto templates = context.around.pod_labels.find(std::string(space));
  if (templates == context.around.pod_labels.end()) return 0;
  std::size_t guarded = 0;
  for (const auto& [workload, own] : templates->second) {
    std::vector<Label> pod_labels;
    for (const auto& [key, value] : own) pod_labels.push_back({key, value, {}});
    if (guards(budget, pod_labels)) ++guarded;
  }
  return guarded;
}

/// Two bounds of several budgets both bind; the API refuses to evict such pods anyway, which
/// `budgets` shows.
void set_share(syntax::EntityDecl& decl, const std::string& attribute,
               const std::optional<Share>& share) {
  if (!share) return;
  const std::string whole = attribute + (share->is_percent ? "_percent" : "");
  const auto is_set = std::any_of(decl.settings.begin(), decl.settings.end(),
                                  [&](const auto& each) { return each.attribute == whole; });
  if (is_set) return;
  set_number(decl, whole, {Rational(share->value), Dimension::Count}, share->at);
}

}  // namespace

void survey_disruption_budget(Context& context, const Object& object, Surroundings& around) {
  around.budgets[std::string(object.space)].push_back(read_budget(context, object));
}

void check_disruption_budget(Context& context, const Object& object) {
  const DisruptionBudget budget = read_budget(context, object);
  if (budget.least && budget.most_gone) {
    context.error("E0509", budget.most_gone->at,
                  "a budget has `minAvailable` or `maxUnavailable`, not both");
  }
  if (guarded_workloads(context, object.space, budget) > 0) return;
  context.out.remarks.push_back(
      {object.at, "the budget `" + object.full_name() + "` guards no workload of any file"});
}

void write_budgets(Context& context, const Object& workload, const std::vector<Label>& pod_labels,
                   syntax::EntityDecl& decl) {
  const auto budgets = context.around.budgets.find(std::string(workload.space));
  if (budgets == context.around.budgets.end()) return;
  std::vector<Member> names;
  for (const DisruptionBudget& budget : budgets->second) {
    if (!guards(budget, pod_labels)) continue;
    names.push_back({budget.name, budget.at});
    if (guarded_workloads(context, workload.space, budget) > 1) {
      context.out.gaps.push_back({budget.at,
                                  "budget `" + budget.name + "`",
                                  GapEffect::Unknown,
                                  {"workload.min_available", "workload.min_available_percent",
                                   "workload.max_unavailable", "workload.max_unavailable_percent"},
                                  "it guards several workloads together"});
      continue;
    }
    set_share(decl, "min_available", budget.least);
    set_share(decl, "max_unavailable", budget.most_gone);
    // A budget that says neither lets nobody go: no pod is expected, and so none is to spare.
    if (!budget.least && !budget.most_gone) {
      set_share(decl, "max_unavailable", Share{0, false, budget.at});
    }
  }
  set_symbols(decl, "budgets", names, decl.at);
}

}  // namespace ringfence::ingest::kubernetes
