#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/number.h"

namespace ringfence::ingest::libvirt {

/// A whole number without sign in base 10, below 2^64.
std::optional<Integer> read_count(std::string_view text);
/// As C reads it: `0x1f`, `017`, `15`.
std::optional<Integer> read_c_number(std::string_view text);
/// Bytes of `amount` in libvirt's `unit` (any case; empty means KiB), rounded up to whole KiB as
/// libvirt keeps them. nullopt for an unknown unit, or past 2^63-1 bytes.
/// https://libvirt.org/formatdomain.html#memory-allocation
std::optional<Integer> read_memory(std::string_view amount, std::string_view unit);

/// Largest number a CPU or NUMA node can have in libvirt.
inline constexpr unsigned kLastCpu = 16383;
/// The members of `0-3,^2,8`; nullopt if libvirt would refuse it, also when it is empty.
std::optional<std::set<unsigned>> read_number_set(std::string_view text);

}  // namespace ringfence::ingest::libvirt
