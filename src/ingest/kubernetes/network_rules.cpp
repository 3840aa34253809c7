#include "ingest/kubernetes/network_rules.h"

#include <algorithm>

#include "ingest/kubernetes/selectors.h"

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::LabelRequirement;

LabelRequirement::Operator operator_of(std::string_view text) {
  if (text == "NotIn") return LabelRequirement::Operator::NotIn;
  if (text == "Exists") return LabelRequirement::Operator::Exists;
  if (text == "DoesNotExist") return LabelRequirement::Operator::DoesNotExist;
  return LabelRequirement::Operator::In;
}

}  // namespace

std::optional<syntax::LabelSelector> label_selector(Context& context, NodeId holder,
                                                    std::string_view key) {
  const auto read = read_selector(context, holder, key);
  if (!read) return std::nullopt;
  syntax::LabelSelector selector;
  for (const Requirement& each : *read) {
    LabelRequirement requirement;
    requirement.key = std::string(each.key);
    requirement.op = operator_of(each.op);
    requirement.values.assign(each.values.begin(), each.values.end());
    // One meaning, one text: selectors are told apart by comparing them.
    std::sort(requirement.values.begin(), requirement.values.end());
    requirement.values.erase(std::unique(requirement.values.begin(), requirement.values.end()),
                             requirement.values.end());
    selector.requirements.push_back(std::move(requirement));
  }
  auto& all = selector.requirements;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return selector;
}

bool is_everything(const syntax::LabelSelector& selector) {
  return selector.requirements.empty();
}

std::optional<syntax::Protocol> protocol(Context& context, NodeId port) {
  const std::string_view name = text(context, port, "protocol").value_or("TCP");
  if (name == "TCP") return syntax::Protocol::Tcp;
  if (name == "UDP") return syntax::Protocol::Udp;
  if (name == "SCTP") return syntax::Protocol::Sctp;
  context.error("E0509", place_of(context, port, "protocol"),
                "`" + std::string(name) + "` is no protocol", "use `TCP`, `UDP` or `SCTP`");
  return std::nullopt;
}

std::optional<std::uint16_t> port_number(Context& context, NodeId map, std::string_view key) {
  const auto number = integer(context, map, key);
  if (number && *number >= 1 && *number <= 65535) return static_cast<std::uint16_t>(*number);
  // A value of another type has its error already.
  if (number || !present(context, map, key)) {
    context.error("E0509", place_of(context, map, key),
                  "`" + std::string(key) + "` must be a port from 1 to 65535");
  }
  return std::nullopt;
}

std::optional<AddressRange> address_block(Context& context, NodeId node) {
  const auto written = as_text(context, node, "cidr");
  if (!written) return std::nullopt;
  const auto block = parse_cidr(*written);
  if (!block) {
    context.error("E0513", context.at(node),
                  "`" + std::string(*written) + "` is no block of addresses",
                  "write an address and the length of its prefix: `10.0.0.0/8`, `2001:db8::/32`");
  }
  return block;
}

Span place_of(const Context& context, NodeId map, std::string_view key) {
  const NodeId value = map ? context.tree.find(map, key) : NodeId{};
  return context.at(value ? value : map);
}

}  // namespace ringfence::ingest::kubernetes
