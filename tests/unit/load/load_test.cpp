#include "load/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "load/files.h"
#include "load/recognise.h"
#include "load/sha256.h"

namespace ringfence::load {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
    "spec: {containers: [{name: c, image: x}]}\n";
[[maybe_unused]] constexpr const char* kDomain =
    "<domain type='kvm'><name>vm-1</name><memory unit='MiB'>64</memory><vcpu>1</vcpu></domain>";

/// A folder of files, entered for the time of a test, with a prelude and two packs beside it.
class Load : public testing::Test {
 protected:
  void SetUp() override {
    before_ = fs::current_path();
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::temp_directory_path() /
            ("ringfence-load-" + std::string(test->name()) + "-" + std::to_string(::getpid()));
    fs::create_directories(root_ / "work");
    fs::current_path(root_ / "work");
    write("../specs/prelude.rf", "def ours = true\n");
    write("../specs/packs/isolation.rf", "policy i { assert true }\n");
    write("../specs/packs/deep/one.rf", "policy d { assert true }\n");
  }
  void TearDown() override {
    fs::current_path(before_);
    fs::remove_all(root_);
  }

  static void write(const fs::path& file, const std::string& text) {
    if (file.has_parent_path()) fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }

  Result<Loaded> read(std::vector<std::string> inputs, std::vector<std::string> packs = {}) {
    Options options;
    options.inputs = std::move(inputs);
    options.packs = std::move(packs);
    options.packs_without_policies = {"isolation"};
    options.specs = root_ / "specs";
    options.standard_input = standard_input_;
    options.host = host_;
    sources_ = Sources();
    return load(options, sources_);
  }

  /// `path format` of every input, in order.
  std::vector<std::string> inputs_of(const Result<Loaded>& result) {
    std::vector<std::string> inputs;
    if (!result) return errors_of(result);
    for (const Input& input : result.value().inputs) {
      inputs.push_back(input.path + " " + input.format);
    }
    return inputs;
  }
  std::vector<std::string> skipped_of(const Result<Loaded>& result) {
    std::vector<std::string> skipped;
    if (!result) return errors_of(result);
    for (const Skipped& one : result.value().skipped) {
      const std::string place = one.at.is_somewhere() ? sources_.place(one.at) : one.path;
      skipped.push_back(place + ": " + one.reason);
    }
    return skipped;
  }
  /// `code place message` of every error.
  std::vector<std::string> errors_of(const Result<Loaded>& result) {
    std::vector<std::string> errors;
    if (result) return {"no error"};
    for (const Diagnostic& error : result.errors()) {
      const std::string place = error.at.is_somewhere() ? sources_.place(error.at) + " " : "";
      errors.push_back(std::string(error.code) + " " + place + error.message);
    }
    return errors;
  }

  using Lines = std::vector<std::string>;
  Sources sources_;
  std::string standard_input_;
  std::optional<std::string> host_;

 private:
  fs::path before_, root_;
};

TEST_F(Load, ReadsTheInputsInTheirOrder) {
  write("b.rf", "host b {}\n");
  write("a.rf", "host a {}\n");
  const auto result = read({"b.rf", "a.rf"});
  EXPECT_EQ(inputs_of(result), (Lines{"b.rf rf", "a.rf rf"}));
  ASSERT_TRUE(result);
  EXPECT_EQ(sources_.name(result.value().documents.at(0)->source), "specs/prelude.rf");
  EXPECT_EQ(sources_.name(result.value().documents.at(1)->source), "b.rf");
}

TEST_F(Load, WalksFoldersByNameAndSkipsHiddenOnes) {
  write("z.rf", "host z {}\n");
  write("k8s/pod.yaml", kPod);
  write("k8s/a/pod.json",
        R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}})");
  write(".git/x.rf", "not read");
  write("README.md", "text");
  write("Makefile", "all:\n");
  const auto result = read({"."});
  EXPECT_EQ(inputs_of(result),
            (Lines{"k8s/a/pod.json kubernetes", "k8s/pod.yaml kubernetes", "z.rf rf"}));
  EXPECT_EQ(skipped_of(result), (Lines{".: 2 files of other formats (no extension, .md)"}));
}

TEST_F(Load, ExpandsPatterns) {
  write("x/1.rf", "host a {}\n");
  write("x/2.rf", "host b {}\n");
  write("x/y/3.rf", "host c {}\n");
  EXPECT_EQ(inputs_of(read({"x/*.rf"})), (Lines{"x/1.rf rf", "x/2.rf rf"}));
  EXPECT_EQ(inputs_of(read({"x/[2-9].rf"})), (Lines{"x/2.rf rf"}));
  EXPECT_EQ(inputs_of(read({"**/*.rf"})), (Lines{"x/1.rf rf", "x/2.rf rf", "x/y/3.rf rf"}));
  EXPECT_EQ(errors_of(read({"x/*.yaml"})), (Lines{"E0007 nothing matches `x/*.yaml`"}));
}

