#include <z3++.h>

#include <algorithm>
#include <limits>
#include <map>

#include "base/match.h"
#include "base/require.h"
#include "engine/cardinality.h"
#include "engine/deadline.h"
#include "engine/engine.h"
#include "engine/post_order.h"

// The encoder is trusted code: one arm per operator, no rewriting. What was measured, and why
// `timeout` is never set, is in docs/solver-notes.md.

namespace ringfence::engine {
namespace {

using logic::Term;

constexpr std::uint64_t kBrief = 1'000'000;  // steps: a tenth of a second or so
constexpr std::size_t kSmall = 20'000;       // terms

class Z3Session : public Session {
 public:
  explicit Z3Session(const logic::Terms& terms)
      : terms_(terms), solver_(context_, z3::solver::simple()) {
    solver_.set("ctrl_c", false);  // else Z3 takes SIGINT while it runs, and nobody else sees it
  }

  void assert_term(Term term) override { pending_.push_back(term); }

  void begin(std::span<const Term> assumptions, const Limits& limits) override {
    assumptions_.assign(assumptions.begin(), assumptions.end());
    limits_ = limits;
  }

  Answer wait() override try {
    if (const auto why = must_stop(limits_, std::chrono::steady_clock::now())) {
      return gave_up(*why, limits_);
    }
    for (const Term term : std::exchange(pending_, {})) solver_.add(encoded(term));
    z3::expr_vector literals(context_);
    for (const Term term : assumptions_) literals.push_back(literal(term));
    constexpr auto kMost = std::numeric_limits<unsigned>::max();
    solver_.set("rlimit", static_cast<unsigned>(std::min<std::uint64_t>(limits_.steps, kMost)));
    // A thread costs more than an easy question. What few steps bound needs nobody to watch it.
    const bool is_brief = limits_.steps != 0 && limits_.steps <= kBrief && terms_.size() <= kSmall;
    std::optional<Deadline> deadline;
    if (!is_brief) deadline.emplace(limits_, [this] { context_.interrupt(); });
    switch (solver_.check(literals)) {
      case z3::unsat:
        return Unsat{core()};
      case z3::sat:
        return Sat{read(solver_.get_model())};
      case z3::unknown:
        break;
    }
    return stopped(deadline, solver_.reason_unknown());
  } catch (const z3::exception& error) {
    return GaveUp{GaveUp::Why::Engine, error.msg()};
  }

 private:
  Answer stopped(std::optional<Deadline>& deadline, const std::string& reason) const {
    const auto why = deadline ? deadline->stopped() : std::nullopt;
    if (why) return gave_up(*why, limits_);
    // A budget that ends before the search does, or in it, gives one of these.
    const bool by_steps = limits_.steps != 0 &&
                          (reason == "unknown" || reason.find("resource") != std::string::npos ||
                           reason.find("cancel") != std::string::npos);
    return gave_up(by_steps ? GaveUp::Why::Steps : GaveUp::Why::Engine, limits_, reason);
  }

  /// A constant that implies the term: only constants can be assumed.
  z3::expr literal(Term term) {
    const auto known = literals_.find(term.index);
    if (known != literals_.end()) return known->second;
    const std::string name = "assume" + std::to_string(term.index);
    const z3::expr constant = context_.bool_const(name.c_str());
    solver_.add(z3::implies(constant, encoded(term)));
    literals_.emplace(term.index, constant);
    return constant;
  }

  std::vector<std::size_t> core() {
    std::vector<std::size_t> positions;
    for (const z3::expr& used : solver_.unsat_core()) {
      for (std::size_t i = 0; i < assumptions_.size(); ++i) {
        if (!z3::eq(literals_.at(assumptions_[i].index), used)) continue;
        positions.push_back(i);
        break;
      }
    }
    std::sort(positions.begin(), positions.end());
    return positions;
  }

  Assignment read(const z3::model& model) const {
    Assignment result;
    for (const auto& [index, var] : vars_) {
      const z3::expr value = model.eval(var, true);
      std::string digits = value.is_true() ? "1" : "0";
      if (value.is_arith()) {
        require(value.is_numeral(digits), "z3 gives every Int variable a numeral");
      } else {
        require(value.is_true() || value.is_false(), "z3 gives every Bool variable a value");
      }
      const auto number = parse_integer(digits);
      require(number.has_value(), "z3 gives integers within their bounds");
      result.values[index] = *number;
    }
    return result;
  }

