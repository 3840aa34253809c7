#include "check/run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/require.h"
#include "check/smt.h"
#include "grammar/parse.h"
#include "resolve/resolve.h"

// From the text of a spec to verdicts, without files: each meaning of DESIGN section 1 and 4.1
// with a case that has it and, next to it, one that just has not.

namespace ringfence::check {
namespace {

struct Checked {
  Sources sources;
  model::Model model;
  Report report;

  std::string verdict(const std::string& id) const {
    for (const Verdict& verdict : report.verdicts) {
      if (verdict.id != id) continue;
      constexpr const char* kWords[] = {"holds", "violated", "vacuous", "undecided",
                                        "not applicable"};
      return kWords[verdict.outcome.index()];
    }
    return "missing";
  }
  template <class Kind>
  const Kind& outcome(const std::string& id) const {
    const auto found = std::find_if(report.verdicts.begin(), report.verdicts.end(),
                                    [&](const Verdict& verdict) { return verdict.id == id; });
    require(found != report.verdicts.end(), "the policy has a verdict");
    return std::get<Kind>(found->outcome);
  }
};

model::Model model_of(Sources& sources, const std::string& text) {
  const SourceId source = sources.add("test.rf", text);
  auto document = grammar::parse_document(sources, source);
  require(static_cast<bool>(document), "the test's text is well-formed");
  auto resolved = resolve::resolve(
      {std::make_shared<const syntax::Document>(std::move(document).value())}, {}, {}, sources);
  require(static_cast<bool>(resolved), "the test's model is sound");
  return std::move(resolved).value();
}

void check_into(Checked& checked, const std::string& text, const Options& options = {}) {
  checked.model = model_of(checked.sources, text);
  auto report = run(checked.model, options, checked.sources);
  require(static_cast<bool>(report), "nothing overflows");
  checked.report = std::move(report).value();
}

constexpr const char* kHosts = R"(
host h1 { cpu: 8; memory: 16GiB }
host h2 { cpu: 8; memory: 8GiB }
vm a { on: h1; cpu: 2; memory: 6GiB }
vm b { on: any host; cpu: 2; memory: 2GiB..10GiB step 1GiB }
)";

// 6 + 10 is 16: exactly the limit of h1, and one step beyond that of 15.
TEST(Run, DecidesAtTheLimit) {
  Checked checked;
  check_into(checked, std::string(kHosts) + R"(
assume fits { forall v in vms: v.memory <= v.on.memory }
policy at-the-limit { assert sum(v.memory for v in vms where v.on == h1) <= 16GiB }
policy beyond { assert sum(v.memory for v in vms where v.on == h1) <= 15GiB }
policy by-the-assumption { assert b.on == h2 => b.memory <= 8GiB }
policy not-below { assert b.on == h2 => b.memory <= 7GiB }
policy facts-alone { assert a.memory == 6GiB }
)");
  EXPECT_EQ(checked.verdict("at-the-limit"), "holds");
  EXPECT_EQ(checked.verdict("beyond"), "violated");
  EXPECT_EQ(checked.verdict("by-the-assumption"), "holds");
  EXPECT_EQ(checked.verdict("not-below"), "violated");
  EXPECT_FALSE(checked.outcome<Holds>("by-the-assumption").evaluated);
  EXPECT_TRUE(checked.outcome<Holds>("facts-alone").evaluated);
  const auto& core = checked.outcome<Holds>("by-the-assumption").core_text;
  EXPECT_NE(std::find(core.begin(), core.end(), "assumption `fits`"), core.end());
  const Scene& scene = checked.outcome<Violated>("beyond").counterexample.value();
  ASSERT_EQ(scene.choices.size(), 2U);
  EXPECT_EQ(scene.choices[0].value,
            model::Scalar(*find_entity(checked.model, model::Kind::Host, "h1")));
  const auto& memory = std::get<Quantity>(scene.choices[1].value);
  EXPECT_EQ(to_string(memory), "10GiB");  // the only value that breaks it
}

TEST(Run, TellsPossibleFromAssert) {
  Checked checked;
  check_into(checked, std::string(kHosts) + R"(
policy can { possible b.memory == 10GiB and b.on == h2 }
policy cannot { possible b.memory > 10GiB }
policy both {
  assert b.memory >= 2GiB
  possible b.memory > 2GiB
}
)");
  EXPECT_EQ(checked.verdict("can"), "holds");
  EXPECT_TRUE(checked.outcome<Holds>("can").witness);
  EXPECT_EQ(checked.verdict("cannot"), "violated");
  EXPECT_FALSE(checked.outcome<Violated>("cannot").counterexample);
  EXPECT_EQ(checked.verdict("both"), "holds");
  EXPECT_EQ(checked.verdict("both/2"), "holds");
}

TEST(Run, TellsVacuousFromHolds) {
  Checked checked;
  check_into(checked, std::string(kHosts) + R"(
policy nothing { assert forall v in vms where v.memory > 10GiB: v.on == h1 }
policy something { assert forall v in vms where v.memory >= 10GiB: v.memory <= 10GiB }
policy no-guard { assert forall v in vms: v.memory > 10GiB => v.on == h1 }
policy no-pods { assert forall p in pods: p.node == none }
)");
  EXPECT_EQ(checked.verdict("nothing"), "vacuous");
  EXPECT_EQ(checked.verdict("something"), "holds");
  EXPECT_EQ(checked.verdict("no-guard"), "holds");
  EXPECT_EQ(checked.verdict("no-pods"), "vacuous");
}

TEST(Run, AppliesWhenIsDecidedFirst) {
  Checked checked;
  check_into(checked, std::string(kHosts) + R"(
policy never { applies when exists p in declared_pods: true; assert a.memory < 0GiB }
policy always { applies when exists h in hosts: true; assert a.memory < 0GiB }
policy sometimes { applies when b.memory <= 4GiB; assert b.memory <= 4GiB }
policy too-strong { applies when b.memory <= 4GiB; assert b.memory <= 3GiB }
)");
  EXPECT_EQ(checked.verdict("never"), "not applicable");
  EXPECT_EQ(checked.verdict("always"), "violated");
  EXPECT_EQ(checked.verdict("sometimes"), "holds");
  EXPECT_EQ(checked.verdict("too-strong"), "violated");
}

TEST(Run, NamesAContradiction) {
  Checked checked;
  check_into(checked, std::string(kHosts) + R"(
assume large { b.memory >= 9GiB }
assume harmless { b.memory >= 3GiB }
assume second { b.on == h2 and b.memory <= 8GiB }
policy whatever { assert b.memory >= 0GiB }
)");
  ASSERT_TRUE(checked.report.contradiction);
  EXPECT_EQ(checked.report.contradiction->core_text,
            (std::vector<std::string>{"what `b.memory` may be", "assumption `large`",
                                      "assumption `second`"}));
  EXPECT_EQ(checked.verdict("whatever"), "vacuous");
}

TEST(Run, SaysWhatItDoesNotDecide) {
  Options options;
  options.engine = "z3";
  options.limits.steps = 1;
  Checked checked;
  check_into(checked, std::string(kHosts) + R"(
policy spent { assert b.memory + a.memory <= 12GiB or b.on == h2 }
policy free { assert a.memory == 6GiB }
)",
             options);
  EXPECT_EQ(checked.outcome<Undecided>("spent").reason, "budget of 1 steps spent");
  EXPECT_EQ(checked.verdict("free"), "holds");
}

