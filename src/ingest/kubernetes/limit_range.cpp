#include "ingest/kubernetes/limit_range.h"

#include <algorithm>
#include <array>

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::GapEffect;

constexpr std::string_view kContainer = "Container";
constexpr std::string_view kPod = "Pod";
constexpr std::string_view kClaim = "PersistentVolumeClaim";

void add_missing(Amounts& amounts, const Amounts& defaults) {
  for (const auto& [name, amount] : defaults) amounts.try_emplace(name, amount);
}

/// As the API server completes an entry for containers: a maximum is a default limit, a default
/// limit a default request, and a minimum a default request where there is none yet.
void complete(LimitItem& item) {
  if (item.type != kContainer) return;
  add_missing(item.limits, item.high);
  add_missing(item.requests, item.limits);
  add_missing(item.requests, item.low);
}

std::vector<LimitItem> read_items(Context& context, const Object& object) {
  std::vector<LimitItem> items;
  for (const NodeId node : sequence(context, object.spec, "limits")) {
    LimitItem item;
    item.type = text(context, node, "type").value_or("");
    item.limits = read_amounts(context, node, "default");
    item.requests = read_amounts(context, node, "defaultRequest");
    item.low = read_amounts(context, node, "min");
    item.high = read_amounts(context, node, "max");
    item.ratio = read_amounts(context, node, "maxLimitRequestRatio");
    if (item.type.empty()) context.error("E0502", context.at(node), "the entry has no `type`");
    complete(item);
    items.push_back(std::move(item));
  }
  return items;
}

std::span<const LimitRange> ranges_of(const Context& context, std::string_view space) {
  const auto found = context.around.limit_ranges.find(space);
  if (found == context.around.limit_ranges.end()) return {};
  return found->second;
}

/// The defaults of one LimitRange: of several entries for containers the last counts.
struct Defaults {
  Amounts limits, requests;
};
Defaults defaults_of(const LimitRange& range) {
  Defaults all;
  for (const LimitItem& item : range.items) {
    if (item.type != kContainer) continue;
    for (const auto& [name, amount] : item.limits) all.limits.insert_or_assign(name, amount);
    for (const auto& [name, amount] : item.requests) all.requests.insert_or_assign(name, amount);
  }
  return all;
}

std::string attribute_of(std::string_view resource) {
  if (resource == "ephemeral-storage") return ".ephemeral_storage";
  if (resource == "hugepages-2Mi") return ".hugepages_2Mi";
  if (resource == "hugepages-1Gi") return ".hugepages_1Gi";
  if (resource.find('/') != std::string_view::npos) return "";
  return "." + std::string(resource);
}

/// The API server takes the LimitRanges of a namespace in no order that could be relied on: where
/// a later one has another value, it may as well have come first.
void note_disagreement(Context& context, std::string_view which, const std::string& resource,
                       const Amount& taken, const Amount& other) {
  if (taken.value == other.value) return;
  const std::string attribute = std::string(which) + attribute_of(resource);
  context.out.gaps.push_back({other.at,
                              "default " + std::string(which) + " of `" + resource + "`",
                              GapEffect::Unknown,
                              {"container." + attribute, "pod." + attribute},
                              "another LimitRange of the namespace has another one"});
}

void default_to(Context& context, std::string_view which, const Amounts& defaults,
                const Amounts& own, Amounts& amounts) {
  for (const auto& [name, amount] : defaults) {
    if (own.contains(name)) continue;
    const auto [place, is_new] = amounts.try_emplace(name, amount);
    if (!is_new) note_disagreement(context, which, name, place->second, amount);
  }
}

/// Those of the limits that the LimitRange gave by default.
Amounts taken_from(const LimitRange& range, const Amounts& limits) {
  Amounts taken;
  for (const auto& [name, amount] : defaults_of(range).limits) {
    const auto own = limits.find(name);
    if (own != limits.end() && own->second.at == amount.at) taken.emplace(name, amount);
  }
  return taken;
}

// ---- Bounds -----------------------------------------------------------------------------------

std::string amount_text(std::string_view resource, const Rational& value) {
  const bool is_cpu = resource == "cpu";
  const bool is_count = resource.find('/') != std::string_view::npos;
  return to_string(Quantity{value, is_cpu     ? Dimension::Cpu
                                   : is_count ? Dimension::Count
                                              : Dimension::Bytes});
}

/// One thing that a LimitRange bounds, and the reasons to refuse it.
class Bounded {
 public:
  Bounded(const LimitRange& range, std::string_view space, std::string_view what,
          const Amounts& requests, const Amounts& limits, Span at)
      : intro_("LimitRange " + std::string(space) + "/" + range.name + ": " + std::string(what) +
               ": "),
        requests_(requests),
        limits_(limits),
        at_(at) {}

  void at_least(const Amounts& low) {
    for (const auto& [name, least] : low) {
      const Amount* request = find(requests_, name);
      if (request == nullptr) {
        refuse(
            "it has no " + name + " request, and the minimum is " + amount_text(name, least.value),
            at_);
      } else if (request->value < least.value) {
        refuse_amount("request", name, *request, "below the minimum", least);
      }
      const Amount* limit = find(limits_, name);
      if (limit != nullptr && limit->value < least.value) {
        refuse_amount("limit", name, *limit, "below the minimum", least);
      }
    }
  }

  void at_most(const Amounts& high) {
    for (const auto& [name, most] : high) {
      const Amount* limit = find(limits_, name);
      if (limit == nullptr) {
        refuse("it has no " + name + " limit, and the maximum is " + amount_text(name, most.value),
               at_);
      } else if (limit->value > most.value) {
        refuse_amount("limit", name, *limit, "above the maximum", most);
      }
      requests_at_most(name, most);
    }
  }

