#include <cvc5/cvc5.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "base/match.h"
#include "base/require.h"
#include "engine/cardinality.h"
#include "engine/child.h"
#include "engine/deadline.h"
#include "engine/engine.h"
#include "engine/post_order.h"

// cvc5 1.0.3 cannot be interrupted, so each question runs in a child process, which can. The
// child answers in text: `unsat` and positions, `sat` and pairs of term index and value, `steps`,
// or `engine` and a reason. The encoder is trusted code: one arm per operator, no rewriting.

namespace ringfence::engine {
namespace {

using cvc5::Kind;
using logic::Term;

/// What one of cvc5's resource units counts for, so that one budget serves both engines.
constexpr std::uint64_t kStepsPerUnit = 10;

/// One question, inside the child.
class Question {
 public:
  Question(const logic::Terms& terms, const Limits& limits, bool has_assumptions) : terms_(terms) {
    solver_.setLogic("QF_LIA");
    solver_.setOption("produce-models", "true");
    if (has_assumptions) solver_.setOption("produce-unsat-assumptions", "true");
    if (limits.steps == 0) return;
    solver_.setOption("rlimit-per",
                      std::to_string(std::max<std::uint64_t>(1, limits.steps / kStepsPerUnit)));
  }

  void assert_term(Term term) { solver_.assertFormula(encoded(term)); }

  std::string answer(const std::vector<Term>& assumptions) {
    std::vector<cvc5::Term> literals;
    for (const Term term : assumptions) literals.push_back(literal(term));
    const cvc5::Result result =
        literals.empty() ? solver_.checkSat() : solver_.checkSatAssuming(literals);
    if (result.isUnsat()) return "unsat" + core(literals);
    if (result.isSat()) return "sat" + model();
    if (result.getUnknownExplanation() == cvc5::RESOURCEOUT) return "steps";
    return "engine " + result.toString();
  }

 private:
  std::string core(const std::vector<cvc5::Term>& literals) {
    std::string positions;
    if (literals.empty()) return positions;
    const std::vector<cvc5::Term> used = solver_.getUnsatAssumptions();
    for (std::size_t i = 0; i < literals.size(); ++i) {
      const auto first = std::find(literals.begin(), literals.end(), literals[i]);
      const bool is_first = static_cast<std::size_t>(first - literals.begin()) == i;
      if (is_first && std::find(used.begin(), used.end(), literals[i]) != used.end()) {
        positions += " " + std::to_string(i);
      }
    }
    return positions;
  }

  std::string model() {
    std::string values;
    for (const auto& [index, var] : vars_) {
      const cvc5::Term value = solver_.getValue(var);
      const std::string digits =
          value.isBooleanValue() ? (value.getBooleanValue() ? "1" : "0") : value.getIntegerValue();
      values += " " + std::to_string(index) + " " + digits;
    }
    return values;
  }

  /// A constant that implies the term, so that what comes back is recognised.
  cvc5::Term literal(Term term) {
    const auto known = literals_.find(term.index);
    if (known != literals_.end()) return known->second;
    const cvc5::Term constant =
        solver_.mkConst(solver_.getBooleanSort(), "assume" + std::to_string(term.index));
    solver_.assertFormula(solver_.mkTerm(Kind::IMPLIES, {constant, encoded(term)}));
    return literals_.emplace(term.index, constant).first->second;
  }

  cvc5::Term encoded(Term root) {
    encode_in_order(
        terms_, root, [this](Term term) { return codes_.contains(term.index); },
        [this](Term term) { codes_.emplace(term.index, encode(term)); });
    return code(root);
  }

  const cvc5::Term& code(Term term) const { return codes_.at(term.index); }

  cvc5::Term number(Integer value) { return solver_.mkInteger(to_string(value)); }

  cvc5::Term bool_variable(Term term) {
    const cvc5::Term constant =
        solver_.mkConst(solver_.getBooleanSort(), "b" + std::to_string(term.index));
    return vars_.emplace(term.index, constant).first->second;
  }

  cvc5::Term int_variable(Term term, const logic::IntVar& var) {
    const cvc5::Term constant =
        solver_.mkConst(solver_.getIntegerSort(), "x" + std::to_string(term.index));
    solver_.assertFormula(solver_.mkTerm(Kind::LEQ, {number(var.low), constant}));
    solver_.assertFormula(solver_.mkTerm(Kind::LEQ, {constant, number(var.high)}));
    return vars_.emplace(term.index, constant).first->second;
  }

  cvc5::Term applied(Kind kind, const std::vector<Term>& operands) {
    std::vector<cvc5::Term> all;
    for (const Term operand : operands) all.push_back(code(operand));
    return solver_.mkTerm(kind, all);
  }

  cvc5::Term sum(const std::vector<logic::Addend>& addends, Integer constant) {
    std::vector<cvc5::Term> parts = {number(constant)};
    for (const logic::Addend& addend : addends) {
      const cvc5::Term& part = code(addend.term);
      const cvc5::Term factor = number(addend.coefficient);
      parts.push_back(part.getSort().isBoolean()
                          ? solver_.mkTerm(Kind::ITE, {part, factor, number(0)})
                          : solver_.mkTerm(Kind::MULT, {factor, part}));
    }
    return parts.size() == 1 ? parts.front() : solver_.mkTerm(Kind::ADD, parts);
  }

