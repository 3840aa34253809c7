#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "syntax/document.h"

namespace ringfence::syntax {

/// Lines that the canonical form breaks are at most this long, where there is a place to break.
inline constexpr std::size_t kLineWidth = 100;

/// A string literal, with escapes.
std::string quoted(std::string_view text);
/// The name as a declaration writes it: bare if the grammar allows, else in quotes.
std::string written_name(std::string_view name);
/// `a, b in S, c in T where guard`.
std::string written_binders(const std::vector<Binder>& binders, const std::vector<Expr>& guard);
/// In one line, in parentheses if it binds looser than a sum.
std::string written_sum(const Expr& expr);
/// `[2..4]`.
std::string written_range(const Replicas& replicas);

/// The expression from column `column` on (0-based): in one line if it fits with `after` more
/// characters behind it, else broken after quantifiers and before `and`, `or`, `=>` and `else`,
/// with `indent` blanks before every further line.
std::string lay_out(const Expr& expr, std::size_t indent, std::size_t column,
                    std::size_t after = 0);

}  // namespace ringfence::syntax
