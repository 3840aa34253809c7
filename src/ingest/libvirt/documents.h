#pragma once
#include "ingest/libvirt/element.h"
#include "ingest/libvirt/import.h"

// Documents of libvirt that describe no domain.
namespace ringfence::ingest::libvirt {

/// A `network`, for all documents of its name at once: the first of them is its declaration.
void read_network(Context& context, pugi::xml_node root, syntax::Document& document);
/// `capabilities`: the host that the options name, its CPUs, memory and huge pages.
void read_capabilities(Context& context, pugi::xml_node root, const Options& options,
                       syntax::Document& document);
/// A `pool`: where its volumes are is known to the domains that name them.
void read_pool(Context& context, pugi::xml_node root);
/// A `volume` with a path: how large it is.
void read_volume(Context& context, pugi::xml_node root, syntax::Document& document);

}  // namespace ringfence::ingest::libvirt
