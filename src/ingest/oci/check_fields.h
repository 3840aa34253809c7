#pragma once
#include "ingest/oci/context.h"
#include "ingest/oci/field_table.h"

namespace ringfence::ingest::oci {

/// Compares a document with the table of fields. Errors: a required field that is missing (E0801),
/// a value of another shape than the specification allows (E0802). A gap for every field that is
/// not modelled; an object's gap speaks for all inside it.
void check_fields(Context& context, Kind kind);

}  // namespace ringfence::ingest::oci
