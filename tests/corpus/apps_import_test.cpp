#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "ingest/kubernetes/import.h"

// Real applications: every manifest is imported, or answered with an error that is listed here.

namespace ringfence::ingest::kubernetes {
namespace {

namespace fs = std::filesystem;
const fs::path kApps = fs::path(RINGFENCE_CORPUS) / "apps";

bool is_required() {
  const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
  return required != nullptr && std::string_view(required) == "1";
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

std::vector<fs::path> manifests() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(kApps)) {
    const std::string extension = entry.path().extension();
    if (extension != ".yaml" && extension != ".yml" && extension != ".json") continue;
    const std::string path = fs::relative(entry.path(), kApps).string();
    const bool is_compose = path.find("compose") != std::string::npos;
    if (!is_compose) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

struct Tally {
  std::size_t files = 0, objects = 0, other = 0, pods = 0, empty = 0;
  std::vector<std::string> unknown_kinds, misspelt, errors;
};

/// The documents of a text that are Kubernetes objects; others belong to other programs.
std::vector<yaml::NodeId> objects_of(const yaml::Tree& tree, Tally& tally) {
  std::vector<yaml::NodeId> objects;
  for (const yaml::NodeId document : tree.documents()) {
    if (tree[document].type == yaml::NodeType::Null) {
      ++tally.empty;
    } else if (tree.find(document, "kind") && tree.find(document, "apiVersion")) {
      objects.push_back(document);
    } else {
      ++tally.other;
    }
  }
  return objects;
}

void import_file(const fs::path& path, Tally& tally) {
  Sources sources;
  const SourceId source = sources.add(fs::relative(path, kApps).string(), content(path));
  const auto tree = yaml::read(sources, source);
  ++tally.files;
  if (!tree) {
    tally.errors.push_back(sources.place(tree.errors()[0].at) + " " + tree.errors()[0].message);
    return;
  }
  const auto objects = objects_of(tree.value(), tally);
  tally.objects += objects.size();
  const auto imported = import(sources, tree.value(), objects);
  if (!imported) {
    for (const Diagnostic& error : imported.errors()) {
      tally.errors.push_back(sources.place(error.at) + " " + error.message);
    }
    return;
  }
  for (const auto& gap : imported.value().gaps) {
    if (gap.reason.starts_with("no field of")) {
      tally.misspelt.push_back(sources.place(gap.at) + " " + gap.construct);
    }
    if (gap.reason.starts_with("not a kind")) tally.unknown_kinds.push_back(gap.construct);
  }
  for (const auto& document : imported.value().documents) {
    for (const auto& item : document.items) {
      const auto* decl = std::get_if<syntax::EntityDecl>(&item);
      if (decl != nullptr && decl->kind.text == "pod") ++tally.pods;
    }
  }
}

TEST(Apps, EveryManifestIsImportedOrRefusedForAReason) {
  if (!fs::exists(kApps)) {
    ASSERT_FALSE(is_required()) << "no corpus at " << kApps;
    GTEST_SKIP() << "no corpus at " << kApps;
  }
  Tally tally;
  for (const fs::path& path : manifests()) import_file(path, tally);
  EXPECT_THAT(tally.errors, testing::IsEmpty());
  EXPECT_THAT(tally.misspelt, testing::IsEmpty()) << "fields without a row";
  EXPECT_THAT(tally.unknown_kinds, testing::IsEmpty()) << "kinds without a row";
  EXPECT_GE(tally.objects, 200U);
  std::cout << "apps: " << tally.files << " files, " << tally.objects << " objects run, "
            << tally.other + tally.empty << " documents skipped (" << tally.empty << " empty), "
            << tally.pods << " pods\n";
}

}  // namespace
}  // namespace ringfence::ingest::kubernetes
