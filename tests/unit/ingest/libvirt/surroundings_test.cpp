#include "ingest/libvirt/surroundings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/libvirt/import.h"

// What several documents of libvirt say together.

namespace ringfence::ingest::libvirt {
namespace {

using syntax::GapEffect;
using testing::ElementsAre;
using testing::IsEmpty;

using Lines = std::vector<std::string>;

std::string written(const syntax::Expr& expr) {
  if (const auto* text = std::get_if<syntax::StringLit>(&expr.node)) return text->text;
  if (const auto* number = std::get_if<syntax::NumberLit>(&expr.node)) return number->text;
  if (const auto* flag = std::get_if<syntax::BoolLit>(&expr.node)) {
    return flag->value ? "true" : "false";
  }
  std::string all;
  for (const auto& item : std::get<syntax::SetLit>(expr.node).items) {
    all += (all.empty() ? "" : ", ") + written(item);
  }
  return "{" + all + "}";
}

/// Several texts of one run.
struct Together {
  Sources sources;
  std::vector<Imported> imported;
  Lines errors;

  explicit Together(const Lines& texts, const std::optional<std::string>& host = "rack1") {
    std::vector<SourceId> ids;
    for (const std::string& text : texts) {
      ids.push_back(sources.add("t" + std::to_string(ids.size() + 1) + ".xml", text));
    }
    Surroundings around;
    for (const SourceId id : ids) survey(sources, id, around);
    settle(around);
    for (const SourceId id : ids) {
      auto result = import(sources, id, {host, &around});
      if (result) {
        imported.push_back(std::move(result).value());
      } else {
        for (const Diagnostic& error : result.errors()) {
          errors.push_back(std::string(error.code) + " " + sources.place(error.at));
        }
      }
    }
  }
  /// `kind name` of all entities.
  Lines entities() const {
    Lines all;
    visit([&](const syntax::EntityDecl& entity) {
      all.push_back(entity.kind.text + " " + entity.name.text);
    });
    return all;
  }
  std::string setting(const std::string& name, std::string_view attribute) const {
    std::string found;
    visit([&](const syntax::EntityDecl& entity) {
      if (entity.name.text != name) return;
      for (const auto& each : entity.settings) {
        if (each.attribute == attribute) found = written(std::get<syntax::Expr>(each.value));
      }
    });
    return found;
  }
  /// Constructs that are not modelled and could matter.
  Lines gaps() const {
    Lines all;
    for (const Imported& each : imported) {
      for (const auto& gap : each.gaps) {
        if (gap.effect != GapEffect::Inert) all.push_back(gap.construct);
      }
    }
    return all;
  }

