#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/model.h"
#include "policy/obligation.h"

namespace ringfence::check {

/// Whether `*` (any run of characters) and `?` (any one) in the pattern make it the text.
bool glob_matches(std::string_view pattern, std::string_view text);

/// The policies that some pattern matches, in model order; all without patterns. Errors: a
/// pattern that matches none (E0412), with the nearest name.
Result<std::vector<const syntax::Policy*>> select_policies(
    const model::Model& model, const std::vector<std::string>& patterns);

/// A statement's id: that of its policy, with `/2` for the second, and so on.
std::string statement_id(const syntax::Policy& policy, std::size_t statement);

/// The obligation of the statement with that id; `policy/1` is the first, too. Errors: no such
/// statement (E0412), with the nearest name; exact overflow.
Result<policy::Obligation> obligation_of(const model::Model& model, const std::string& id,
                                         bool snapshot);

}  // namespace ringfence::check
