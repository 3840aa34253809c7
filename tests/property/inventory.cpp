#include "property/inventory.h"

namespace ringfence::property {
namespace {

const std::vector<std::string> kZones = {"a", "b"};

class Declarer {
 public:
  explicit Declarer(Choices& choices) : choices_(choices) {}

  Inventory run() {
    // What the deployment is about; every part may be missing.
    const int shape = choices_.between(0, 5);
    const bool machines = shape != 4;
    const bool kubernetes = shape >= 2;
    tenants(choices_.between(0, 2));
    if (machines) hosts(choices_.between(1, 3));
    if (machines) vms(shape == 5 ? 1 : choices_.between(kubernetes ? 0 : 1, 3));
    others();
    if (kubernetes) workloads(choices_.between(0, 1));
    if (kubernetes && shape != 3) nodes(choices_.between(1, 2));
    if (kubernetes) pods(choices_.between(1, 2));
    if (machines && !kubernetes) containers(choices_.between(0, 2));
    if (machines && kubernetes && choices_.percent(20)) containers(1);
    return std::move(made_);
  }

 private:
  void met(const std::string& construct) { made_.constructs.insert(construct); }
  void line(const std::string& text) { made_.text += text + "\n"; }
  void setting(const std::string& attribute, const std::string& value) {
    line("  " + attribute + ": " + value + ";");
  }
  bool maybe(int share) { return choices_.percent(share); }
  /// At most so many things stay open, or there are too many worlds to look at each.
  bool leave_open(int share) {
    if (open_ >= 3 || !maybe(share)) return false;
    ++open_;
    return true;
  }
  std::string gibibytes(int low, int high) {
    return std::to_string(choices_.between(low, high)) + "GiB";
  }
  std::string declare_name(const std::string& kind, const std::string& prefix) {
    std::vector<std::string>& names = made_.names[kind];
    names.push_back(prefix + std::to_string(names.size() + 1));
    return names.back();
  }

  std::string memory() {
    if (leave_open(25)) {
      if (maybe(50)) {
        met("range with step");
        return "1GiB.." + gibibytes(2, 3) + " step 1GiB";
      }
      met("one of numbers");
      return "one of {" + gibibytes(1, 2) + ", " + gibibytes(3, 4) + "}";
    }
    return gibibytes(1, 4);
  }
  std::string cpu() {
    if (leave_open(15)) {
      met("range with step");
      return "1.." + std::to_string(choices_.between(2, 3)) + " step 500m";
    }
    return choices_.text_of({"1", "2", "500m", "1500m"});
  }
  std::string unlisted() {
    if (!leave_open(50)) return "1";
    met("range");
    return "0.." + std::to_string(choices_.between(1, 2));
  }
  std::string zone() {
    if (!leave_open(15)) return "\"" + choices_.one_of(kZones) + "\"";
    met("one of texts");
    return R"(one of {"a", "b"})";
  }
  void labels() {
    if (!maybe(50)) return;
    met("labels");
    setting("labels", choices_.text_of({R"({"app=db"})", R"({"app=web", "rank=2"})",
                                        R"({"rank=10", "bare"})", "{}"}));
  }
  void tenant() {
    if (!made_.any("tenant") || !maybe(60)) return;
    met("tenant");
    setting("tenant", choices_.one_of(made_.names["tenant"]));
  }

  void tenants(int count) {
    for (int i = 0; i < count; ++i) {
      line("tenant " + declare_name("tenant", "t") + " {");
      if (maybe(50)) setting("separation", choices_.text_of({"\"kernel\"", "\"host\""}));
      line("}");
    }
  }

  void hosts(int count) {
    for (int i = 0; i < count; ++i) {
      line("host " + declare_name("host", "h") + " {");
      if (maybe(80)) setting("memory", memory());
      if (maybe(60)) setting("cpu", cpu());
      if (maybe(60)) setting("zone", zone());
      if (maybe(20)) setting("reserved.memory", "1GiB");
      if (maybe(15)) setting("overcommit.cpu", choices_.text_of({"2", "1.5"}));
      if (maybe(10)) setting("unlisted", unlisted());
      labels();
      line("}");
    }
  }

