#include "report/counts.h"

#include "base/match.h"

namespace ringfence::report {

Counts count(const check::Report& report) {
  Counts counts;
  for (const check::Verdict& verdict : report.verdicts) {
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
