#include "policy/slice.h"

#include <algorithm>
#include <set>
#include <unordered_set>

namespace ringfence::policy {

std::vector<model::UnknownId> unknowns_of(const logic::Terms& terms, const Encoding& encoding,
                                          std::vector<logic::Term> left) {
  std::set<model::UnknownId> found;
  std::unordered_set<std::uint32_t> seen;
  for (const logic::Term root : left) seen.insert(root.index);
  while (!left.empty()) {
    const logic::Term at = left.back();
    left.pop_back();
    if (const model::UnknownId* owner = encoding.owner(at)) found.insert(*owner);
    logic::for_each_part(terms[at], [&](logic::Term part) {
      if (seen.insert(part.index).second) left.push_back(part);
    });
  }
  return {found.begin(), found.end()};
}

std::vector<Candidate> slice(const logic::Terms& terms, const Encoding& encoding,
                             std::span<const logic::Term> roots,
                             std::vector<Candidate> candidates) {
  std::vector<std::vector<model::UnknownId>> unknowns;
  std::map<model::UnknownId, std::vector<std::size_t>> users;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    std::vector<logic::Term> mentioned = {candidates[i].constraint.term};
    if (candidates[i].doubt) mentioned.push_back(*candidates[i].doubt);
    unknowns.push_back(unknowns_of(terms, encoding, std::move(mentioned)));
    for (const model::UnknownId unknown : unknowns.back()) users[unknown].push_back(i);
  }
  std::set<model::UnknownId> wanted;
  std::vector<model::UnknownId> left;
  const auto want = [&](const std::vector<model::UnknownId>& more) {
    for (const model::UnknownId unknown : more) {
      if (wanted.insert(unknown).second) left.push_back(unknown);
    }
  };
  want(unknowns_of(terms, encoding, {roots.begin(), roots.end()}));
  std::vector<bool> kept(candidates.size());
  while (!left.empty()) {
    const model::UnknownId unknown = left.back();
    left.pop_back();
    for (const std::size_t user : users[unknown]) {
      if (kept[user]) continue;
      kept[user] = true;
      want(unknowns[user]);
    }
  }
  std::vector<Candidate> result;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const logic::Term term = candidates[i].constraint.term;
    if (kept[i] || terms.is_false(term)) result.push_back(std::move(candidates[i]));
  }
  return result;
}

}  // namespace ringfence::policy
