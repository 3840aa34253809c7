#pragma once
#include <vector>

#include "logic/term.h"

namespace ringfence::engine {

/// Calls `encode` for the root and all it contains, parts before wholes, leaving out what `done`
/// says was encoded before. No recursion: a term may be deeper than the stack.
template <class Done, class Encode>
void encode_in_order(const logic::Terms& terms, logic::Term root, const Done& done,
                     const Encode& encode) {
  std::vector<logic::Term> open = {root};
  while (!open.empty()) {
    const logic::Term term = open.back();
    const std::size_t before = open.size();
    if (!done(term)) {
      logic::for_each_part(terms[term], [&](logic::Term part) {
        if (!done(part)) open.push_back(part);
      });
      if (open.size() > before) continue;
      encode(term);
    }
    open.pop_back();
  }
}

}  // namespace ringfence::engine