TEST_F(Load, ReadsAFileOnce) {
  write("a.rf", "host a {}\n");
  EXPECT_EQ(inputs_of(read({"a.rf", ".", "./a.rf"})), (Lines{"a.rf rf"}));
}

TEST_F(Load, HashesInputs) {
  write("a.rf", "host a {}\n");
  const auto result = read({"a.rf"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result.value().inputs.at(0).sha256, sha256("host a {}\n"));
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(Load, RecognisesStandardInput) {
  standard_input_ = "// note\nhost a {}\n";
  EXPECT_EQ(inputs_of(read({"-"})), (Lines{"<stdin> rf"}));
  standard_input_ = std::string("---\n") + kPod;
  EXPECT_EQ(inputs_of(read({"-"})), (Lines{"<stdin> kubernetes"}));
  standard_input_ = "kind: host\nname: h\n";
  EXPECT_EQ(inputs_of(read({"-"})), (Lines{"<stdin> yaml twin"}));
  standard_input_ = "just text\n";
  EXPECT_EQ(errors_of(read({"-"})),
            (Lines{"E0004 <stdin>:1:1 `<stdin>` is not read: not a format ringfence reads"}));
}

TEST_F(Load, ReadsLibvirtDomains) {
  write("hypervisors/h1/vm.xml", kDomain);
  EXPECT_EQ(inputs_of(read({"."})), (Lines{"hypervisors/h1/vm.xml libvirt"}));
  standard_input_ = std::string("<?xml version='1.0'?>\n<!-- c -->\n") + kDomain;
  EXPECT_EQ(inputs_of(read({"-"})), (Lines{"<stdin> libvirt"}));
}

// ---- Imports ------------------------------------------------------------------------------------

TEST_F(Load, FollowsImportsFromTheImportingFile) {
  write("d/main.rf", "import \"sub/\"\nimport \"*.json\"\nhost a {}\n");
  write("d/sub/pod.yaml", kPod);
  write("d/x.json", R"({"kind": "host", "name": "h"})");
  EXPECT_EQ(inputs_of(read({"d/main.rf"})),
            (Lines{"d/main.rf rf", "d/sub/pod.yaml kubernetes", "d/x.json yaml twin"}));
}

TEST_F(Load, FollowsImportsOfTheTwin) {
  write("main.yaml", "kind: import\npath: b.rf\n");
  write("b.rf", "host b {}\n");
  EXPECT_EQ(inputs_of(read({"main.yaml"})), (Lines{"main.yaml yaml twin", "b.rf rf"}));
}

TEST_F(Load, AFileImportedTwiceIsReadOnce) {
  write("a.rf", "import \"c.rf\"\nimport \"b.rf\"\n");
  write("b.rf", "import \"c.rf\"\n");
  write("c.rf", "host c {}\n");
  EXPECT_EQ(inputs_of(read({"a.rf"})), (Lines{"a.rf rf", "c.rf rf", "b.rf rf"}));
}

TEST_F(Load, RefusesImportCyclesAndShowsThem) {
  write("a.rf", "import \"b.rf\"\n");
  write("b.rf", "host b {}\nimport \"a.rf\"\n");
  const auto result = read({"a.rf"});
  EXPECT_EQ(errors_of(result),
            (Lines{"E0005 b.rf:2:1 `a.rf` imports itself, through the imports below"}));
  ASSERT_EQ(result.errors().at(0).notes.size(), 1U);
  EXPECT_EQ(sources_.place(result.errors().at(0).notes.at(0).at), "a.rf:1:1");
  write("c.rf", "import \"c.rf\"\n");
  EXPECT_EQ(errors_of(read({"c.rf"})), (Lines{"E0005 c.rf:1:1 `c.rf` imports itself"}));
}

TEST_F(Load, PatternsLeaveOutTheImportingFile) {
  write("a.rf", "import \"*.rf\"\n");
  write("b.rf", "import \"*.rf\"\nhost b {}\n");
  EXPECT_EQ(inputs_of(read({"a.rf"})), (Lines{"a.rf rf", "b.rf rf"}));
}

TEST_F(Load, ImportsStayBelowTheRoots) {
  write("in/a.rf", "import \"../out.rf\"\n");
  write("out.rf", "host o {}\n");
  EXPECT_EQ(errors_of(read({"in/a.rf"})),
            (Lines{"E0006 in/a.rf:1:1 `out.rf` lies outside the folders that imports may read"}));
  EXPECT_EQ(inputs_of(read({"in/a.rf", "."})), (Lines{"in/a.rf rf", "out.rf rf"}));
  fs::create_symlink("../out.rf", "in/link.rf");
  write("in/b.rf", "import \"link.rf\"\n");
  EXPECT_EQ(errors_of(read({"in/b.rf"})).at(0).substr(0, 17), "E0006 in/b.rf:1:1");
}

TEST_F(Load, WaitsForNoPipeInAFolder) {
  write("in/a.rf", "host a {}\n");
  fs::create_directories("in");
  ASSERT_EQ(mkfifo("in/pipe.yaml", 0600), 0);
  EXPECT_EQ(inputs_of(read({"in"})), (Lines{"in/a.rf rf"}));
}

TEST_F(Load, ReportsImportsOfNothing) {
  write("a.rf", "import \"hots.rf\"\nimport \"none/\"\nimport \"*.xml\"\n");
  write("hosts.rf", "host h {}\n");
  const auto result = read({"a.rf"});
  EXPECT_EQ(errors_of(result),
            (Lines{"E0002 a.rf:1:1 cannot read `hots.rf`: no such file or directory",
                   "E0002 a.rf:2:1 cannot read `none/`: no such file or directory",
                   "E0007 a.rf:3:1 nothing matches `*.xml`"}));
  EXPECT_EQ(result.errors().at(0).help, "did you mean `hosts.rf`?");
}

// ---- What is not read ---------------------------------------------------------------------------

TEST_F(Load, ListsWhatItLeavesAloneInFolders) {
  write("a.rf", "host a {}\n");
  write("docker-compose.yml", "services:\n  web: {image: x}\n");
  write("kustomization.yaml", "resources: [a.yaml]\nnamespace: prod\n");
  write("package.json", "{\"name\": \"x\"}");
  write("tsconfig.json", "{ // comment\n \"a\": 1 }");
  write("chart/Chart.yaml", "apiVersion: v2\nname: c\n");
  write("chart/templates/d.yaml", "kind: {{ .Values.kind }}\n");
  write("chart/values.yaml", "a: 1\n");
  const auto result = read({"."});
  EXPECT_EQ(skipped_of(result),
            (Lines{"chart/Chart.yaml: part of a Helm chart; render it: helm template CHART | "
                   "ringfence check -",
                   "chart/templates/d.yaml: a Helm template; render it: helm template CHART | "
                   "ringfence check -",
                   "chart/values.yaml: part of a Helm chart; render it: helm template CHART | "
                   "ringfence check -",
                   "kustomization.yaml: a kustomization; render it: kubectl kustomize . | "
                   "ringfence check -",
                   "package.json: not a format ringfence reads",
                   "tsconfig.json: malformed, and no manifest: malformed JSON: expected a key in "
                   "double quotes"}));
  ASSERT_TRUE(result);
  std::vector<std::string> gaps;
  for (const syntax::Gap& gap : result.value().gaps) {
    gaps.push_back(sources_.place(gap.at) + " " + gap.construct + " " + gap.touches.at(0));
  }
  EXPECT_EQ(gaps, (Lines{"chart/templates/d.yaml:1:1 Helm template *",
                         "kustomization.yaml:2:1 kustomization `namespace` *"}));
}

TEST_F(Load, ReadsLibvirtDocumentsThatDescribeNoDomain) {
  write("caps.xml", "<capabilities><host/></capabilities>");
  write("net.xml", "<?xml version='1.0'?>\n<network><name>n</name></network>");
  write("pool.xml", "<pool type='dir'><name>p</name></pool>");
  write("snapshot.xml", "<domainsnapshot/>");
  write("vm.xml", std::string("<domstatus state='running'><vcpus/>") + kDomain + "</domstatus>");
  const auto result = read({"."});
  EXPECT_EQ(inputs_of(result),
            (Lines{"caps.xml libvirt", "net.xml libvirt", "pool.xml libvirt", "vm.xml libvirt"}));
  EXPECT_EQ(skipped_of(result), (Lines{"snapshot.xml: XML of another kind, `<domainsnapshot>`"}));
  ASSERT_TRUE(result);
  std::vector<std::string> gaps;
  for (const syntax::Gap& gap : result.value().gaps) {
    if (gap.effect == syntax::GapEffect::Inert) continue;
    gaps.push_back(sources_.place(gap.at) + " " + gap.construct + " " + gap.touches.at(0));
  }
  EXPECT_EQ(gaps, (Lines{"caps.xml:1:2 <capabilities> host.*"}));
  std::size_t machines = 0;
  for (const auto& document : result.value().documents) {
    for (const syntax::Item& item : document->items) {
      const auto* entity = std::get_if<syntax::EntityDecl>(&item);
      machines += entity != nullptr && entity->name.text == "vm-1" ? 1 : 0;
    }
  }
  EXPECT_EQ(machines, 1U);
}

TEST_F(Load, ReadsComposeFilesWithTheirParts) {
  write("shop/compose.yaml",
        "include: [db/compose.yaml]\nservices:\n"
        "  web: {extends: {file: base.yml, service: b}, image: \"${IMAGE}\"}\n");
  write("shop/compose.override.yaml", "services: {web: {privileged: true}}\n");
  write("shop/.env", "IMAGE=x\n");
  write("shop/base.yml", "services: {b: {cap_add: [A]}}\n");
  write("shop/db/compose.yaml", "services: {db: {image: y}}\n");
  write("k8s/pod.yaml", kPod);
  write("services.yaml", "services: {_defaults: {autowire: true}}\n");
  const auto result = read({"."});
  EXPECT_EQ(inputs_of(result),
            (Lines{"k8s/pod.yaml kubernetes", "shop/base.yml compose",
                   "shop/compose.override.yaml compose", "shop/compose.yaml compose",
                   "shop/db/compose.yaml compose", "shop/.env environment"}));
  EXPECT_EQ(skipped_of(result), (Lines{"services.yaml: not a format ringfence reads"}));
  ASSERT_TRUE(result);
  Lines containers;
  for (const auto& document : result.value().documents) {
    for (const syntax::Item& item : document->items) {
      const auto* entity = std::get_if<syntax::EntityDecl>(&item);
      if (entity != nullptr && entity->kind.text == "container")
        containers.push_back(entity->name.text);
    }
  }
  EXPECT_EQ(containers, (Lines{"shop/web", "shop/db"}));
}

TEST_F(Load, RefusesPartsOfComposeFilesOutsideTheRoots) {
  write("outside.yaml", "services: {b: {image: i}}\n");
  write("in/compose.yaml", "services: {a: {extends: {file: ../outside.yaml, service: b}}}\n");
  EXPECT_EQ(errors_of(read({"in"})).at(0).substr(0, 5), "E0006");
  EXPECT_EQ(errors_of(read({"."})), Lines{"no error"});
}

TEST_F(Load, RefusesWhatIsNamedAndNotRead) {
  write("a.rf", "host a {}\n");
  write("c.yml", "services: [web]\n");
  write("t.yaml", "a: {{ .Values.x }}\n");
  write("notes.txt", "some notes\n");
  EXPECT_EQ(errors_of(read({"a.rf", "c.yml"})),
            (Lines{"E0004 c.yml:1:1 `c.yml` is not read: not a format ringfence reads"}));
  EXPECT_EQ(errors_of(read({"t.yaml"})).at(0).substr(0, 5), "E0004");
  EXPECT_EQ(errors_of(read({"notes.txt"})).at(0).substr(0, 5), "E0004");
}

TEST_F(Load, ListsUnknownDocumentsBetweenKnownOnes) {
  write("a.yaml", std::string(kPod) + "---\nfoo: bar\n");
  const auto result = read({"a.yaml"});
  EXPECT_EQ(skipped_of(result), (Lines{"a.yaml:6:1: not a format ringfence reads"}));
}

TEST_F(Load, RemarksEmptyDocuments) {
  write("a.yaml", std::string("# nothing\n---\n") + kPod + "---\n");
  write("b.yaml", "# nothing\n");
  const auto result = read({"a.yaml", "b.yaml"});
  EXPECT_EQ(inputs_of(result), (Lines{"a.yaml kubernetes", "b.yaml empty"}));
  ASSERT_TRUE(result);
  std::vector<std::string> remarks;
  for (const Note& remark : result.value().remarks) remarks.push_back(remark.text);
  EXPECT_NE(std::find(remarks.begin(), remarks.end(), "1 empty document in `a.yaml`"),
            remarks.end());
  EXPECT_NE(std::find(remarks.begin(), remarks.end(), "`b.yaml` is empty"), remarks.end());
}

TEST_F(Load, RefusesManifestsWithoutAName) {
  write("a.yaml", "kind: Pod\nmetadata: {name: p}\n");
  write("b.yaml", "apiVersion: v1\nmetadata: {name: p}\n");
  EXPECT_EQ(errors_of(read({"a.yaml", "b.yaml"})),
            (Lines{"E0010 a.yaml:1:1 this looks like a Kubernetes manifest, but has no "
                   "`apiVersion`",
                   "E0010 b.yaml:1:1 this looks like a Kubernetes manifest, but has no `kind`"}));
}

TEST_F(Load, RefusesNothing) {
  write("empty.yaml", "");
  write("docs/README.md", "text");
  EXPECT_EQ(errors_of(read({"missing.rf"})),
            (Lines{"E0002 cannot read `missing.rf`: no such file or directory"}));
  EXPECT_EQ(errors_of(read({"docs"})),
            (Lines{"E0001 the folder `docs` has no file that ringfence reads"}));
  EXPECT_EQ(errors_of(read({"empty.yaml"})),
            (Lines{"E0001 nothing to check: no input has anything that ringfence reads"}));
}

TEST_F(Load, ReportsEveryBrokenFile) {
  write("a.rf", "host {\n");
  write("b.yaml", "a: [1\n");
  write("c.yaml", "kind: vm\ncpu: 1\n");
  const auto result = read({"a.rf", "b.yaml", "c.yaml"});
  std::vector<std::string> codes;
  for (const std::string& error : errors_of(result)) codes.push_back(error.substr(0, 5));
  EXPECT_EQ(codes, (Lines{"E0101", "E0201", "E0211"}));
}

// ---- Packs and hosts ----------------------------------------------------------------------------

TEST_F(Load, RunsThePacksWhenNoInputHasAPolicy) {
  write("a.rf", "host a {}\n");
  write("p.rf", "policy p { assert true }\n");
  write("p.yaml", "kind: policy\nname: q\nassert: 'true'\n");
  EXPECT_EQ(read({"a.rf"}).value().packs, (Lines{"isolation"}));
  EXPECT_EQ(read({"p.rf"}).value().packs, Lines{});
  EXPECT_EQ(read({"p.yaml"}).value().packs, Lines{});
  EXPECT_EQ(read({"p.rf"}, {"deep/one"}).value().packs, (Lines{"deep/one"}));
  EXPECT_EQ(read({"a.rf"}, {"deep/one"}).value().packs, (Lines{"deep/one"}));
}

TEST_F(Load, SuggestsThePackThatWasMeant) {
  write("a.rf", "host a {}\n");
  const auto result = read({"a.rf"}, {"isolaton"});
  EXPECT_EQ(errors_of(result), (Lines{"E0008 there is no pack `isolaton`"}));
  EXPECT_EQ(result.errors().at(0).help, "did you mean `isolation`?");
  EXPECT_EQ(errors_of(read({"a.rf"}, {"../prelude"})),
            (Lines{"E0008 there is no pack `../prelude`"}));
}

// ---- Recognition --------------------------------------------------------------------------------

TEST(XmlRoot, IsFoundBehindThePrologue) {
  EXPECT_EQ(xml_root("<domain type='kvm'>"), "domain");
  EXPECT_EQ(xml_root("\xef\xbb\xbf<?xml version='1.0'?><!-- <x> -->\n<domains/>"), "domains");
  EXPECT_EQ(xml_root("<!DOCTYPE d [<!ENTITY a 'b'>]>\n<domain>"), "domain");
  EXPECT_EQ(xml_root("<!DOCTYPE d SYSTEM 'x'><network>"), "network");
  EXPECT_EQ(xml_root("kind: x"), "");
  EXPECT_EQ(xml_root("<!-- never closed"), "");
  EXPECT_EQ(xml_root(""), "");
}

TEST(HelmTemplate, IsToldFromOtherTemplates) {
  EXPECT_TRUE(is_helm_template("a: \"{{ .Values.x }}\"", true));
  EXPECT_TRUE(is_helm_template("{{- if x }}", false));
  EXPECT_FALSE(is_helm_template("summary: 'down: {{ $labels.instance }}'", true));
  EXPECT_FALSE(is_helm_template("a: .Values", true));
}

TEST(RfText, IsToldByItsFirstWord) {
  EXPECT_TRUE(starts_like_rf("// c\n/* d */ policy x { assert true }"));
  EXPECT_TRUE(starts_like_rf("ringfence 1;\n"));
  EXPECT_FALSE(starts_like_rf("kind: host\n"));
  EXPECT_FALSE(starts_like_rf("host: x\n"));
  EXPECT_FALSE(starts_like_rf(""));
}

}  // namespace
}  // namespace ringfence::load