  z3::expr encoded(Term root) {
    encode_in_order(
        terms_, root, [this](Term term) { return codes_.contains(term.index); },
        [this](Term term) { codes_.emplace(term.index, encode(term)); });
    return code(root);
  }

  const z3::expr& code(Term term) const { return codes_.at(term.index); }

  z3::expr number(Integer value) { return context_.int_val(to_string(value).c_str()); }

  z3::expr variable(Term term, const z3::expr& var) {
    vars_.emplace(term.index, var);
    return var;
  }

  z3::expr int_variable(Term term, const logic::IntVar& var) {
    const z3::expr constant = context_.int_const(("x" + std::to_string(term.index)).c_str());
    solver_.add(number(var.low) <= constant && constant <= number(var.high));
    return variable(term, constant);
  }

  z3::expr_vector codes(const std::vector<Term>& operands) {
    z3::expr_vector all(context_);
    for (const Term operand : operands) all.push_back(code(operand));
    return all;
  }

  z3::expr sum(const std::vector<logic::Addend>& addends, Integer constant) {
    z3::expr_vector parts(context_);
    for (const logic::Addend& addend : addends) {
      const z3::expr& part = code(addend.term);
      const z3::expr factor = number(addend.coefficient);
      parts.push_back(part.is_bool() ? z3::ite(part, factor, number(0)) : factor * part);
    }
    parts.push_back(number(constant));
    return z3::sum(parts);
  }

  struct Algebra {
    z3::context& context;
    z3::expr truth() const { return context.bool_val(true); }
    z3::expr both(const z3::expr& a, const z3::expr& b) const { return a && b; }
    z3::expr either(const z3::expr& a, const z3::expr& b) const { return a || b; }
    z3::expr negated(const z3::expr& a) const { return !a; }
  };

  Tally<z3::expr> counted(const std::vector<logic::Addend>& addends) {
    std::vector<z3::expr> bools;
    for (const logic::Addend& addend : addends) bools.push_back(code(addend.term));
    return tally(std::span<const z3::expr>(bools), Algebra{context_});
  }

  z3::expr encode(Term term) {
    return match(
        terms_[term],  //
        [&](const logic::BoolConst& n) { return context_.bool_val(n.value); },
        [&](const logic::BoolVar&) {
          return variable(term, context_.bool_const(("b" + std::to_string(term.index)).c_str()));
        },
        [&](const logic::IntVar& n) { return int_variable(term, n); },
        [&](const logic::Not& n) { return !code(n.operand); },
        [&](const logic::And& n) { return z3::mk_and(codes(n.operands)); },
        [&](const logic::Or& n) { return z3::mk_or(codes(n.operands)); },
        [&](const logic::Iff& n) { return code(n.left) == code(n.right); },
        [&](const logic::IntIte& n) {
          return z3::ite(code(n.condition), code(n.then), code(n.otherwise));
        },
        [&](const logic::Linear& n) { return sum(n.addends, n.constant); },
        [&](const logic::AtMost& n) {
          if (n.bound == 1 && counts_bools(terms_, n.addends))
            return counted(n.addends).at_most_one;
          return sum(n.addends, 0) <= number(n.bound);
        },
        [&](const logic::Equals& n) {
          if (n.bound == 1 && counts_bools(terms_, n.addends)) {
            const Tally<z3::expr> counts = counted(n.addends);
            return counts.any && counts.at_most_one;
          }
          return sum(n.addends, 0) == number(n.bound);
        });
  }

  z3::context context_;  // first: all below must die before it
  const logic::Terms& terms_;
  z3::solver solver_;
  std::unordered_map<std::uint32_t, z3::expr> codes_;
  std::map<std::uint32_t, z3::expr> vars_;  ///< By term index; what an assignment lists.
  std::map<std::uint32_t, z3::expr> literals_;
  std::vector<Term> pending_;  ///< Asserted since the last question.
  std::vector<Term> assumptions_;
  Limits limits_;
};

class Z3 : public Engine {
 public:
  std::string name() const override { return "z3"; }
  std::string version() const override {
    unsigned major = 0;
    unsigned minor = 0;
    unsigned build = 0;
    unsigned revision = 0;
    Z3_get_version(&major, &minor, &build, &revision);
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build);
  }
  std::unique_ptr<Session> open(const logic::Terms& terms) const override {
    return std::make_unique<Z3Session>(terms);
  }
};

}  // namespace

std::unique_ptr<Engine> make_z3() {
  return std::make_unique<Z3>();
}

}  // namespace ringfence::engine
