#include <algorithm>
#include <map>

#include "ingest/libvirt/domain.h"
#include "ingest/libvirt/facts.h"
#include "ingest/libvirt/numbers.h"

// What a domain can use at most, after virDomainDefPostParseMemory of libvirt's
// src/conf/domain_postparse.c: with guest NUMA cells the cells and memory modules are the total
// and `memory` is overwritten; without them the modules are part of `memory`. `maxMemory` is the
// ceiling for modules plugged in later.

namespace ringfence::ingest::libvirt {
namespace {

using syntax::GapEffect;

constexpr Integer kMiB = Integer{1} << 20;
constexpr Integer kGiB = Integer{1} << 30;

struct Amount {
  Integer bytes = 0;
  Span at;
};

std::optional<Integer> read_amount(Context& context, Span at, std::string_view amount,
                                   std::string_view unit) {
  const auto bytes = libvirt::read_memory(amount, unit);
  if (!bytes) {
    const std::string value =
        std::string(amount) + (unit.empty() ? "" : " ") + std::string(unit.substr(0, 40));
    refuse(context, at, "an amount of memory", value,
           "write a whole number and a unit: b, KB, KiB, MB, MiB, GB, GiB, …");
  }
  return bytes;
}

std::optional<Amount> amount_of(Context& context, pugi::xml_node element) {
  if (!element) return std::nullopt;
  const Span at = context.at_content(element);
  const auto bytes = read_amount(context, at, content(element), attribute(element, "unit"));
  return bytes ? std::optional(Amount{*bytes, at}) : std::nullopt;
}

std::optional<Integer> sum(Context& context, Span at, std::optional<Integer> a, Integer b) {
  const auto total = a ? checked_add(*a, b) : std::nullopt;
  if (a && !total) context.error("E0604", at, "the memory adds up to more than can be counted");
  return total;
}

/// Guest NUMA cells by number.
std::map<unsigned, Amount> read_cells(Context& context, pugi::xml_node domain) {
  std::map<unsigned, Amount> cells;
  unsigned next = 0;
  const pugi::xml_node numa = only_child(context, only_child(context, domain, "cpu"), "numa");
  for (const pugi::xml_node cell : children(numa, "cell")) {
    const std::string_view memory = attribute(cell, "memory");
    const Span at = context.at(cell, "memory");
    const auto bytes = read_amount(context, at, memory, attribute(cell, "unit"));
    const pugi::xml_attribute id = cell.attribute("id");
    const auto number = id ? read_count(id.value()) : std::optional<Integer>(next);
    ++next;
    if (!number || *number > kLastCpu) {
      refuse(context, context.at(cell, "id"), "the number of a NUMA cell", id.value());
    } else if (bytes && !cells.emplace(static_cast<unsigned>(*number), Amount{*bytes, at}).second) {
      context.error("E0607", context.at(cell, "id"),
                    "NUMA cell " + to_string(*number) + " is given twice");
    }
  }
  return cells;
}

std::optional<Amount> read_total(Context& context, pugi::xml_node domain,
                                 const std::map<unsigned, Amount>& cells) {
  const auto written = amount_of(context, only_child(context, domain, "memory"));
  const auto ceiling = amount_of(context, only_child(context, domain, "maxMemory"));
  static_cast<void>(amount_of(context, only_child(context, domain, "currentMemory")));
  std::optional<Integer> modules = Integer{0};
  for (const pugi::xml_node device : children(child(domain, "devices"), "memory")) {
    const auto size = amount_of(context, child(child(device, "target"), "size"));
    if (size) modules = sum(context, size->at, modules, size->bytes);
  }
  std::optional<Amount> total = written;
  if (!cells.empty()) {
    const Span at = cells.begin()->second.at;
    std::optional<Integer> bytes = modules;
    for (const auto& [number, cell] : cells) bytes = sum(context, cell.at, bytes, cell.bytes);
    if (bytes) total = Amount{*bytes, at};
    if (written && total && written->bytes != total->bytes) {
      context.out.remarks.push_back(
          {written->at, "libvirt replaces this by the sum of the NUMA cells and memory modules"});
    }
  } else if (written && modules && *modules > written->bytes) {
    context.error("E0607", written->at, "the memory modules are larger than the domain's memory");
  }
  if (!ceiling) return total;
  if (total && ceiling->bytes < total->bytes) {
    context.errors.push_back({"E0607",
                              ceiling->at,
                              "`maxMemory` is less than the domain's memory",
                              {{total->at, "its memory"}},
                              {}});
  }
  return ceiling;
}

/// The bytes of the cells that a huge page's `nodeset` names; nullopt if it names others.
std::optional<Integer> backed_by(Context& context, pugi::xml_node page, Integer total,
                                 const std::map<unsigned, Amount>& cells) {
  const pugi::xml_attribute nodeset = page.attribute("nodeset");
  if (!nodeset) return total;
  const auto numbers = read_number_set(nodeset.value());
  if (!numbers) {
    refuse(context, context.at(page, "nodeset"), "a set of NUMA cells", nodeset.value());
    return std::nullopt;
  }
  std::optional<Integer> bytes = Integer{0};
  for (const unsigned number : *numbers) {
    const auto cell = cells.find(number);
    if (cell == cells.end()) return std::nullopt;
    bytes = sum(context, cell->second.at, bytes, cell->second.bytes);
  }
  return bytes;
}

const std::vector<std::string> kPages = {"vm.hugepages_2Mi", "vm.hugepages_1Gi"};

void read_huge_pages(Context& context, const Domain& domain, std::optional<Amount> total,
                     const std::map<unsigned, Amount>& cells) {
  const pugi::xml_node backing = only_child(context, domain.element, "memoryBacking");
  const pugi::xml_node huge = only_child(context, backing, "hugepages");
  if (!huge) return;
  const auto gap = [&](pugi::xml_node at, std::string reason) {
    context.gap(context.at(at), "memoryBacking/hugepages", GapEffect::Unknown, kPages,
                std::move(reason));
  };
  const std::vector<pugi::xml_node> pages = children(huge, "page");
  if (pages.empty()) return gap(huge, "the host chooses the size of the pages");
  std::map<std::string, Amount> by_size;
  for (const pugi::xml_node page : pages) {
    const auto size = read_amount(context, context.at(page, "size"), attribute(page, "size"),
                                  attribute(page, "unit"));
    if (!size) continue;
    const char* kind = *size == 2 * kMiB ? "hugepages_2Mi"
                       : *size == kGiB   ? "hugepages_1Gi"
                                         : nullptr;
    if (!kind) {
      gap(page, "pages of another size than 2 MiB and 1 GiB");
      continue;
    }
    // A page for all cells stands back where another one names some of them.
    const bool is_remainder = !page.attribute("nodeset") && pages.size() > 1;
    const auto bytes =
        total && !is_remainder ? backed_by(context, page, total->bytes, cells) : std::nullopt;
    if (!bytes) {
      gap(page, "how much memory has these pages is not said");
      continue;
    }
    Amount& amount = by_size.try_emplace(kind, Amount{0, context.at(page)}).first->second;
    amount.bytes = sum(context, context.at(page), amount.bytes, *bytes).value_or(0);
  }
  for (const auto& [kind, amount] : by_size) set_bytes(domain.vm, kind, amount.bytes, amount.at);
}

}  // namespace

void read_memory(Context& context, const Domain& domain) {
  const std::map<unsigned, Amount> cells = read_cells(context, domain.element);
  const std::optional<Amount> total = read_total(context, domain.element, cells);
  if (total) set_bytes(domain.vm, "memory", total->bytes, total->at);
  read_huge_pages(context, domain, total, cells);
}

}  // namespace ringfence::ingest::libvirt
