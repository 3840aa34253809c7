#pragma once
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "verify/constraint_index.h"
#include "verify/kernel.h"
#include "verify/tokens.h"

namespace ringfence::verify {

/// Translates line by line into calls of the kernel. What it keeps itself, levels and copies,
/// only decides what is deleted when; nothing here makes a constraint.
class ProofReader {
 public:
  ProofReader(Kernel& kernel, Names& names) : kernel_(kernel), names_(names), index_(kernel) {}

  void header(Tokens tokens);
  void line(std::string_view text);
  Verdict finish();

 private:
  using Rule = void (ProofReader::*)(Tokens&);
  static const std::map<std::string_view, Rule>& rules();

  void rule(Tokens& tokens);
  void footer(std::string_view verb, Tokens& tokens);
  void formula(Tokens& tokens);
  void load(Tokens& tokens);
  void pol(Tokens& tokens);
  void rup(Tokens& tokens);
  void red(Tokens& tokens);
  void objective(Tokens& tokens);
  void subproof(Tokens& tokens);
  void proofgoal(Tokens& tokens);
  void end(Tokens& tokens);
  void equal(Tokens& tokens);
  void equal_and_add(Tokens& tokens);
  void implied(Tokens& tokens);
  void implied_and_add(Tokens& tokens);
  void contradiction(Tokens& tokens);
  void is_deleted(Tokens& tokens);
  void erase(Tokens& tokens);
  void erase_ids(Tokens& tokens);
  void core(Tokens& tokens);
  void check_solution(Tokens& tokens);
  void log_solution(Tokens& tokens);
  void exclude_solution(Tokens& tokens);
  void improve_solution(Tokens& tokens);
  void level(Tokens& tokens);
  void wipe(Tokens& tokens);
  void output(Tokens& tokens);
  void conclusion(Tokens& tokens);
  void conclude_bounds(Tokens& tokens);
  [[noreturn]] void unsupported(Tokens&) { throw Unsupported("the rule is not supported"); }

  std::vector<Kernel::Id> references(Tokens& tokens);
  std::vector<Kernel::Id> range(Tokens& tokens);
  std::optional<Integer> hint(Tokens& tokens);
  Witness witness(Tokens& tokens);
  Kernel::Literals literals(Tokens& tokens);
  struct Claim {
    std::optional<Integer> reference;
    Constraint constraint;
  };
  Claim claim(Tokens& tokens);
  Integer implying(const Claim& claim);
  void erase_all(const std::vector<Kernel::Id>& ids);
  void erase_copy(const Constraint& c);

  Kernel& kernel_;
  Names& names_;
  ConstraintIndex index_;
  bool is_first_format_ = false;  // 1.x
  bool is_loaded_ = false;
  bool has_output_ = false;
  bool is_ended_ = false;
  std::optional<Verdict> verdict_;
  std::optional<Integer> level_;
  std::map<Integer, std::vector<Kernel::Id>> levels_;
  std::set<Kernel::Id> withdrawn_;
};

}  // namespace ringfence::verify
