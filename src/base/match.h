#pragma once
#include <utility>
#include <variant>

namespace ringfence {

/// Takes a variant apart: one lambda per alternative and no `auto` one, so that adding an
/// alternative breaks the build everywhere it matters.
template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

template <class Variant, class... Cases>
decltype(auto) match(Variant&& value, Cases&&... cases) {
  return std::visit(Overloaded{std::forward<Cases>(cases)...}, std::forward<Variant>(value));
}

}  // namespace ringfence
