#include "check/gaps.h"

#include <algorithm>

#include "base/match.h"

namespace ringfence::check {
namespace {

using syntax::GapEffect;

/// Positions of the gaps with that effect, or an unknown one, that touch what was read.
std::vector<std::size_t> gaps_with(const model::Model& model, const policy::Obligation& obligation,
                                   GapEffect effect) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < model.gaps.size(); ++i) {
    const syntax::Gap& gap = model.gaps[i];
    if (gap.effect != effect && gap.effect != GapEffect::Unknown) continue;
    const bool touched =
        std::any_of(gap.touches.begin(), gap.touches.end(), [&](const std::string& touches) {
          return std::any_of(obligation.reads.begin(), obligation.reads.end(),
                             [&](const std::string& read) { return covers(touches, read); });
        });
    if (touched) found.push_back(i);
  }
  return found;
}

Undecided undecided(const model::Model& model, std::vector<std::size_t> gaps) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> constructs;
  for (const std::size_t gap : gaps) {
    const std::string& construct = model.gaps[gap].construct;
    if (std::find(constructs.begin(), constructs.end(), construct) == constructs.end()) {
      constructs.push_back(construct);
    }
  }
  std::string names;
  for (std::size_t i = 0; i < constructs.size() && i < kNamed; ++i) {
    names += (i == 0 ? "`" : ", `") + constructs[i] + "`";
  }
  if (constructs.size() > kNamed) {
    names += " and " + std::to_string(constructs.size() - kNamed) + " more";
  }
  const Span at = model.gaps[gaps.front()].at;
  return {"not modelled, and it could change the answer: " + names, at, std::move(gaps)};
}

}  // namespace

bool covers(const std::string& touches, const std::string& read) {
  if (touches == "*" || touches == read) return true;
  if (!touches.ends_with(".*")) return false;
  return read.starts_with(std::string_view(touches).substr(0, touches.size() - 1));
}

Outcome with_gaps(const model::Model& model, const policy::Obligation& obligation,
                  Outcome outcome) {
  const auto more = gaps_with(model, obligation, GapEffect::Widens);
  const auto fewer = gaps_with(model, obligation, GapEffect::Narrows);
  return match(
      std::move(outcome),  //
      [&](Holds holds) -> Outcome {
        const auto& gaps = holds.witness ? fewer : more;
        return gaps.empty() ? Outcome(std::move(holds)) : undecided(model, gaps);
      },
      [&](Violated violated) -> Outcome {
        if (!violated.counterexample) {
          return more.empty() ? Outcome(std::move(violated)) : undecided(model, more);
        }
        violated.possible_only = !fewer.empty();
        violated.gaps = fewer;
        return violated;
      },
      [&](Vacuous vacuous) -> Outcome {
        return more.empty() ? Outcome(std::move(vacuous)) : undecided(model, more);
      },
      [](Undecided open) -> Outcome { return open; },
      // Something that is not modelled might be what it applies to.
      [&](NotApplicable none) -> Outcome {
        return more.empty() ? Outcome(none) : undecided(model, more);
      });
}

}  // namespace ringfence::check
