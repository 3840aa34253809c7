#pragma once
#include <string_view>

#include "ingest/kubernetes/context.h"
#include "ingest/kubernetes/field_table.h"

namespace ringfence::ingest::kubernetes {

/// Lists every field of an object we read that is not modelled, and every field that the API does
/// not know, as gaps at their keys.
void list_fields(Context& context, const Object& object, const FieldType& type);

/// Lists an object of a kind that is not read.
void list_kind(Context& context, const Object& object);

/// Lists what is known to put containers into the template's pods: annotations and labels that
/// service meshes and agents look for.
void list_injection(Context& context, const Object& object, NodeId template_metadata);

}  // namespace ringfence::ingest::kubernetes
