#pragma once
#include <span>
#include <string_view>

#include "ingest/libvirt/element.h"

/// The reviewed table of what libvirt's domain XML can say (DESIGN 4.1, "Unmodelled"): one row per
/// element or attribute, or per subtree that is treated alike. docs/formats-libvirt.md explains it,
/// and a test fails on a path of the corpus without a row.
namespace ringfence::ingest::libvirt {

enum class Treatment { Modelled, Inert, Narrows, Widens, Unknown };

struct Row {
  /// Relative to the domain: `vcpu`, `vcpu@current`, `clock/**` for an element and all inside it.
  /// `devices/*/alias/**` holds for every device. An element of another vocabulary is `ns:name`.
  std::string_view path;
  Treatment treatment = Treatment::Modelled;
  std::string_view touches = {};  ///< Separated by blanks.
  std::string_view reason = {};
};

std::span<const Row> rows();
/// What stands at `path` and below is treated as what stands at `as`.
struct Alike {
  std::string_view path, as;
};
std::span<const Alike> alike();
/// The row for a path: its own, else that of the nearest subtree around it; null if none.
const Row* find_row(std::string_view path);
/// The segment of a path that an element is.
std::string segment(pugi::xml_node element);
/// A gap for everything inside the domain that is not modelled; an element's gap speaks for all
/// inside it. What has no row may change anything about the vm.
void list_unmodelled(Context& context, pugi::xml_node domain);

}  // namespace ringfence::ingest::libvirt
