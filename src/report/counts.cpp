#include "report/counts.h"

#include <algorithm>

#include "base/match.h"

namespace ringfence::report {

bool is_waived(const check::Verdict& verdict) {
  return verdict.is_accepted &&
         std::any_of(verdict.accepted.begin(), verdict.accepted.end(),
                     [](const check::Suppression& each) { return each.waiver.has_value(); });
}

Counts count(const check::Report& report) {
  Counts counts;
  for (const check::Verdict& verdict : report.verdicts) {
    if (verdict.is_accepted) {
      ++(is_waived(verdict) ? counts.waived : counts.known);
      continue;
    }
    match(
        verdict.outcome,  //
        [&](const check::Holds& holds) {
          ++counts.holds;
          if (holds.witness) {
            ++counts.witnessed;
            return;
          }
          ++(holds.evaluated ? counts.evaluated : counts.solved);
          ++(holds.certificate ? counts.certified : counts.uncertified);
        },
        [&](const check::Violated&) { ++counts.violated; },
        [&](const check::Vacuous&) { ++counts.vacuous; },
        [&](const check::Undecided&) { ++counts.undecided; },
        [&](const check::NotApplicable&) { ++counts.not_applicable; });
  }
  return counts;
}

std::string plural(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

}  // namespace ringfence::report
