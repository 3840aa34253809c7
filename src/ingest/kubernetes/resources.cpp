#include "ingest/kubernetes/resources.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/nearest_name.h"
#include "base/quantity.h"
#include "ingest/kubernetes/facts.h"

namespace ringfence::ingest::kubernetes {
namespace {

/// A resource with an attribute of its own.
struct Known {
  std::string_view resource;
  std::string_view attribute;
  Dimension dimension;
  bool has_limit;
};
constexpr std::array<Known, 5> kKnown{{
    {"cpu", "cpu", Dimension::Cpu, true},
    {"memory", "memory", Dimension::Bytes, true},
    {"ephemeral-storage", "ephemeral_storage", Dimension::Bytes, true},
    {"hugepages-2Mi", "hugepages_2Mi", Dimension::Bytes, false},
    {"hugepages-1Gi", "hugepages_1Gi", Dimension::Bytes, false},
}};

const Known* find_known(std::string_view resource) {
  for (const Known& known : kKnown) {
    if (known.resource == resource) return &known;
  }
  return nullptr;
}

/// Extended resources have a domain; page sizes beyond the two with attributes are keyed too.
bool is_extended(std::string_view resource) {
  return resource.find('/') != std::string_view::npos || resource.starts_with("hugepages-");
}

std::optional<Amount> read_amount(Context& context, const Entry& entry) {
  const yaml::Tree::Node node = context.tree[entry.value];
  const std::string what = "`" + std::string(entry.key) + "`";
  if (node.type != NodeType::Scalar) {
    context.error("E0503", node.at, "expected a quantity for " + what);
    return std::nullopt;
  }
  const auto result = parse_kubernetes_quantity(node.scalar);
  if (!result.quantity) {
    const bool is_range = result.error == QuantityError::Overflow;
    context.error("E0504", node.at,
                  "`" + std::string(node.scalar) + "` is " +
                      (is_range ? "too large" : "no quantity") + " for " + what,
                  is_range ? "" : "write a number with an optional unit: `500m`, `2`, `512Mi`");
    return std::nullopt;
  }
  if (result.quantity->value < Rational(0)) {
    context.error("E0504", node.at, "the quantity of " + what + " is negative");
    return std::nullopt;
  }
  return Amount{result.quantity->value, node.at};
}

void check_names(Context& context, NodeId map, std::string_view key) {
  for (const Entry& entry : entries(context, context.tree.find(map, key))) {
    if (find_known(entry.key) != nullptr || is_extended(entry.key)) continue;
    std::vector<std::string> names;
    for (const Known& known : kKnown) names.emplace_back(known.resource);
    const std::string near = nearest_name(entry.key, names);
    context.error("E0508", context.at(entry.key_node),
                  "`" + std::string(entry.key) + "` is no resource",
                  near.empty() ? "extended resources have a domain: `example.com/name`"
                               : "did you mean `" + near + "`?");
  }
}

void check_limits(Context& context, const Resources& resources) {
  for (const auto& [name, request] : resources.requests) {
    const auto limit = resources.limits.find(name);
    if (limit == resources.limits.end() || request.value <= limit->second.value) continue;
    context.error("E0505", request.at, "the request for `" + name + "` is above its limit");
    context.errors.back().notes.push_back({limit->second.at, "the limit"});
  }
}

Resources read_plain(Context& context, NodeId holder, Span holder_at) {
  Resources resources;
  const NodeId field = mapping(context, holder, "resources");
  resources.at = field ? context.at(context.tree.find_key(holder, "resources")) : holder_at;
  check_names(context, field, "requests");
  check_names(context, field, "limits");
  resources.requests = read_amounts(context, field, "requests");
  resources.limits = read_amounts(context, field, "limits");
  check_limits(context, resources);
  return resources;
}

/// a + b per resource. A sum has no single line: it keeps the place of its first part.
void add_to(Context& context, Amounts& sum, const Amounts& more) {
  for (const auto& [name, amount] : more) {
    const auto [place, is_new] = sum.try_emplace(name, amount);
    if (is_new) continue;
    const auto total = checked_add(place->second.value, amount.value);
    if (total) {
      place->second.value = *total;
    } else {
      context.error("E0504", amount.at, "the pod's sum of `" + name + "` is too large");
    }
  }
}

void raise_to(Amounts& most, const Amounts& other) {
  for (const auto& [name, amount] : other) {
    const auto [place, is_new] = most.try_emplace(name, amount);
    if (!is_new && place->second.value < amount.value) place->second = amount;
  }
}

/// The most that is asked for at one time, over the start of the pod and its running.
Amounts peak(Context& context, const std::vector<Demand>& demands, Amounts Resources::*which) {
  Amounts running;
  Amounts sidecars;
  Amounts starting;
  for (const Demand& demand : demands) {
    const Amounts& own = demand.resources.*which;
    if (demand.role == Role::Main) add_to(context, running, own);
    if (demand.role == Role::Sidecar) {
      add_to(context, running, own);
      add_to(context, sidecars, own);
      raise_to(starting, sidecars);
    }
    if (demand.role == Role::Init) {
      Amounts step = own;
      add_to(context, step, sidecars);
      raise_to(starting, step);
    }
  }
  raise_to(running, starting);
  return running;
}

bool is_pod_level(std::string_view resource) {
  return resource == "cpu" || resource == "memory" || resource.starts_with("hugepages-");
}

}  // namespace

Amounts read_amounts(Context& context, NodeId map, std::string_view key) {
  Amounts amounts;
  for (const Entry& entry : entries(context, mapping(context, map, key))) {
    if (const auto amount = read_amount(context, entry)) amounts.emplace(entry.key, *amount);
  }
  return amounts;
}

Resources read_resources(Context& context, NodeId holder, Span holder_at) {
  Resources resources = read_plain(context, holder, holder_at);
  for (const auto& [name, limit] : resources.limits) resources.requests.try_emplace(name, limit);
  return resources;
}

Resources read_pod_resources(Context& context, NodeId spec, Span spec_at) {
  return read_plain(context, spec, spec_at);
}

Amounts summed(Context& context, const std::vector<Demand>& demands, const Resources& pod,
               Amounts Resources::*which) {
  Amounts total = peak(context, demands, which);
  for (const auto& [name, amount] : pod.*which) {
    if (is_pod_level(name)) total.insert_or_assign(name, amount);
  }
  return total;
}

Amounts effective_requests(Context& context, const std::vector<Demand>& demands,
                           const Resources& pod, const Amounts& overhead) {
  Amounts total = peak(context, demands, &Resources::requests);
  // The pod's own limit is its request where neither it nor a container requests the resource.
  for (const auto& [name, limit] : pod.limits) {
    if (is_pod_level(name)) total.try_emplace(name, limit);
  }
  for (const auto& [name, request] : pod.requests) {
    if (is_pod_level(name)) total.insert_or_assign(name, request);
  }
  add_to(context, total, overhead);
  return total;
}

Amounts effective_limits(Context& context, const std::vector<Demand>& demands, const Resources& pod,
                         const Amounts& overhead) {
  Amounts total = peak(context, demands, &Resources::limits);
  const auto is_unlimited = [&](const auto& entry) {
    return std::any_of(demands.begin(), demands.end(), [&](const Demand& demand) {
      return demand.role != Role::Ephemeral && !demand.resources.limits.contains(entry.first);
    });
  };
  std::erase_if(total, is_unlimited);
  for (const auto& [name, limit] : pod.limits) {
    if (is_pod_level(name)) total.insert_or_assign(name, limit);
  }
  for (const auto& [name, amount] : overhead) {
    if (total.contains(name)) add_to(context, total, {{name, amount}});
  }
  return total;
}

std::string_view class_of_service(const std::vector<Demand>& demands, const Resources& pod) {
  std::vector<const Resources*> all;
  for (const Demand& demand : demands) {
    if (demand.role != Role::Ephemeral) all.push_back(&demand.resources);
  }
  if (!pod.requests.empty() || !pod.limits.empty()) all = {&pod};
  const auto amount = [](const Amounts& amounts, std::string_view name) {
    const auto found = amounts.find(name);
    return found == amounts.end() ? Rational(0) : found->second.value;
  };
  bool has_any = false;
  bool is_guaranteed = true;
  for (const Resources* each : all) {
    for (const std::string_view name : {"cpu", "memory"}) {
      const Rational limit = amount(each->limits, name);
      // Of a pod as a whole the request is its limit unless written.
      const bool is_own = each == &pod && !each->requests.contains(name);
      const Rational request = is_own ? limit : amount(each->requests, name);
      has_any = has_any || limit > Rational(0) || request > Rational(0);
      is_guaranteed = is_guaranteed && limit > Rational(0) && limit == request;
    }
  }
  return !has_any ? "BestEffort" : is_guaranteed ? "Guaranteed" : "Burstable";
}

void set_amounts(syntax::EntityDecl& entity, std::string_view prefix, const Amounts& amounts,
                 bool has_keyed) {
  const bool is_limit = prefix == "limit";
  const bool zero_is_default = prefix == "request";
  for (const Known& known : kKnown) {
    const auto amount = amounts.find(known.resource);
    if (amount == amounts.end() || (is_limit && !known.has_limit)) continue;
    if (zero_is_default && amount->second.value == Rational(0)) continue;
    set_number(entity, std::string(prefix) + "." + std::string(known.attribute),
               {amount->second.value, known.dimension}, amount->second.at);
  }
  if (!has_keyed) return;
  for (const auto& [name, amount] : amounts) {
    if (find_known(name) == nullptr) set_keyed(entity, prefix, name, amount.value, amount.at);
  }
}

}  // namespace ringfence::ingest::kubernetes
