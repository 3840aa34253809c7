#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "load/load.h"

namespace ringfence::load {
namespace {

namespace fs = std::filesystem;

/// Inputs of every format, with an import, a file that is skipped, and a pack.
class Reload : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ringfence-reload-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    put("a.rf", "import \"hosts/h1/v.xml\"\nhost h1 { memory: 8GiB }\n");
    put("hosts/h1/v.xml", "<domain type='kvm'><name>v</name><memory>1024</memory></domain>\n");
    put("n.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: node-1}\n");
    put("other.yaml", "just: data\n");
    put("t.yaml", "kind: vm\nname: t\nmemory: 1GiB\n");
  }
  void TearDown() override { fs::remove_all(folder); }

  void put(const std::string& file, const std::string& text) const {
    fs::create_directories((folder / file).parent_path());
    std::ofstream(folder / file) << text;
  }

  fs::path folder;
};

TEST_F(Reload, GivesTheSameFromTheTextsAlone) {
  Options options;
  options.inputs = {folder.string()};
  options.specs = fs::path(RINGFENCE_SOURCE_DIR) / "specs";
  options.packs = {"isolation"};
  Sources sources;
  const Result<Loaded> first = load(options, sources);
  ASSERT_TRUE(first) << first.errors().front().message;
  ASSERT_EQ(first.value().texts.size(), sources.size());
  fs::remove_all(folder);

  Sources again;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    EXPECT_EQ(first.value().texts[i].source, SourceId{i});
    again.add(sources.name({i}), std::string(sources.text(SourceId{i})));
  }
  const Result<Loaded> second = reload(first.value().texts, options.host, again);
  ASSERT_TRUE(second) << second.errors().front().message;
  const Loaded& one = first.value();
  const Loaded& two = second.value();
  ASSERT_EQ(one.documents.size(), two.documents.size());
  for (std::size_t i = 0; i < one.documents.size(); ++i) {
    EXPECT_EQ(one.documents[i]->source, two.documents[i]->source) << i;
    EXPECT_EQ(one.documents[i]->items.size(), two.documents[i]->items.size()) << i;
  }
  EXPECT_EQ(one.gaps.size(), two.gaps.size());
  EXPECT_EQ(one.skipped.size(), two.skipped.size());
  ASSERT_EQ(one.inputs.size(), two.inputs.size());
  for (std::size_t i = 0; i < one.inputs.size(); ++i) {
    EXPECT_EQ(one.inputs[i].path, two.inputs[i].path);
    EXPECT_EQ(one.inputs[i].format, two.inputs[i].format);
    EXPECT_EQ(one.inputs[i].sha256, two.inputs[i].sha256);
  }
}

TEST_F(Reload, KnowsHowEachTextWasRead) {
  Options options;
  options.inputs = {folder.string()};
  options.specs = fs::path(RINGFENCE_SOURCE_DIR) / "specs";
  options.packs = {"isolation"};
  Sources sources;
  const Result<Loaded> loaded = load(options, sources);
  ASSERT_TRUE(loaded) << loaded.errors().front().message;
  std::string roles;
  for (const Text& text : loaded.value().texts) {
    const fs::path name = sources.name(text.source);
    roles += name.filename().string() + " ";
    roles += text.role == Text::Role::Specification ? "specification"
             : text.role == Text::Role::Skipped     ? "skipped"
                                                    : text.format;
    roles += "\n";
    EXPECT_EQ(text.extension, name.extension().string());
  }
  EXPECT_EQ(roles,
            "prelude.rf specification\na.rf rf\nv.xml libvirt\nn.yaml kubernetes\n"
            "other.yaml skipped\nt.yaml yaml twin\nisolation.rf specification\n");
}

}  // namespace
}  // namespace ringfence::load
