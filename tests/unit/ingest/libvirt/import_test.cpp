#include "ingest/libvirt/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/libvirt/field_table.h"

namespace ringfence::ingest::libvirt {
namespace {

using syntax::GapEffect;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Lines = std::vector<std::string>;

std::string written(const syntax::Expr& expr) {
  if (const auto* text = std::get_if<syntax::StringLit>(&expr.node)) return text->text;
  if (const auto* number = std::get_if<syntax::NumberLit>(&expr.node)) return number->text;
  std::string all;
  for (const auto& item : std::get<syntax::SetLit>(expr.node).items) {
    all += (all.empty() ? "" : ", ") + written(item);
  }
  return "{" + all + "}";
}

/// One text, imported by itself.
struct Imports {
  Sources sources;
  std::optional<Imported> imported;
  Diagnostics errors;

  explicit Imports(const std::string& text, const Options& options = {}) {
    auto result = import(sources, sources.add("vm.xml", text), options);
    if (result) {
      imported.emplace(std::move(result).value());
    } else {
      errors = result.errors();
    }
  }

  std::vector<const syntax::EntityDecl*> vms() const {
    std::vector<const syntax::EntityDecl*> all;
    if (!imported) return all;
    for (const auto& document : imported->documents) {
      for (const auto& item : document.items) all.push_back(&std::get<syntax::EntityDecl>(item));
    }
    return all;
  }
  /// Of the only vm; empty if it is not set.
  std::string setting(std::string_view attribute) const {
    std::string found;
    if (!imported) return "errors: " + std::string(errors[0].message);
    for (const auto* vm : vms()) {
      for (const auto& each : vm->settings) {
        if (each.attribute == attribute) found = written(std::get<syntax::Expr>(each.value));
      }
    }
    return found;
  }
  Lines codes() const {
    Lines all;
    for (const Diagnostic& error : errors) {
      all.push_back(std::string(error.code) + " " + sources.place(error.at));
    }
    return all;
  }
  /// `construct: touched`, of all gaps but the harmless ones.
  Lines gaps() const {
    Lines all;
    if (!imported) return all;
    for (const auto& gap : imported->gaps) {
      if (gap.effect == GapEffect::Inert) continue;
      std::string line = gap.construct + ":";
      for (const auto& touched : gap.touches) line += " " + touched;
      all.push_back(line);
    }
    return all;
  }
  Lines harmless() const {
    Lines all;
    if (!imported) return all;
    for (const auto& gap : imported->gaps) {
      if (gap.effect == GapEffect::Inert) all.push_back(gap.construct);
    }
    return all;
  }
};

std::string domain(const std::string& content) {
  return "<domain type='kvm'><name>a</name>" + content + "</domain>";
}
std::string devices(const std::string& content) {
  return domain("<devices>" + content + "</devices>");
}

// ---- Facts --------------------------------------------------------------------------------------

struct FactCase {
  std::string name, text, attribute, value;
  friend void PrintTo(const FactCase& test, std::ostream* out) { *out << test.name; }
};
class Facts : public testing::TestWithParam<FactCase> {};
TEST_P(Facts, MatchesTable) {
  const Imports text(GetParam().text);
  EXPECT_EQ(text.setting(GetParam().attribute), GetParam().value);
}

FactCase memory(const std::string& name, const std::string& element, const std::string& value) {
  return {name, domain(element), "memory", value};
}
INSTANTIATE_TEST_SUITE_P(
    Memory, Facts,
    testing::Values(
        memory("no_unit", "<memory>1048576</memory>", "1GiB"),
        memory("bytes", "<memory unit='b'>1048576</memory>", "1MiB"),
        memory("bytes_in_full", "<memory unit='bytes'>1025</memory>", "2KiB"),
        memory("kilo", "<memory unit='KB'>1024</memory>", "1000KiB"),
        memory("kibi", "<memory unit='KiB'>1</memory>", "1KiB"),
        memory("k", "<memory unit='k'>3</memory>", "3KiB"),
        memory("mega", "<memory unit='MB'>128</memory>", "125000KiB"),
        memory("mebi", "<memory unit='MiB'>512</memory>", "512MiB"),
        memory("m", "<memory unit='M'>512</memory>", "512MiB"),
        memory("giga", "<memory unit='GB'>64</memory>", "62500000KiB"),
        memory("gibi", "<memory unit='GiB'>4</memory>", "4GiB"),
        memory("any_case", "<memory unit='gib'>4</memory>", "4GiB"),
        memory("tera", "<memory unit='TB'>1</memory>", "976562500KiB"),
        memory("tebi", "<memory unit='TiB'>2</memory>", "2TiB"),
        memory("pebi", "<memory unit='PiB'>1</memory>", "1PiB"),
        memory("exbi", "<memory unit='E'>1</memory>", "1EiB"),
        memory("blanks", "<memory unit='MiB'>\n  512 </memory>", "512MiB"),
        memory("the_balloon_does_not_count",
               "<memory unit='GiB'>4</memory><currentMemory unit='GiB'>1</currentMemory>", "4GiB"),
        memory("hot_plug",
               "<maxMemory slots='2' unit='GiB'>8</maxMemory><memory unit='GiB'>4</memory>",
               "8GiB"),
        memory("cells_replace_it",
               "<memory unit='GiB'>1</memory><cpu><numa><cell id='0' memory='2' unit='GiB'/>"
               "<cell id='1' memory='3' unit='GiB'/></numa></cpu>",
               "5GiB"),
        memory("modules_add_to_cells",
               "<cpu><numa><cell memory='1' unit='GiB'/></numa></cpu><devices><memory "
               "model='dimm'><target><size unit='MiB'>512</size></target></memory></devices>",
               "1536MiB"),
        memory("not_said", "", "")),
    [](const auto& test) { return test.param.name; });

FactCase cpus(const std::string& name, const std::string& content, const std::string& value) {
  return {name, domain(content), "cpu_set", value};
}
INSTANTIATE_TEST_SUITE_P(
    Processors, Facts,
    testing::Values(
        FactCase{"count", domain("<vcpu>4</vcpu>"), "cpu", "4"},
        FactCase{"maximum", domain("<vcpu current='1'>4</vcpu>"), "cpu", "4"},
        FactCase{"one_by_default", domain(""), "cpu", "1"},
        cpus("not_pinned", "<vcpu>2</vcpu>", ""),
        cpus("all_threads", "<vcpu cpuset='0-3,^2,8'>2</vcpu>", "{0, 1, 3, 8}"),
        cpus("each_thread",
             "<vcpu>2</vcpu><cputune><vcpupin vcpu='0' cpuset='4'/><vcpupin vcpu='1' "
             "cpuset='5'/><emulatorpin cpuset='6,7'/></cputune>",
             "{4, 5, 6, 7}"),
        cpus("the_rest_falls_back",
             "<vcpu cpuset='1'>2</vcpu><cputune><vcpupin vcpu='0' cpuset='4'/></cputune>",
             "{4, 1}"),
        cpus("one_is_free",
             "<vcpu>2</vcpu><cputune><vcpupin vcpu='0' cpuset='4'/><emulatorpin cpuset='4'/>"
             "</cputune>",
             "{4}"),
        cpus("chosen_by_the_host", "<vcpu placement='auto' cpuset='1'>2</vcpu>", "")),
    [](const auto& test) { return test.param.name; });

FactCase pages(const std::string& name, const std::string& page, const std::string& attribute,
               const std::string& value) {
  return {name,
          domain("<memory unit='GiB'>4</memory><memoryBacking><hugepages>" + page +
                 "</hugepages></memoryBacking><cpu><numa><cell id='0' memory='1' unit='GiB'/>"
                 "<cell id='1' memory='3' unit='GiB'/></numa></cpu>"),
          attribute, value};
}
INSTANTIATE_TEST_SUITE_P(
    HugePages, Facts,
    testing::Values(pages("all_2Mi", "<page size='2048'/>", "hugepages_2Mi", "4GiB"),
                    pages("all_1Gi", "<page size='1' unit='G'/>", "hugepages_1Gi", "4GiB"),
                    pages("one_cell", "<page size='1' unit='GiB' nodeset='1'/>", "hugepages_1Gi",
                          "3GiB"),
                    pages("of_the_host", "", "hugepages_2Mi", ""),
                    pages("another_size", "<page size='64' unit='KiB'/>", "hugepages_2Mi", "")),
    [](const auto& test) { return test.param.name; });

FactCase device(const std::string& name, const std::string& content, const std::string& value) {
  return {name, devices(content), "devices", value};
}
const std::string kHostPci = "<hostdev mode='subsystem' type='pci'><source><address ";
const std::string kHostUsb = "<hostdev mode='subsystem' type='usb'><source>";
const std::string kEnd = "</source></hostdev>";
INSTANTIATE_TEST_SUITE_P(
    Devices, Facts,
    testing::Values(
        device("pci", kHostPci + "domain='0' bus='1' slot='0' function='0'/>" + kEnd,
               "{pci/0000:01:00.0}"),
        device("pci_hex",
               kHostPci + "domain='0x0001' bus='0xA1' slot='0x1f' function='0x7'/>" + kEnd,
               "{pci/0001:a1:1f.7}"),
        device("pci_octal", kHostPci + "bus='017' slot='010'/>" + kEnd, "{pci/0000:0f:08.0}"),
        device("usb", kHostUsb + "<address bus='1' device='4'/>" + kEnd, "{usb/1.4}"),
        device("usb_ids", kHostUsb + "<vendor id='0x046d'/><product id='0x825'/>" + kEnd,
               "{usb/046d:0825}"),
        device("scsi",
               "<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/>"
               "<address bus='0' target='0' unit='1'/></source></hostdev>",
               "{scsi/scsi_host0:0:0:1}"),
        device("mdev",
               "<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address "
               "uuid='c2177883-f1bb-47f0-914d-32a22e3a8804'/></source></hostdev>",
               "{mdev/c2177883-f1bb-47f0-914d-32a22e3a8804}"),
        device("nvme",
               "<disk type='nvme' device='disk'><source type='pci' managed='yes' namespace='1'>"
               "<address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source></disk>",
               "{pci/0000:01:00.0}"),
        device("network_card",
               "<interface type='hostdev'><source><address type='pci' bus='2' slot='0'/>"
               "</source></interface>",
               "{pci/0000:02:00.0}"),
        device("whole_card",
               "<interface type='direct'><source dev='eth1' mode='passthrough'/>"
               "</interface>",
               "{net/eth1}"),
        device("serial_port", "<serial type='dev'><source path='/dev/ttyS0'/></serial>",
               "{/dev/ttyS0}"),
        device("keyboard", "<input type='evdev'><source dev='/dev/input/event1'/></input>",
               "{/dev/input/event1}"),
        device("tpm",
               "<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/>"
               "</backend></tpm>",
               "{/dev/tpm0}"),
        device("emulated_tpm", "<tpm><backend type='emulator' version='2.0'/></tpm>", "")),
    [](const auto& test) { return test.param.name; });

FactCase volume(const std::string& name, const std::string& content, const std::string& value) {
  return {name, devices(content), "volumes", value};
}
FactCase shared(const std::string& name, const std::string& content, const std::string& value) {
  return {name, devices(content), "shared_volumes", value};
}
const std::string kDisk = "<disk type='file'><source file='/i/a.qcow2'/>";
INSTANTIATE_TEST_SUITE_P(
    Storage, Facts,
    testing::Values(
        volume("file", kDisk + "</disk>", "{/i/a.qcow2}"),
        volume("no_type", "<disk><source file='/i//./a'/></disk>", "{/i/a}"),
        volume("entity", "<disk><source file='/i/&lt;&#x61;'/></disk>", "{/i/<a}"),
        volume("block", "<disk type='block'><source dev='/dev/sdb'/></disk>", "{/dev/sdb}"),
        volume("pool", "<disk type='volume'><source pool='p' volume='v'/></disk>", "{pool/p/v}"),
        volume("network",
               "<disk type='network'><source protocol='rbd' name='p/i'><host name='h'/></source>"
               "</disk>",
               "{rbd/p/i}"),
        volume("directory",
               "<filesystem type='mount'><source dir='/srv'/><target dir='s'/></filesystem>",
               "{/srv}"),
        volume("log", "<serial type='pty'><log file='/l/a'/></serial>", "{/l/a}"),
        volume("no_disk", "<disk type='file' device='cdrom'><target dev='hda'/></disk>", ""),
        shared("empty_drive", "<disk type='file' device='cdrom'><source file=''/></disk>", ""),
        shared("cdrom", "<disk type='file' device='cdrom'><source file='/i/a.iso'/></disk>",
               "{/i/a.iso}"),
        shared("read_only", kDisk + "<readonly/></disk>", "{/i/a.qcow2}"),
        shared("on_purpose", kDisk + "<shareable/></disk>", "{/i/a.qcow2}"),
        shared(
            "bases",
            kDisk +
                "<backingStore type='file'><source file='/i/b'/><backingStore "
                "type='block'><source dev='/dev/c'/><backingStore/></backingStore></backingStore>"
                "</disk>",
            "{/i/b, /dev/c}"),
        shared("read_only_directory", "<filesystem><source dir='/srv'/><readonly/></filesystem>",
               "{/srv}"),
        FactCase{"kernel",
                 domain("<os><kernel>/b/k</kernel><loader readonly='yes'>/b/l</loader><nvram>/n"
                        "</nvram></os>"),
                 "shared_volumes", "{/b/k, /b/l}"},
        FactCase{"variables", domain("<os><nvram type='file'><source file='/n'/></nvram></os>"),
                 "volumes", "{/n}"}),
    [](const auto& test) { return test.param.name; });

FactCase network(const std::string& name, const std::string& content, const std::string& value) {
  return {name, devices("<interface " + content + "</interface>"), "networks", value};
}
INSTANTIATE_TEST_SUITE_P(
    Networks, Facts,
    testing::Values(
        network("network", "type='network'><source network='default'/>", "{network/default}"),
        network("bridge", "type='bridge'><source bridge='br0'/>", "{bridge/br0}"),
        network("direct", "type='direct'><source dev='eth0' mode='bridge'/>", "{direct/eth0}"),
        network("internal", "type='internal'><source name='n'/>", "{internal/n}"),
        network("user", "type='user'>", "{user/a}")),
    [](const auto& test) { return test.param.name; });

TEST(LibvirtImport, WhoItIs) {
  const Imports text(domain("<uuid>C7A5FDBDCDAF9455926AD65C16DB1809</uuid>"), {.host = "rack1"});
  ASSERT_EQ(text.vms().size(), 1U);
  EXPECT_EQ(text.vms()[0]->kind.text, "vm");
  EXPECT_EQ(text.vms()[0]->name.text, "a");
  EXPECT_EQ(text.sources.place(text.vms()[0]->at), "vm.xml:1:26");
  EXPECT_EQ(text.imported->documents[0].origin, syntax::Origin::Import);
  EXPECT_EQ(text.setting("uuid"), "c7a5fdbd-cdaf-9455-926a-d65c16db1809");
  EXPECT_EQ(text.setting("on"), "rack1");
  EXPECT_EQ(Imports(domain("")).setting("on"), "");
}

TEST(LibvirtImport, ReadsListsAndStatusFiles) {
  const Imports list("<domains>" + domain("") +
                     "<domain type='xen'><name>b</name></domain></domains>");
  ASSERT_EQ(list.vms().size(), 2U);
  EXPECT_EQ(list.vms()[1]->name.text, "b");
  const Imports status("<domstatus state='running'><monitor/>" + domain("") + "</domstatus>");
  EXPECT_EQ(status.vms().size(), 1U);
}

// ---- Errors -------------------------------------------------------------------------------------

struct ErrorCase {
  std::string name, text;
  Lines codes;
  friend void PrintTo(const ErrorCase& test, std::ostream* out) { *out << test.name; }
};
class Errors : public testing::TestWithParam<ErrorCase> {};
TEST_P(Errors, MatchesTable) {
  EXPECT_EQ(Imports(GetParam().text).codes(), GetParam().codes);
}

INSTANTIATE_TEST_SUITE_P(
    Markup, Errors,
    testing::Values(ErrorCase{"empty", "", {"E0601 vm.xml:1:1"}},
                    ErrorCase{"never_closed", "<domain>\n<name>", {"E0601 vm.xml:2:7"}},
                    ErrorCase{"crossed", "<domain><a></domain></a>", {"E0601 vm.xml:1:14"}},
                    ErrorCase{"twice_an_attribute", "<domain a='' a=''/>", {"E0601 vm.xml:1:14"}},
                    ErrorCase{"two_roots", "<domain/>\n<domain/>", {"E0601 vm.xml:2:2"}},
                    ErrorCase{"no_quotes", "<domain a=b/>", {"E0601 vm.xml:1:11"}},
                    ErrorCase{"text_behind", "<domain/> x", {"E0601 vm.xml:1:11"}},
                    ErrorCase{"ampersand", "<domain>a & b</domain>", {"E0601 vm.xml:1:11"}},
                    ErrorCase{"comment", "<!-- a", {"E0601 vm.xml:1:1"}},
                    ErrorCase{"not_utf8", "<domain>\xff</domain>", {"E0601 vm.xml:1:9"}},
                    ErrorCase{"nul", std::string("<domain>\0</domain>", 18), {"E0601 vm.xml:1:9"}},
                    ErrorCase{"encoding",
                              "<?xml version='1.0' encoding='latin1'?><domain/>",
                              {"E0601 vm.xml:1:31"}},
                    ErrorCase{"doctype",
                              "<!DOCTYPE domain SYSTEM '/etc/passwd'>\n<domain/>",
                              {"E0602 vm.xml:1:1"}},
                    ErrorCase{"entity", "<domain><name>&x;</name></domain>", {"E0602 vm.xml:1:15"}},
                    ErrorCase{"another_root", "<secret/>", {"E0605 vm.xml:1:2"}}),
    [](const auto& test) { return test.param.name; });

ErrorCase wrong(const std::string& name, const std::string& content, Lines codes) {
  for (std::string& code : codes) code.insert(6, "vm.xml:");
  return {name, "<domain type='kvm'><name>a</name>\n" + content + "</domain>", std::move(codes)};
}
INSTANTIATE_TEST_SUITE_P(
    Values, Errors,
    testing::Values(
        ErrorCase{"no_name", "<domain type='kvm'/>", {"E0603 vm.xml:1:2"}},
        ErrorCase{
            "empty_name", "<domain type='kvm'><name> </name></domain>", {"E0603 vm.xml:1:21"}},
        ErrorCase{"no_type", "<domain><name>a</name></domain>", {"E0603 vm.xml:1:2"}},
        wrong("uuid", "<uuid>12</uuid>", {"E0604 2:7"}),
        wrong("no_cpus", "<vcpu>0</vcpu>", {"E0604 2:7"}),
        wrong("negative", "<vcpu>-1</vcpu>", {"E0604 2:7"}),
        wrong("many_cpus", "<vcpu>16385</vcpu>", {"E0604 2:7"}),
        wrong("more_than_maximum", "<vcpu current='3'>2</vcpu>", {"E0604 2:16"}),
        wrong("cpu_set", "<vcpu cpuset='3-1'>2</vcpu>", {"E0604 2:15"}),
        wrong("pin", "<cputune><vcpupin vcpu='0' cpuset='x'/></cputune>", {"E0604 2:36"}),
        wrong("pin_of_none", "<cputune><vcpupin cpuset='1'/></cputune>", {"E0604 2:11"}),
        wrong("pinned_twice",
              "<cputune><vcpupin vcpu='0' cpuset='1'/>\n<vcpupin vcpu='0' cpuset='1'/></cputune>",
              {"E0607 3:16"}),
        wrong("unit", "<memory unit='GBi'>1</memory>", {"E0604 2:20"}),
        wrong("fraction", "<memory unit='GiB'>1.5</memory>", {"E0604 2:20"}),
        wrong("too_much", "<memory unit='EiB'>8</memory>", {"E0604 2:20"}),
        wrong("overflow", "<memory unit='E'>99999999999999999999</memory>", {"E0604 2:18"}),
        wrong("balloon", "<currentMemory>x</currentMemory>", {"E0604 2:16"}),
        wrong("twice", "<vcpu>1</vcpu>\n<vcpu>1</vcpu>", {"E0607 3:2"}),
        wrong("ceiling", "<maxMemory>1</maxMemory>\n<memory>2</memory>", {"E0607 2:12"}),
        wrong("cell", "<cpu><numa><cell memory='x'/></numa></cpu>", {"E0604 2:26"}),
        wrong("cell_twice",
              "<cpu><numa><cell id='1' memory='1'/><cell id='1' memory='1'/></numa></cpu>",
              {"E0607 2:47"}),
        wrong("page", "<memoryBacking><hugepages><page size='big'/></hugepages></memoryBacking>",
              {"E0604 2:39"}),
        wrong("slot",
              "<devices><hostdev type='pci'><source>\n<address bus='0' slot='0x20'/></source>"
              "</hostdev></devices>",
              {"E0604 3:24"}),
        wrong("no_address", "<devices><hostdev type='pci'><source/></hostdev></devices>",
              {"E0603 2:31"}),
        wrong("no_source", "<devices><disk type='file'/><hostdev type='usb'/></devices>",
              {"E0603 2:11", "E0603 2:30"}),
        wrong("no_bridge", "<devices><interface type='bridge'/></devices>", {"E0603 2:11"}),
        wrong("disk_device", "<devices><disk device='tape'><source file='/a'/></disk></devices>",
              {"E0604 2:24"}),
        wrong("all_at_once", "<memory>x</memory>\n<vcpu>y</vcpu>", {"E0604 2:9", "E0604 3:7"})),
    [](const auto& test) { return test.param.name; });

TEST(LibvirtImport, RefusesDeepNestingWithoutRecursion) {
  for (const std::size_t depth : {256U, 10'000U, 1'000'000U}) {
    std::string text = "<domain type='kvm'><name>a</name>";
    for (std::size_t i = 1; i < depth; ++i) text += "<x>";
    for (std::size_t i = 1; i < depth; ++i) text += "</x>";
    const Imports imports(text + "</domain>");
    EXPECT_EQ(imports.errors.empty(), depth == 256U) << depth;
    if (depth > 256U) {
      EXPECT_EQ(imports.errors[0].code, "E0606");
    }
  }
}

// ---- What is not modelled -----------------------------------------------------------------------

struct GapCase {
  std::string name, text;
  Lines gaps;
  friend void PrintTo(const GapCase& test, std::ostream* out) { *out << test.name; }
};
class Gaps : public testing::TestWithParam<GapCase> {};
TEST_P(Gaps, MatchesTable) {
  const Imports text(GetParam().text);
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(text.gaps(), GetParam().gaps);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Gaps,
    testing::Values(
        GapCase{
            "none", domain("<vcpu>1</vcpu><title>t</title><os><type arch='x'>hvm</type></os>"), {}},
        GapCase{"element", domain("<vpcu>1</vpcu>"), {"vpcu: vm.*"}},
        GapCase{"attribute", domain("<vcpu count='2'>1</vcpu>"), {"vcpu@count: vm.*"}},
        GapCase{"device", devices("<teleporter/>"), {"devices/teleporter: vm.*"}},
        GapCase{"inside_a_device",
                devices(kDisk + "<new a='b'><c/></new></disk>"),
                {"devices/disk/new: vm.*"}},
        GapCase{"feature", domain("<features><new/></features>"), {"features/new: vm.*"}},
        GapCase{"command_line",
                domain("<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'/>"),
                {"ns:commandline: vm.*"}},
        GapCase{"another_vocabulary", domain("<name xmlns='urn:x'>b</name>"), {"ns:name: vm.*"}},
        GapCase{"container", "<domain type='lxc'><name>a</name></domain>", {"domain type lxc: *"}},
        GapCase{"one_thread_is_free",
                domain("<vcpu>2</vcpu><cputune><vcpupin vcpu='0' cpuset='4'/></cputune>"),
                {"threads without a pin: vm.cpu_set"}},
        GapCase{"pages_of_the_host",
                domain("<memoryBacking><hugepages/></memoryBacking>"),
                {"memoryBacking/hugepages: vm.hugepages_2Mi vm.hugepages_1Gi"}},
        GapCase{"quota", domain("<cputune><quota>1</quota></cputune>"), {"cputune/quota: vm.cpu"}},
        GapCase{"pool",
                devices("<disk type='volume'><source pool='p' volume='v'/></disk>"),
                {"volume of a storage pool: vm.volumes vm.shared_volumes"}},
        GapCase{"path_that_goes_up",
                devices("<disk><source file='/a/../b'/></disk>"),
                {"path /a/../b: vm.volumes vm.shared_volumes"}},
        GapCase{"disk_type",
                devices("<disk type='vhostuser'><source/></disk>"),
                {"disk type vhostuser: vm.volumes vm.shared_volumes"}},
        GapCase{"network",
                devices("<interface type='network'><source network='n'/></interface>"),
                {"network of libvirt: vm.networks"}},
        GapCase{"hostdev_type",
                devices("<hostdev type='scsi_host'><source protocol='vhost' wwpn='x'/></hostdev>"),
                {"hostdev type scsi_host: vm.devices vm.volumes"}},
        GapCase{"backing_store",
                devices(kDisk +
                        "<backingStore type='file'><format type='raw'/><source "
                        "file='/b'><new/></source><backingStore new=''/></backingStore></disk>"),
                {"devices/disk/backingStore/source/new: vm.*",
                 "devices/disk/backingStore/backingStore@new: vm.*"}},
        GapCase{"host_without_name",
                "<capabilities><host/></capabilities>",
                {"<capabilities>: host.*"}},
        GapCase{"network_profile",
                "<network><name>n</name><virtualport/></network>",
                {"network/virtualport: network.* vm.networks"}}),
    [](const auto& test) { return test.param.name; });

TEST(LibvirtImport, ListsWhatIsHarmlessWithItsPlace) {
  const Imports text(devices("<disk><source file='/a'/>\n<target dev='vda'/></disk><video/>"));
  EXPECT_THAT(text.gaps(), IsEmpty());
  EXPECT_EQ(text.harmless(), (Lines{"devices/disk/target", "devices/video"}));
  EXPECT_EQ(text.sources.place(text.imported->gaps[0].at), "vm.xml:2:2");
}

// ---- The table ----------------------------------------------------------------------------------

TEST(FieldTable, HasEachPathOnceAndAReasonForAllThatIsLeftOut) {
  std::set<std::string_view> seen;
  for (const Row& row : rows()) {
    EXPECT_TRUE(seen.insert(row.path).second) << row.path << " stands twice";
    const bool is_left_out = row.treatment != Treatment::Modelled;
    EXPECT_EQ(!row.reason.empty(), is_left_out) << row.path;
    const bool changes = is_left_out && row.treatment != Treatment::Inert;
    EXPECT_EQ(!row.touches.empty(), changes) << row.path;
    EXPECT_FALSE(row.treatment == Treatment::Modelled && row.path.ends_with("/**")) << row.path;
  }
}

TEST(FieldTable, FindsTheNearestSubtree) {
  EXPECT_EQ(find_row("clock/timer@name")->path, "clock/**");
  EXPECT_EQ(find_row("devices/disk/address@bus")->path, "devices/*/address/**");
  EXPECT_EQ(find_row("devices/console/source@path")->path, "devices/serial/source@path");
  EXPECT_EQ(find_row("devices/disk/backingStore/backingStore/source@file")->path,
            "devices/disk/source@file");
  EXPECT_EQ(find_row("devices/consoles"), nullptr);
  EXPECT_EQ(find_row("vcpu@nothing"), nullptr);
}

}  // namespace
}  // namespace ringfence::ingest::libvirt
