#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ringfence::model {

/// What an entity is. The order is the order of reports.
enum class Kind : std::uint8_t {
  Host,
  Vm,
  Node,
  Pod,
  Container,
  Network,
  Volume,
  Device,
  Tenant,
  Workload,
  Namespace,
  Quota,
  Account,
};
inline constexpr std::size_t kKindCount = 13;

/// `host`, `vm`, …; the name in both languages, in reports and in JSON.
std::string_view name_of(Kind kind);
/// The collection of all of a kind: `hosts`, …
std::string_view plural_of(Kind kind);
std::optional<Kind> kind_of(std::string_view name);           ///< From `host`.
std::optional<Kind> kind_of_plural(std::string_view plural);  ///< From `hosts`; not `declared_*`.

/// A set of kinds, for references that may point at several (`container.in`).
class KindSet {
 public:
  constexpr KindSet() = default;
  constexpr KindSet(std::initializer_list<Kind> kinds) {
    for (const Kind kind : kinds) bits_ |= bit(kind);
  }
  constexpr bool contains(Kind kind) const { return (bits_ & bit(kind)) != 0; }
  constexpr KindSet with(KindSet other) const {
    KindSet both;
    both.bits_ = static_cast<std::uint32_t>(bits_ | other.bits_);
    return both;
  }
  constexpr KindSet common(KindSet other) const {
    KindSet both;
    both.bits_ = static_cast<std::uint32_t>(bits_ & other.bits_);
    return both;
  }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(KindSet, KindSet) = default;

 private:
  static constexpr std::uint32_t bit(Kind kind) {
    return static_cast<std::uint32_t>(1U << static_cast<unsigned>(kind));
  }
  std::uint32_t bits_ = 0;
};

}  // namespace ringfence::model
