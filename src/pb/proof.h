#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "pb/formula.h"

namespace ringfence::pb {

/// Where a proof goes, in pieces of any size.
using Sink = std::function<void(std::string_view)>;

enum class ProofVersion { One, Two };

/// Writes a proof in VeriPB's format 2.0, or 1.0 for older checkers. Everything it writes follows
/// by the rules of cutting planes from what was written before; it decides nothing itself.
class Proof {
 public:
  using Id = std::uint64_t;  ///< Of a constraint, from 1: first those of the formula.

  /// The formula must outlive the proof.
  Proof(const Formula& formula, Sink sink, ProofVersion version);

  Id input(std::size_t constraint) const { return constraint + 1; }
  /// A derivation in reverse Polish notation, as `Derivation` builds it.
  Id pol(std::string_view steps);
  /// The contradiction, where propagation from the constraints alone comes to a conflict.
  Id propagated_contradiction();
  void erase(Id id);
  /// A solution; with an objective, the constraint that the next one must be better.
  std::optional<Id> solution(const Values& values);

  void conclude_unsatisfiable(Id contradiction);
  void conclude_satisfiable();
  /// The best solution logged has `value`, and the contradiction says that none is better.
  void conclude_optimum(Integer value, Id contradiction);
  void conclude_nothing();

  const std::string& name(Var var) const { return formula_.names[var]; }

 private:
  void write(std::string_view text);
  void end();

  const Formula& formula_;
  Sink sink_;
  ProofVersion version_;
  std::string buffer_;
  Id newest_ = 0;
};

/// The text of one cutting planes derivation, built step by step while the engine makes it.
class Derivation {
 public:
  explicit Derivation(const Proof* proof) : proof_(proof) {}  ///< Null: nothing is kept.
  void constraint(Proof::Id id);
  void weaken(Var var);
  void divide(Integer divisor);
  void multiply(Integer factor);
  void add() { word("+"); }
  void saturate() { word("s"); }
  void clear() { text_.clear(); }
  std::string_view text() const { return text_; }

 private:
  void word(std::string_view text);
  const Proof* proof_;
  std::string text_;
};

}  // namespace ringfence::pb
