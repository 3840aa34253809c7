#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <random>

#include "ingest/compose/import.h"
#include "ingest/kubernetes/import.h"
#include "ingest/libvirt/import.h"
#include "ingest/oci/import.h"
#include "ingest/yaml/tree.h"

// Whatever bytes an importer is given, it answers with facts or with errors that have a place in
// the text, and so has every gap. The seeds are fixed; a failure names the one that found it.
namespace ringfence::ingest {
namespace {

using Clock = std::chrono::steady_clock;
using Texts = std::vector<std::string>;

const Texts kDomains = {
    "<domain type='kvm'>\n  <name>a</name>\n  <uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>\n"
    "  <memory unit='MiB'>64</memory>\n  <vcpu cpuset='0-3,^2'>4</vcpu>\n  <cputune>\n"
    "    <vcpupin vcpu='0' cpuset='1'/><emulatorpin cpuset='1-2'/>\n  </cputune>\n"
    "  <memoryBacking><hugepages><page size='2' unit='M' nodeset='0'/></hugepages>"
    "</memoryBacking>\n  <cpu><numa><cell id='0' cpus='0-3' memory='64' unit='MiB'/></numa></cpu>\n"
    "  <os><type>hvm</type><loader readonly='yes'>/l</loader><nvram>/n</nvram></os>\n"
    "</domain>\n",
    "<?xml version='1.0'?>\n<domains><domain type='qemu'><name>b</name><memory>4096</memory>"
    "<vcpu>1</vcpu><devices>\n<disk type='file'><source file='/i/b.qcow2'/><readonly/>"
    "<backingStore type='file'><source file='/i/c'/></backingStore></disk>\n"
    "<disk type='volume'><source pool='p' volume='v'/></disk>\n"
    "<interface type='direct'><source dev='eth1' mode='passthrough'/></interface>\n"
    "<interface type='network'><source network='default'/></interface>\n"
    "<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='0x1' slot='2' "
    "function='0'/></source></hostdev>\n<hostdev type='usb'><source><vendor id='0x46d'/>"
    "<product id='0x825'/></source></hostdev>\n<filesystem><source dir='/d'/></filesystem>\n"
    "<memory model='dimm'><target><size unit='KiB'>4</size></target></memory>\n"
    "<!-- c --><![CDATA[x]]></devices></domain></domains>\n",
    "<domstatus state='running'><domain type='lxc'><name>c&amp;d</name><memory unit='b'>1</memory>"
    "<maxMemory slots='1' unit='GiB'>2</maxMemory></domain></domstatus>\n"};
const Texts kLibvirtDocuments = {
    "<network><name>n</name><forward mode='nat' dev='e0'/><bridge name='b'/><vlan><tag id='7'/>"
    "</vlan><portgroup name='g' default='yes'><vlan><tag id='8'/></vlan></portgroup></network>",
    "<pool type='dir'><name>p</name><target><path>/p</path></target></pool>",
    "<volume><name>v</name><capacity unit='GiB'>2</capacity><target><path>/p/v</path></target>"
    "</volume>",
    "<capabilities><host><topology><cells><cell id='0'><memory unit='KiB'>4</memory>"
    "<pages unit='KiB' size='2048'>5</pages><cpus><cpu id='0'/></cpus></cell></cells></topology>"
    "</host></capabilities>"};
const Texts kConfigurations = {
    R"({"ociVersion":"1.2.0","hostname":"h","annotations":{"a":"b"},
"root":{"path":"r","readonly":true},"mounts":[{"destination":"/d","type":"bind","source":"/s",
"options":["rshared"]},{"destination":"/e","type":"ext4","source":"/dev/x"}],
"process":{"cwd":"/","user":{"uid":1},"capabilities":{"bounding":["CAP_KILL"]},
"rlimits":[{"type":"RLIMIT_CORE","soft":1,"hard":2}]},
"linux":{"namespaces":[{"type":"pid"},{"type":"network","path":"/run/netns/b"}],
"uidMappings":[{"containerID":0,"hostID":1,"size":2}],"cgroupsPath":"a.slice:b:c",
"devices":[{"type":"c","path":"/dev/f","major":1,"minor":2}],"netDevices":{"e":{}},
"resources":{"devices":[{"allow":false}],"memory":{"limit":5},"cpu":{"quota":1,"period":3,
"cpus":"0-3"},"pids":{"limit":4},"hugepageLimits":[{"pageSize":"2MB","limit":1}],
"blockIO":{"weight":5,"throttleReadBpsDevice":[{"major":8,"minor":0,"rate":6}]}},
"seccomp":{"defaultAction":"SCMP_ACT_ERRNO"},"maskedPaths":["/proc/kcore"]}})",
    R"({"ociVersion":"1.2.0","vm":{"kernel":{"path":"/k"},"hwConfig":{"vcpus":2,"memory":3,
"iomems":[{"firstMFN":1,"nrMFNs":2}]}}})",
    R"({"ociVersion":"1","id":"a","status":"running","bundle":"/b"})",
    R"({"ociVersionMin":"1","ociVersionMax":"2","linux":{"namespaces":["pid"]}})"};
