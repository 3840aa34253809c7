#include "ingest/kubernetes/workload.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include "ingest/kubernetes/pod.h"

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::GapEffect;

constexpr std::array<std::string_view, 8> kControllers{"ReplicationController",
                                                       "ReplicaSet",
                                                       "Deployment",
                                                       "StatefulSet",
                                                       "DaemonSet",
                                                       "Job",
                                                       "CronJob",
                                                       "Pod"};
constexpr Integer kMostReplicas = std::numeric_limits<std::int32_t>::max();

/// A number of pods under `key`; out of range is an error (E0509) and read as absent.
std::optional<Integer> pod_count(Context& context, NodeId map, std::string_view key) {
  const auto value = integer(context, map, key);
  if (!value || (*value >= 0 && *value <= kMostReplicas)) return value;
  context.error("E0509", context.at(context.tree.find(map, key)),
                "`" + std::string(key) + "` must be from 0 to " + to_string(kMostReplicas));
  return std::nullopt;
}

/// `2` or `25%` of `whole`, rounded up.
Integer share_of(Context& context, NodeId map, std::string_view key, Integer whole,
                 Integer otherwise_percent) {
  const NodeId node = present(context, map, key);
  if (!node) return (whole * otherwise_percent + 99) / 100;
  if (const auto number = yaml::as_integer(context.tree[node]); number && *number >= 0) {
    return std::min(*number, kMostReplicas);
  }
  std::string_view written = context.tree[node].scalar;
  if (written.ends_with('%')) {
    const auto percent = parse_integer(written.substr(0, written.size() - 1));
    if (percent && *percent >= 0 && *percent <= kMostReplicas) return (whole * *percent + 99) / 100;
  }
  context.error("E0509", context.at(node),
                "expected a number or a percentage for `" + std::string(key) + "`");
  return 0;
}

/// How many more pods than asked for a rollout may make.
Integer surge(Context& context, const Object& object, Integer replicas) {
  if (object.kind != "Deployment") return 0;
  const NodeId strategy = mapping(context, object.spec, "strategy");
  if (text(context, strategy, "type").value_or("RollingUpdate") == "Recreate") return 0;
  const NodeId rolling = mapping(context, strategy, "rollingUpdate");
  return share_of(context, rolling, "maxSurge", replicas, 25);
}

/// The counts of a controller that keeps a number of replicas.
void count_replicas(Context& context, const Object& object, PodSource& source) {
  const Integer written = pod_count(context, object.spec, "replicas").value_or(1);
  std::pair<Integer, Integer> bounds{written, written};
  source.replicas_at = context.at(context.tree.find(object.spec, "replicas"));
  const std::string key = std::string(object.kind) + "/" + object.full_name();
  const auto autoscaler = context.around.autoscaled.find(key);
  // An autoscaler leaves a workload alone that is scaled to 0.
  if (autoscaler != context.around.autoscaled.end() && written != 0) {
    bounds = {autoscaler->second.low, autoscaler->second.high};
    source.replicas_at = autoscaler->second.at;
  }
  source.kept = bounds;
  bounds.second += surge(context, object, bounds.second);
  source.replicas = bounds;
}

bool is_suspended(Context& context, NodeId spec) {
  return boolean(context, spec, "suspend").value_or(false);
}

/// A Job runs at most `parallelism` pods at a time, and no more than are still to complete.
void count_job_pods(Context& context, NodeId job_spec, PodSource& source) {
  Integer most = pod_count(context, job_spec, "parallelism").value_or(1);
  if (const auto completions = pod_count(context, job_spec, "completions")) {
    most = std::min(most, *completions);
  }
  if (is_suspended(context, job_spec)) most = 0;
  source.replicas = {most, most};
  source.replicas_at = context.at(context.tree.find(job_spec, "parallelism"));
}

/// Some pods have to be where certain others are.
bool seeks_company(Context& context, NodeId pod_spec) {
  const NodeId affinity = mapping(context, mapping(context, pod_spec, "affinity"), "podAffinity");
  return !sequence(context, affinity, "requiredDuringSchedulingIgnoredDuringExecution").empty();
}

void read_cron_job(Context& context, const Object& object, PodSource& source) {
  if (is_suspended(context, object.spec)) source.replicas = {0, 0};
  const auto policy = text(context, object.spec, "concurrencyPolicy").value_or("Allow");
  if (policy != "Allow" || is_suspended(context, object.spec)) return;
  // All runs are made from one template, so two of them show what any two pods of it can do to each
  // other; only what counts them, or looks at three at once, can tell two from many. That is so
  // because a world is still one without the others, unless the two need their company.
  source.replicas->second *= 2;
  const bool needs_more = seeks_company(context, source.spec);
  context.out.gaps.push_back({object.at, "concurrencyPolicy `Allow`", GapEffect::Widens,
                              needs_more
                                  ? std::vector<std::string>{"pod.exists", "container.exists"}
                                  : std::vector<std::string>{"pod.number"},
                              "runs of the CronJob may overlap without bound; two are modelled"});
}

