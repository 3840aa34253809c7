#include "report/diff.h"

#include <array>
#include <nlohmann/json.hpp>

#include "report/counts.h"
#include "report/escape.h"
#include "report/reach.h"

namespace ringfence::report {
namespace {

using Json = nlohmann::ordered_json;
using reach::Change;
using reach::Connections;

std::string name(const reach::End& end) {
  return visible(reach::to_string(end));
}

/// The reasons of one side that let some of the connection pass.
void add_reasons(const DiffSide& side, const Change& change, bool is_ingress,
                 std::vector<std::string>& all) {
  const std::optional<reach::Peer>& self = is_ingress ? change.receiver : change.sender;
  const std::optional<reach::Peer>& other = is_ingress ? change.sender : change.receiver;
  const auto* pod = self ? std::get_if<reach::PodIndex>(&*self) : nullptr;
  if (pod == nullptr || !other) return;
  const Connections wanted = reach::first_of(change.connections);
  const std::string_view direction = is_ingress ? "ingress" : "egress";
  for (reach::Reason reason :
       reach::reasons(side.deployment.model, side.deployment.graph, *pod, *other, is_ingress)) {
    using What = reach::Reason::What;
    if (reason.what != What::Allowed && reason.what != What::NotGoverned) continue;
    reason.connections &= wanted;
    if (reason.connections.is_none()) continue;
    all.push_back(name(is_ingress ? change.to : change.from) +
                  (is_ingress ? " receives " : " sends ") +
                  sentence(reason, direction, side.sources));
  }
}

/// Why the first connection of the change passes on the side that has it.
std::vector<std::string> witness(const DiffSide& side, const Change& change) {
  std::vector<std::string> all;
  add_reasons(side, change, false, all);
  add_reasons(side, change, true, all);
  return all;
}

std::string row(const Change& change) {
  return name(change.from) + " => " + name(change.to) + " : " + to_string(change.connections);
}

std::string rows(const std::string& heading, char sign, const std::vector<Change>& changes,
                 const DiffSide* explained) {
  if (changes.empty()) return "";
  std::string text = heading + ":\n";
  for (const Change& change : changes) {
    text += std::string("  ") + sign + " " + row(change) + "\n";
    if (explained == nullptr) continue;
    for (const std::string& line : witness(*explained, change)) text += "      " + line + "\n";
  }
  return text + "\n";
}

std::string endpoints(const std::string& heading, char sign,
                      const std::vector<reach::Endpoint>& all) {
  if (all.empty()) return "";
  std::string text = heading + ":\n";
  for (const reach::Endpoint& each : all) {
    text += std::string("  ") + sign + " " + name(each) + "\n";
  }
  return text + "\n";
}

std::string who(const check::Privilege& each) {
  return visible(each.holder) +
         (each.part.empty() ? "" : ", container `" + visible(each.part) + "`");
}

std::string verdicts(const std::vector<VerdictChange>& all) {
  if (all.empty()) return "No verdict changed.\n\n";
  std::string text = "Verdicts that changed:\n";
  for (const VerdictChange& each : all) {
    text += "  * " + visible(each.id) + ": " + each.before + " before, " + each.after + " after\n";
  }
  text += "\n";
  for (const VerdictChange& each : all) {
    if (!each.finding.empty()) text += each.finding + "\n";
  }
  return text;
}

/// What was compared: the claim behind "nothing".
std::string compared(const reach::Difference& reach) {
  const reach::Compared& all = reach.compared;
  return "Compared: " + plural(all.endpoints_before, "workload") + " before, " +
         std::to_string(all.endpoints_after) + " after; " + plural(all.groups, "group") +
         " of pods that no rule of either side tells apart, " +
         plural(all.groups * all.groups, "ordered pair") + " of them, and " +
         plural(all.address_ranges, "range") +
         " of addresses: every protocol, port and address of what is modelled.\n";
}

Json connections_json(const Connections& all) {
  constexpr std::array kProtocols{syntax::Protocol::Tcp, syntax::Protocol::Udp,
                                  syntax::Protocol::Sctp};
  Json list = Json::array();
  for (const syntax::Protocol protocol : kProtocols) {
    if (all.ports(protocol).is_empty()) continue;
    Json ports = Json::array();
    for (const auto& range : all.ports(protocol).ranges()) ports.push_back(reach::to_string(range));
    list.push_back({{"protocol", reach::name_of(protocol)}, {"ports", std::move(ports)}});
  }
  if (all.others()) list.push_back({{"protocol", "other"}, {"ports", Json::array()}});
  return list;
}

Json changes_json(const std::vector<Change>& changes, const DiffSide& side) {
  Json list = Json::array();
  for (const Change& change : changes) {
    list.push_back({{"src", name(change.from)},
                    {"dst", name(change.to)},
                    {"connections", connections_json(change.connections)},
                    {"example", to_string(reach::first_of(change.connections))},
                    {"because", witness(side, change)}});
  }
  return list;
}

Json names_json(const std::vector<reach::Endpoint>& all) {
  Json list = Json::array();
  for (const reach::Endpoint& each : all) list.push_back(name(each));
  return list;
}

}  // namespace

std::string diff_text(const DiffReport& report) {
  const reach::Difference& reach = report.reach;
  const Sources& sources = report.after.sources;
  std::string text = endpoints("New workloads", '+', reach.appeared) +
                     endpoints("Gone workloads", '-', reach.disappeared) +
                     rows("Became reachable", '+', reach.gained, &report.after) +
                     rows("Became unreachable", '-', reach.lost, nullptr);
  if (!report.privileges.empty()) {
    text += "New privileges:\n";
    for (const check::Privilege& each : report.privileges) {
      text +=
          "  + " + who(each) + ": " + visible(each.what) + " (" + sources.place(each.at) + ")\n";
    }
    text += "\n";
  }
  if (!report.sharing.empty()) {
    text += "Newly shared, where they run on one machine:\n";
    for (const check::Sharing& each : report.sharing) {
      text += "  + " + visible(each.first) + " and " + visible(each.second) + ": " +
              visible(each.what) + " (" + sources.place(each.first_at) + ", " +
              sources.place(each.second_at) + ")\n";
    }
    text += "\n";
  }
  if (report.verdicts) text += verdicts(*report.verdicts);
  text += plural(reach.gained.size(), "row") + " became reachable, " +
          std::to_string(reach.lost.size()) + " unreachable; " +
          plural(report.privileges.size(), "new privilege") + ", " +
          std::to_string(report.sharing.size()) + " newly shared.\n";
  return text + compared(reach);
}

std::string diff_json(const DiffReport& report) {
  const reach::Difference& reach = report.reach;
  const Sources& sources = report.after.sources;
  Json privileges = Json::array();
  for (const check::Privilege& each : report.privileges) {
    privileges.push_back({{"workload", visible(each.holder)},
                          {"container", visible(each.part)},
                          {"privilege", visible(each.what)},
                          {"at", sources.place(each.at)}});
  }
  Json sharing = Json::array();
  for (const check::Sharing& each : report.sharing) {
    sharing.push_back({{"first", visible(each.first)},
                       {"second", visible(each.second)},
                       {"shared", visible(each.what)},
                       {"first_at", sources.place(each.first_at)},
                       {"second_at", sources.place(each.second_at)}});
  }
  Json all = {{"schema", "ringfence/diff/v1"},
              {"before", visible(report.before.name)},
              {"after", visible(report.after.name)},
              {"new_workloads", names_json(reach.appeared)},
              {"gone_workloads", names_json(reach.disappeared)},
              {"became_reachable", changes_json(reach.gained, report.after)},
              {"became_unreachable", changes_json(reach.lost, report.before)},
              {"new_privileges", std::move(privileges)},
              {"newly_shared", std::move(sharing)},
              {"compared",
               {{"workloads_before", reach.compared.endpoints_before},
                {"workloads_after", reach.compared.endpoints_after},
                {"groups_of_pods", reach.compared.groups},
                {"address_ranges", reach.compared.address_ranges}}}};
  if (report.verdicts) {
    Json changed = Json::array();
    for (const VerdictChange& each : *report.verdicts) {
      changed.push_back(
          {{"policy", visible(each.id)}, {"before", each.before}, {"after", each.after}});
    }
    all["verdicts_changed"] = std::move(changed);
  }
  return all.dump(2) + "\n";
}

}  // namespace ringfence::report