const Texts kConfigurationPieces = {"{",
                                    "}",
                                    "[",
                                    "]",
                                    "\"",
                                    ":",
                                    ",",
                                    "null",
                                    "true",
                                    "-1",
                                    "1e9",
                                    "0.5",
                                    "/..",
                                    "\\u0000",
                                    "\n",
                                    "99999999999999999999",
                                    "SCMP_ACT_LOG",
                                    "\"a\":1",
                                    "/proc/1/ns/net"};
const Texts kDomainPieces = {"<",
                             ">",
                             "/>",
                             "</",
                             "'",
                             "\"",
                             "&",
                             "&lt;",
                             "&#x0;",
                             "&#1114112;",
                             "<!--",
                             "-->",
                             "<![CDATA[",
                             "]]>",
                             "<?x",
                             "?>",
                             "<!DOCTYPE d",
                             "<!ENTITY",
                             "^",
                             "-",
                             ",",
                             "0x",
                             "-1",
                             "18446744073709551616",
                             "unit='EB'",
                             "<vcpu>",
                             "</domain>",
                             "<domain type='kvm'>",
                             "\xff",
                             "\x01",
                             "=",
                             " ",
                             "é"};

const Texts kManifests = {
    "apiVersion: v1\nkind: Node\nmetadata: {name: n1, labels: {zone: a}}\nspec:\n  taints:\n"
    "  - {key: k, value: v, effect: NoSchedule}\nstatus:\n  capacity: {cpu: 4, memory: 8Gi}\n"
    "  allocatable: {cpu: 3500m, memory: 7Gi, pods: '110', x/y: 2}\n---\n# nothing\n",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: s}\nspec:\n"
    "  replicas: 2\n  selector: &s {matchLabels: {app: d}}\n  template:\n"
    "    metadata: {labels: {app: d}}\n    spec:\n      nodeSelector: {zone: a}\n"
    "      hostNetwork: true\n      affinity:\n        podAntiAffinity:\n"
    "          requiredDuringSchedulingIgnoredDuringExecution:\n"
    "          - {labelSelector: *s, topologyKey: kubernetes.io/hostname}\n"
    "      topologySpreadConstraints:\n      - {maxSkew: 1, topologyKey: zone, "
    "whenUnsatisfiable: DoNotSchedule, labelSelector: *s}\n      tolerations:\n"
    "      - {key: k, operator: Exists}\n      containers:\n      - name: c\n        image: i\n"
    "        ports: [{containerPort: 80, hostPort: 80}]\n        resources:\n"
    "          requests: {cpu: 100m, memory: 100Mi}\n          limits: {cpu: 1, memory: 1Gi}\n"
    "        securityContext: {privileged: false}\n        volumeMounts: [{name: v, mountPath: /v}]"
    "\n      volumes:\n      - {name: v, hostPath: {path: /data}}\n",
    "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{\"apiVersion\": \"v1\", \"kind\": "
    "\"Pod\", \"metadata\": {\"name\": \"\\ud83d\\ude00p\"}, \"spec\": {\"nodeName\": \"n\", "
    "\"containers\": [{\"name\": \"c\"}], \"initContainers\": [{\"name\": \"i\", "
    "\"restartPolicy\": \"Always\"}]}}]}\n",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: j\nspec:\n  jobTemplate:\n    spec:\n"
    "      parallelism: 3\n      template:\n        spec:\n          containers:\n"
    "          - name: |\n              c\n            command: >-\n              a\n"
    "              b\n"};
