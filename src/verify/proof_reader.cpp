#include "verify/proof_reader.h"

#include "verify/proof_rules.h"

namespace ringfence::verify {

const std::map<std::string_view, ProofReader::Rule>& ProofReader::rules() {
  using R = ProofReader;
  static const std::map<std::string_view, Rule> table = {
      {"f", &R::formula},
      {"l", &R::load},
      {"p", &R::pol},
      {"pol", &R::pol},
      {"u", &R::rup},
      {"rup", &R::rup},
      {"r", &R::red},
      {"red", &R::red},
      {"obju", &R::objective},
      {"proofgoal", &R::proofgoal},
      {"end", &R::end},
      {"qed", &R::end},
      {"e", &R::equal},
      {"ea", &R::equal_and_add},
      {"i", &R::implied},
      {"ia", &R::implied_and_add},
      {"j", &R::implied_and_add},
      {"c", &R::contradiction},
      {"is_deleted", &R::is_deleted},
      {"del", &R::erase},
      {"d", &R::erase_ids},
      {"delc", &R::erase_ids},
      {"deld", &R::erase_ids},
      {"core", &R::core},
      {"ov", &R::check_solution},
      {"sol", &R::log_solution},
      {"v", &R::exclude_solution},
      {"solx", &R::exclude_solution},
      {"o", &R::improve_solution},
      {"soli", &R::improve_solution},
      {"#", &R::level},
      {"setlvl", &R::level},
      {"w", &R::wipe},
      {"wiplvl", &R::wipe},
      {"output", &R::output},
      {"conclusion", &R::conclusion},
      {"a", &R::unsupported},
      {"dom", &R::unsupported},
      {"pbc", &R::unsupported},
      {"pre_order", &R::unsupported},
      {"def_order", &R::unsupported},
      {"load_order", &R::unsupported},
      {"strengthening_to_core", &R::unsupported},
  };
  return table;
}

void ProofReader::header(Tokens tokens) {
  for (const char* word : {"pseudo-Boolean", "proof", "version"}) tokens.expect(word);
  const std::string version(tokens.next());
  tokens.expect_end();
  if (version != "1.0" && version != "1.1" && version != "1.2" && version != "2.0") {
    throw Unsupported("version " + version + " is not supported");
  }
  is_first_format_ = version != "2.0";
}

void ProofReader::line(std::string_view text) {
  Tokens tokens(text);
  if (tokens.at_end()) return;
  if (is_ended_) throw Rejected("nothing may follow the end of the proof");
  if (tokens.peek().starts_with('*') || tokens.peek().starts_with('%')) return;
  while (!tokens.at_end()) rule(tokens);
}

void ProofReader::rule(Tokens& tokens) {
  const std::string_view verb = tokens.next();
  const auto found = rules().find(verb);
  if (found == rules().end()) throw Unreadable("unknown rule `" + std::string(verb) + "`");
  if (found->second == &ProofReader::unsupported) unsupported(tokens);
  if (!is_first_format_ && !is_loaded_ && verb != "f") {
    throw Rejected("the formula has not been loaded");
  }
  const bool is_footer = verb == "output" || verb == "conclusion" || verb == "end";
  if (has_output_ && !is_footer) throw Rejected("only a conclusion may follow the output");
  const Kernel::Id before = kernel_.newest();
  (this->*found->second)(tokens);
  for (Kernel::Id id = before + 1; id <= kernel_.newest(); ++id) {
    if (!kernel_.is_live(id)) continue;
    index_.add(id);
    if (level_) levels_[*level_].push_back(id);
  }
  tokens.accept(";");
  if (!is_first_format_) tokens.expect_end();
}

Verdict ProofReader::finish() {
  if (kernel_.has_obligations()) throw Rejected("the proof ends inside a subproof");
  if (is_first_format_) return verdict_ ? *verdict_ : kernel_.nothing();
  if (!is_ended_) throw Rejected("the proof lacks its last line, `end pseudo-Boolean proof`");
  return *verdict_;
}

Verdict check_proof(std::istream& proof, Kernel& kernel, Names& names) {
  ProofReader reader(kernel, names);
  std::size_t number = 0;
  try {
    for (std::string line; std::getline(proof, line);) {
      ++number;
      if (number == 1) {
        reader.header(Tokens(line));
      } else {
        reader.line(line);
      }
    }
    if (proof.bad()) throw Unreadable("the file cannot be read");
    if (number == 0) throw Unreadable("the file is empty");
    return reader.finish();
  } catch (const Rejected& error) {
    throw Failure(Status::Rejected, number, error.what());
  } catch (const Unreadable& error) {
    throw Failure(Status::Unreadable, number, error.what());
  } catch (const Unsupported& error) {
    throw Failure(Status::Unsupported, number, error.what());
  }
}

}  // namespace ringfence::verify
