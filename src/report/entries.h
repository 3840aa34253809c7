#pragma once
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
  std::string identity;        ///< The same tomorrow, wherever the lines have gone.
};

constexpr std::size_t kLongest = 1000;

/// The contradiction if there is one, then every verdict in the report's order.
std::vector<Entry> entries(const model::Model& model, const check::Report& report,
                           const RunFacts& facts);

/// A finding stops the run from passing: exit status 1.
bool is_failure(const Entry& entry);

/// The finding below its sentence, for people: the world, the lines, what else is to be said, and
/// the remedy, a line each.
std::string body_text(const Entry& entry, const Sources& sources);

/// `violated`, `not applicable`.
std::string word_for(Entry::Kind kind);

/// `visible`, and cut after `kLongest` characters.
std::string bounded(std::string_view text);

}  // namespace ringfence::report