  /// Of claims the limits do not matter.
  void requests_at_most(const std::string& name, const Amount& most) {
    const Amount* request = find(requests_, name);
    if (request == nullptr || request->value <= most.value) return;
    refuse_amount("request", name, *request, "above the maximum", most);
  }

  void ratio_at_most(const Amounts& ratio) {
    for (const auto& [name, most] : ratio) {
      const Amount* request = find(requests_, name);
      const Amount* limit = find(limits_, name);
      const bool has_both = request != nullptr && limit != nullptr &&
                            request->value > Rational(0) && limit->value > Rational(0);
      if (!has_both) {
        refuse("it needs a " + name + " request and limit above 0, for their ratio is bounded",
               at_);
        continue;
      }
      const auto allowed = checked_multiply(request->value, most.value);
      // An overflow would be a limit larger than any that can be written.
      if (!allowed || limit->value <= *allowed) continue;
      refuse("the " + name + " limit " + amount_text(name, limit->value) + " is more than " +
                 to_string(most.value) + " times the request " + amount_text(name, request->value),
             limit->at);
    }
  }

  void requests_no_more_than_limits() {
    for (const auto& [name, request] : requests_) {
      const Amount* limit = find(limits_, name);
      if (limit != nullptr && request.value > limit->value) {
        refuse_amount("request", name, request, "above the default limit", *limit);
      }
    }
  }

  std::vector<Member> reasons() && { return std::move(reasons_); }

 private:
  static const Amount* find(const Amounts& amounts, const std::string& name) {
    const auto found = amounts.find(name);
    return found == amounts.end() ? nullptr : &found->second;
  }
  void refuse(const std::string& why, Span at) { reasons_.push_back({intro_ + why, at}); }
  void refuse_amount(std::string_view which, const std::string& name, const Amount& is,
                     std::string_view relation, const Amount& bound) {
    refuse("the " + name + " " + std::string(which) + " " + amount_text(name, is.value) + " is " +
               std::string(relation) + " " + amount_text(name, bound.value),
           is.at);
  }

  std::string intro_;
  const Amounts& requests_;
  const Amounts& limits_;
  Span at_;
  std::vector<Member> reasons_;
};

void append(std::vector<Member>& all, std::vector<Member> more) {
  for (Member& each : more) all.push_back(std::move(each));
}

std::vector<Member> refused(const Context& context, std::string_view space, std::string_view type,
                            std::string_view what, const Resources& of) {
  std::vector<Member> all;
  for (const LimitRange& range : ranges_of(context, space)) {
    for (const LimitItem& item : range.items) {
      if (item.type != type) continue;
      Bounded bounded(range, space, what, of.requests, of.limits, of.at);
      bounded.at_least(item.low);
      if (type == kClaim) {
        for (const auto& [name, most] : item.high) bounded.requests_at_most(name, most);
      } else {
        bounded.at_most(item.high);
        bounded.ratio_at_most(item.ratio);
      }
      append(all, std::move(bounded).reasons());
    }
  }
  return all;
}

}  // namespace

void survey_limit_range(Context& context, const Object& object, Surroundings& around) {
  LimitRange range{std::string(object.name), read_items(context, object), object.at};
  around.limit_ranges[std::string(object.space)].push_back(std::move(range));
}

void check_limit_range(Context& context, const Object& object) {
  constexpr std::array<std::string_view, 3> kTypes{kContainer, kPod, kClaim};
  bool has_defaults = false;
  for (const LimitItem& item : read_items(context, object)) {
    has_defaults = has_defaults || !item.limits.empty() || !item.requests.empty();
    const bool is_known = std::find(kTypes.begin(), kTypes.end(), item.type) != kTypes.end();
    if (is_known || item.type.empty()) continue;
    context.out.gaps.push_back({object.at,
                                "LimitRange for `" + item.type + "`",
                                GapEffect::Inert,
                                {},
                                "bounds nothing that is modelled"});
  }
  if (!has_defaults) return;
  context.out.remarks.push_back(
      {object.at, "the defaults of LimitRange `" + object.full_name() +
                      "` are taken as set on every pod of the namespace, as if none was older"});
}

void apply_limit_ranges(Context& context, std::string_view space, Resources& resources) {
  const Resources own = resources;
  for (const LimitRange& range : ranges_of(context, space)) {
    const Defaults defaults = defaults_of(range);
    default_to(context, "limit", defaults.limits, own.limits, resources.limits);
    default_to(context, "request", defaults.requests, own.requests, resources.requests);
  }
}

std::vector<Member> refused_container(const Context& context, std::string_view space,
                                      std::string_view what, const Resources& resources) {
  std::vector<Member> all = refused(context, space, kContainer, what, resources);
  for (const LimitRange& range : ranges_of(context, space)) {
    const Amounts given = taken_from(range, resources.limits);
    Bounded bounded(range, space, what, resources.requests, given, resources.at);
    bounded.requests_no_more_than_limits();
    append(all, std::move(bounded).reasons());
  }
  return all;
}

std::vector<Member> refused_pod(Context& context, std::string_view space,
                                const std::vector<Demand>& demands, const Resources& pod, Span at) {
  if (ranges_of(context, space).empty()) return {};
  Resources total;
  total.at = at;
  total.requests = summed(context, demands, pod, &Resources::requests);
  total.limits = summed(context, demands, pod, &Resources::limits);
  return refused(context, space, kPod, "the pod", total);
}

std::vector<Member> refused_claim(const Context& context, std::string_view space,
                                  std::string_view what, const Resources& resources) {
  return refused(context, space, kClaim, what, resources);
}

}  // namespace ringfence::ingest::kubernetes
