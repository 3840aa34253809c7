#include <gtest/gtest.h>

#include "base/require.h"
#include "grammar/parse.h"
#include "policy/obligation.h"
#include "resolve/resolve.h"

// Where pods can be, when no node is described: one place for each pod, shared lists of them, and
// no variables for what a formula cannot tell apart.

namespace ringfence::policy {
namespace {

model::Model model_of(Sources& sources, const std::string& text) {
  const SourceId source = sources.add("test.rf", text);
  auto document = grammar::parse_document(sources, source);
  require(static_cast<bool>(document), "the test's text is well-formed");
  auto resolved = resolve::resolve(
      {std::make_shared<const syntax::Document>(std::move(document).value())}, {}, {}, sources);
  require(static_cast<bool>(resolved), "the test's model is sound");
  require(type_check(resolved.value()).empty(), "the test's model is well-typed");
  return std::move(resolved).value();
}

Obligation only(const model::Model& model, const LoweringOptions& options) {
  auto lowered = lower(model, *model.policies.at(0), options);
  require(lowered && lowered.value().size() == 1, "one statement");
  return std::move(lowered.value().front());
}

TEST(OpenPlaces, AreOneForEachPodBeyondAThousand) {
  Sources sources;
  const model::Model model =
      model_of(sources, "pod p[3000] {}\npolicy apart { assert forall a, b in pods: a == b }");
  EXPECT_TRUE(model.gaps.empty());
  std::size_t undescribed = 0;
  for (const model::Entity& entity : model.entities)
    undescribed += entity.kind == model::Kind::Node && !entity.described ? 1U : 0U;
  EXPECT_EQ(undescribed, 3000U);
  const auto& first = std::get<model::ChoiceDomain>(model.unknowns.front().domain).options;
  const auto& last = std::get<model::ChoiceDomain>(model.unknowns.back().domain).options;
  EXPECT_LT(std::min(first.size(), last.size()), 3U);
  EXPECT_GE(std::max(first.size(), last.size()), 3000U);
}

TEST(OpenPlaces, AreNotTakenApartForWhatIsNone) {
  Sources sources;
  const model::Model model = model_of(
      sources,
      "derive home(p: pod) = p.node\nderive scope(p: pod) = if p.host_pid then p.node else p\n"
      "pod p[60] {}\npolicy x { assert forall p in pods: p.home != p.scope }");
  const Obligation obligation = only(model, {.most_options = 60});
  EXPECT_FALSE(obligation.blocked);
  EXPECT_TRUE(obligation.terms.is_true(obligation.formula));
}

TEST(OpenPlaces, BlockWhatNeedsTooMany) {
  Sources sources;
  const model::Model model = model_of(
      sources,
      "pod p[60] {}\npolicy x { assert forall a, b in pods where a != b: a.node != b.node }");
  EXPECT_TRUE(only(model, {.most_options = 60}).blocked);
  EXPECT_FALSE(only(model, {.most_options = 60 * 62}).blocked);
}

}  // namespace
}  // namespace ringfence::policy
