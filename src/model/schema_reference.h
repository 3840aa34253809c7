#pragma once
#include <string>

namespace ringfence::model {

/// The page `docs/schema.md`: every row of `schema()`, kind by kind in the order of `Kind`, as
/// Markdown tables. The page is kept in the repository; a test compares the two.
std::string schema_reference();

}  // namespace ringfence::model
