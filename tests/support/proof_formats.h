#pragma once
#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

// Proofs in other formats than they were written in, so that one corpus tests several readers.
namespace ringfence::tests {

using Words = std::vector<std::string>;

inline Words words_of(const std::string& text) {
  std::istringstream in(text);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

inline std::string joined(const Words& words, std::size_t first = 0) {
  std::string text;
  for (std::size_t i = first; i < words.size(); ++i) text += (i > first ? " " : "") + words[i];
  return text;
}

/// A proof of format 1 as one of format 2.0, line by line. `constraints` is how many the formula
/// has; `best` the value of the last solution, if the formula has an objective.
class FormatTwo {
 public:
  FormatTwo(std::size_t constraints, std::string best)
      : constraints_(constraints), best_(std::move(best)) {}

  std::string translated(const std::string& proof) {
    // Where constraints are loaded one by one, copies are made behind the whole formula.
    for (const std::string& line : lines(proof)) loads_singly_ |= line.starts_with("l ");
    out_ = "pseudo-Boolean proof version 2.0\n";
    if (loads_singly_) out_ += "f " + std::to_string(constraints_) + "\n";
    bool is_header = true;
    for (const std::string& line : lines(proof)) {
      if (!is_header) statement(words_of(line));
      is_header = false;
    }
    out_ += "output NONE\nconclusion " + conclusion_ + "\nend pseudo-Boolean proof\n";
    return out_;
  }

 private:
  static std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> result;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) result.push_back(line);
    return result;
  }

  std::string moved(const std::string& id) const {
    if (!loads_singly_ || id.starts_with("-")) return id;
    return std::to_string(std::stoul(id) + constraints_);
  }

  void emit(const std::string& line) { out_ += line + "\n"; }

  void statement(Words words) {
    if (words.empty() || words[0].starts_with("*")) return;
    static const std::map<std::string, std::string> kRenamed = {
        {"p", "pol"}, {"u", "rup"}, {"d", "del id"}, {"o", "soli"}, {"v", "solx"}, {"j", "ia"}};
    const std::string verb = words[0];
    const bool has_mark = words.size() > 1 && words.back() == "0" && (verb == "p" || verb == "d");
    if (has_mark) words.pop_back();
    if (verb == "f") return emit("f" + (words.size() > 1 ? " " + words[1] : ""));
    if (verb == "l") return emit("pol " + words.at(1));
    if (verb == "p" && loads_singly_) words[1] = moved(words[1]);
    if (verb == "e" && loads_singly_) words[1] = moved(words[1]);
    if (verb == "proofgoal") is_in_goal_ = true;
    if (verb == "c") return contradiction(words.at(1));
    if (verb == "ov") {
      conclusion_ = "SAT : " + joined(words, 1);
      return;
    }
    if ((verb == "end" || verb == "qed") && is_in_goal_) {
      emit("end" + goal_end_);
      goal_end_.clear();
      is_in_goal_ = false;
      return;
    }
    has_solution_ |= verb == "v" || verb == "o";
    const auto end = std::find(words.begin(), words.end(), ";");
    const bool is_followed = verb == "u" && end != words.end() && end + 1 != words.end();
    const Words rest = is_followed ? Words(end + 1, words.end()) : Words{};
    if (is_followed) words.erase(end + 1, words.end());
    if (kRenamed.contains(verb)) words[0] = kRenamed.at(verb);
    emit(joined(words));
    statement(rest);
  }

  void contradiction(const std::string& id) {
    if (is_in_goal_) {
      goal_end_ = " " + id;
    } else if (!has_solution_) {
      conclusion_ = "UNSAT : " + id;
    } else {
      conclusion_ = best_.empty() ? "SAT" : "BOUNDS " + best_ + " : " + id + " " + best_;
    }
  }

  std::size_t constraints_;
  std::string best_;
  bool loads_singly_ = false;
  bool is_in_goal_ = false;
  bool has_solution_ = false;
  std::string goal_end_;
  std::string conclusion_ = "NONE";
  std::string out_;
};

/// Of a CNF in DIMACS format or a DRAT proof: the clauses, and whether each is deleted.
struct ClauseLine {
  bool is_deletion = false;
  std::vector<int> literals;
};

inline std::vector<ClauseLine> clause_lines(const std::string& text) {
  std::vector<ClauseLine> lines;
  std::istringstream in(text);
  ClauseLine line;
  for (std::string word; in >> word;) {
    if (word == "c" || word == "p") {
      std::getline(in, word);
    } else if (word == "d") {
      line.is_deletion = true;
    } else if (word == "0") {
      lines.push_back(line);
      line = {};
    } else {
      line.literals.push_back(std::stoi(word));
    }
  }
  return lines;
}

inline std::string literal_name(int literal) {
  return (literal < 0 ? "~x" : "x") + std::to_string(std::abs(literal));
}

inline std::string at_least_one(const std::vector<int>& clause) {
  std::string text;
  for (const int literal : clause) text += "1 " + literal_name(literal) + " ";
  return text + ">= 1 ;";
}

inline std::string opb_of_cnf(const std::string& cnf) {
  std::string text;
  for (const ClauseLine& line : clause_lines(cnf)) text += at_least_one(line.literals) + "\n";
  return text;
}

/// A DRAT refutation in format 2.0. The additions at the places in `by_witness` are not claimed to
/// follow by unit propagation, but to be redundant on their first literal. `line_of` tells the line
/// of each addition. A clause that was never added is not deleted either.
struct FromDrat {
  std::string proof;
  std::vector<std::size_t> line_of;
};

inline FromDrat format_two_of_drat(const std::string& cnf, const std::string& drat,
                                   const std::set<std::size_t>& by_witness) {
  std::map<std::multiset<int>, std::vector<std::size_t>> numbers;
  std::size_t newest = 0;
  for (const ClauseLine& line : clause_lines(cnf)) {
    numbers[{line.literals.begin(), line.literals.end()}].push_back(++newest);
  }
  FromDrat result;
  std::size_t line_number = 2;
  result.proof = "pseudo-Boolean proof version 2.0\nf " + std::to_string(newest) + "\n";
  bool is_refuted = false;
  for (const ClauseLine& line : clause_lines(drat)) {
    std::vector<std::size_t>& same = numbers[{line.literals.begin(), line.literals.end()}];
    if (line.is_deletion) {
      if (same.empty()) continue;
      result.proof += "del id " + std::to_string(same.back()) + "\n";
      same.pop_back();
    } else {
      const bool has_witness = by_witness.contains(result.line_of.size()) && !line.literals.empty();
      result.proof += (has_witness ? "red " : "rup ") + at_least_one(line.literals);
      if (has_witness) {
        const int literal = line.literals.front();
        result.proof += " x" + std::to_string(std::abs(literal)) + (literal > 0 ? " 1" : " 0");
      }
      result.proof += "\n";
      same.push_back(++newest);
      result.line_of.push_back(line_number + 1);
      is_refuted |= line.literals.empty();
    }
    ++line_number;
  }
  if (!is_refuted) result.proof += "rup >= 1 ;\n";
  result.proof += "output NONE\nconclusion UNSAT : -1\nend pseudo-Boolean proof\n";
  return result;
}

}  // namespace ringfence::tests
