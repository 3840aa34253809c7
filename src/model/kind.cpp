#include "model/kind.h"

namespace ringfence::model {
namespace {

struct Names {
  std::string_view one, many;
};
constexpr std::array<Names, kKindCount> kNames = {{{"host", "hosts"},
                                                   {"vm", "vms"},
                                                   {"node", "nodes"},
                                                   {"pod", "pods"},
                                                   {"container", "containers"},
                                                   {"network", "networks"},
                                                   {"volume", "volumes"},
                                                   {"device", "devices"},
                                                   {"tenant", "tenants"},
                                                   {"workload", "workloads"},
                                                   {"namespace", "namespaces"},
                                                   {"quota", "quotas"},
                                                   {"account", "accounts"}}};

}  // namespace

std::string_view name_of(Kind kind) {
  return kNames[static_cast<std::size_t>(kind)].one;
}
std::string_view plural_of(Kind kind) {
  return kNames[static_cast<std::size_t>(kind)].many;
}

std::optional<Kind> kind_of(std::string_view name) {
  for (std::size_t i = 0; i < kKindCount; ++i) {
    if (kNames[i].one == name) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

std::optional<Kind> kind_of_plural(std::string_view plural) {
  for (std::size_t i = 0; i < kKindCount; ++i) {
    if (kNames[i].many == plural) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

}  // namespace ringfence::model
