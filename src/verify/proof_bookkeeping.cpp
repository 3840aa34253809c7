// The rules that delete constraints, log solutions and conclude.
#include <algorithm>

#include "verify/proof_rules.h"

namespace ringfence::verify {

std::vector<Kernel::Id> ProofReader::references(Tokens& tokens) {
  std::vector<Kernel::Id> ids;
  while (is_integer(tokens.peek())) {
    const Integer reference = read_integer(tokens);
    const bool is_end_mark = is_first_format_ && reference == 0 && !ids.empty();
    if (is_end_mark && !is_integer(tokens.peek())) break;
    ids.push_back(kernel_.resolve(reference));
  }
  if (ids.empty()) throw Unreadable("expected a constraint's number");
  return ids;
}

/// "FROM TO": what is left of the numbers from FROM to before TO.
std::vector<Kernel::Id> ProofReader::range(Tokens& tokens) {
  const Integer from = read_integer(tokens);
  const Integer to = read_integer(tokens);
  const auto end = static_cast<std::int64_t>(kernel_.newest()) + 1;
  if (from < 1 || to > end) throw Rejected("the range reaches beyond what there is");
  std::vector<Kernel::Id> ids;
  for (Integer id = from; id < to; id += 1) {
    const auto index = static_cast<Kernel::Id>(id.small());
    if (kernel_.is_live(index)) ids.push_back(index);
  }
  return ids;
}

void ProofReader::erase_all(const std::vector<Kernel::Id>& ids) {
  for (const Kernel::Id id : ids) {
    if (!kernel_.is_live(id)) continue;  // went together with its last copy
    const Constraint c = withdrawn_.empty() ? Constraint{} : kernel_.at(id);
    kernel_.erase(id);
    if (withdrawn_.empty()) continue;
    withdrawn_.erase(id);
    // Withdrawn copies stay usable by number for as long as another copy stays.
    const std::vector<Kernel::Id> rest = index_.find(c);
    const bool is_gone = std::all_of(rest.begin(), rest.end(),
                                     [&](Kernel::Id copy) { return withdrawn_.contains(copy); });
    if (!is_gone) continue;
    for (const Kernel::Id copy : rest) {
      withdrawn_.erase(copy);
      if (kernel_.is_live(copy)) kernel_.erase(copy);
    }
  }
}

void ProofReader::erase_copy(const Constraint& c) {
  std::vector<Kernel::Id> open = index_.find(c);
  std::erase_if(open, [&](Kernel::Id id) { return withdrawn_.contains(id); });
  if (open.empty()) throw Rejected("there is no such constraint");
  withdrawn_.insert(open.back());
  if (open.size() == 1) erase_all({open.back()});
}

void ProofReader::erase(Tokens& tokens) {
  if (tokens.accept("find") || tokens.accept("spec")) {
    erase_copy(read_constraint(tokens, names_));
  } else if (tokens.accept("range")) {
    erase_all(range(tokens));
  } else {
    tokens.expect("id");
    erase_ids(tokens);
  }
  if (!is_first_format_ && tokens.accept(";") && !tokens.at_end() && tokens.peek() != ";") {
    throw Unsupported("deletion by a witness is not supported");
  }
}

void ProofReader::erase_ids(Tokens& tokens) {
  erase_all(references(tokens));
  if (!is_first_format_ && tokens.accept(";") && !tokens.at_end() && tokens.peek() != ";") {
    throw Unsupported("deletion by a witness is not supported");
  }
}

void ProofReader::core(Tokens& tokens) {
  const bool is_range = tokens.accept("range");
  if (!is_range) tokens.expect("id");
  for (const Kernel::Id id : is_range ? range(tokens) : references(tokens)) {
    kernel_.move_to_core(id);
  }
}

Kernel::Literals ProofReader::literals(Tokens& tokens) {
  Kernel::Literals literals;
  while (is_literal(tokens.peek())) literals.push_back(read_literal(tokens, names_));
  return literals;
}

void ProofReader::check_solution(Tokens& tokens) {
  kernel_.solution(literals(tokens), Kernel::Use::Check);
}

void ProofReader::log_solution(Tokens& tokens) {
  kernel_.solution(literals(tokens), Kernel::Use::Log);
}

void ProofReader::exclude_solution(Tokens& tokens) {
  kernel_.solution(literals(tokens), Kernel::Use::Exclude);
}

void ProofReader::improve_solution(Tokens& tokens) {
  kernel_.solution(literals(tokens), Kernel::Use::Improve);
}

void ProofReader::level(Tokens& tokens) {
  level_ = read_integer(tokens);
}

/// Deletes what was derived at that level or a deeper one.
void ProofReader::wipe(Tokens& tokens) {
  const auto first = levels_.lower_bound(read_integer(tokens));
  std::vector<Kernel::Id> ids;
  for (auto at = first; at != levels_.end(); ++at) {
    for (const Kernel::Id id : at->second) {
      if (kernel_.is_live(id)) ids.push_back(id);
    }
  }
  levels_.erase(first, levels_.end());
  erase_all(ids);
}

void ProofReader::output(Tokens& tokens) {
  if (is_first_format_) throw Unreadable("format 1 has no `output`");
  if (kernel_.has_obligations()) throw Rejected("a subproof is open");
  if (has_output_) throw Rejected("there is a second output");
  if (!tokens.accept("NONE")) throw Unsupported("no output but NONE is supported");
  has_output_ = true;
}

void ProofReader::conclusion(Tokens& tokens) {
  if (!has_output_) throw Rejected("the conclusion comes after the output");
  if (verdict_) throw Rejected("there is a second conclusion");
  if (tokens.accept("NONE")) {
    verdict_ = kernel_.nothing();
  } else if (tokens.accept("UNSAT")) {
    verdict_ = kernel_.unsatisfiable(hint(tokens));
  } else if (tokens.accept("SAT")) {
    if (tokens.accept(":")) kernel_.solution(literals(tokens), Kernel::Use::Check);
    verdict_ = kernel_.satisfiable();
  } else {
    tokens.expect("BOUNDS");
    conclude_bounds(tokens);
  }
}

/// "LOWER [: ID] UPPER [: literals]"; either bound may be INF.
void ProofReader::conclude_bounds(Tokens& tokens) {
  const bool is_infeasible = tokens.accept("INF");
  const Integer lower = is_infeasible ? Integer(0) : read_integer(tokens);
  std::optional<Integer> reference;
  if (tokens.accept(":")) reference = read_integer(tokens);
  std::optional<Integer> upper;
  if (!tokens.accept("INF")) upper = read_integer(tokens);
  if (tokens.accept(":")) kernel_.solution(literals(tokens), Kernel::Use::Check);
  if (!is_infeasible) {
    verdict_ = kernel_.bounds(lower, reference, upper);
  } else if (upper) {
    throw Rejected("the lower bound exceeds the upper one");
  } else {
    verdict_ = kernel_.unsatisfiable(reference);
  }
}

}  // namespace ringfence::verify