/// A DaemonSet that surges has two pods on a node for a while.
void note_daemon_surge(Context& context, const Object& object) {
  const NodeId strategy = mapping(context, object.spec, "updateStrategy");
  const NodeId rolling = mapping(context, strategy, "rollingUpdate");
  if (share_of(context, rolling, "maxSurge", 100, 0) == 0) return;
  context.out.gaps.push_back({context.at(context.tree.find_key(rolling, "maxSurge")),
                              "maxSurge",
                              GapEffect::Widens,
                              {"pod.exists", "container.exists"},
                              "during an update a node has two of the DaemonSet's pods"});
}

/// Each replica has claims of its own, made from these templates.
std::vector<std::string_view> claim_templates(Context& context, NodeId spec) {
  std::vector<std::string_view> names;
  for (const NodeId item : sequence(context, spec, "volumeClaimTemplates")) {
    const auto name = text(context, mapping(context, item, "metadata"), "name");
    if (name) names.push_back(*name);
  }
  return names;
}

/// The controller that made the object, as `Kind/namespace/name`; empty if nobody did.
std::string controller_of(Context& context, const Object& object) {
  for (const NodeId owner : sequence(context, object.metadata, "ownerReferences")) {
    if (!boolean(context, owner, "controller").value_or(false)) continue;
    const auto kind = text(context, owner, "kind");
    const auto name = text(context, owner, "name");
    if (kind && name) {
      return std::string(*kind) + "/" + std::string(object.space) + "/" + std::string(*name);
    }
  }
  return "";
}

NodeId pod_spec_of(Context& context, const Object& object) {
  if (object.kind == "Pod") return object.spec;
  return mapping(context, mapping(context, object.spec, "template"), "spec");
}

/// What runs can differ from its controller's template: an older revision, or changed on admission.
void note_difference(Context& context, const Object& object, const std::string& controller) {
  const auto expected = context.around.templates.find(controller);
  if (expected == context.around.templates.end()) return;
  Context scratch{context.tree, context.around};
  const std::set<std::string> own = traits_of(scratch, pod_spec_of(scratch, object));
  std::vector<std::string> different;
  std::set_symmetric_difference(own.begin(), own.end(), expected->second.begin(),
                                expected->second.end(), std::back_inserter(different));
  if (different.empty()) return;
  context.out.gaps.push_back(
      {object.at,
       std::string(object.kind) + " unlike its controller",
       GapEffect::Widens,
       {"pod.*", "container.*"},
       "only one of it and the template of " + controller + " has `" + different.front() + "`"});
}

/// Objects of a cluster's dump that another object of it already stands for, or that are over.
bool stands_for_nothing(Context& context, const Object& object) {
  const std::string controller = controller_of(context, object);
  if (!controller.empty() && context.around.workloads.contains(controller)) {
    context.out.remarks.push_back({object.at, std::string(object.kind) + " `" + object.full_name() +
                                                  "` belongs to " + controller +
                                                  " and is counted there"});
    note_difference(context, object, controller);
    return true;
  }
  if (object.kind != "Pod") return false;
  const auto phase = text(context, mapping(context, object.node, "status"), "phase");
  if (phase != "Succeeded" && phase != "Failed") return false;
  context.out.remarks.push_back({object.at, "pod `" + object.full_name() + "` has ended"});
  return true;
}

/// The spec that holds `template`; absent after an error.
NodeId job_spec_of(Context& context, const Object& object) {
  if (object.kind != "CronJob") return object.spec;
  return mapping(context, mapping(context, object.spec, "jobTemplate"), "spec");
}

}  // namespace

bool makes_pods(std::string_view kind) {
  return std::find(kControllers.begin(), kControllers.end(), kind) != kControllers.end();
}

std::string entity_name(const Context& context, const Object& object) {
  std::size_t holders = 0;
  for (const std::string_view kind : kControllers) {
    holders += context.around.workloads.count(std::string(kind) + "/" + object.full_name());
  }
  if (holders < 2) return object.full_name();
  std::string kind(object.kind);
  for (char& letter : kind) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return std::string(object.space) + "/" + kind + "/" + std::string(object.name);
}

void add_workload_object(Context& context, const Object& object) {
  if (stands_for_nothing(context, object)) return;
  PodSource source{object, object.metadata, object.spec, false, false, {}, {}, {}, {}};
  if (object.kind == "Pod") {
    if (!object.spec) context.error("E0502", object.at, "the Pod has no `spec`");
    if (object.spec) add_pods(context, source);
    return;
  }
  const NodeId holder = job_spec_of(context, object);
  const NodeId pod_template = mapping(context, holder, "template");
  source.metadata = mapping(context, pod_template, "metadata");
  source.spec = mapping(context, pod_template, "spec");
  if (!source.spec) {
    context.error("E0502", object.at,
                  "the " + std::string(object.kind) + " has no `template` with a `spec`");
    return;
  }
  source.is_workload = true;
  source.is_daemon = object.kind == "DaemonSet";
  if (object.kind == "Job" || object.kind == "CronJob") {
    count_job_pods(context, holder, source);
    if (object.kind == "CronJob") read_cron_job(context, object, source);
  } else if (!source.is_daemon) {
    count_replicas(context, object, source);
  }
  if (source.is_daemon) note_daemon_surge(context, object);
  if (object.kind == "StatefulSet") source.private_volumes = claim_templates(context, object.spec);
  add_pods(context, source);
}

}  // namespace ringfence::ingest::kubernetes
