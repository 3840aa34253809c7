#include "check/certify.h"

#include <gtest/gtest.h>

#include <sstream>

#include "base/require.h"
#include "check/run.h"
#include "grammar/parse.h"
#include "pb/opb.h"
#include "pb/solver.h"
#include "resolve/resolve.h"
#include "verify/kernel.h"
#include "verify/opb.h"
#include "verify/proof_reader.h"

// Certificates of what facts alone settle: which facts they name, that ringfence-verify accepts
// them, and that nothing is left of them once any one fact is taken away.

namespace ringfence::check {
namespace {

struct Example {
  const char* name;
  const char* spec;
  std::vector<std::string> facts;  ///< In order, as the certificate says them.
};

/// Inventory that the examples below are about, ahead of each.
constexpr const char* kInventory = R"(
host h1 { reserved.memory: 8B; unlisted: 2; overcommit.memory: 2 }
host h2 { reserved.memory: 4B }
vm a { on: h1; reserved.memory: 3B }
vm b { on: h1; reserved.memory: 5B }
def smaller(x: vm, y: vm) = x.reserved.memory < y.reserved.memory
derive is_small(v: vm) = v.reserved.memory <= 4B
derive vms(h: host) = {v in vms where v.on == h}
def beside(x: vm, y: vm) = x != y and x.on == y.on
def below(x: vm, y: vm) = x.reserved.memory < y.reserved.memory
def never(x: vm, y: vm) = false
def leads(x: vm | host, y: vm | host) = x == host("h2") and y == a or x == a and y.name == "b"
derive neighbours(v: vm) = {w in vms where w.on == v.on}
)";

const Example kExamples[] = {
    {"a comparison at its limit",
     "assert a.reserved.memory + b.reserved.memory <= h1.reserved.memory",
     {"a.reserved.memory <= 3", "b.reserved.memory <= 5", "h1.reserved.memory >= 8"}},
    {"room to spare needs no second fact",
     "assert a.reserved.memory <= h1.reserved.memory + h2.reserved.memory",
     {"a.reserved.memory <= 3", "h2.reserved.memory >= 4"}},
    {"a strict comparison",
     "assert a.reserved.memory < h2.reserved.memory",
     {"a.reserved.memory <= 3", "h2.reserved.memory >= 4"}},
    {"the denial of a comparison",
     "assert not a.reserved.memory >= b.reserved.memory",
     {"a.reserved.memory <= 3", "b.reserved.memory >= 5"}},
    {"a difference",
     "assert b.reserved.memory - a.reserved.memory >= 2B",
     {"a.reserved.memory <= 3", "b.reserved.memory >= 5"}},
    {"a negative number",
     "assert a.reserved.memory - b.reserved.memory >= -2B",
     {"b.reserved.memory <= 5", "a.reserved.memory >= 3"}},
    {"a factor is taken as it is",
     "assert b.reserved.memory <= h1.reserved.memory * h1.unlisted",
     {"h1.unlisted == 2", "b.reserved.memory <= 5", "h1.reserved.memory >= 8"}},
    {"a sum over a look-up",
     "assert forall h in hosts: sum(v.reserved.memory for v in h.vms) <= h.reserved.memory",
     {"hosts has no members but these 2", R"(only a b of vms with v.on == host("h1"))",
      R"(vm("a").reserved.memory <= 3)", R"(vm("b").reserved.memory <= 5)",
      R"(host("h1").reserved.memory >= 8)", R"(none of vms with v.on == host("h2"))"}},
    {"a sum from below",
     "assert sum(v.reserved.memory for v in vms where v.on == h1) >= 8B",
     {"only a b of vms with v.on == h1", R"(vm("a") in vms)", R"(vm("a").on == h1)",
      R"(vm("b") in vms)", R"(vm("b").on == h1)", R"(vm("a").reserved.memory >= 3)",
      R"(vm("b").reserved.memory >= 5)"}},
    {"a count",
     "assert count(v in vms where v.reserved.memory > 4B) <= 1",
     {"vms has no members but these 2", R"(vm("a").reserved.memory <= 3)"}},
    {"a conjunction", "assert a.on == h1 and not (b.on == h2)", {"a.on == h1", "b.on != h2"}},
    {"a disjunction by its first true side",
     "assert a.on == h2 or b.on == h1 or a.on == h1",
     {"b.on == h1"}},
    {"an implication by its false side", "assert a.on == h2 => b.on == h2", {"a.on != h2"}},
    {"an implication by its true side", "assert a.on == h1 => b.on == h1", {"b.on == h1"}},
    {"an equivalence is one fact",
     "assert a.on == h1 <=> b.on == h1",
     {"a.on == h1 <=> b.on == h1"}},
    {"a pair that is never",
     "assert forall x, y in vms where x != y: x.reserved.memory != y.reserved.memory",
     {"vms has no members but these 2", R"(vm("a").reserved.memory != vm("b").reserved.memory)",
      R"(vm("b").reserved.memory != vm("a").reserved.memory)"}},
    {"an example",
     "assert exists v in vms: v.reserved.memory > 4B",
     {R"(vm("b") in vms)", R"(vm("b").reserved.memory >= 5)"}},
    {"a counterexample that is wanted",
     "assert not (forall v in vms: v.reserved.memory > 4B)",
     {R"(vm("a") in vms)", R"(vm("a").reserved.memory <= 3)"}},
    {"nothing to range over",
     "assert not (exists p in pods: p.host_ipc or p.host_pid)",
     {"pods has no members but these 0"}},
    {"a definition and a derived attribute",
     "assert smaller(a, b) and a.is_small",
     {R"(vm("a").reserved.memory <= 3)", R"(vm("b").reserved.memory >= 5)"}},
    {"a derived set",
     "assert forall w in a.neighbours: w.reserved.memory <= 5B",
     {"only a b of vms with w.on == vm(\"a\").on", R"(vm("a").reserved.memory <= 3)",
      R"(vm("b").reserved.memory <= 5)"}},
    {"the branch that counts",
     "assert if a.on == h1 then a.reserved.memory <= 3B else a.reserved.memory <= 2B",
     {"a.on == h1", "a.reserved.memory <= 3"}},
    {"a chain",
     "assert closure(leads)(h2, b)",
     {R"(host("h2") == host("h2"))", R"(vm("a") in vms)", R"(vm("b").name == "b")"}},
    {"a chain of one step", "assert closure(beside)(a, b)", {R"(vm("a").on == vm("b").on)"}},
    {"no chain",
     "assert not closure(below)(b, a)",
     {"vms has no members but these 2", R"(vm("a").reserved.memory <= 3)",
      R"(vm("b").reserved.memory >= 5)", R"(vm("b").reserved.memory <= 5)"}},
    {"a chain of nothing", "assert not closure(never)(a, b)", {"not closure(never)(a, b)"}},
    {"no chain over either of two kinds",
     "assert forall h in hosts, v in vms: not closure(leads)(v, h)",
     {"hosts has no members but these 2", "vms has no members but these 2",
      R"(vm("a") != host("h2"))", R"(host("h1").name != "b")", R"(host("h2").name != "b")",
      R"(vm("a").name != "b")", R"(vm("b") != host("h2"))"}},
    {"a cut serves all that is behind it",
     "assert forall x, y in vms where x != y and closure(below)(x, y): x == a",
     {"vms has no members but these 2", R"(vm("a").reserved.memory <= 3)",
      R"(vm("b").reserved.memory >= 5)", R"(vm("b").reserved.memory <= 5)"}},
    {"a membership", "assert b.on in {h1, h2}", {"b.on in {h1, h2}"}},
    {"a presence", "assert has h1.overcommit.memory", {"has h1.overcommit.memory"}},
    {"an absence", "assert not has h2.overcommit.memory", {"not has h2.overcommit.memory"}},
    {"no fact at all", "assert 2 + 2 <= 5", {"2 + 2 <= 5"}},
    {"what is open may be anything", "assert 0B <= a.reserved.memory", {"0B <= a.reserved.memory"}},
};

class Certify : public testing::Test {
 protected:
  model::Model read(const std::string& text) {
    const SourceId source = sources.add("test.rf", text);
    auto document = grammar::parse_document(sources, source);
    require(static_cast<bool>(document), "the test's text is well-formed");
    auto resolved = resolve::resolve(
        {std::make_shared<const syntax::Document>(std::move(document).value())}, {}, {}, sources);
    require(static_cast<bool>(resolved), "the test's model is sound");
    for (const Diagnostic& one : policy::type_check(resolved.value())) ADD_FAILURE() << one.message;
    return std::move(resolved).value();
  }
  Sources sources;
};

/// What ringfence-verify says.
bool accepts(const std::string& opb, const std::string& steps) {
  try {
    std::istringstream formula(opb);
    std::istringstream proof(steps);
    verify::Names names;
    verify::Kernel kernel(verify::read_opb(formula, names));
    return verify::check_proof(proof, kernel, names).kind == verify::Verdict::Kind::Unsatisfiable;
  } catch (const verify::Failure&) {
    return false;
  }
}

TEST_F(Certify, FactsOfEvaluation) {
  for (const Example& example : kExamples) {
    SCOPED_TRACE(example.name);
    const model::Model model = read(std::string(kInventory) + "policy p { " + example.spec + " }");
    const auto report = run(model, {}, sources);
    ASSERT_TRUE(report);
    const auto* holds = std::get_if<Holds>(&report.value().verdicts.at(0).outcome);
    EXPECT_NE(holds, nullptr);
    if (holds == nullptr) continue;
    EXPECT_TRUE(holds->evaluated);
    ASSERT_NE(holds->certificate, nullptr);
    const auto grounds = policy::grounds(model, model.policies[0]->statements[0], 100);
    ASSERT_TRUE(grounds);
    std::vector<std::string> facts;
    for (const policy::Labelled& fact : grounds->facts) facts.push_back(fact.name);
    EXPECT_EQ(facts, example.facts);
    EXPECT_FALSE(grounds->terms.is_false(grounds->question)) << "a constant refutes nothing";

    const std::string& opb = holds->certificate->opb;
    EXPECT_TRUE(accepts(opb, holds->certificate->proof));
    for (std::size_t i = 0; i < grounds->facts.size(); ++i) {
      auto fewer = grounds->facts;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      const auto formula = formula_of(grounds->terms, fewer, grounds->question, sources);
      ASSERT_TRUE(formula);
      EXPECT_EQ(pb::solve(formula->formula, {}).kind, pb::Solution::Kind::Satisfiable)
          << "without `" << facts[i] << "`";
      EXPECT_FALSE(accepts(pb::to_opb(formula->formula), holds->certificate->proof));
    }
  }
}

TEST_F(Certify, LinesStandBesideFacts) {
  const model::Model model = read(
      "host h { reserved.memory: 4B }\nvm v { on: h; reserved.memory: 3B }\npolicy p { assert "
      "v.reserved.memory <= h.reserved.memory }");
  const auto report = run(model, {}, sources);
  ASSERT_TRUE(report);
  const auto* holds = std::get_if<Holds>(&report.value().verdicts.at(0).outcome);
  ASSERT_NE(holds, nullptr);
  EXPECT_EQ(holds->certificate->opb,
            "* #variable= 3 #constraint= 3\n"
            "* fact: v.reserved.memory <= 3  @ test.rf:2:32\n"
            "+1 v_reserved_memory_at_most_3 >= 1 ;\n"
            "* fact: h.reserved.memory >= 4  @ test.rf:1:27\n"
            "+1 h_reserved_memory_at_least_4 >= 1 ;\n"
            "* the policy fails\n"
            "+3 v_reserved_memory_is_3 +5 ~v_reserved_memory_at_most_3 "
            "+4 ~h_reserved_memory_at_least_4 >= 5 ;\n");
}

TEST_F(Certify, NamesCannotEndALine) {
  const model::Model model = read(
      "host \"h\\n+1 x * y >= 1 ;\" { reserved.memory: 4B }\n"
      "assume \"a\\n-1 x >= 1 ;\" { forall v in vms: v.unlisted <= 2 }\n"
      "vm \"v\\n* w\" { unlisted: 0..3; on: any host }\n"
      "policy p { assert forall v in vms: v.unlisted <= 2 }\n"
      "policy q { assert forall h in hosts: h.reserved.memory <= 4B }");
  const auto report = run(model, {}, sources);
  ASSERT_TRUE(report);
  for (const Verdict& verdict : report.value().verdicts) {
    const auto* holds = std::get_if<Holds>(&verdict.outcome);
    ASSERT_NE(holds, nullptr);
    ASSERT_NE(holds->certificate, nullptr);
    EXPECT_TRUE(accepts(holds->certificate->opb, holds->certificate->proof));
  }
}

TEST_F(Certify, TooManyFacts) {
  const model::Model model = read(std::string(kInventory) +
                                  "policy p { assert forall v in vms: v.reserved.memory <= 9B }");
  const syntax::Statement& statement = model.policies[0]->statements[0];
  EXPECT_TRUE(policy::grounds(model, statement, 3));
  EXPECT_FALSE(policy::grounds(model, statement, 2));
}

/// A ring of seven machines and one in its middle cannot all be apart from their neighbours on
/// three hosts, which takes more than one conflict to see.
TEST_F(Certify, GoesOnByTheClockWhenTheBudgetIsSpent) {
  std::string text = "host h1 {}\nhost h2 {}\nhost h3 {}\nvm hub { on: one of {h1, h2, h3} }\n";
  std::string some_meet = "false";
  for (int i = 0; i < 7; ++i) {
    const std::string name = "v" + std::to_string(i);
    text += "vm " + name + " { on: one of {h1, h2, h3} }\n";
    some_meet += " or " + name + ".on == hub.on or " + name + ".on == v" +
                 std::to_string((i + 1) % 7) + ".on";
  }
  const model::Model model = read(text + "policy p { assert " + some_meet + " }");
  auto lowered = policy::lower(model, *model.policies[0], {});
  ASSERT_TRUE(lowered);
  policy::Obligation& obligation = lowered.value().front();
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < obligation.constraints.size(); ++i) all.push_back(i);
  ProofLimits limits;
  limits.engine.steps = 1;
  EXPECT_EQ(certify(model, obligation, all, limits, sources), nullptr);
  limits.longer = std::chrono::seconds(60);
  EXPECT_NE(certify(model, obligation, all, limits, sources), nullptr);
}

TEST_F(Certify, ClaimsNoMoreThanTheCore) {
  const model::Model model = read(
      "host h1 { reserved.memory: 1B }\nhost h2 { reserved.memory: 2B }\n"
      "vm v { on: one of {h1, h2}; unlisted: 0..3 }\n"
      "policy p { assert v.on.reserved.memory <= 2B }");
  const auto report = run(model, {}, sources);
  ASSERT_TRUE(report);
  const auto* holds = std::get_if<Holds>(&report.value().verdicts.at(0).outcome);
  ASSERT_NE(holds, nullptr);
  ASSERT_NE(holds->certificate, nullptr);
  auto lowered = policy::lower(model, *model.policies[0], {});
  ASSERT_TRUE(lowered);
  const auto again = claim(model, lowered.value().front(), holds->certificate->selection, sources);
  ASSERT_TRUE(again);
  EXPECT_EQ(pb::to_opb(again->formula), holds->certificate->opb);
}

}  // namespace
}  // namespace ringfence::check
