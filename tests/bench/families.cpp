#include "families.h"

#include <random>

namespace ringfence::bench {
namespace {

/// From `low` to `high`. The standard distributions differ between libraries.
std::string number(std::mt19937& random, unsigned low, unsigned high) {
  return std::to_string(low + random() % (high - low + 1));
}

std::string deployment(std::size_t index, std::mt19937& random) {
  const std::string name = "service-" + std::to_string(index);
  const std::string team = "team-" + number(random, 0, 19);
  return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: " + name +
         "\n  namespace: " + team + "\n  labels:\n    app: " + name +
         "\nspec:\n  replicas: " + number(random, 1, 3) +
         "\n  selector:\n    matchLabels:\n      app: " + name +
         "\n  template:\n    metadata:\n      labels:\n        app: " + name +
         "\n        tier: \"backend\"\n    spec:\n      securityContext:\n"
         "        runAsNonRoot: true\n      containers:\n      - name: main\n"
         "        image: registry.example.com/" +
         team + "/" + name + ":1." + number(random, 0, 99) +
         "\n        args: [\"--port\", \"8080\", '--verbose']\n        ports:\n"
         "        - containerPort: 8080\n        env:\n        - name: LOG_LEVEL\n"
         "          value: info\n        resources:\n          requests:\n            cpu: " +
         number(random, 50, 500) + "m\n            memory: " + number(random, 64, 512) +
         "Mi\n          limits:\n            cpu: " + number(random, 1, 4) +
         "\n            memory: " + number(random, 1, 4) +
         "Gi\n        volumeMounts:\n        - name: cache\n          mountPath: /var/cache\n"
         "      volumes:\n      - name: cache\n        emptyDir: {}\n";
}

}  // namespace

std::string placement(std::size_t pods, std::size_t nodes, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  for (std::size_t i = 1; i <= nodes; ++i) {
    text += "node n" + std::to_string(i) + " { allocatable.cpu: 16; allocatable.memory: 64GiB }\n";
  }
  for (std::size_t i = 1; i <= pods; ++i) {
    text += "pod p" + std::to_string(i) +
            " { node: any node; request.cpu: " + number(random, 1, 4) +
            "; request.memory: " + number(random, 1, 16) + "GiB }\n";
  }
  return text +
         "policy everything-placed { possible forall p in declared_pods: p.placed }\n"
         "policy no-overload {\n"
         "  assert forall n in nodes where has n.allocatable.cpu: node_cpu_conserved(n)\n}\n";
}

std::string isolation(std::size_t containers, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  std::string vm;
  for (std::size_t i = 0; i < containers; ++i) {
    const std::string number_of_this = std::to_string(i);
    if (i % 10 == 0) {
      vm = "v" + number_of_this;
      text += "host h" + number_of_this + " {}\nvm " + vm + " { on: h" + number_of_this + " }\n";
    }
    text += "container c" + number_of_this + " in " + vm + " { tenant: \"t" + number(random, 0, 9) +
            "\"" + (random() % 10 == 0 ? "; host_pid: true" : "") + " }\n";
  }
  return text;
}

std::string deployments(std::size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) text += deployment(i, random);
  return text;
}

std::string reachability(std::size_t pods, std::size_t policies, unsigned seed) {
  constexpr std::size_t kPerSpace = 100;
  std::mt19937 random(seed);
  const auto space = [](std::size_t pod) { return "s" + std::to_string(pod / kPerSpace); };
  std::string text;
  for (std::size_t i = 0; i < pods; ++i) {
    text += "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p" + std::to_string(i) +
            ", namespace: " + space(i) + ", labels: {app: a" + std::to_string(i) + ", tier: t" +
            number(random, 0, 3) +
            "}}\nspec: {containers: [{name: c, image: i, ports: "
            "[{name: web, containerPort: " +
            number(random, 8000, 8003) + "}]}]}\n";
    if (i % kPerSpace != 0) continue;
    text +=
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, "
        "namespace: " +
        space(i) +
        "}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress], "
        "egress: [{to: [{namespaceSelector: {}}]}]}\n";
  }
  for (std::size_t i = 0; i < policies; ++i) {
    const std::size_t pod = i % pods;
    text += "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n" +
            std::to_string(i) + ", namespace: " + space(pod) +
            "}\nspec:\n  podSelector: "
            "{matchLabels: {app: a" +
            std::to_string(pod) + "}}\n  ingress:\n    - from:\n";
    const unsigned peers = 1 + static_cast<unsigned>(random() % 3);
    for (unsigned k = 0; k < peers; ++k) {
      const std::size_t peer = pod / kPerSpace * kPerSpace + random() % kPerSpace;
      text += "        - podSelector: {matchLabels: {app: a" + std::to_string(peer) + "}}\n";
    }
    if (random() % 10 == 0)
      text += "        - ipBlock: {cidr: 10." + number(random, 0, 255) + ".0.0/16}\n";
    if (random() % 50 == 0) {
      text += "        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: s" +
              std::to_string(random() % (pods / kPerSpace + 1)) + "}}\n";
    }
    text += random() % 2 == 0 ? "      ports: [{port: web}]\n" : "      ports: [{port: 443}]\n";
  }
  return text;
}

}  // namespace ringfence::bench
