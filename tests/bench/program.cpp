#include "program.h"

namespace ringfence::bench {
namespace {

/// The summands of `factor` times a variable, a bit each.
std::string in_bits(const Program::Variable& variable, std::int64_t factor) {
  if (variable.most == 1) return std::to_string(factor) + " " + variable.name + " ";
  std::string text;
  for (int bit = 0; variable.most >> bit != 0; ++bit) {
    text += std::to_string(factor * (std::int64_t{1} << bit)) + " " + variable.name + "_" +
            std::to_string(bit) + " ";
  }
  return text;
}

std::string number(std::int64_t value) {
  return value < 0 ? "(- " + std::to_string(-value) + ")" : std::to_string(value);
}

}  // namespace

std::string to_opb(const Program& program) {
  std::string text;
  for (const Program::Variable& variable : program.variables) {
    const bool is_power = (variable.most & (variable.most + 1)) == 0;
    if (!is_power) text += in_bits(variable, -1) + ">= " + std::to_string(-variable.most) + " ;\n";
  }
  for (const Program::Row& row : program.rows) {
    for (const Program::Addend& one : row.sum)
      text += in_bits(program.variables[one.variable], one.factor);
    text += (row.is_equal ? "= " : ">= ") + std::to_string(row.least) + " ;\n";
  }
  return text;
}

std::string to_smtlib(const Program& program) {
  std::string text = "(set-logic QF_LIA)\n";
  for (const Program::Variable& variable : program.variables) {
    text += "(declare-const " + variable.name + " Int)\n(assert (<= 0 " + variable.name + " " +
            std::to_string(variable.most) + "))\n";
  }
  for (const Program::Row& row : program.rows) {
    text += row.is_equal ? "(assert (= (+" : "(assert (>= (+";
    for (const Program::Addend& one : row.sum) {
      const std::string& name = program.variables[one.variable].name;
      text += one.factor == 1 ? " " + name : " (* " + number(one.factor) + " " + name + ")";
    }
    text += ") " + number(row.least) + "))\n";
  }
  return text + "(check-sat)\n";
}

}  // namespace ringfence::bench
