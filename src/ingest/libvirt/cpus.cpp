#include "ingest/libvirt/domain.h"
#include "ingest/libvirt/facts.h"
#include "ingest/libvirt/numbers.h"

namespace ringfence::ingest::libvirt {
namespace {

using syntax::GapEffect;

/// What one import knows about pinning while it reads.
struct Pins {
  std::vector<Member> cpus;
  std::set<unsigned> vcpus;   ///< Those with a pin of their own.
  bool has_emulator = false;  ///< The emulator's threads have one.
};

std::optional<std::set<unsigned>> read_cpu_set(Context& context, pugi::xml_node element) {
  const std::string_view text = attribute(element, "cpuset");
  const auto numbers = read_number_set(text);
  if (!numbers) {
    refuse(context, context.at(element, "cpuset"), "a set of CPUs", text,
           "write numbers and ranges: `0-3,^2,8`");
  }
  return numbers;
}

void add_pin(Context& context, pugi::xml_node element, Pins& pins) {
  const auto numbers = read_cpu_set(context, element);
  if (!numbers) return;
  for (const unsigned cpu : *numbers) {
    const Span at = context.at(element, "cpuset");
    pins.cpus.push_back({syntax::NumberLit{std::to_string(cpu)}, at});
  }
}

Pins read_pins(Context& context, pugi::xml_node domain) {
  Pins pins;
  const pugi::xml_node tune = only_child(context, domain, "cputune");
  for (const pugi::xml_node pin : children(tune, "vcpupin")) {
    add_pin(context, pin, pins);
    const auto vcpu = read_count(attribute(pin, "vcpu"));
    if (!vcpu || *vcpu > kLastCpu) {
      refuse(context, context.at(pin, "vcpu"), "the number of a virtual CPU",
             attribute(pin, "vcpu"));
    } else if (!pins.vcpus.insert(static_cast<unsigned>(*vcpu)).second) {
      context.error("E0607", context.at(pin, "vcpu"),
                    "virtual CPU " + to_string(*vcpu) + " is pinned twice");
    }
  }
  if (const pugi::xml_node emulator = only_child(context, tune, "emulatorpin")) {
    add_pin(context, emulator, pins);
    pins.has_emulator = true;
  }
  for (const pugi::xml_node pin : children(tune, "iothreadpin")) add_pin(context, pin, pins);
  return pins;
}

bool is_placed_automatically(pugi::xml_node domain, pugi::xml_node vcpu) {
  const std::string_view placement = attribute(vcpu, "placement");
  if (!placement.empty()) return placement == "auto";
  const pugi::xml_node memory = child(child(domain, "numatune"), "memory");
  return !vcpu.attribute("cpuset") && attribute(memory, "placement") == "auto";
}

void read_pinning(Context& context, const Domain& domain, pugi::xml_node vcpu, Integer count) {
  Pins pins = read_pins(context, domain.element);
  const auto is_extra = [&](unsigned number) { return static_cast<Integer>(number) >= count; };
  if (!pins.vcpus.empty() && is_extra(*pins.vcpus.rbegin())) {
    context.out.remarks.push_back({context.at(child(domain.element, "cputune")),
                                   "pins a virtual CPU that the domain does not have"});
  }
  const bool is_auto = is_placed_automatically(domain.element, vcpu);
  std::size_t pinned = 0;
  for (const unsigned number : pins.vcpus) pinned += is_extra(number) ? 0 : 1;
  const bool all_pinned = static_cast<Integer>(pinned) >= count && pins.has_emulator;
  if (vcpu.attribute("cpuset")) {
    // What has no pin of its own falls back to this one.
    Pins fallback;
    add_pin(context, vcpu, fallback);
    if (!all_pinned && !is_auto) {
      pins.cpus.insert(pins.cpus.end(), fallback.cpus.begin(), fallback.cpus.end());
    }
  }
  if (pins.cpus.empty() && !is_auto) return;
  const bool is_complete = all_pinned || (vcpu.attribute("cpuset") && !is_auto);
  // A thread without a pin may run on any CPU, and so within these: the facts are one possible
  // world, and the gap is for the others.
  set_members(domain.vm, "cpu_set", std::move(pins.cpus));
  if (is_complete) return;
  const Span at = vcpu ? context.at(vcpu) : context.at(child(domain.element, "cputune"));
  if (is_auto) {
    context.gap(at, "vcpu placement auto", GapEffect::Unknown, {"vm.cpu_set"},
                "the host chooses the CPUs");
  } else {
    context.gap(at, "threads without a pin", GapEffect::Widens, {"vm.cpu_set"},
                "a thread of it may run on any CPU");
  }
}

}  // namespace

void read_cpus(Context& context, const Domain& domain) {
  const pugi::xml_node vcpu = only_child(context, domain.element, "vcpu");
  Integer count = 1;  // libvirt's default
  Span at = context.at(domain.element);
  if (vcpu) {
    const std::string text = content(vcpu);
    at = context.at_content(vcpu);
    const auto written = text.empty() ? std::optional<Integer>(1) : read_count(text);
    if (!written || *written == 0 || *written > kLastCpu + 1) {
      refuse(context, at, "a number of virtual CPUs", text);
    } else {
      count = *written;
    }
    if (const pugi::xml_attribute current = vcpu.attribute("current")) {
      const auto online = read_count(current.value());
      if (!online || *online == 0 || *online > count) {
        refuse(context, context.at(vcpu, "current"),
               "a number of virtual CPUs from 1 to " + to_string(count), current.value());
      }
    }
  }
  set_count(domain.vm, "cpu", count, at);
  read_pinning(context, domain, vcpu, count);
}

}  // namespace ringfence::ingest::libvirt
