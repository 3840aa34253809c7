#include "check/except.h"

#include <gtest/gtest.h>

#include "check/accept.h"
#include "check/identity.h"
#include "check/run.h"
#include "grammar/parse.h"
#include "policy/obligation.h"
#include "resolve/resolve.h"
#include "syntax/print.h"

namespace ringfence::check {
namespace {

/// A deployment that is read, with its model.
struct Read {
  explicit Read(const std::string& text) {
    const SourceId source = sources.add("a.rf", text);
    auto parsed = grammar::parse_document(sources, source);
    EXPECT_TRUE(bool(parsed));
    documents.push_back(std::make_shared<const syntax::Document>(std::move(parsed).value()));
    auto resolved = resolve::resolve(documents, {}, {}, sources);
    EXPECT_TRUE(bool(resolved));
    model = std::move(resolved).value();
    EXPECT_TRUE(policy::type_check(model).empty());
  }
  Report run(const Acceptance& acceptance) const {
    Options options;
    options.acceptance = acceptance;
    auto report = check::run(model, options, sources);
    EXPECT_TRUE(bool(report));
    return std::move(report).value();
  }
  Sources sources;
  std::vector<std::shared_ptr<const syntax::Document>> documents;
  model::Model model;
};

constexpr const char* kMachines = R"(
host h { memory: 8GiB }
vm a { on: h; memory: 1GiB }
vm b { on: h; memory: 2GiB }
vm c[3] { on: h; memory: 3GiB }
derive vms(h: host) = {v in vms where v.on == h}
def all_small(most: bytes) = forall v in vms where has v.memory: v.memory <= most
)";

struct Case {
  const char* name;
  const char* formula;
  const char* expected;  ///< Without the machine `a` as `v`; `-` if that cannot be written.
};
void PrintTo(const Case& test, std::ostream* out) {
  *out << test.name;
}
class Except : public testing::TestWithParam<Case> {};

TEST_P(Except, AddsAGuardWhereATupleThatFailsDecides) {
  const Read read(std::string(kMachines) + "policy p { assert " + GetParam().formula + " }");
  const model::EntityId a = *model::find_entity(read.model, model::Kind::Vm, "a");
  const auto weaker =
      except(read.model, read.model.policies[0]->statements[0].formula, {{{"v", {a}}}});
  EXPECT_EQ(weaker ? syntax::print(*weaker) : "-", GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Except,
    testing::Values(Case{"forall", "forall v in vms: false",
                         "forall v in vms where not v in {vm(\"a\")}: false"},
                    Case{"guarded", "forall v in vms where has v.memory: false",
                         "forall v in vms where has v.memory and not v in {vm(\"a\")}: false"},
                    Case{"not_exists", "not (exists v in vms: true)",
                         "not exists v in vms where not v in {vm(\"a\")}: true"},
                    Case{"inner", "forall h in hosts: forall v in h.vms: false",
                         "forall h in hosts: forall v in h.vms where not v in {vm(\"a\")}: false"},
                    Case{"premise", "(exists v in vms: true) => false",
                         "(exists v in vms where not v in {vm(\"a\")}: true) => false"},
                    Case{"exists", "exists v in vms: true", "-"},
                    Case{"not_forall", "not (forall v in vms: true)", "-"},
                    Case{"below_exists", "exists h in hosts: forall v in h.vms: true", "-"},
                    Case{"either_way", "(forall v in vms: true) <=> true", "-"},
                    Case{"twice", "(forall v in vms: true) and (forall v in vms: true)", "-"},
                    Case{"summed",
                         "forall h in hosts: sum(v.memory for v in h.vms where has v.memory) >= 0B",
                         "-"},
                    Case{"definition", "all_small(1GiB)", "-"},
                    Case{"another", "forall w in vms: false", "-"}),
    [](const auto& test) { return test.param.name; });

syntax::Waiver waiver(std::string policy, std::string subject) {
  syntax::Waiver made;
  made.policy = std::move(policy);
  made.subject = std::move(subject);
  made.reason = "because";
  return made;
}

std::string said(const Read& read, const Report& report) {
  std::string text;
  for (const Verdict& verdict : report.verdicts) {
    text += verdict.is_accepted ? "accepted" : std::to_string(verdict.outcome.index());
    for (const Suppression& each : verdict.accepted) {
      text += each.waiver ? " w" + std::to_string(*each.waiver) : " b";
    }
    const auto* violated = std::get_if<Violated>(&verdict.outcome);
    if (!verdict.is_accepted && violated != nullptr && violated->counterexample) {
      for (const auto& [name, entity] : violated->counterexample->subjects)
        text += " " + read.model.entity(entity).name;
    }
    text += ";";
  }
  return text;
}

constexpr const char* kSmall =
    "policy small { assert forall v in vms where has v.memory: v.memory <= 1GiB }";

TEST(Accept, OneFindingNeverHidesAnother) {
  const Read read(std::string(kMachines) + kSmall);
  EXPECT_EQ(said(read, read.run({})), "1 b;");
  EXPECT_EQ(said(read, read.run({{waiver("small", "vm b")}, {}, "", false})), "1 w0 c[1];");
  EXPECT_EQ(
      said(read, read.run({{waiver("small", "vm b"), waiver("small", "vm c[*")}, {}, "", false})),
      "accepted w0 w1;");
  EXPECT_EQ(
      said(read, read.run({{waiver("small", "vm c[1]"), waiver("small", "vm b")}, {}, "", false})),
      "1 w1 w0 c[2];");
  EXPECT_EQ(said(read, read.run({{waiver("small", "*")}, {}, "", false})), "accepted w0;");
  EXPECT_EQ(said(read, read.run({{waiver("large", "*")}, {}, "", false})), "1 b;");
}

TEST(Accept, AWaiverCountsUpToItsLastDay) {
  const Read read(std::string(kMachines) + kSmall);
  syntax::Waiver until = waiver("small", "*");
  until.expires = "2027-01-31";
  EXPECT_EQ(said(read, read.run({{until}, {}, "2027-01-31", false})), "accepted w0;");
  EXPECT_EQ(said(read, read.run({{until}, {}, "2027-02-01", false})), "1 b;");
  EXPECT_EQ(read.run({{until}, {}, "2027-02-01", false}).waivers[0].state,
            WaiverUse::State::Expired);
}

TEST(Accept, SaysWhatBecameOfEachWaiver) {
  const Read read(std::string(kMachines) +
                  "policy small { assert forall v in vms where has v.memory: v.memory <= 2GiB }"
                  "policy fine { assert forall v in vms where has v.memory: v.memory <= 3GiB }");
  const Report report = read.run({{waiver("small", "vm a"), waiver("smal", "*"),
                                   waiver("fine", "vm a"), waiver("small", "vm c[*]")},
                                  {},
                                  "",
                                  false});
  using State = WaiverUse::State;
  EXPECT_EQ(report.waivers[0].state, State::Unused);
  EXPECT_EQ(report.waivers[1].state, State::Unknown);
  EXPECT_EQ(report.waivers[1].nearest, "small");
  EXPECT_EQ(report.waivers[2].state, State::Unused);
  EXPECT_EQ(report.waivers[3].state, State::Used);
}

TEST(Accept, ABaselineKnowsWhatItHasAndNothingElse) {
  const Read read(std::string(kMachines) + kSmall);
  const Report recorded = read.run({{}, {}, "", true});
  EXPECT_EQ(said(read, recorded), "accepted b b;");
  std::set<std::string> baseline;
  for (const Suppression& each : recorded.verdicts[0].accepted) baseline.insert(each.identity);
  EXPECT_EQ(baseline, (std::set<std::string>{"small|violated|vm b", "small|violated|vm c[*]"}));
  EXPECT_EQ(said(read, read.run({{}, baseline, "", false})), "accepted b;");
  const Read grown(std::string(kMachines) + "vm d { on: h; memory: 5GiB }" + kSmall);
  EXPECT_EQ(said(grown, grown.run({{}, baseline, "", false})), "1 b d;");
  const Read mended(std::string(kMachines) + "policy small { assert true }");
  EXPECT_EQ(mended.run({{}, baseline, "", false}).gone.size(), 2U);
}

TEST(Accept, TheOrderOfSubjectsIsNothing) {
  const std::string pairs = "policy apart { assert forall v, w in vms: v != w => v.on != w.on }";
  const Read read(std::string(kMachines) + pairs);
  const Report recorded = read.run({{}, {}, "", true});
  std::set<std::string> baseline;
  for (const Suppression& each : recorded.verdicts[0].accepted) baseline.insert(each.identity);
  EXPECT_TRUE(baseline.contains("apart|violated|vm a|vm b"));
  EXPECT_FALSE(baseline.contains("apart|violated|vm b|vm a"));
  EXPECT_TRUE(baseline.contains("apart|violated|vm c[*]|vm c[*]"));
  EXPECT_EQ(said(read, read.run({{}, baseline, "", false})).substr(0, 8), "accepted");
  baseline.erase("apart|violated|vm a|vm c[*]");
  EXPECT_EQ(said(read, read.run({{}, baseline, "", false})).substr(0, 5), "1 b a");
}

TEST(Accept, NothingInParticularIsAcceptedOnlyAsAWhole) {
  const Read read(std::string(kMachines) +
                  "policy p { possible forall v in vms where has v.memory: v.memory == 0B }"
                  "policy q { assert forall c in containers: true }"
                  "policy r { assert all_small(1GiB) }");
  EXPECT_EQ(
      said(read, read.run({{waiver("p", "vm *"), waiver("q", "container *"), waiver("r", "vm *")},
                           {},
                           "",
                           false})),
      "1;2;1 b;");
  EXPECT_EQ(
      said(read, read.run({{waiver("p", "*"), waiver("q", "*"), waiver("r", "*")}, {}, "", false})),
      "accepted w0;accepted w1;accepted w2;");
  EXPECT_EQ(said(read, read.run({{}, {"p|no-world", "q|vacuous", "r|violated|vm b"}, "", false})),
            "accepted b;accepted b;1 b;")
      << "what fails inside a definition may hide more";
}

}  // namespace
}  // namespace ringfence::check