const Texts kManifestPieces = {":",
                               ": ",
                               "- ",
                               "\n",
                               "\n  ",
                               "  ",
                               "{",
                               "}",
                               "[",
                               "]",
                               ",",
                               "\"",
                               "'",
                               "&a ",
                               "*a",
                               "*s",
                               "<<: ",
                               "!!str ",
                               "!!int ",
                               "|\n",
                               ">",
                               "# ",
                               "---\n",
                               "...\n",
                               "%YAML",
                               "null",
                               "~",
                               "-1",
                               "1e400",
                               "0.1m",
                               "Ei",
                               "true",
                               "\t",
                               "\xff",
                               "\x01",
                               "kind: ",
                               "replicas: ",
                               "\\u",
                               "\xef\xbb\xbf",
                               "é",
                               "? ",
                               "spec:\n",
                               "99999999999999999999"};

const Texts kComposeFiles = {
    "name: a\nx-b: &b {image: 'i:${T:-1}', cap_add: [A]}\nservices:\n  w:\n    <<: *b\n"
    "    ports: ['80:80', '127.0.0.1:9000-9001:9000-9001/udp', {target: 1, published: 2}]\n"
    "    volumes: ['./d:/d:ro', 'data:/x', {type: bind, source: /s, target: /t}]\n"
    "    networks: {n: {aliases: [q]}}\n    mem_limit: 1.5g\n    cpus: '0.5'\n    cpuset: 0-3\n"
    "    deploy: {replicas: 2, resources: {limits: {pids: 5}, reservations: {memory: 1m}}}\n"
    "  x:\n    extends: w\n    ports: !reset []\n    pid: service:w\n"
    "networks:\n  n: {internal: true}\nvolumes: {data: {driver_opts: {o: bind, device: /x}}}\n",
    "services:\n  a: {image: i, depends_on: [b], pid: 'service:b', profiles: [p], volumes_from: "
    "['b:ro']}\n"
    "  b: {build: ., privileged: true, devices: ['/dev/a:/b:r']}\n",
    "include: [other.yaml]\nservices: {a: {image: 'x$$${A}${B:+no}'}}\n"};
const Texts kComposePieces = {"${",         "}",         "$",           "$$",    ":-",
                              ":?",         ": ",        "- ",          "\n",    "\n  ",
                              "{",          "}",         "[",           "]",     ",",
                              "'",          "*b",        "<<: ",        "null",  "!reset ",
                              "!override ", "-1",        "99999999999", "1e9",   "k",
                              "service:a",  "service:b", "host",        "none",  "extends: b",
                              "..",         "/",         "0-65535",     "70000", "scale: 3",
                              "\xff"};

void mutate(std::string& text, const Texts& others, const Texts& pieces, std::mt19937& random) {
  const std::size_t at = random() % (text.size() + 1);
  const std::string& other = others[random() % others.size()];
  switch (random() % 6) {
    case 0:
      text.insert(at, pieces[random() % pieces.size()]);
      return;
    case 1:
      text.erase(at, 1 + random() % 12);
      return;
    case 2:
      if (at < text.size()) text[at] = static_cast<char>(random() % 256);
      return;
    case 3:
      text.insert(at, other.substr(random() % other.size(), 1 + random() % 80));
      return;
    case 4:
      text.insert(at, text.substr(at / 2, random() % 80));
      return;
    default:
      if (random() % 4 == 0) text.resize(at);
  }
}

void expect_place(Span at, SourceId source, const std::string& text) {
  EXPECT_EQ(at.source, source);
  EXPECT_LE(at.begin, at.end);
  EXPECT_LE(at.end, text.size());
}

/// True if the text was imported.
bool check_answer(const Result<Imported>& imported, SourceId source, const std::string& text,
                  const std::string& family) {
  if (imported) {
    for (const syntax::Gap& gap : imported.value().gaps) expect_place(gap.at, source, text);
    return true;
  }
  for (const Diagnostic& error : imported.errors()) {
    expect_place(error.at, source, text);
    EXPECT_TRUE(error.code.starts_with(family)) << error.code << " " << error.message;
    EXPECT_FALSE(error.message.empty());
  }
  return false;
}

