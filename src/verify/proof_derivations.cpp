// The rules that derive constraints or compare them.
#include "verify/proof_rules.h"

namespace ringfence::verify {

void ProofReader::formula(Tokens& tokens) {
  const std::size_t inputs = kernel_.inputs();
  if (is_integer(tokens.peek())) {
    const Integer count = read_integer(tokens);
    if (count != static_cast<std::int64_t>(inputs)) {
      throw Rejected("the formula has " + std::to_string(inputs) + " constraints");
    }
  }
  if (is_first_format_) tokens.accept("0");
  if (is_loaded_) throw Rejected("the formula is already loaded");
  is_loaded_ = true;
  for (std::size_t i = 0; i < inputs; ++i) kernel_.load(i);
}

void ProofReader::load(Tokens& tokens) {
  if (!is_first_format_) throw Unreadable("format 2 loads the whole formula with `f`");
  const Integer index = read_integer(tokens);
  if (is_first_format_) tokens.accept("0");
  if (index < 1 || index > static_cast<std::int64_t>(kernel_.inputs())) {
    throw Rejected("the formula has no constraint " + index.text());
  }
  kernel_.load(static_cast<std::size_t>(index.small()) - 1);
}

void ProofReader::pol(Tokens& tokens) {
  std::vector<Step> steps;
  while (!tokens.at_end() && tokens.peek() != ";") {
    const std::string_view word = tokens.peek();
    static const std::map<std::string_view, Step::Op> kAlone = {{"+", Step::Op::Add},
                                                                {"s", Step::Op::Saturate}};
    if (const auto alone = kAlone.find(word); alone != kAlone.end()) {
      tokens.next();
      steps.push_back({alone->second});
    } else if (is_integer(word)) {
      Integer number = read_integer(tokens);
      const bool is_last = tokens.at_end();
      if (is_first_format_ && number == 0 && is_last && !steps.empty()) break;  // end mark
      const Step::Op op = tokens.accept("*")   ? Step::Op::Multiply
                          : tokens.accept("d") ? Step::Op::Divide
                                               : Step::Op::Constraint;
      steps.push_back({op, std::move(number)});
    } else {
      const Literal literal = read_literal(tokens, names_);
      steps.push_back({tokens.accept("w") ? Step::Op::Weaken : Step::Op::Axiom, {}, literal});
    }
  }
  if (steps.empty()) throw Unreadable("expected a derivation");
  kernel_.pol(steps);
}

void ProofReader::rup(Tokens& tokens) {
  kernel_.rup(read_constraint(tokens, names_));
  // Which constraints propagate is a hint, and not needed.
  if (is_first_format_) return;
  while (is_integer(tokens.peek()) || tokens.peek() == "~") tokens.next();
}

Witness ProofReader::witness(Tokens& tokens) {
  Witness witness;
  while (!tokens.at_end() && tokens.peek() != ";") {
    const Literal from = read_literal(tokens, names_);
    if (!tokens.accept("->")) tokens.accept("→");
    Image to;
    if (tokens.peek() == "0" || tokens.peek() == "1") {
      to = (tokens.next() == "1") != from.is_negated();
    } else {
      const Literal literal = read_literal(tokens, names_);
      to = from.is_negated() ? ~literal : literal;
    }
    if (!witness.emplace(from.variable(), to).second) {
      throw Unreadable("the witness maps a variable twice");
    }
    tokens.accept(",");
  }
  return witness;
}

void ProofReader::red(Tokens& tokens) {
  const Constraint c = read_constraint(tokens, names_);
  const Witness mapping = witness(tokens);
  tokens.accept(";");
  const bool has_subproof = tokens.accept("begin");
  kernel_.begin_red(c, mapping, has_subproof);
  if (!has_subproof) kernel_.finish();
}

void ProofReader::objective(Tokens& tokens) {
  const bool is_difference = tokens.accept("diff");
  if (!is_difference) tokens.expect("new");
  Objective f;
  if (is_difference && kernel_.objective()) f = *kernel_.objective();
  while (is_integer(tokens.peek())) {
    Integer number = read_integer(tokens);
    if (is_literal(tokens.peek())) {
      f.terms.push_back({std::move(number), read_literal(tokens, names_)});
    } else {
      f.constant += number;
    }
  }
  tokens.expect(";");
  const bool has_subproof = tokens.accept("begin");
  kernel_.begin_objective(f);
  if (!has_subproof) kernel_.finish();
}

void ProofReader::proofgoal(Tokens& tokens) {
  if (tokens.peek().starts_with('#')) {
    Tokens number(tokens.next().substr(1));
    kernel_.begin_goal(read_integer(number), true);
  } else {
    kernel_.begin_goal(read_integer(tokens), false);
  }
}

void ProofReader::end(Tokens& tokens) {
  if (tokens.accept("pseudo-Boolean")) {
    tokens.expect("proof");
    if (is_first_format_) throw Unreadable("format 1 has no such line");
    if (kernel_.has_obligations()) throw Rejected("a subproof is open");
    if (!verdict_) throw Rejected("there is no conclusion");
    is_ended_ = true;
  } else if (kernel_.is_in_goal()) {
    kernel_.end_goal(hint(tokens));
  } else {
    kernel_.finish();
  }
}

/// An optional reference, with or without a colon before it.
std::optional<Integer> ProofReader::hint(Tokens& tokens) {
  if (!tokens.accept(":") && !is_integer(tokens.peek())) return std::nullopt;
  return read_integer(tokens);
}

/// "ID C ;", "ID : C ;" or "C ; ID".
ProofReader::Claim ProofReader::claim(Tokens& tokens) {
  Claim claim;
  Tokens ahead = tokens;
  if (is_integer(ahead.peek())) {
    ahead.next();
    if (!is_literal(ahead.peek())) claim.reference = read_integer(tokens);
    if (claim.reference) tokens.accept(":");
  }
  claim.constraint = read_constraint(tokens, names_);
  if (!claim.reference && !is_first_format_) claim.reference = hint(tokens);
  return claim;
}

void ProofReader::equal(Tokens& tokens) {
  const Claim stated = claim(tokens);
  if (stated.reference) {
    const Kernel::Id id = kernel_.resolve(*stated.reference);
    if (kernel_.at(id) == stated.constraint) return;
    throw Rejected("constraint " + std::to_string(id) + " is another one");
  }
  if (index_.find(stated.constraint).empty()) throw Rejected("there is no such constraint");
}

void ProofReader::equal_and_add(Tokens& tokens) {
  Tokens again = tokens;
  equal(tokens);
  implied_and_add(again);
}

/// The constraint that is said to imply the claim, or else one that does.
Integer ProofReader::implying(const Claim& claim) {
  if (claim.reference) return *claim.reference;
  for (Kernel::Id id = kernel_.newest(); id > 0; --id) {
    const bool is_it = kernel_.is_live(id) && implies(kernel_.at(id), claim.constraint);
    if (is_it) return static_cast<std::int64_t>(id);
  }
  throw Rejected("no constraint implies it syntactically");
}

void ProofReader::implied(Tokens& tokens) {
  const Claim stated = claim(tokens);
  const Kernel::Id id = kernel_.resolve(implying(stated));
  if (implies(kernel_.at(id), stated.constraint)) return;
  throw Rejected("constraint " + std::to_string(id) + " does not imply it syntactically");
}

void ProofReader::implied_and_add(Tokens& tokens) {
  const Claim stated = claim(tokens);
  kernel_.add_implied(implying(stated), stated.constraint);
}

void ProofReader::contradiction(Tokens& tokens) {
  const Integer reference = read_integer(tokens);
  if (is_first_format_) tokens.accept("0");
  if (kernel_.has_obligations()) {
    kernel_.check_contradiction(reference);
  } else if (is_first_format_) {
    verdict_ = kernel_.contradiction(reference);
  } else {
    throw Unreadable("format 2 concludes with `conclusion`");
  }
}

void ProofReader::is_deleted(Tokens& tokens) {
  const std::vector<Kernel::Id> found = index_.find(read_constraint(tokens, names_));
  if (!found.empty()) throw Rejected("it is constraint " + std::to_string(found.back()));
}

}  // namespace ringfence::verify
