#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ringfence {

/// An interned string: comparing two is comparing two numbers. Order is order of first use, so
/// sort by text, never by id, where a person sees the result.
struct Symbol {
  std::uint32_t index = 0;
  friend auto operator<=>(Symbol, Symbol) = default;
};

/// The strings of one run, each stored once.
class Symbols {
 public:
  Symbol intern(std::string_view text);
  /// nullopt-like: the symbol if the text was interned before, else index 0xffffffff.
  Symbol find(std::string_view text) const;
  const std::string& text(Symbol symbol) const { return texts_[symbol.index]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }

 private:
  std::deque<std::string> texts_;  // a deque: views into it are the map's keys
  std::unordered_map<std::string_view, std::uint32_t> ids_;
};
inline constexpr Symbol kNoSymbol{0xffffffff};

}  // namespace ringfence
