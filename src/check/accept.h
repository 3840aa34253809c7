#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "check/acceptance.h"
#include "check/decide.h"
#include "check/verdict.h"
#include "syntax/waiver.h"

namespace ringfence::check {

/// Decides statements with some findings left out. What is waived for some entities is asked again
/// without them, until nothing fails or what fails is not accepted: that one finding is accepted
/// never hides another. A finding about nothing in particular (a `possible` without a world, a
/// vacuous statement) is accepted only by a waiver of all of the policy's findings, or by a
/// baseline that has it. Nothing accepts what is undecided, or declarations that contradict each
/// other.
class Accepter {
 public:
  Accepter(const model::Model& model, const Acceptance& acceptance);

  /// The verdict on the statement, with what of it was accepted.
  Verdict decide(const Court& court, const syntax::Policy& policy, std::size_t number,
                 policy::Obligation& obligation);

  /// What became of every waiver; `selected` are the policies that were asked about.
  std::vector<WaiverUse> uses(const std::vector<const syntax::Policy*>& selected) const;
  /// Entries of the baseline whose statement holds now.
  std::vector<std::string> gone() const;

 private:
  struct Weakening;
  std::optional<Suppression> accept_whole(const Verdict& verdict);
  bool accept_some(const Verdict& verdict, Weakening& weakening);
  bool accept_by_waivers(const Verdict& verdict, Weakening& weakening);
  bool accept_by_baseline(const Verdict& verdict, Weakening& weakening);
  bool accept_anything(const Verdict& verdict, Weakening& weakening);
  bool covers(std::size_t waiver, model::EntityId entity);
  std::vector<model::EntityId> covered(std::size_t waiver, model::Kind kind);
  const std::vector<model::EntityId>& called(const std::string& lasting_name);

  const model::Model& model_;
  const Acceptance& acceptance_;
  std::map<std::string, std::vector<std::size_t>> by_policy_;  ///< Waivers that count.
  std::vector<bool> used_;                                     ///< By waiver.
  std::set<std::string> met_;                                  ///< Of the baseline.
  std::set<std::string> holding_;                              ///< Statements without a finding.
  std::set<std::string> failing_;  ///< Policies with a finding that was not accepted.
  std::map<std::string, std::vector<model::EntityId>> by_name_;  ///< Filled on first use.
};

}  // namespace ringfence::check
