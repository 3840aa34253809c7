#include "report/snippet.h"

#include <gtest/gtest.h>

#include "report/diagnostics.h"

namespace ringfence::report {
namespace {

Span span_of(const Sources& sources, SourceId id, const std::string& part) {
  const std::size_t at = sources.text(id).find(part);
  return {id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + part.size())};
}

TEST(Snippet, UnderlinesThePrimaryAndTheOthers) {
  Sources sources;
  const SourceId a = sources.add("a.rf", "vm one {\n  memroy: 3GiB\n}\n");
  const SourceId b = sources.add("b.rf", "vm one { }\n");
  const std::string text = snippet(
      sources,
      {{span_of(sources, a, "memroy"), "", true}, {span_of(sources, b, "one"), "here too"}}, {});
  EXPECT_EQ(text,
            " --> a.rf:2:3\n"
            "   |\n"
            " 2 |   memroy: 3GiB\n"
            "   |   ^^^^^^\n"
            " ::: b.rf:1:4\n"
            "   |\n"
            " 1 | vm one { }\n"
            "   |    --- here too\n");
}

TEST(Snippet, CutsLongLinesAroundTheMark) {
  Sources sources;
  const SourceId id =
      sources.add("one-line.json", std::string(500'000, 'a') + "MARK" + std::string(500'000, 'b'));
  const std::string text = snippet(sources, {{span_of(sources, id, "MARK"), "", true}}, {});
  EXPECT_LT(text.size(), 600U);
  EXPECT_NE(text.find("MARK"), std::string::npos);
  EXPECT_NE(text.find("^^^^\n"), std::string::npos);
}

TEST(Snippet, AlignsBelowWideAndHiddenCharacters) {
  Sources sources;
  const SourceId id = sources.add("a.rf", "é\tX\n");
  const std::string text = snippet(sources, {{span_of(sources, id, "X"), "", true}}, {});
  EXPECT_NE(text.find(" 1 | é X\n   |   ^\n"), std::string::npos) << text;
}

TEST(Snippet, LeavesOutWhatIsNowhere) {
  EXPECT_EQ(snippet(Sources(), {{{}, "x", true}}, {}), "");
}

TEST(DiagnosticText, StandsAlone) {
  Sources sources;
  const SourceId id = sources.add("a.rf", "vm one { memroy: 1 }\n");
  const Diagnostics errors = {{"E0302",
                               span_of(sources, id, "memroy"),
                               "unknown attribute `memroy` of a vm",
                               {{{}, "a vm has 18 attributes"}},
                               "did you mean `memory`?"}};
  EXPECT_EQ(text(sources, errors, {}),
            "error[E0302]: unknown attribute `memroy` of a vm\n"
            " --> a.rf:1:10\n"
            "   |\n"
            " 1 | vm one { memroy: 1 }\n"
            "   |          ^^^^^^\n"
            "   = note: a vm has 18 attributes\n"
            "help: did you mean `memory`?\n");
}

}  // namespace
}  // namespace ringfence::report
