#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ringfence::bench {

/// Linear constraints over bounded integers: one question that every solver can be asked.
struct Program {
  struct Variable {
    std::string name;
    std::int64_t most = 1;  ///< From 0 to this.
  };
  struct Addend {
    std::int64_t factor = 1;
    std::size_t variable = 0;
  };
  /// The sum is at least `least`, or just that.
  struct Row {
    std::vector<Addend> sum;
    std::int64_t least = 0;
    bool is_equal = false;
  };
  std::vector<Variable> variables;
  std::vector<Row> rows;

  std::size_t add_variable(std::string name, std::int64_t most = 1) {
    variables.push_back({std::move(name), most});
    return variables.size() - 1;
  }
};

/// In the OPB format: numbers in binary, with a row for what they are at most.
std::string to_opb(const Program& program);
/// In SMT-LIB 2: every variable an Int between its bounds, every row as it is.
std::string to_smtlib(const Program& program);

}  // namespace ringfence::bench
