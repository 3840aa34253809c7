#include "pb/proof.h"

#include <array>
#include <charconv>

namespace ringfence::pb {

namespace {

constexpr std::size_t kBuffer = 1 << 16;

}  // namespace

Proof::Proof(const Formula& formula, Sink sink, ProofVersion version)
    : formula_(formula), sink_(std::move(sink)), version_(version) {
  const bool is_new = version_ == ProofVersion::Two;
  const std::string count = std::to_string(formula.constraints.size());
  write(is_new ? "pseudo-Boolean proof version 2.0\n" : "pseudo-Boolean proof version 1.0\n");
  write("f " + count + (is_new ? "\n" : " 0\n"));
  newest_ = formula.constraints.size();
}

void Proof::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() < kBuffer) return;
  sink_(buffer_);
  buffer_.clear();
}

Proof::Id Proof::pol(std::string_view steps) {
  write(version_ == ProofVersion::Two ? "pol" : "p");
  write(steps);
  write(version_ == ProofVersion::Two ? "\n" : " 0\n");
  return ++newest_;
}

Proof::Id Proof::propagated_contradiction() {
  write(version_ == ProofVersion::Two ? "rup >= 1 ;\n" : "u >= 1 ;\n");
  return ++newest_;
}

void Proof::erase(Id id) {
  const bool is_new = version_ == ProofVersion::Two;
  write((is_new ? "del id " : "d ") + std::to_string(id) + (is_new ? "\n" : " 0\n"));
}

std::optional<Proof::Id> Proof::solution(const Values& values) {
  const bool improves = formula_.objective.has_value();
  if (version_ == ProofVersion::Two) {
    write(improves ? "soli" : "sol");
  } else {
    write(improves ? "o" : "v");
  }
  for (Var var = 0; var < values.size(); ++var)
    write((values[var] ? " " : " ~") + formula_.names[var]);
  write("\n");
  if (improves) return ++newest_;
  if (version_ == ProofVersion::One) ++newest_;  // `v` adds the clause that excludes the solution
  return std::nullopt;
}

void Proof::end() {
  if (version_ == ProofVersion::Two) write("end pseudo-Boolean proof\n");
  if (!buffer_.empty()) sink_(buffer_);
  buffer_.clear();
}

void Proof::conclude_unsatisfiable(Id contradiction) {
  const std::string id = std::to_string(contradiction);
  write(version_ == ProofVersion::Two ? "output NONE\nconclusion UNSAT : " + id + "\n"
                                      : "c " + id + " 0\n");
  end();
}

void Proof::conclude_satisfiable() {
  if (version_ == ProofVersion::Two) write("output NONE\nconclusion SAT\n");
  end();
}

void Proof::conclude_optimum(Integer value, Id contradiction) {
  const std::string id = std::to_string(contradiction);
  const std::string bound = to_string(value);
  write(version_ == ProofVersion::Two
            ? "output NONE\nconclusion BOUNDS " + bound + " : " + id + " " + bound + "\n"
            : "c " + id + " 0\n");
  end();
}

void Proof::conclude_nothing() {
  if (version_ == ProofVersion::Two) write("output NONE\nconclusion NONE\n");
  end();
}

void Derivation::word(std::string_view text) {
  if (proof_ == nullptr) return;
  text_ += ' ';
  text_ += text;
}

void Derivation::constraint(Proof::Id id) {
  if (proof_ == nullptr) return;
  std::array<char, 24> digits;
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), id).ptr;
  word({digits.data(), end});
}

void Derivation::weaken(Var var) {
  if (proof_ == nullptr) return;
  text_ += ' ';
  text_ += proof_->name(var);
  text_ += " w";
}

void Derivation::divide(Integer divisor) {
  if (proof_ == nullptr) return;
  word(to_string(divisor));
  word("d");
}

void Derivation::multiply(Integer factor) {
  if (proof_ == nullptr || factor == 1) return;
  word(to_string(factor));
  word("*");
}

}  // namespace ringfence::pb
