#pragma once
#include <optional>
#include <string_view>

#include "ingest/kubernetes/context.h"
#include "syntax/network.h"

/// What the APIs of network policies have in common.
namespace ringfence::ingest::kubernetes {

/// The LabelSelector under `key`, its requirements sorted; nullopt if it is absent or null.
std::optional<syntax::LabelSelector> label_selector(Context& context, NodeId holder,
                                                    std::string_view key);
/// A selector without requirements, of everything.
bool is_everything(const syntax::LabelSelector& selector);

/// `protocol` of a port; TCP if it is absent. An unknown one is an error (E0509) and nothing.
std::optional<syntax::Protocol> protocol(Context& context, NodeId port);
/// A port number from 1 to 65535 under `key`; an error (E0509) and nothing for others.
std::optional<std::uint16_t> port_number(Context& context, NodeId map, std::string_view key);
/// The block written at `node`; an error (E0513) and nothing for what is no block.
std::optional<AddressRange> address_block(Context& context, NodeId node);

/// The place of the value under `key`, or of the whole mapping where it is absent.
Span place_of(const Context& context, NodeId map, std::string_view key);

}  // namespace ringfence::ingest::kubernetes
