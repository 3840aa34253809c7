#include "verify/constraint.h"

#include <algorithm>
#include <iterator>

namespace ringfence::verify {
namespace {

bool by_variable(const Term& a, const Term& b) {
  return a.literal.variable() < b.literal.variable();
}

/// Of terms in the order of their variables: with ~x = 1 - x, every variable gets one coefficient,
/// and a negative one moves to the variable's negation.
Constraint collapsed(std::vector<Term> terms, Integer degree) {
  Constraint result;
  result.terms.reserve(terms.size());
  for (std::size_t i = 0; i < terms.size();) {
    const std::uint32_t variable = terms[i].literal.variable();
    Integer coefficient;
    for (; i < terms.size() && terms[i].literal.variable() == variable; ++i) {
      if (terms[i].literal.is_negated()) {
        coefficient -= terms[i].coefficient;
        degree -= terms[i].coefficient;
      } else {
        coefficient += terms[i].coefficient;
      }
    }
    if (coefficient > 0)
      result.terms.push_back({std::move(coefficient), {2 * variable}});
    else if (coefficient < 0) {
      degree -= coefficient;
      result.terms.push_back({-coefficient, {2 * variable + 1}});
    }
  }
  result.degree = std::move(degree);
  return result;
}

}  // namespace

Constraint normalized(std::vector<Term> terms, Integer degree) {
  std::stable_sort(terms.begin(), terms.end(), by_variable);
  return collapsed(std::move(terms), std::move(degree));
}

Constraint sum(const Constraint& a, const Constraint& b) {
  std::vector<Term> terms;
  terms.reserve(a.terms.size() + b.terms.size());
  std::merge(a.terms.begin(), a.terms.end(), b.terms.begin(), b.terms.end(),
             std::back_inserter(terms), by_variable);
  return collapsed(std::move(terms), a.degree + b.degree);
}

Constraint multiplied(Constraint c, const Integer& factor) {
  if (factor < 0) throw Rejected("a constraint cannot be multiplied by " + factor.text());
  if (factor == 0) return {};
  for (Term& term : c.terms) term.coefficient *= factor;
  c.degree *= factor;
  return c;
}

Constraint divided(Constraint c, const Integer& divisor) {
  if (divisor <= 0) throw Rejected("a constraint cannot be divided by " + divisor.text());
  for (Term& term : c.terms) term.coefficient = ceiling_of_quotient(term.coefficient, divisor);
  c.degree = ceiling_of_quotient(c.degree, divisor);
  return c;
}

Constraint saturated(Constraint c) {
  if (c.degree <= 0) c.terms.clear();  // true whatever the literals
  for (Term& term : c.terms) term.coefficient = std::min(term.coefficient, c.degree);
  return c;
}

Constraint weakened(Constraint c, std::uint32_t variable) {
  const auto is_it = [&](const Term& term) { return term.literal.variable() == variable; };
  const auto found = std::find_if(c.terms.begin(), c.terms.end(), is_it);
  if (found == c.terms.end()) return c;
  c.degree -= found->coefficient;
  c.terms.erase(found);
  return c;
}

Constraint negation(Constraint c) {
  c.degree = slack(c) + 1;  // sum < degree: the negated literals come to more than total - degree
  for (Term& term : c.terms) term.literal = ~term.literal;
  return c;
}

Image image(Literal literal, const Witness& witness) {
  const auto found = witness.find(literal.variable());
  if (found == witness.end()) return literal;
  if (const bool* value = std::get_if<bool>(&found->second)) return *value != literal.is_negated();
  const Literal positive = std::get<Literal>(found->second);
  return literal.is_negated() ? ~positive : positive;
}

Objective restricted(const Objective& f, const Witness& witness) {
  Objective result = {{}, f.constant};
  for (const Term& term : f.terms) {
    const Image to = image(term.literal, witness);
    if (const Literal* literal = std::get_if<Literal>(&to)) {
      result.terms.push_back({term.coefficient, *literal});
    } else if (std::get<bool>(to)) {
      result.constant += term.coefficient;
    }
  }
  return result;
}

Constraint restricted(const Constraint& c, const Witness& witness) {
  Objective left = restricted(Objective{c.terms, 0}, witness);
  return normalized(std::move(left.terms), c.degree - left.constant);
}

Constraint not_less(const Objective& f, const Objective& g) {
  std::vector<Term> terms = f.terms;
  for (const Term& term : g.terms) terms.push_back({-term.coefficient, term.literal});
  return normalized(std::move(terms), g.constant - f.constant);
}

Integer slack(const Constraint& c) {
  Integer result = -c.degree;
  for (const Term& term : c.terms) result += term.coefficient;
  return result;
}

}  // namespace ringfence::verify