// Without Nodes a DaemonSet has pods on two of them, and what needs more is left open.
TEST(Run, DaemonsWithoutNodesAreOnSeveral) {
  Checked checked;
  check_into(checked, R"(
pod agent { daemon: true; container a {} }
pod web {}
policy inside { assert forall p in pods: count(c in containers where c.in == p) <= 1 }
policy alone { assert count(p in pods) <= 1 }
policy few { assert count(p in pods) <= 3 }
policy apart { assert forall a, b in pods where a != b and a.daemon and b.daemon: a.node != b.node }
policy away { assert forall a, b in pods where a.daemon and not b.daemon: a.node != b.node }
)");
  EXPECT_EQ(checked.verdict("alone"), "violated");
  EXPECT_EQ(checked.verdict("few"), "undecided");
  EXPECT_EQ(checked.verdict("inside"), "holds");
  EXPECT_EQ(checked.verdict("apart"), "holds");
  EXPECT_EQ(checked.verdict("away"), "violated");
}

TEST(Run, SelectsByName) {
  Sources sources;
  const model::Model model = model_of(sources, std::string(kHosts) + R"(
policy one { assert a.memory == 6GiB }
policy two { assert a.memory == 6GiB }
)");
  Options options;
  options.policies = {"t*"};
  EXPECT_EQ(run(model, options, sources).value().verdicts.size(), 1U);
  options.policies = {"twi"};
  EXPECT_EQ(run(model, options, sources).errors().front().code, "E0412");
}

