#include <algorithm>
#include <set>

#include "ingest/oci/container.h"

// https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#control-groups

namespace ringfence::ingest::oci {
namespace {

using syntax::GapEffect;

// ---- The control group ------------------------------------------------------------------------

/// What systemd names the directory of a slice: `a-b.slice` lies in `a.slice`.
std::string slice_path(std::string_view slice) {
  if (slice == "-.slice") return "";
  const std::string_view name = slice.substr(0, slice.size() - std::string_view(".slice").size());
  std::string path;
  for (std::size_t dash = name.find('-'); dash != std::string_view::npos;
       dash = name.find('-', dash + 1)) {
    path += "/" + std::string(name.substr(0, dash)) + ".slice";
  }
  return path + "/" + std::string(slice);
}

/// `SLICE:PREFIX:NAME` as the directory that systemd makes of it; nullopt for anything else.
std::optional<std::string> systemd_path(std::string_view text) {
  const std::size_t first = text.find(':');
  const std::size_t second = text.find(':', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos || text.find(':', second + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view slice = text.substr(0, first);
  const std::string prefix(text.substr(first + 1, second - first - 1));
  const std::string name(text.substr(second + 1));
  if (slice.empty()) slice = "system.slice";
  if (!slice.ends_with(".slice") || slice.find('/') != std::string_view::npos || name.empty()) {
    return std::nullopt;
  }
  if (name.ends_with(".slice")) return slice_path(name);
  return slice_path(slice) + "/" + (prefix.empty() ? "" : prefix + "-") + name + ".scope";
}

void read_cgroup(Context& context, syntax::EntityDecl& container) {
  const NodeId path = context.find({"linux", "cgroupsPath"});
  if (!path || context.tree[path].scalar.empty()) return;  // the runtime makes one for it alone
  const std::string written(context.tree[path].scalar);
  const Span at = context.at(path);
  if (const auto clean = clean_path(written)) return set_symbol(container, "cgroup", *clean, at);
  if (const auto systemd = systemd_path(written)) {
    return set_symbol(container, "cgroup", *systemd, at);
  }
  set_symbol(container, "cgroup", written, at);
  context.gap(at, "relative cgroupsPath", GapEffect::Widens, {"container.cgroup"},
              "the runtime chooses what it is relative to");
}

// ---- Amounts ----------------------------------------------------------------------------------

/// The field if it bounds anything: runtimes read 0 as unset and what is below it as unlimited.
std::optional<Integer> bound(const Context& context, NodeId map, std::string_view key) {
  const auto number = context.number(map, key);
  return number && *number > 0 ? number : std::nullopt;
}

void read_memory(Context& context, syntax::EntityDecl& container) {
  const NodeId memory = context.find({"linux", "resources", "memory"});
  const NodeId machine = context.find({"vm", "hwConfig"});
  const auto own = bound(context, memory, "limit");
  const auto outer = bound(context, machine, "memory");
  const bool is_own = own && (!outer || *own <= *outer);
  const auto limit = is_own ? own : outer;
  if (limit) {
    const NodeId at =
        is_own ? context.tree.find(memory, "limit") : context.tree.find(machine, "memory");
    set_bytes(container, "limit.memory", *limit, context.at(at));
  }
  auto reservation = bound(context, memory, "reservation");
  // Protection beyond the limit is worth nothing.
  if (limit && reservation) reservation = std::min(*limit, *reservation);
  if (reservation) {
    set_bytes(container, "request.memory", *reservation,
              context.at(context.tree.find(memory, "reservation")));
  }
}

std::optional<std::set<unsigned>> read_cpu_list(std::string_view text) {
  constexpr Integer kLast = 16383;
  std::set<unsigned> cpus;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view item = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const std::size_t dash = item.find('-');
    const auto first = parse_integer(item.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_integer(item.substr(dash + 1));
    if (!first || !last || *first < 0 || *last < *first || *last > kLast) return std::nullopt;
    for (Integer cpu = *first; cpu <= *last; ++cpu) cpus.insert(static_cast<unsigned>(cpu));
  }
  return cpus;
}

void read_cpus(Context& context, syntax::EntityDecl& container, NodeId list) {
  if (!list) return;
  const std::string_view text = context.tree[list].scalar;
  const Span at = context.at(list);
  const auto cpus = read_cpu_list(text);
  if (!cpus) {
    context.error("E0802", at, "expected a list of CPUs, found `" + std::string(text) + "`",
                  "write numbers and ranges: `0-3,8`");
    return;
  }
  if (cpus->empty()) return;
  syntax::SetLit numbers;
  for (const unsigned cpu : *cpus) {
    numbers.items.push_back({syntax::NumberLit{std::to_string(cpu)}, at});
  }
  container.settings.push_back(
      {"cpu_set", std::nullopt, at, syntax::Value(syntax::Expr{std::move(numbers), at}), at});
}

void read_cpu(Context& context, syntax::EntityDecl& container) {
  const NodeId cpu = context.find({"linux", "resources", "cpu"});
  constexpr Integer kPeriod = 100'000;  // the kernel's, in microseconds
  const NodeId machine = context.find({"vm", "hwConfig"});
  const auto quota = bound(context, cpu, "quota");
  const auto own =
      quota ? Rational::of(*quota, bound(context, cpu, "period").value_or(kPeriod)) : std::nullopt;
  const auto outer = bound(context, machine, "vcpus");
  if (own && (!outer || *own <= Rational(*outer))) {
    set_cpu(container, "limit.cpu", *own, context.at(context.tree.find(cpu, "quota")));
  } else if (outer) {
    set_count(container, "limit.cpu", *outer, context.at(context.tree.find(machine, "vcpus")));
  }
  if (cpu) read_cpus(context, container, context.tree.find(cpu, "cpus"));
}

void read_huge_pages(Context& context, syntax::EntityDecl& container) {
  std::set<std::string> seen;
  for (const NodeId entry : context.items(context.find({"linux", "resources", "hugepageLimits"}))) {
    const std::string size = *context.text(entry, "pageSize");
    const Span at = context.at(context.tree.find(entry, "limit"));
    const Integer limit = *context.number(entry, "limit");
    if (!seen.insert(size).second) {
      context.error("E0803", context.at(context.tree.find(entry, "pageSize")),
                    "pages of " + size + " are limited twice");
    } else if (size == "2MB") {
      set_bytes(container, "limit.hugepages_2Mi", limit, at);
    } else if (size == "1GB") {
      set_bytes(container, "limit.hugepages_1Gi", limit, at);
    } else {
      context.gap(at, "hugepageLimits " + size, GapEffect::Inert, {},
                  "pages of other sizes are not counted");
    }
  }
}

std::string number_of_device(const Context& context, NodeId entry) {
  const auto part = [&](std::string_view key) {
    const auto number = context.number(entry, key);
    return number && *number >= 0 ? to_string(*number) : std::string("*");
  };
  return part("major") + ":" + part("minor");
}

void read_block_io(Context& context, syntax::EntityDecl& container) {
  const NodeId io = context.find({"linux", "resources", "blockIO"});
  if (!io) return;
  if (const auto weight = bound(context, io, "weight")) {
    set_count(container, "io_weight", *weight, context.at(context.tree.find(io, "weight")));
  }
  std::vector<Member> limits;
  struct Throttle {
    std::string_view field, name, amount;
  };
  for (const Throttle& each : {Throttle{"weightDevice", "weight", "weight"},
                               Throttle{"throttleReadBpsDevice", "rbps", "rate"},
                               Throttle{"throttleWriteBpsDevice", "wbps", "rate"},
                               Throttle{"throttleReadIOPSDevice", "riops", "rate"},
                               Throttle{"throttleWriteIOPSDevice", "wiops", "rate"}}) {
    for (const NodeId entry : context.items(context.tree.find(io, each.field))) {
      const auto amount = bound(context, entry, each.amount);
      if (!amount) continue;  // 0 takes a limit away
      limits.push_back({"block/" + number_of_device(context, entry) + " " + std::string(each.name) +
                            "=" + to_string(*amount),
                        context.at(context.tree.find(entry, each.amount))});
    }
  }
  set_symbols(container, "io_limits", limits);
}

// ---- Devices ----------------------------------------------------------------------------------

/// A rule for every device of either kind, whatever its numbers.
bool is_for_all(const Context& context, NodeId rule) {
  const std::string type = context.text(rule, "type").value_or("a");
  return (type == "a" || type.empty()) && number_of_device(context, rule) == "*:*";
}

std::string_view kind_of_device(std::string_view type) {
  return type == "b" ? "block" : type == "a" || type.empty() ? "any" : "char";
}

void read_device_rules(Context& context, std::vector<Member>& devices,
                       syntax::EntityDecl& container) {
  std::vector<Member> rules;
  for (const NodeId rule : context.items(context.find({"linux", "resources", "devices"}))) {
    const std::string type = context.text(rule, "type").value_or("a");
    rules.push_back({std::string(context.is_true(rule, "allow") ? "allow " : "deny ") +
                         std::string(kind_of_device(type)) + "/" + number_of_device(context, rule) +
                         " " + context.text(rule, "access").value_or("rwm"),
                     context.at(context.tree.find(rule, "allow"))});
  }
  set_symbols(container, "device_rules", rules);
  if (!allows_all_devices(context)) return;
  devices.push_back({"*", context.anchor({"linux", "resources", "devices"})});
}

void read_devices(Context& context, syntax::EntityDecl& container, std::vector<Member>& devices) {
  for (const NodeId device : context.items(context.find({"linux", "devices"}))) {
    const std::string type = *context.text(device, "type");
    if (type == "p") continue;  // a pipe of its own
    devices.push_back({std::string(kind_of_device(type)) + "/" + number_of_device(context, device),
                       context.at(context.tree.find(device, "path"))});
  }
  const NodeId moved = context.find({"linux", "netDevices"});
  for (std::size_t i = 0; moved && i + 1 < context.tree[moved].items.size(); i += 2) {
    const NodeId name = context.tree[moved].items[i];
    devices.push_back({"net/" + std::string(context.tree[name].scalar), context.at(name)});
  }
  read_device_rules(context, devices, container);
}

}  // namespace

bool allows_all_devices(const Context& context) {
  bool all = true;  // as in the group above, until a rule denies them
  for (const NodeId rule : context.items(context.find({"linux", "resources", "devices"}))) {
    if (!is_for_all(context, rule)) continue;
    const bool is_allowed = context.is_true(rule, "allow");
    const std::string access = context.text(rule, "access").value_or("rwm");
    const bool opens = access.empty() || access.find('r') != std::string::npos ||
                       access.find('w') != std::string::npos;
    const bool is_whole = access.empty() || (access.find('r') != std::string::npos &&
                                             access.find('w') != std::string::npos);
    if (is_allowed && opens) all = true;
    if (!is_allowed && is_whole) all = false;
  }
  return all;
}

void read_resources(Context& context, syntax::EntityDecl& container, Given& given) {
  read_cgroup(context, container);
  read_memory(context, container);
  read_cpu(context, container);
  read_huge_pages(context, container);
  read_block_io(context, container);
  read_devices(context, container, given.devices);
  const NodeId pids = context.find({"linux", "resources", "pids"});
  if (const auto limit = bound(context, pids, "limit")) {
    set_count(container, "limit.pids", *limit, context.at(context.tree.find(pids, "limit")));
  }
}

}  // namespace ringfence::ingest::oci
