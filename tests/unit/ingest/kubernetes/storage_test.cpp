#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ingest/kubernetes/imports.h"

namespace ringfence::ingest::kubernetes {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string volume(const std::string& name, const std::string& rest,
                   const std::string& labels = "{}") {
  return "---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {name: " + name +
         ", labels: " + labels +
         "}\nspec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, " + rest + "}\n";
}
std::string claim(const std::string& rest) {
  return "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: "
         "shop}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}" +
         rest + "}\n";
}
const std::string kMounts = R"(
      volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
      containers: [{name: c, image: i, volumeMounts: [{name: v, mountPath: /d}]}]
)";
const std::string kNode =
    "---\napiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {disk: fast}}\n";

TEST(Storage, ClaimsAndVolumesAreThere) {
  const Imports text(claim(", storageClassName: fast, volumeName: disk") +
                     volume("disk",
                            "storageClassName: fast, claimRef: {namespace: shop, name: "
                            "data}, nfs: {server: s, path: /p}"));
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(setting(text, "volume", "claim/shop/data", "requested"), "1GiB");
  EXPECT_EQ(setting(text, "volume", "claim/shop/data", "access"), "{ReadWriteOnce}");
  EXPECT_EQ(setting(text, "volume", "claim/shop/data", "bound_to"), "pv/disk");
  EXPECT_EQ(setting(text, "volume", "claim/shop/data", "class"), "fast");
  EXPECT_EQ(setting(text, "volume", "pv/disk", "size"), "1GiB");
  EXPECT_EQ(setting(text, "volume", "pv/disk", "bound_to"), "claim/shop/data");
  EXPECT_EQ(setting(text, "volume", "pv/disk", "namespace"), "");
}

TEST(Storage, AVolumeCanBeAPathOfItsMachine) {
  const auto path = [](const std::string& source) {
    return setting(Imports(volume("disk", source)), "volume", "pv/disk", "host_path");
  };
  EXPECT_EQ(path("hostPath: {path: /srv/data/}"), "/srv/data");
  EXPECT_EQ(path("local: {path: /mnt/ssd}"), "/mnt/ssd");
  EXPECT_EQ(path("nfs: {server: s, path: /p}"), "");
}

/// What a pod shares through its claim.
struct BehindCase {
  std::string name, objects, volumes, host_paths;
  friend void PrintTo(const BehindCase& test, std::ostream* out) { *out << test.name; }
};
class Behind : public testing::TestWithParam<BehindCase> {};
TEST_P(Behind, AClaimIsTheStorageOfItsVolume) {
  const Imports text(deployment("", kMounts) + GetParam().objects);
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(setting(text, "pod", "shop/web", "volumes"), GetParam().volumes);
  EXPECT_EQ(setting(text, "pod", "shop/web", "host_paths"), GetParam().host_paths);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Behind,
    testing::Values(
        BehindCase{"no_volume", "", "{claim/shop/data}", ""},
        BehindCase{"by_its_name",
                   claim(", volumeName: disk") + volume("disk", "nfs: {server: s, path: /p}"),
                   "{claim/shop/data, nfs/s//p}", ""},
        BehindCase{"by_reservation",
                   claim("") + volume("disk",
                                      "claimRef: {namespace: shop, name: data}, csi: {driver: "
                                      "d, volumeHandle: h, volumeAttributes: {a: b}}"),
                   "{claim/shop/data, csi/d/h}", ""},
        BehindCase{
            "undescribed_claim",
            volume("disk", "claimRef: {namespace: shop, name: data}, hostPath: {path: /srv/}"),
            "{claim/shop/data}", "{/srv}"},
        BehindCase{"local", claim(", volumeName: disk") + volume("disk", "local: {path: /mnt/d}"),
                   "{claim/shop/data}", "{/mnt/d}"},
        BehindCase{"of_another_namespace",
                   claim("") + volume("disk",
                                      "claimRef: {namespace: blog, name: data}, hostPath: "
                                      "{path: /srv}"),
                   "{claim/shop/data}", ""}),
    [](const auto& test) { return test.param.name; });

