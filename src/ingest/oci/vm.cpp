#include "ingest/oci/container.h"

// https://github.com/opencontainers/runtime-spec/blob/main/config-vm.md

namespace ringfence::ingest::oci {
namespace {

void add_file(const Context& context, std::initializer_list<std::string_view> field,
              std::vector<Member>& to) {
  const NodeId path = context.find(field);
  if (!path) return;
  const std::string written(context.tree[path].scalar);
  to.push_back({clean_path(written).value_or(written), context.at(path)});
}

void read_hardware(Context& context, std::vector<Member>& devices) {
  for (const NodeId path : context.items(context.find({"vm", "hwConfig", "dtdevs"}))) {
    devices.push_back({"dt/" + std::string(context.tree[path].scalar), context.at(path)});
  }
  for (const NodeId irq : context.items(context.find({"vm", "hwConfig", "irqs"}))) {
    devices.push_back({"irq/" + std::string(context.tree[irq].scalar), context.at(irq)});
  }
  const NodeId ranges = context.find({"vm", "hwConfig", "iomems"});
  for (const NodeId range : context.items(ranges)) {
    devices.push_back({"iomem/" + to_string(*context.number(range, "firstMFN")) + "+" +
                           to_string(*context.number(range, "nrMFNs")),
                       context.at(context.tree.find(range, "firstMFN"))});
  }
  if (context.items(ranges).empty()) return;
  context.gap(context.anchor({"vm", "hwConfig", "iomems"}), "vm.hwConfig.iomems",
              syntax::GapEffect::Widens, {"container.devices"},
              "ranges that overlap are not compared");
}

}  // namespace

void read_vm(Context& context, syntax::EntityDecl& container, Given& given) {
  if (!context.find({"vm"})) return;
  set_flag(container, "sandboxed", true, context.anchor({"vm"}));
  add_file(context, {"vm", "kernel", "path"}, given.shared_volumes);
  add_file(context, {"vm", "kernel", "initrd"}, given.shared_volumes);
  add_file(context, {"vm", "image", "path"}, given.volumes);
  read_hardware(context, given.devices);
}

}  // namespace ringfence::ingest::oci
