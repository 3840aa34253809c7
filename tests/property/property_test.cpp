#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>

#include "base/require.h"
#include "property/agreement.h"
#include "property/generator.h"
#include "property/shrink.h"

// Random small specs, through the whole front end. The judge looks at every world; the lowering,
// Z3, cvc5 and `check` must come to the same verdicts. RINGFENCE_SEED and RINGFENCE_SPECS change
// the first seed and the number of specs; a failure prints both the spec and its seed.

namespace ringfence::property {
namespace {

constexpr std::size_t kMostWorlds = 120;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// What a run met; each test of the generator and of the verdicts reads it.
struct Survey {
  std::size_t specs = 0, compared = 0, too_many_worlds = 0, worlds = 0, lenient = 0;
  std::map<std::string, std::size_t> refused;     // by stage
  std::map<std::string, std::size_t> constructs;  // of compared specs
  std::map<std::string, std::size_t> verdicts;    // of statements
  Tally tally;
};

/// Why the spec fails, or empty. Refused specs and those with too many worlds do not fail.
std::optional<std::string> failure(const std::string& text, bool snapshot,
                                   const std::vector<std::string>& engines, Survey& survey) {
  const auto built = build(text);
  if (const Refusal* refusal = std::get_if<Refusal>(&built)) {
    const std::size_t earlier = survey.refused[refusal->stage]++;
    if (earlier < 5) std::cout << refusal->stage << ": " << refusal->message << "\n";
    return std::nullopt;
  }
  const Deployment& deployment = *std::get<std::unique_ptr<Deployment>>(built);
  const auto census = take_census(deployment, snapshot, kMostWorlds);
  if (!census) return ++survey.too_many_worlds, std::nullopt;
  ++survey.compared;
  survey.worlds += census->worlds.size();
  for (const StatementCensus& one : census->statements) {
    ++survey.verdicts[one.verdicts.size() == 1 ? *one.verdicts.begin() : "undecided"];
  }
  const std::size_t lenient = survey.tally.lenient;
  if (auto found = lowering_differs(deployment, *census, snapshot, survey.tally)) return found;
  // Enumeration does not know what the stuck part could change.
  if (survey.tally.lenient > lenient) return ++survey.lenient, std::nullopt;
  try {
    return verdict_differs(deployment, *census, snapshot, engines, survey.tally);
  } catch (const InternalError& error) {
    return std::string("check throws: ") + error.what();
  }
}

void print(const Survey& survey) {
  std::cout << survey.specs << " specs, " << survey.compared << " compared, "
            << survey.too_many_worlds << " with more than " << kMostWorlds << " worlds, "
            << survey.worlds << " worlds\n";
  for (const auto& [stage, count] : survey.refused) {
    std::cout << "refused by " << stage << ": " << count << "\n";
  }
  for (const auto& [verdict, count] : survey.verdicts) {
    std::cout << verdict << ": " << count << "\n";
  }
  for (const auto& [verdict, count] : survey.tally.verdicts) {
    std::cout << "check says " << verdict << ": " << count << "\n";
  }
  std::cout << survey.tally.cautious << " undecided without need, " << survey.tally.ground_values
            << " ground values, " << survey.tally.blocked << " blocked, " << survey.lenient
            << " specs settled beside a stuck part\n"
            << survey.tally.certified << " of " << survey.tally.certified + survey.tally.uncertified
            << " verdicts without a world certified, " << survey.tally.facts
            << " facts taken away\n";
}

TEST(Property, JudgeLoweringEnginesAndCheckAgree) {
  const std::uint64_t seed = from_environment("RINGFENCE_SEED", 1);
  const std::uint64_t wanted = from_environment("RINGFENCE_SPECS", 2000);
  std::cout << "RINGFENCE_SEED=" << seed << " RINGFENCE_SPECS=" << wanted << "\n";
  Survey survey;
  int failures = 0;
  // Specs that are refused or too large are replaced by further ones.
  for (std::uint64_t i = seed; survey.compared < wanted && i < seed + 3 * wanted; ++i) {
    const GeneratedSpec spec = generate(i);
    ++survey.specs;
    const std::size_t before = survey.compared;
    // A race has no rules of its own, so it runs now and then.
    std::vector<std::string> engines = {"pb", "z3", "cvc5"};
    if (i % 16 == 0) engines.emplace_back("auto");
    const auto why = failure(spec.text, spec.snapshot, engines, survey);
    if (survey.compared > before) {
      for (const std::string& construct : spec.constructs) ++survey.constructs[construct];
    }
    if (!why) continue;
    const std::string small = shrink(spec.text, [&](const std::string& text) {
      Survey ignored;
      ignored.refused = {{"grammar", 5}, {"resolve", 5}, {"types", 5}};
      return failure(text, spec.snapshot, engines, ignored).has_value();
    });
    Survey ignored;
    ADD_FAILURE() << "seed " << i << (spec.snapshot ? " with --snapshot" : "") << ": "
                  << failure(small, spec.snapshot, engines, ignored).value_or(*why) << "\n"
                  << small;
    if (++failures == 5) break;
  }
  print(survey);
  if (failures > 0 || wanted < 1000) return;
  EXPECT_EQ(survey.compared, wanted);
  // A run that looks at nothing, or that finds everything to hold, would mean nothing.
  std::size_t refused = 0, statements = 0;
  for (const auto& [stage, count] : survey.refused) refused += count;
  for (const auto& [verdict, count] : survey.verdicts) statements += count;
  EXPECT_LT(refused * 5, survey.specs) << "too many specs are refused";
  EXPECT_GE(survey.verdicts["holds"] * 100, statements * 15);
  EXPECT_GE(survey.verdicts["violated"] * 100, statements * 15);
  for (const char* rare : {"vacuous", "not applicable", "contradiction", "undecided"}) {
    EXPECT_GT(survey.verdicts[rare], 0U) << rare;
  }
  std::size_t answers = 0;
  for (const auto& [verdict, count] : survey.tally.verdicts) answers += count;
  EXPECT_LT(survey.tally.verdicts["undecided"] * 10, answers);
  EXPECT_LT(survey.tally.cautious * 50, answers);
  EXPECT_GT(survey.tally.certified, wanted / 4);
  EXPECT_GT(survey.tally.facts, wanted);
  EXPECT_LE(survey.tally.uncertified * 20, survey.tally.certified);
  EXPECT_LT(survey.lenient * 200, survey.compared);
  for (const std::string& construct : all_constructs()) {
    EXPECT_GT(survey.constructs[construct], 0U) << "no spec has: " << construct;
  }
}

}  // namespace
}  // namespace ringfence::property
