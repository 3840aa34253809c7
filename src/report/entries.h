#pragma once
#include <optional>
#include <string>
#include <vector>

#include "check/verdict.h"
#include "model/model.h"
#include "report/run_facts.h"

namespace ringfence::report {

/// A place and what is said about it.
struct Place {
  Span at;
  std::string text;
};

/// One verdict, cut into the pieces that every format for machines and reviews is made of, so that
/// all of them say the same. Texts are `visible` and at most `kLongest` characters long; markup of
/// a format is the format's own business.
struct Entry {
  enum class Kind { Holds, Violated, Vacuous, Undecided, NotApplicable };
  /// Why a finding does not count.
  struct Accepted {
    bool is_in_source = false;  ///< By a waiver beside what it is about.
    std::string justification;  ///< The reason, the owner, the end; or that the baseline has it.
    Place waiver;               ///< Nowhere for the baseline.
  };
  Kind kind = Kind::Holds;
  std::string id;      ///< Of the statement: `spreading-is-real`, `spreading-is-real/2`.
  std::string policy;  ///< Its name; `contradiction` for declarations that leave no world.
  std::string title;   ///< May be empty.
  std::string severity, description, help;
  std::vector<std::string> controls;
  std::string message;                ///< One sentence that stands alone, without a full stop.
  std::vector<std::string> details;   ///< What else is to be said, a sentence each.
  std::vector<std::string> subjects;  ///< `a = pod shop/db[1]`.
  std::vector<std::string> choices;   ///< The counterexample: `shop/db[1] is on worker-1`.
  std::vector<Place> facts;           ///< The lines responsible.
  std::vector<Place> steps;           ///< The choices, the facts, and what fails then, in order.
  Place primary;  ///< In an input if anything of the finding is; else the policy's own line.
  bool certified = false;
  bool possible_only = false;  ///< What is not modelled may exclude the counterexample.
  std::optional<Accepted> accepted;
  /// One more finding of a statement that has an entry of its own; only subjects and identity.
  bool is_further = false;
  std::string identity;  ///< The same tomorrow, wherever the lines have gone.
};

constexpr std::size_t kLongest = 1000;

/// What is to be said of a waiver.
struct Notice {
  std::string kind;     ///< `waiver-used`, `waiver-unused`, `waiver-expired`, `waiver-unknown`, …
  std::string message;  ///< A sentence without a full stop.
  Place at;
  bool is_warning = false;  ///< It does not do what its author wants.
};

/// A whole run, in the pieces that formats are made of.
struct Digest {
  /// The contradiction if there is one, then every verdict in the report's order, each followed by
  /// the further findings of its statement that were accepted.
  std::vector<Entry> entries;
  std::vector<Notice> notices;  ///< One for each waiver, and for what is gone from the baseline.
};
Digest digest(const model::Model& model, const check::Report& report, const RunFacts& facts);

/// One for each waiver, in order, then what the baseline has and is gone.
std::vector<Notice> notices_of(const check::Report& report);

/// A finding stops the run from passing (exit status 1), unless it was accepted.
bool is_failure(const Entry& entry);

/// The finding below its sentence, for people: the world, the lines, what else is to be said, and
/// the remedy, a line each.
std::string body_text(const Entry& entry, const Sources& sources);

/// `violated`, `not applicable`; `waived` and `known` (by the baseline) of an accepted finding.
std::string word_for(const Entry& entry);

/// `visible`, and cut after `kLongest` characters.
std::string bounded(std::string_view text);

}  // namespace ringfence::report