/// Whether a claim without a volume of its own may get the one that is free.
struct ChoiceCase {
  std::string name, claim, volume;
  bool may;
  friend void PrintTo(const ChoiceCase& test, std::ostream* out) { *out << test.name; }
};
class Choice : public testing::TestWithParam<ChoiceCase> {};
TEST_P(Choice, IsAGap) {
  const Imports text(deployment("", kMounts) + GetParam().claim + GetParam().volume);
  ASSERT_THAT(text.codes(), IsEmpty());
  const auto gaps = text.gaps(syntax::GapEffect::Unknown);
  if (GetParam().may) {
    EXPECT_THAT(gaps, ElementsAre("claim `shop/data`"));
  } else {
    EXPECT_THAT(gaps, IsEmpty());
  }
}
const std::string kPath = "hostPath: {path: /p}";
INSTANTIATE_TEST_SUITE_P(
    Table, Choice,
    testing::Values(
        ChoiceCase{"it_may", claim(""), volume("disk", kPath), true},
        ChoiceCase{"nobody_knows_the_claim", "", volume("disk", kPath), true},
        ChoiceCase{"of_the_same_class", claim(", storageClassName: fast"),
                   volume("disk", "storageClassName: fast, " + kPath), true},
        ChoiceCase{"of_another_class", claim(", storageClassName: fast"), volume("disk", kPath),
                   false},
        ChoiceCase{"reserved", claim(""),
                   volume("disk", "claimRef: {namespace: blog, name: d}, " + kPath), false},
        ChoiceCase{"elsewhere", claim(", volumeName: other"), volume("disk", kPath), false},
        ChoiceCase{"block", claim(", volumeMode: Block"), volume("disk", kPath), false}),
    [](const auto& test) { return test.param.name; });

TEST(Storage, PodsFollowTheNodeAffinityOfTheirVolume) {
  const std::string affinity =
      "claimRef: {namespace: shop, name: data}, nodeAffinity: {required: {nodeSelectorTerms: "
      "[{matchExpressions: [{key: disk, operator: In, values: [fast]}]}]}}, " +
      kPath;
  const Imports text(deployment("", kMounts) + claim("") + volume("disk", affinity) + kNode);
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_THAT(text.assumptions(), ElementsAre("shop/web node affinity of volume disk"));
  EXPECT_THAT(text.formulas()[0], HasSubstr("label(p.node, \"disk\") == \"fast\""));
  const Imports pinned(deployment("", "      nodeName: a\n" + kMounts.substr(1)) + claim("") +
                       volume("disk", affinity) + kNode);
  EXPECT_THAT(pinned.assumptions(), IsEmpty());
}

TEST(Storage, ZonesOfVolumesNarrow) {
  const Imports text(deployment("", kMounts) + claim(", volumeName: disk") +
                     volume("disk", kPath, "{topology.kubernetes.io/zone: a}"));
  EXPECT_THAT(text.gaps(syntax::GapEffect::Narrows), ElementsAre("zone of the volume `disk`"));
}

TEST(Storage, ClaimTemplatesAreClaimsOfEachPod) {
  const std::string set =
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: shop}\nspec:\n"
      "  template:\n    spec:\n      containers: [{name: c, image: i}]\n"
      "      volumes: [{name: tmp, ephemeral: {volumeClaimTemplate: {spec: {accessModes: "
      "[ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}]\n"
      "  volumeClaimTemplates:\n  - metadata: {name: data}\n    spec: {accessModes: "
      "[ReadWriteOnce], resources: {requests: {storage: 2Gi}}}\n";
  const Imports text(set);
  EXPECT_EQ(setting(text, "pod", "shop/db", "claims"), "2");
  EXPECT_EQ(setting(text, "pod", "shop/db", "claimed_storage"), "3GiB");
  EXPECT_THAT(text.gaps(syntax::GapEffect::Unknown), IsEmpty());
  const Imports reserved(set +
                         volume("disk", "claimRef: {namespace: shop, name: data-db-0}, " + kPath));
  EXPECT_THAT(reserved.gaps(syntax::GapEffect::Unknown), ElementsAre("volumeClaimTemplates"));
  const Imports other(set +
                      volume("disk", "claimRef: {namespace: shop, name: data-db-x}, " + kPath));
  EXPECT_THAT(other.gaps(syntax::GapEffect::Unknown), IsEmpty());
}

