#include "base/names.h"

namespace ringfence {

Symbol Symbols::intern(std::string_view text) {
  if (const auto found = ids_.find(text); found != ids_.end()) return {found->second};
  const auto id = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  ids_.emplace(texts_.back(), id);
  return {id};
}

Symbol Symbols::find(std::string_view text) const {
  const auto found = ids_.find(text);
  return found == ids_.end() ? kNoSymbol : Symbol{found->second};
}

}  // namespace ringfence
