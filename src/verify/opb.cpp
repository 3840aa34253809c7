#include "verify/opb.h"

namespace ringfence::verify {
namespace {

void read_statement(Tokens& tokens, Names& names, Formula& formula) {
  std::vector<Term> terms = read_terms(tokens, names);
  const bool is_equality = tokens.accept("=");
  if (!is_equality) tokens.expect(">=");
  const Integer degree = read_integer(tokens);
  tokens.expect(";");
  formula.constraints.push_back(normalized(terms, degree));
  if (!is_equality) return;
  for (Term& term : terms) term.coefficient = -term.coefficient;
  formula.constraints.push_back(normalized(std::move(terms), -degree));
}

void read_objective(Tokens& tokens, Names& names, Formula& formula) {
  if (formula.objective) throw Unreadable("a second objective");
  if (!formula.constraints.empty()) throw Unreadable("an objective after constraints");
  formula.objective = Objective{read_terms(tokens, names), 0};
  if (!tokens.at_end()) tokens.expect(";");
}

}  // namespace

Formula read_opb(std::istream& in, Names& names) {
  Formula formula;
  std::string pending;  // the beginning of a constraint that goes on on the next line
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    try {
      const Tokens first(line);
      if (first.at_end() || first.peek().starts_with('*')) continue;
      if (first.peek() == "min:" && pending.empty()) {
        Tokens tokens(line);
        tokens.next();
        read_objective(tokens, names, formula);
        tokens.expect_end();
        continue;
      }
      pending += line + " ";
      const std::size_t end = pending.rfind(';');
      if (end == std::string::npos) continue;
      Tokens tokens(std::string_view(pending).substr(0, end + 1));
      while (!tokens.at_end()) read_statement(tokens, names, formula);
      pending.erase(0, end + 1);
      if (Tokens(pending).at_end()) pending.clear();
    } catch (const Unreadable& error) {
      throw UnreadableAt(number, error.what());
    }
  }
  if (in.bad()) throw UnreadableAt(number, "the file cannot be read");
  if (!Tokens(pending).at_end()) throw UnreadableAt(number, "the last constraint has no `;`");
  return formula;
}

}  // namespace ringfence::verify