 private:
  template <class Visitor>
  void visit(const Visitor& visitor) const {
    for (const Imported& each : imported) {
      for (const auto& document : each.documents) {
        for (const auto& item : document.items) visitor(std::get<syntax::EntityDecl>(item));
      }
    }
  }
};

std::string vm(const std::string& name, const std::string& devices) {
  return "<domain type='kvm'><name>" + name + "</name><devices>" + devices + "</devices></domain>";
}
std::string port(const std::string& source, const std::string& rest = "") {
  return "<interface type='network'><source network='n'" + source + "/>" + rest + "</interface>";
}
std::string bridged(const std::string& rest = "") {
  return "<interface type='bridge'><source bridge='br0'/>" + rest + "</interface>";
}
std::string network(const std::string& rest) {
  return "<network><name>n</name>" + rest + "</network>";
}
const std::string kTag = "<vlan><tag id='7'/></vlan>";

struct AttachedCase {
  std::string name;
  Lines texts;
  std::string networks;  ///< Of the vm `a`.
  friend void PrintTo(const AttachedCase& test, std::ostream* out) { *out << test.name; }
};
class LibvirtAttached : public testing::TestWithParam<AttachedCase> {};
TEST_P(LibvirtAttached, MatchesTable) {
  const Together read(GetParam().texts);
  EXPECT_THAT(read.errors, IsEmpty());
  EXPECT_EQ(read.setting("a", "networks"), GetParam().networks);
}
INSTANTIATE_TEST_SUITE_P(
    Table, LibvirtAttached,
    testing::Values(
        AttachedCase{"its_bridge",
                     {vm("a", port("")), network("<bridge name='virbr1'/>")},
                     "{network/n, bridge/virbr1}"},
        AttachedCase{"bridge_of_the_host",
                     {vm("a", port("")), network("<forward mode='bridge'/><bridge name='br0'/>")},
                     "{network/n, bridge/br0}"},
        AttachedCase{"interface_of_the_host",
                     {vm("a", port("")),
                      network("<forward mode='private'><interface dev='eth1'/></forward>")},
                     "{network/n, direct/eth1}"},
        AttachedCase{"way_out_is_no_network",
                     {vm("a", port("")), network("<forward mode='nat' dev='eth1'/>")},
                     "{network/n}"},
        AttachedCase{"two_hosts",
                     {vm("a", port("")), network("<bridge name='virbr1'/>"),
                      network("<bridge name='virbr2'/>")},
                     "{network/n, bridge/virbr1, bridge/virbr2}"},
        AttachedCase{"tag_of_the_port", {vm("a", bridged(kTag))}, "{bridge/br0.7}"},
        AttachedCase{"trunk",
                     {vm("a", bridged("<vlan trunk='yes'><tag id='7'/><tag id='8'/></vlan>"))},
                     "{bridge/br0.7, bridge/br0.8}"},
        AttachedCase{"without_a_tag_beside_one",
                     {vm("a", bridged()), vm("b", bridged(kTag))},
                     "{bridge/br0, bridge/br0.7}"},
        AttachedCase{"tag_of_the_group",
                     {vm("a", port(" portgroup='red'")),
                      network("<portgroup name='red'>" + kTag + "</portgroup>")},
                     "{network/n.7}"},
        AttachedCase{"tag_of_the_default_group",
                     {vm("a", port("")),
                      network("<portgroup name='red' default='yes'>" + kTag + "</portgroup>")},
                     "{network/n.7}"},
        AttachedCase{"tag_of_the_network", {vm("a", port("")), network(kTag)}, "{network/n.7}"},
        AttachedCase{"tag_of_the_port_first",
                     {vm("a", port("", "<vlan><tag id='8'/></vlan>")), network(kTag)},
                     "{network/n.8}"},
        AttachedCase{"a_tag_on_one_host_only",
                     {vm("a", port("")), network(kTag), network("")},
                     "{network/n}"}),
    [](const auto& test) { return test.param.name; });

TEST(LibvirtNetworks, AreEntitiesOnceForAllHosts) {
  const Together read({network("<forward mode='nat'/>" + kTag), network(kTag)});
  EXPECT_THAT(read.entities(), ElementsAre("network network/n"));
  EXPECT_EQ(read.setting("network/n", "internal"), "false");
  EXPECT_EQ(read.setting("network/n", "per_machine"), "true");
  EXPECT_EQ(read.setting("network/n", "vlan"), "7");
}

TEST(LibvirtNetworks, AreInternalWithoutAWayOut) {
  EXPECT_EQ(Together({network("")}).setting("network/n", "internal"), "true");
  EXPECT_EQ(Together({network("<forward/>")}).setting("network/n", "internal"), "false");
}

TEST(LibvirtNetworks, LeaveNoGapWhenDescribed) {
  EXPECT_THAT(Together({vm("a", port("")), network("")}).gaps(), IsEmpty());
  EXPECT_THAT(Together({vm("a", port(""))}).gaps(), ElementsAre("network of libvirt"));
  EXPECT_THAT(
      Together({vm("a", port("")), network("<forward mode='hostdev'><pf dev='eth3'/></forward>")})
          .gaps(),
      ElementsAre("network of host devices"));
}

TEST(LibvirtPorts, AreIsolatedByThemselvesOrTheirNetwork) {
  const std::string isolated = "<port isolated='yes'/>";
  EXPECT_EQ(Together({vm("a", bridged(isolated))}).setting("a", "isolated_ports"), "{bridge/br0}");
  EXPECT_EQ(Together({vm("a", bridged())}).setting("a", "isolated_ports"), "");
  EXPECT_EQ(Together({vm("a", port("")), network(isolated)}).setting("a", "isolated_ports"),
            "{network/n}");
  EXPECT_EQ(Together({vm("a", port("", "<port isolated='no'/>")), network(isolated)})
                .setting("a", "isolated_ports"),
            "");
}

TEST(LibvirtPorts, HaveFiltersAndAddresses) {
  const Together read({vm("a", bridged("<mac address='52:54:00:AB:00:01'/>"
                                       "<filterref filter='clean-traffic'/>"))});
  EXPECT_EQ(read.setting("a", "mac_addresses"), "{52:54:00:ab:00:01}");
  EXPECT_EQ(read.setting("a", "network_filters"), "{clean-traffic}");
  EXPECT_THAT(read.gaps(), IsEmpty());
}

TEST(LibvirtVsock, IsADeviceOfItsHostIfItsNumberIsFixed) {
  const auto devices = [](const std::string& cid) {
    return Together({vm("a", "<vsock><cid " + cid + "/></vsock>")}).setting("a", "devices");
  };
  EXPECT_EQ(devices("auto='no' address='3'"), "{vsock/3}");
  EXPECT_EQ(devices("auto='yes' address='3'"), "");
  EXPECT_THAT(Together({vm("a", "<vsock><cid address='2'/></vsock>")}).errors,
              ElementsAre("E0604 t1.xml:1:64"));
}

TEST(LibvirtPools, SayWhereTheirVolumesAre) {
  const std::string disk = "<disk type='volume'><source pool='p' volume='a.img'/></disk>";
  const std::string pool =
      "<pool type='dir'><name>p</name><target><path>/i/</path></target></pool>";
  const Together known({vm("a", disk), pool});
  EXPECT_EQ(known.setting("a", "volumes"), "{pool/p/a.img, /i/a.img}");
  EXPECT_THAT(known.gaps(), IsEmpty());
  const Together remote({vm("a", disk), "<pool type='rbd'><name>p</name></pool>"});
  EXPECT_EQ(remote.setting("a", "volumes"), "{pool/p/a.img}");
  EXPECT_THAT(remote.gaps(), ElementsAre("volume of a storage pool"));
  const Together two({vm("a", disk), pool, "<pool type='rbd'><name>p</name></pool>"});
  EXPECT_THAT(two.gaps(), ElementsAre("volume of a storage pool"));
}

TEST(LibvirtVolumes, AreEntitiesByTheirPath) {
  const Together read(
      {"<volume><name>a</name><capacity unit='GiB'>2</capacity>"
       "<target><path>/i/a.img</path></target></volume>"});
  EXPECT_THAT(read.entities(), ElementsAre("volume /i/a.img"));
  EXPECT_EQ(read.setting("/i/a.img", "size"), "2GiB");
}

constexpr const char* kCapabilities =
    "<capabilities><host><topology><cells num='2'>"
    "<cell id='0'><memory unit='KiB'>4194304</memory><pages unit='KiB' size='4'>9</pages>"
    "<pages unit='KiB' size='2048'>512</pages><cpus><cpu id='0'/><cpu id='2'/></cpus></cell>"
    "<cell id='1'><memory unit='KiB'>4194304</memory><pages unit='KiB' size='1048576'>1</pages>"
    "<cpus><cpu id='1'/></cpus></cell></cells></topology></host></capabilities>";

TEST(LibvirtCapabilities, AreTheNamedHost) {
  const Together read({kCapabilities});
  EXPECT_THAT(read.entities(), ElementsAre("host rack1"));
  EXPECT_EQ(read.setting("rack1", "memory"), "8GiB");
  EXPECT_EQ(read.setting("rack1", "cpu"), "3");
  EXPECT_EQ(read.setting("rack1", "cpu_set"), "{0, 2, 1}");
  EXPECT_EQ(read.setting("rack1", "hugepages_2Mi"), "1GiB");
  EXPECT_EQ(read.setting("rack1", "hugepages_1Gi"), "1GiB");
}

TEST(LibvirtCapabilities, AreAGapWithoutAName) {
  const Together read({kCapabilities}, std::nullopt);
  EXPECT_THAT(read.entities(), IsEmpty());
  EXPECT_THAT(read.gaps(), ElementsAre("<capabilities>"));
}

struct RefusedCase {
  std::string name, text;
  Lines errors;
  friend void PrintTo(const RefusedCase& test, std::ostream* out) { *out << test.name; }
};
class LibvirtRefused : public testing::TestWithParam<RefusedCase> {};
TEST_P(LibvirtRefused, Located) {
  EXPECT_EQ(Together({GetParam().text}).errors, GetParam().errors);
}
INSTANTIATE_TEST_SUITE_P(
    Table, LibvirtRefused,
    testing::Values(
        RefusedCase{"network_without_name", "<network/>", {"E0603 t1.xml:1:2"}},
        RefusedCase{"pool_without_name", "<pool type='dir'/>", {"E0603 t1.xml:1:2"}},
        RefusedCase{
            "strange_forward", network("\n<forward mode='tunnel'/>"), {"E0604 t1.xml:2:16"}},
        RefusedCase{"tag", network("\n<vlan><tag id='4096'/></vlan>"), {"E0604 t1.xml:2:16"}},
        RefusedCase{"tag_of_a_port",
                    vm("a", "\n" + bridged("\n<vlan><tag id='x'/></vlan>")),
                    {"E0604 t1.xml:3:16"}},
        RefusedCase{"cpu",
                    "<capabilities><host><topology><cells>\n<cell><cpus><cpu id='x'/></cpus>"
                    "</cell></cells></topology></host></capabilities>",
                    {"E0604 t1.xml:2:22"}},
        RefusedCase{"capacity",
                    "<volume><capacity unit='GiB'>two</capacity>"
                    "<target><path>/a</path></target></volume>",
                    {"E0604 t1.xml:1:30"}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ringfence::ingest::libvirt
