#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

#include "ingest/oci/import.h"

// The specification's own schemas and examples: what they accept is imported, what they refuse is
// refused with a place, and every property of a schema has a row in the table of fields.

namespace ringfence::ingest::oci {
namespace {

namespace fs = std::filesystem;
const fs::path kSchemas = fs::path(RINGFENCE_CORPUS) / "oci-runtime-spec" / "schema";

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

class OciRuntimeSpec : public testing::Test {
 protected:
  void SetUp() override {
    if (fs::exists(kSchemas)) return;
    ASSERT_FALSE(is_required()) << "no corpus at " << kSchemas;
    GTEST_SKIP() << "no corpus at " << kSchemas;
  }
};

/// Whether the text is accepted; what refuses it has a place.
bool is_accepted(const fs::path& path) {
  Sources sources;
  const auto tree = yaml::read(sources, sources.add(path.filename().string(), content(path)));
  Diagnostics errors = tree ? Diagnostics{} : tree.errors();
  if (tree) {
    const auto result =
        import(tree.value(), tree.value().documents().front(), {path.stem().string(), {}});
    if (!result) errors = result.errors();
  }
  for (const Diagnostic& error : errors) EXPECT_TRUE(error.at.is_somewhere()) << path;
  return errors.empty();
}

TEST_F(OciRuntimeSpec, GoodDocumentsAreAcceptedAndBadOnesRefused) {
  std::size_t agree = 0;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kSchemas / "test")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const bool is_good = file.parent_path().filename() == "good";
    const bool accepted = is_accepted(file);
    EXPECT_EQ(accepted, is_good) << file;
    agree += accepted == is_good ? 1U : 0U;
  }
  EXPECT_GE(files.size(), 18U);
  std::cout << "oci-runtime-spec: " << agree << " of " << files.size() << " agree\n";
}

/// The properties of a schema as paths of the table of fields, its references followed.
class Properties {
 public:
  std::set<std::string> of(const std::string& file) {
    visit(load(file), load(file).root, "");
    return std::move(paths_);
  }

 private:
  struct Loaded {
    yaml::Tree tree;
    yaml::NodeId root;
  };
  const Loaded& load(const std::string& file) {
    auto& entry = loaded_[file];
    if (!entry) {
      auto tree = yaml::read(sources_, sources_.add(file, content(kSchemas / file)));
      EXPECT_TRUE(bool(tree)) << file;
      entry = std::make_unique<Loaded>();
      entry->tree = std::move(tree).value();
      entry->root = entry->tree.documents().front();
    }
    return *entry;
  }

  void reference(const Loaded& from, const std::string& text, const std::string& path) {
    const std::size_t hash = text.find('#');
    const Loaded& to = hash == 0 ? from : load(text.substr(0, hash));
    yaml::NodeId node = to.root;
    std::istringstream parts(text.substr(hash + 1));
    for (std::string part; std::getline(parts, part, '/');) {
      if (!part.empty()) node = to.tree.find(node, part);
      ASSERT_TRUE(bool(node)) << text;
    }
    visit(to, node, path);
  }

  void visit(const Loaded& in, yaml::NodeId schema, const std::string& path) {
    const yaml::Tree& tree = in.tree;
    if (!path.empty()) paths_.insert(path);
    if (const auto ref = tree.find(schema, "$ref")) {
      reference(in, std::string(tree[ref].scalar), path);
    }
    if (const auto properties = tree.find(schema, "properties")) {
      const auto items = tree[properties].items;
      for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        const std::string name(tree[items[i]].scalar);
        visit(in, items[i + 1], path.empty() ? name : path + "." + name);
      }
    }
    if (const auto items = tree.find(schema, "items")) visit(in, items, path + "[]");
    if (const auto map = tree.find(schema, "additionalProperties")) visit(in, map, path + ".*");
    for (const char* word : {"allOf", "anyOf"}) {
      const auto all = tree.find(schema, word);
      if (!all) continue;
      for (const auto one : tree[all].items) visit(in, one, path);
    }
  }

  Sources sources_;
  std::map<std::string, std::unique_ptr<Loaded>> loaded_;
  std::set<std::string> paths_;
};

/// Items of a list of strings or numbers are settled by the row of the list.
bool is_settled(Kind kind, const std::string& path) {
  if (find_row(kind, path)) return true;
  const Row* around = find_row(kind, std::string(parent_of(path)));
  if (around == nullptr) return false;
  return around->shape == Shape::Texts || around->shape == Shape::U32s ||
         around->shape == Shape::Any;
}

TEST_F(OciRuntimeSpec, EveryPropertyOfTheSchemasHasARow) {
  std::size_t number = 0;
  std::vector<std::string> missing;
  for (const auto& [kind, file] :
       {std::pair(Kind::Config, "config-schema.json"), std::pair(Kind::State, "state-schema.json"),
        std::pair(Kind::Features, "features-schema.json")}) {
    for (const std::string& path : Properties().of(file)) {
      ++number;
      if (!is_settled(kind, path)) missing.push_back(path);
    }
  }
  EXPECT_THAT(missing, testing::IsEmpty());
  std::cout << "oci-runtime-spec: " << number - missing.size() << " of " << number
            << " properties have a row\n";
}

}  // namespace
}  // namespace ringfence::ingest::oci