TEST(Storage, WhatCannotBeReadIsAnError) {
  EXPECT_THAT(Imports(claim(", volumeMode: Block, accessModes: [ReadWriteTwice]")).codes(),
              Contains(HasSubstr("E0205")));
  EXPECT_THAT(Imports("apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: d}\n"
                      "spec: {accessModes: [ReadWriteTwice], hostPath: {path: /p}}\n")
                  .codes(),
              ElementsAre("E0502 d", "E0509 [ReadWriteTwice]"));
}

// ---- Runtime classes --------------------------------------------------------------------------

std::string runtime_class(const std::string& handler, const std::string& rest = "") {
  return "---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: safe}\nhandler: " +
         handler + "\n" + rest;
}
const std::string kSafe = "      runtimeClassName: safe\n" + kOneContainer;

/// What a handler is taken for.
struct HandlerCase {
  std::string handler, sandboxed;
  bool is_known;
  friend void PrintTo(const HandlerCase& test, std::ostream* out) { *out << test.handler; }
};
class Handlers : public testing::TestWithParam<HandlerCase> {};
TEST_P(Handlers, AreSandboxesByName) {
  const Imports text(deployment("", kSafe) + runtime_class(GetParam().handler));
  EXPECT_EQ(setting(text, "pod", "shop/web", "sandboxed"), GetParam().sandboxed);
  EXPECT_EQ(text.gaps(syntax::GapEffect::Unknown).empty(), GetParam().is_known);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Handlers,
    testing::Values(HandlerCase{"kata-qemu", "true", true}, HandlerCase{"runsc", "true", true},
                    HandlerCase{"runc", "", true}, HandlerCase{"crun", "", true},
                    HandlerCase{"special", "", false}),
    [](const auto& test) { return test.param.handler.substr(0, test.param.handler.find('-')); });

TEST(RuntimeClass, AddsItsOverheadTolerationsAndSelector) {
  const Imports text(
      deployment("",
                 "      runtimeClassName: safe\n      containers: [{name: c, image: "
                 "i, resources: {requests: {memory: 1Gi}}}]\n") +
      runtime_class("kata",
                    "overhead: {podFixed: {memory: 128Mi, cpu: 250m}}\n"
                    "scheduling: {nodeSelector: {kata: \"yes\"}, tolerations: [{key: "
                    "kata, operator: Exists}]}\n") +
      kNode);
  EXPECT_EQ(setting(text, "pod", "shop/web", "request.memory"), "1152MiB");
  EXPECT_EQ(setting(text, "pod", "shop/web", "request.cpu"), "250m");
  EXPECT_EQ(setting(text, "pod", "shop/web", "tolerations"), "{kata=*:*}");
  EXPECT_THAT(text.assumptions(), ElementsAre("shop/web node selector"));
}

TEST(RuntimeClass, ThatNoFileDescribesIsAGap) {
  const Imports text(deployment("", "      runtimeClassName: kata\n" + kOneContainer));
  EXPECT_EQ(setting(text, "pod", "shop/web", "sandboxed"), "") << "a name is no runtime";
  EXPECT_THAT(text.gaps(syntax::GapEffect::Unknown), ElementsAre("runtime class `kata`"));
  EXPECT_THAT(text.gaps(syntax::GapEffect::Narrows), ElementsAre("runtime class `kata`"));
}

TEST(RuntimeClass, NeedsAHandler) {
  EXPECT_THAT(
      Imports("apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: safe}\n").codes(),
      ElementsAre("E0502 safe"));
}

}  // namespace
}  // namespace ringfence::ingest::kubernetes
