// Checks of another scanner: `expected.csv` grades files, and `ok` is its only grade that asks for
// no change.
#include <gtest/gtest.h>

#include <fstream>

#include "corpus/admission/comparison.h"

namespace ringfence::tests {
namespace {

TEST(Admission, KubeScore) {
  AdmissionComparison corpus("kube-score");
  if (corpus.is_missing()) GTEST_SKIP() << "no corpus at " << corpus.folder();
  std::ifstream in(corpus.folder() / "expected.csv");
  std::string line;
  std::getline(in, line);  // the heading
  while (std::getline(in, line)) {
    if (line.ends_with('\r')) line.pop_back();
    const std::size_t first = line.find(',');
    const std::size_t last = line.rfind(',');
    const std::string file = line.substr(0, first);
    const std::string check = line.substr(first + 1, last - first - 1);
    if (!corpus.is_in_scope(check)) continue;
    corpus.compare({check, file + ": " + check, line.substr(last + 1) == "ok" ? "accept" : "deny",
                    read_objects(corpus.folder() / "testdata" / file)});
  }
  corpus.finish(10);
}

}  // namespace
}  // namespace ringfence::tests
