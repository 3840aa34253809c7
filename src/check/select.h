#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/model.h"

namespace ringfence::check {

/// Whether `*` (any run of characters) and `?` (any one) in the pattern make it the text.
bool glob_matches(std::string_view pattern, std::string_view text);

/// The policies that some pattern matches, in model order; all without patterns. Errors: a
/// pattern that matches none (E0412), with the nearest name.
Result<std::vector<const syntax::Policy*>> select_policies(
    const model::Model& model, const std::vector<std::string>& patterns);

}  // namespace ringfence::check
