#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/number.h"

namespace ringfence {

/// What a number counts. Adding or comparing two dimensions is a type error.
enum class Dimension {
  Count,  ///< Plain numbers, ratios, numbers of things.
  Bytes,  ///< Memory and storage; canonical unit: one byte.
  Cpu,    ///< Processor time; canonical unit: one core (`500m` is 1/2).
};

/// A number with its dimension, in the dimension's canonical unit.
struct Quantity {
  Rational value;
  Dimension dimension = Dimension::Count;
  friend bool operator==(const Quantity&, const Quantity&) = default;
};

/// Why a quantity could not be read.
enum class QuantityError { Malformed, Overflow, UnknownUnit };

/// A number as written, and the dimension its unit commits it to.
///
/// Grammar: digits, optional `.digits`, optional exponent, optional suffix. Suffixes: Kubernetes'
/// (`n u m k M G T P E Ki Mi Gi Ti Pi Ei`, exact, apimachinery resource.Quantity), the same with
/// `B` (`MiB`, `GB`; bytes), and libvirt's (`KiB`, `b`, `bytes`). A suffix with `B` means bytes.
/// A bare number or bare SI suffix fits any dimension: `dimension` is then empty and the
/// attribute decides (`cpu: 500m`, `memory: 512Mi`).
struct WrittenQuantity {
  Rational value;
  std::optional<Dimension> dimension;
};
struct QuantityResult {
  std::optional<WrittenQuantity> quantity;
  QuantityError error = QuantityError::Malformed;  ///< Meaningful only without a quantity.
};
QuantityResult parse_quantity(std::string_view text);

/// A Kubernetes resource quantity exactly as the API server reads it (no `B` suffixes, exponent
/// `e`/`E`, sign allowed).
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
QuantityResult parse_kubernetes_quantity(std::string_view text);

/// Short exact form in the unit a person would choose: `512MiB`, `500m`, `3`. Reads back equal.
std::string to_string(const Quantity& quantity);
std::string_view to_string(Dimension dimension);  ///< `a number`, `bytes`, `cpu`.

}  // namespace ringfence
