#pragma once
#include <utility>
#include <variant>

#include "base/diagnostic.h"
#include "base/require.h"

namespace ringfence {

/// A value, or at least one error. Never both, so no later stage sees half an answer.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Diagnostics errors) : state_(std::move(errors)) {
    require(!this->errors().empty(), "a failed Result carries an error");
  }
  Result(Diagnostic error) : state_(Diagnostics{std::move(error)}) {}
  explicit operator bool() const { return std::holds_alternative<T>(state_); }
  const T& value() const& { return std::get<T>(state_); }
  T& value() & { return std::get<T>(state_); }
  T&& value() && { return std::get<T>(std::move(state_)); }
  const Diagnostics& errors() const { return std::get<Diagnostics>(state_); }

 private:
  std::variant<T, Diagnostics> state_;
};

}  // namespace ringfence