  /// One of the places of that kind, or several of them: fixed, `any`, `one of`, or not said.
  std::string place(const std::string& kind) {
    const std::vector<std::string>& names = made_.names[kind];
    if (names.size() > 1 && leave_open(60)) {
      if (maybe(30)) {
        met("one of entities");
        return "one of {" + names[0] + ", " + names[1] + "}";
      }
      if (kind == "host" && maybe(40) && !made_.constructs.contains("one of texts")) {
        met("any where");
        return "any host where " + choices_.text_of({"zone == \"a\" or name == \"h1\"",
                                                     "reserved.memory == 0GiB or name != \"h2\""});
      }
      met("any");
      return "any " + kind;
    }
    met("fixed place");
    return choices_.one_of(names);
  }

  void vms(int count) {
    for (int i = 0; i < count; ++i) {
      line("vm " + declare_name("vm", "v") + " {");
      if (made_.names["host"].size() == 1 || !leave_open(10)) {
        setting("on", place("host"));
      } else {
        met("vm without host");
      }
      if (maybe(85)) setting("memory", memory());
      if (maybe(50)) setting("cpu", cpu());
      if (maybe(15)) setting("overhead.memory", "1GiB");
      if (maybe(20)) setting("zone", "\"" + choices_.one_of(kZones) + "\"");
      if (maybe(30)) {
        met("sets");
        setting("devices", choices_.text_of({R"({"pci/1"})", R"({"pci/1", "pci/2"})"}));
      }
      if (maybe(20)) setting("cpu_set", choices_.text_of({"{0, 1}", "{1, 2}", "{3}"}));
      if (maybe(50)) {
        met("attached vm");
        setting("networks", some_networks());
        if (maybe(30)) setting("isolated_ports", some_networks());
        if (maybe(10)) setting("network_filters", R"({"clean-traffic"})");
      }
      if (maybe(20)) setting("volumes", R"({"/i/a"})");
      if (maybe(20)) setting("shared_volumes", R"({"/i/a"})");
      labels();
      tenant();
      line("}");
    }
  }

  /// Networks that are described, or a wire that nothing is said of.
  std::string some_networks() {
    return choices_.text_of({R"({"net1"})", R"({"net1"})", R"({"net2"})", R"({"net1", "net2"})",
                             R"({"wire"})", R"({"net1", "wire"})"});
  }

  void others() {
    for (int i = 0; i < 2 && maybe(40); ++i) {
      line("network " + declare_name("network", "net") + " {");
      if (maybe(40)) setting("internal", "true");
      if (maybe(40)) setting("per_machine", "true");
      if (!leave_open(20)) setting("open_to_outside", choices_.text_of({"true", "false"}));
      line("}");
      met("network");
    }
    if (maybe(15)) {
      line("volume " + declare_name("volume", "disk") + " { size: 2GiB; }");
      met("volume");
    }
    if (maybe(15) && made_.any("host")) {
      line("device " + declare_name("device", "gpu") + " { on: h1; exclusive: false; }");
      met("device");
    }
  }

  void workloads(int count) {
    for (int i = 0; i < count; ++i) {
      line("workload " + declare_name("workload", "w") + " {");
      if (maybe(40)) setting("kind", "\"Deployment\"");
      if (maybe(30)) setting("spreads_over", R"({"kubernetes.io/hostname"})");
      line("}");
      met("workload");
    }
  }

  void nodes(int count) {
    for (int i = 0; i < count; ++i) {
      const std::vector<std::string>& vms = made_.names["vm"];
      const std::vector<std::string>& hosts = made_.names["host"];
      const std::size_t at = static_cast<std::size_t>(i);
      std::string linked;
      // The name decides what the node is: a VM's, a host's, or nobody's.
      const int what = choices_.between(0, 3);
      std::string name = "n" + std::to_string(i + 1);
      if (what == 0 && at < vms.size()) {
        name = vms[at];
        met("node is a vm by name");
      } else if (what == 1 && at < hosts.size()) {
        name = hosts[at];
        met("node is a host by name");
      } else if (what == 2 && at < vms.size()) {
        linked = vms[at];
      }
      line("node " + name + " {");
      if (maybe(50)) setting("allocatable.memory", gibibytes(1, 4));
      if (maybe(30)) setting("allocatable.cpu", choices_.text_of({"1", "2", "3500m"}));
      if (maybe(20)) setting("allocatable.pods", std::to_string(choices_.between(1, 2)));
      if (maybe(20)) {
        met("keyed");
        setting("allocatable[\"gpu\"]", std::to_string(choices_.between(0, 2)));
      }
      if (maybe(20)) setting("taints", R"({"dedicated=db:NoSchedule"})");
      if (maybe(15)) setting("unschedulable", "true");
      if (maybe(20)) setting("zone", "\"" + choices_.one_of(kZones) + "\"");
      if (name[0] == 'n' && linked.empty()) {
        met("unmatched node");
        ++open_;
        if (maybe(60)) setting("bare_metal", choices_.text_of({"false", "true"}));
        if (!hosts.empty() && maybe(60)) setting("on", hosts[0]);
      }
      labels();
      line("}");
      if (!linked.empty()) {
        line("link node " + name + " = vm " + linked);
        met("link");
      }
      // A name that other kinds share means nothing by itself in an expression.
      if (name[0] == 'n') made_.names["node"].push_back(name);
      node_names_.push_back(name);
    }
  }