bool import_xml(const std::string& text) {
  Sources sources;
  const SourceId source = sources.add("fuzz.xml", text);
  return check_answer(libvirt::import(sources, source, {}), source, text, "E06");
}

/// As the program does: the text is looked at once before it is read.
bool import_configuration(const std::string& text) {
  Sources sources;
  const SourceId source = sources.add("fuzz.json", text);
  const Result<yaml::Tree> tree = yaml::read(sources, source);
  if (!tree) return check_answer(Result<Imported>(tree.errors()), source, text, "E02");
  if (tree.value().documents().empty()) return false;
  const yaml::NodeId document = tree.value().documents().front();
  if (!oci::recognise(tree.value(), document)) return false;
  return check_answer(oci::import(tree.value(), document, {"web", {}}), source, text, "E08");
}

bool import_yaml(const std::string& text) {
  Sources sources;
  const SourceId source = sources.add("fuzz.yaml", text);
  const Result<yaml::Tree> tree = yaml::read(sources, source);
  if (!tree) return check_answer(Result<Imported>(tree.errors()), source, text, "E02");
  const auto imported = kubernetes::import(sources, tree.value(), tree.value().documents());
  return check_answer(imported, source, text, "E05");
}

bool import_compose(const std::string& text) {
  Sources sources;
  const SourceId source = sources.add("fuzz/compose.yaml", text);
  const Result<yaml::Tree> tree = yaml::read(sources, source);
  if (!tree) return check_answer(Result<Imported>(tree.errors()), source, text, "E02");
  const auto open = [](const std::string&, const Span&, bool) { return std::optional<SourceId>(); };
  std::vector<std::size_t> documents(tree.value().documents().size());
  for (std::size_t i = 0; i < documents.size(); ++i) documents[i] = i;
  return check_answer(compose::import(sources, {{source, documents}}, open, {}), source, text,
                      "E07");
}

/// At least the first seeds are tried on the slowest machine, so that these always are.
void run(const char* name, const Texts& texts, const Texts& pieces,
         bool (*import)(const std::string&)) {
  for (const std::string& text : texts) {
    ASSERT_TRUE(import(text)) << text;
    for (std::size_t size = 0; size < text.size(); ++size) import(text.substr(0, size));
    ASSERT_FALSE(testing::Test::HasFailure()) << "a truncation of\n" << text;
  }
  const Clock::time_point end = Clock::now() + std::chrono::seconds(4);
  unsigned seed = 1;
  unsigned imported = 0;
  for (; seed <= 500 || (seed <= 20000 && Clock::now() < end); ++seed) {
    std::mt19937 random(seed);
    std::string text = texts[random() % texts.size()];
    for (std::size_t count = 1 + random() % 4; count > 0; --count) {
      mutate(text, texts, pieces, random);
    }
    imported += import(text) ? 1 : 0;
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << "\n" << text;
  }
  std::cout << name << ": seeds 1 to " << seed - 1 << ", " << imported << " imported\n";
  EXPECT_GT(imported, seed / 50) << "mutations that are all malformed test only the first reader";
}

TEST(FuzzImporters, MutatedDomainsGetAnAnswer) {
  run("libvirt", kDomains, kDomainPieces, import_xml);
}
TEST(FuzzImporters, MutatedLibvirtDocumentsGetAnAnswer) {
  run("libvirt documents", kLibvirtDocuments, kDomainPieces, import_xml);
}
TEST(FuzzImporters, MutatedConfigurationsGetAnAnswer) {
  run("oci", kConfigurations, kConfigurationPieces, import_configuration);
}
TEST(FuzzImporters, MutatedManifestsGetAnAnswer) {
  run("kubernetes", kManifests, kManifestPieces, import_yaml);
}
TEST(FuzzImporters, MutatedComposeFilesGetAnAnswer) {
  run("compose", kComposeFiles, kComposePieces, import_compose);
}

}  // namespace
}  // namespace ringfence::ingest