TEST(Run, StopsWhenCancelled) {
  const std::atomic<bool> cancelled = true;
  Options options;
  options.limits.cancelled = &cancelled;
  Checked checked;
  check_into(checked, std::string(kHosts) + "policy one { assert b.memory <= 9GiB }\n", options);
  EXPECT_TRUE(checked.report.interrupted);
  EXPECT_TRUE(checked.report.verdicts.empty());
}

// Whoever wins, the report is the same.
TEST(Run, EnginesGiveTheSameReport) {
  for (const char* engine : {"z3", "cvc5", "auto"}) {
    Options options;
    options.engine = engine;
    Checked checked;
    check_into(checked, std::string(kHosts) + "policy p { assert b.on == h1 or b.memory < 5GiB }\n",
               options);
    const Scene& scene = *checked.outcome<Violated>("p").counterexample;
    EXPECT_TRUE(scene.minimal);
    const auto& memory = std::get<Quantity>(scene.choices.back().value);
    EXPECT_EQ(to_string(memory), "5GiB") << engine;
  }
}

/// First line that a solver's program prints for a script; empty if it is not installed.
std::string answer(const std::string& program, const std::string& script) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("ringfence-smt-" + std::to_string(::getpid()) + ".smt2");
  std::ofstream(file) << script;
  FILE* const pipe = ::popen((program + " '" + file.string() + "' 2>&1").c_str(), "r");
  std::string line(64, '\0');
  line = std::fgets(line.data(), static_cast<int>(line.size()), pipe) ? line.c_str() : "";
  ::pclose(pipe);
  std::filesystem::remove(file);
  return line;
}

TEST(Smt, ProgramsGiveTheVerdict) {
  Sources sources;
  const model::Model model = model_of(sources, std::string(kHosts) + R"(
assume fits { forall v in vms: v.memory <= v.on.memory }
policy holds { assert b.on == h2 => b.memory <= 8GiB }
policy violated { assert b.on == h2 => b.memory <= 7GiB }
policy two { possible b.memory == 2GiB possible b.memory == 11GiB }
)");
  const std::pair<const char*, const char*> expected[] = {
      {"holds", "unsat\n"}, {"violated", "sat\n"}, {"two", "sat\n"}, {"two/2", "unsat\n"}};
  for (const auto& [id, word] : expected) {
    const auto script = smt(model, id, false, sources);
    ASSERT_TRUE(script) << id;
    EXPECT_NE(script.value().find("; ringfence: "), std::string::npos);
    EXPECT_EQ(answer("z3", script.value()), word) << id << script.value();
    EXPECT_EQ(answer("cvc5", script.value()), word) << id;
  }
  EXPECT_EQ(smt(model, "hold", false, sources).errors().front().code, "E0412");
  EXPECT_EQ(smt(model, "hold", false, sources).errors().front().help, "did you mean `holds`?");
}

// What stands behind the conjunct that makes a policy inapplicable was not asked about.
TEST(Run, GapsTouchOnlyWhatMadeAPolicyInapplicable) {
  Sources sources;
  model::Model model = model_of(sources, std::string(kHosts) + R"(
policy settled {
  applies when (exists n in nodes: true) and (exists c in declared_containers: true)
  assert a.memory < 0GiB
}
policy touched {
  applies when (exists c in declared_containers: true) and (exists n in nodes: true)
  assert a.memory < 0GiB
}
)");
  model.gaps.push_back(
      {{}, "Compose file", syntax::GapEffect::Unknown, {"container.exists"}, "its services"});
  const auto report = run(model, {}, sources);
  ASSERT_TRUE(report);
  ASSERT_EQ(report.value().verdicts.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<NotApplicable>(report.value().verdicts[0].outcome));
  EXPECT_TRUE(std::holds_alternative<Undecided>(report.value().verdicts[1].outcome));
}

}  // namespace
}  // namespace ringfence::check
