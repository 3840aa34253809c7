// Checks of one scanner: the files of a check begin with `success` or `failure`.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "corpus/admission/comparison.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> sorted(const fs::path& folder) {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(folder)) all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

TEST(Admission, Polaris) {
  AdmissionComparison corpus("polaris");
  if (corpus.is_missing()) GTEST_SKIP() << "no corpus at " << corpus.folder();
  for (const fs::path& check : sorted(corpus.folder())) {
    const std::string name = check.filename().string();
    if (!corpus.is_in_scope(name)) continue;
    for (const fs::path& file : sorted(check)) {
      const std::string stem = file.stem().string();
      if (stem == "check") continue;
      AdmissionCase one{name, name + "/" + stem, stem.starts_with("failure") ? "deny" : "accept",
                        read_objects(file)};
      for (Object& object : one.objects) complete(object);
      add_what_is_meant(one.objects);
      corpus.compare(std::move(one));
    }
  }
  corpus.finish(35);
}

}  // namespace
}  // namespace ringfence::tests