  void pods(int count) {
    for (int i = 0; i < count; ++i) {
      std::string name = "p" + std::to_string(i + 1);
      std::string bounds;
      if (maybe(35) && leave_open(100)) {
        const int low = choices_.between(0, 1);
        bounds = "[" + std::to_string(low) + "..2]";
        met("pod replicas");
      }
      line("pod " + name + bounds + " {");
      if (bounds.empty()) made_.names["pod"].push_back(name);
      if (!node_names_.empty() && maybe(30)) {
        setting("node", "node(\"" + choices_.one_of(node_names_) + "\")");
      } else {
        met(node_names_.empty() ? "open inventory" : "open node");
        ++open_;
      }
      if (maybe(60)) setting("memory", memory());
      if (maybe(30)) setting("request.cpu", choices_.text_of({"500m", "1"}));
      if (maybe(20)) setting("request[\"gpu\"]", "1");
      if (maybe(20)) setting("tolerations", R"({"dedicated=*:*"})");
      if (maybe(20)) setting("host_ports", R"({"tcp/80@*"})");
      if (maybe(10)) setting("bypasses_scheduler", "true");
      if (maybe(15)) setting("sandboxed", "true");
      if (maybe(15)) setting("host_pid", "true");
      if (maybe(15)) setting("host_paths", R"({"/var/lib/x"})");
      if (made_.any("workload") && maybe(70)) setting("workload", made_.names["workload"][0]);
      labels();
      tenant();
      if (maybe(60)) {
        met("container in pod");
        line("  container c" + std::to_string(i + 1) + " { request.memory: " + gibibytes(1, 2) +
             "; role: \"" + choices_.text_of({"main", "init"}) + "\"; }");
      }
      line("}");
    }
  }

  void containers(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string name = "box" + std::to_string(i + 1);
      std::string bounds;
      if (maybe(50)) {
        const int low = choices_.between(0, 2);
        bounds = "[" + std::to_string(low) + ".." + std::to_string(choices_.between(1, 3)) + "]";
        if (bounds == "[2..1]") bounds = "[2]";
        ++open_;
        met("container replicas");
      }
      const std::string kind = made_.any("vm") && maybe(75) ? "vm" : "host";
      line("container " + name + bounds + " in " + place(kind) + " {");
      if (bounds.empty()) made_.names["container"].push_back(name);
      setting(maybe(60) ? "memory" : "request.memory", memory());
      if (maybe(40)) setting("cpu", cpu());
      if (maybe(20)) setting("host_pid", "true");
      if (maybe(20)) setting("cgroup", "\"slice\"");
      if (maybe(60)) {
        met("attached container");
        setting("networks", some_networks());
        if (maybe(40)) setting("ports_from_outside", R"({"tcp/80"})");
        if (maybe(20)) setting("ports_from_machine", R"({"udp/53", "tcp/81"})");
      } else if (maybe(30)) {
        setting("host_network", "true");
      } else if (maybe(30) && !made_.names["container"].empty() &&
                 made_.names["container"][0] != name) {
        setting("joins.network", made_.names["container"][0]);
      } else if (maybe(20)) {
        setting("wired_elsewhere", "true");
      }
      if (maybe(30)) setting("volumes", R"({"data"})");
      if (maybe(20)) setting("shared_volumes", R"({"data"})");
      labels();
      tenant();
      line("}");
    }
  }

  Choices& choices_;
  Inventory made_;
  std::vector<std::string> node_names_;
  int open_ = 0;
};

}  // namespace

Inventory declare(Choices& choices) {
  return Declarer(choices).run();
}

}  // namespace ringfence::property
