#pragma once
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/source.h"
#include "check/certify.h"
#include "model/model.h"
#include "semantics/evaluate.h"
#include "syntax/document.h"
#include "syntax/waiver.h"

namespace ringfence::check {

/// One choice of a counterexample or witness: the value an unknown has in that world.
struct Choice {
  model::UnknownId unknown;
  model::Scalar value;
};

/// A world, reduced to what matters, replayed by `semantics`.
struct Scene {
  semantics::Subjects subjects;
  std::vector<semantics::Subjects> others;  ///< For which the statement fails in this world, too.
  bool others_complete = true;              ///< False when looking for them was cut short.
  std::vector<Choice> choices;              ///< The unknowns the deciding instance reads, in order.
  std::vector<Span> facts;                  ///< The lines responsible, source order.
  std::vector<std::string> facts_text;      ///< One sentence per fact: "`node-1` is on `rack1`".
  model::World world;                       ///< Complete.
  bool minimal = true;                      ///< False when the step budget ended the reduction.
  Span deciding;                            ///< The conjunct of the policy that failed.
};

struct Holds {
  /// True when no solver was needed: the facts alone settle it.
  bool evaluated = false;
  /// A proof that was checked; null when nothing was solved, or no proof was found in time.
  std::shared_ptr<const Certificate> certificate;
  std::vector<Span> core;              ///< "holds because of": source order.
  std::vector<std::string> core_text;  ///< One sentence per core entry.
  bool core_minimal = true;
  std::optional<Scene> witness;  ///< Of a `possible`.
};
struct Violated {
  std::optional<Scene> counterexample;  ///< None for a refuted `possible`.
  std::vector<Span> core;               ///< Of a refuted `possible`: why no world will do.
  std::vector<std::string> core_text;
  /// Something unmodelled may exclude this world in reality.
  bool possible_only = false;
  std::vector<std::size_t> gaps;  ///< Positions in Model::gaps.
};
struct Vacuous {
  std::string reason;
};
struct Undecided {
  std::string reason;
  Span at;                        ///< The construct in the way; nowhere for a budget.
  std::vector<std::size_t> gaps;  ///< Positions in Model::gaps.
};
struct NotApplicable {
  std::string reason;
  Span at;  ///< The `applies when` clause.
};
using Outcome = std::variant<Holds, Violated, Vacuous, Undecided, NotApplicable>;

/// A finding that was accepted: the statement was asked again without it.
struct Suppression {
  std::optional<std::size_t> waiver;  ///< Position in Report::waivers; nothing: by the baseline.
  std::string identity;               ///< Of the finding (`identity`).
  semantics::Subjects subjects;
};

/// What became of a waiver.
struct WaiverUse {
  enum class State {
    Used,
    Unused,      ///< Its policy was asked about, and nothing that it covers was found.
    NotReached,  ///< Another finding of its policy counts, and was shown instead.
    NotAsked,    ///< Its policy was not selected.
    Expired,     ///< It does not count any more, whatever it covers.
    Unknown,     ///< No policy has that name.
  };
  syntax::Waiver waiver;
  State state = State::Unused;
  std::string nearest;  ///< Of one that is unknown: the policy that was probably meant.
};

struct Verdict {
  std::string id;  ///< The obligation's.
  const syntax::Policy* policy = nullptr;
  const syntax::Statement* statement = nullptr;
  Outcome outcome;
  std::vector<std::size_t> assumptions;  ///< Positions in Model::assumptions; what it rests on.
  std::vector<Suppression> accepted;     ///< Findings that do not count, in the order they came up.
  /// The statement holds but for what was accepted; `outcome` is the first of these findings.
  bool is_accepted = false;
  bool is_rest_certified = false;  ///< And there is a proof of that.
  std::string engine;              ///< The winner's name, or "evaluation". Not in reports
                                   ///< that must be the same bytes whoever won.
};

/// The declarations have no world at all: the least set of them that contradict each other.
struct Contradiction {
  std::vector<Span> core;
  std::vector<std::string> core_text;
};

struct Report {
  std::vector<Verdict> verdicts;  ///< Policy order, then statement order.
  std::optional<Contradiction> contradiction;
  std::vector<WaiverUse> waivers;  ///< All that were given.
  std::vector<std::string> gone;   ///< Findings of the baseline that there are no longer.
  bool interrupted = false;        ///< Ctrl-C: what is listed is what was known.
};

}  // namespace ringfence::check