  struct Algebra {
    cvc5::Solver& solver;
    cvc5::Term truth() const { return solver.mkTrue(); }
    cvc5::Term both(const cvc5::Term& a, const cvc5::Term& b) const {
      return solver.mkTerm(Kind::AND, {a, b});
    }
    cvc5::Term either(const cvc5::Term& a, const cvc5::Term& b) const {
      return solver.mkTerm(Kind::OR, {a, b});
    }
    cvc5::Term negated(const cvc5::Term& a) const { return solver.mkTerm(Kind::NOT, {a}); }
  };

  Tally<cvc5::Term> counted(const std::vector<logic::Addend>& addends) {
    std::vector<cvc5::Term> bools;
    for (const logic::Addend& addend : addends) bools.push_back(code(addend.term));
    return tally(std::span<const cvc5::Term>(bools), Algebra{solver_});
  }

  cvc5::Term encode(Term term) {
    return match(
        terms_[term],  //
        [&](const logic::BoolConst& n) { return solver_.mkBoolean(n.value); },
        [&](const logic::BoolVar&) { return bool_variable(term); },
        [&](const logic::IntVar& n) { return int_variable(term, n); },
        [&](const logic::Not& n) { return applied(Kind::NOT, {n.operand}); },
        [&](const logic::And& n) { return applied(Kind::AND, n.operands); },
        [&](const logic::Or& n) { return applied(Kind::OR, n.operands); },
        [&](const logic::Iff& n) {
          return applied(Kind::EQUAL, {n.left, n.right});
        },
        [&](const logic::IntIte& n) {
          return applied(Kind::ITE, {n.condition, n.then, n.otherwise});
        },
        [&](const logic::Linear& n) { return sum(n.addends, n.constant); },
        [&](const logic::AtMost& n) {
          if (n.bound == 1 && counts_bools(terms_, n.addends))
            return counted(n.addends).at_most_one;
          return solver_.mkTerm(Kind::LEQ, {sum(n.addends, 0), number(n.bound)});
        },
        [&](const logic::Equals& n) {
          if (n.bound == 1 && counts_bools(terms_, n.addends)) {
            const Tally<cvc5::Term> counts = counted(n.addends);
            return solver_.mkTerm(Kind::AND, {counts.any, counts.at_most_one});
          }
          return solver_.mkTerm(Kind::EQUAL, {sum(n.addends, 0), number(n.bound)});
        });
  }

  const logic::Terms& terms_;
  cvc5::Solver solver_;
  std::unordered_map<std::uint32_t, cvc5::Term> codes_;
  std::map<std::uint32_t, cvc5::Term> vars_;  ///< By term index; what an assignment lists.
  std::map<std::uint32_t, cvc5::Term> literals_;
};

Answer parsed(const std::string& text, const Limits& limits) {
  std::istringstream words(text);
  std::string verdict;
  words >> verdict;
  if (verdict == "unsat") {
    Unsat unsat;
    for (std::size_t position = 0; words >> position;) unsat.core.push_back(position);
    return unsat;
  }
  if (verdict == "sat") {
    Sat sat;
    std::uint32_t index = 0;
    for (std::string digits; words >> index >> digits;) {
      const auto value = parse_integer(digits);
      require(value.has_value(), "cvc5 gives integers within their bounds");
      sat.assignment.values[index] = *value;
    }
    return sat;
  }
  if (verdict == "steps") return gave_up(GaveUp::Why::Steps, limits);
  return gave_up(GaveUp::Why::Engine, limits,
                 text.substr(std::min(text.size(), verdict.size() + 1)));
}

class Cvc5Session : public Session {
 public:
  explicit Cvc5Session(const logic::Terms& terms) : terms_(terms) {}

  void assert_term(Term term) override { asserted_.push_back(term); }

  void begin(std::span<const Term> assumptions, const Limits& limits) override {
    limits_ = limits;
    start_ = std::chrono::steady_clock::now();
    const std::vector<Term> assumed(assumptions.begin(), assumptions.end());
    child_ = std::make_unique<Child>([&] { return compute(assumed); });
  }

  Answer wait() override {
    std::optional<GaveUp::Why> why;
    const auto text = child_->wait([&] {
      why = must_stop(limits_, start_);
      return why.has_value();
    });
    child_.reset();
    if (text) return parsed(*text, limits_);
    if (why) return gave_up(*why, limits_);
    return gave_up(GaveUp::Why::Engine, limits_, "cvc5 ended without an answer");
  }

 private:
  std::string compute(const std::vector<Term>& assumed) const try {
    Question question(terms_, limits_, !assumed.empty());
    for (const Term term : asserted_) question.assert_term(term);
    return question.answer(assumed);
  } catch (const cvc5::CVC5ApiException& error) {
    return "engine " + error.getMessage();
  }

  const logic::Terms& terms_;
  std::vector<Term> asserted_;
  Limits limits_;
  std::chrono::steady_clock::time_point start_;
  std::unique_ptr<Child> child_;
};

class Cvc5 : public Engine {
 public:
  std::string name() const override { return "cvc5"; }
  std::string version() const override { return cvc5::Solver().getVersion(); }
  std::unique_ptr<Session> open(const logic::Terms& terms) const override {
    return std::make_unique<Cvc5Session>(terms);
  }
};

}  // namespace

std::unique_ptr<Engine> make_cvc5() {
  return std::make_unique<Cvc5>();
}

}  // namespace ringfence::engine
