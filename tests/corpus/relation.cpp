#include "corpus/relation.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "corpus/label_expression.h"

namespace ringfence::tests {
namespace {

using reach::Connections;
using reach::Outside;

/// Both cut where either is.
template <class Join>
Outside cut(const Outside& a, const Outside& b, const Join& join) {
  Outside result;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const AddressRange both{std::max(a[i].first.first, b[j].first.first),
                            std::min(a[i].first.last, b[j].first.last)};
    Connections joined = join(a[i].second, b[j].second);
    if (!result.empty() && result.back().second == joined) {
      result.back().first.last = both.last;
    } else {
      result.emplace_back(both, std::move(joined));
    }
    if (a[i].first.last == both.last) ++i;
    if (b[j].first.last == both.last) ++j;
  }
  return result;
}

/// The part of IPv4.
Outside only_v4(const Outside& outside) {
  Outside all;
  for (const auto& each : outside) {
    if (!each.first.first.is_v6) all.push_back(each);
  }
  return all;
}

void add_range(Outside& outside, const AddressRange& range, const Connections& connections) {
  const AddressRange whole = all_addresses(false);
  Outside part;
  if (whole.first < range.first) {
    part.emplace_back(AddressRange{whole.first, {false, range.first.bits - 1}},
                      Connections::none());
  }
  part.emplace_back(range, connections);
  if (range.last < whole.last) {
    part.emplace_back(AddressRange{{false, range.last.bits + 1}, whole.last}, Connections::none());
  }
  outside = cut(outside, part, [](const Connections& a, const Connections& b) { return a | b; });
}

/// `0.0.0.0/0`, `49.50.0.0/32,49.50.0.2/32`, `1.2.3.4-1.2.3.9`, `*`.
std::optional<std::vector<AddressRange>> ranges_of(const std::string& text) {
  std::vector<AddressRange> all;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t dash = part.find('-');
    const auto first = parse_address(part.substr(0, dash));
    const auto last = dash == std::string::npos ? first : parse_address(part.substr(dash + 1));
    if (const auto block = parse_cidr(part)) {
      all.push_back(*block);
    } else if (first && last) {
      all.push_back({*first, *last});
    } else {
      return std::nullopt;
    }
  }
  return all;
}

/// `All connections`, `{protocols:TCP, UDP,dst_ports:53}`, `All but {…},{…}`.
std::optional<Connections> connections_of(std::string text) {
  if (text == "All connections") return Connections::all();
  const std::string kAllBut = "All but ";
  const bool all_but = text.starts_with(kAllBut);
  if (all_but) text = text.substr(kAllBut.size());
  Connections listed;
  const std::regex group(R"(\{protocols:([A-Z, ]+?),dst_ports:([0-9,-]+)\},?)");
  for (; !text.empty();) {
    std::smatch found;
    if (!std::regex_search(text, found, group, std::regex_constants::match_continuous)) {
      return std::nullopt;
    }
    reach::Ports ports;
    const std::string list = found[2];
    std::istringstream parts(list);
    for (std::string part; std::getline(parts, part, ',');) {
      const std::size_t dash = part.find('-');
      const int first = std::stoi(part);
      const int last = dash == std::string::npos ? first : std::stoi(part.substr(dash + 1));
      ports |= reach::Ports(static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last));
    }
    const std::string protocols = found[1];
    for (const auto protocol :
         {syntax::Protocol::Tcp, syntax::Protocol::Udp, syntax::Protocol::Sctp}) {
      if (protocols.find(reach::name_of(protocol)) == std::string::npos) continue;
      listed |= Connections::of(protocol, ports);
    }
    text = found.suffix();
  }
  return all_but ? Connections::all() - listed : listed;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    part.erase(0, part.find_first_not_of(' '));
    all.push_back(part);
  }
  return all;
}

/// One end of a line: pods of the set, or ranges of addresses.
struct PrintedEnd {
  std::vector<std::size_t> pods;
  std::vector<AddressRange> ranges;
};

class Reader {
 public:
  Reader(const PolicySet& set) : set_(set), names_(pod_names(set)), workload_of_(names_.size()) {
    for (std::size_t i = 0; i < set.workloads.size(); ++i) {
      for (const reach::PodIndex pod : set.workloads[i].pods) workload_of_[pod] = i;
    }
  }

  bool read(const std::string& line, Relation& relation) const {
    static const std::regex kRule(R"((?:src: (\S+)|src_ns: \[(.*?)\] src_pods: \[(.*?)\]) )"
                                  R"((?:dst: (\S+)|dst_ns: \[(.*?)\] dst_pods: \[(.*?)\]) )"
                                  R"(conn: (.*))");
    static const std::regex kPair("(.+) => (.+) : (.*)");
    std::smatch found;
    std::optional<PrintedEnd> from;
    std::optional<PrintedEnd> to;
    std::optional<Connections> connections;
    if (std::regex_match(line, found, kRule)) {
      from = end(found[1], found[2], found[3]);
      to = end(found[4], found[5], found[6]);
      connections = connections_of(found[7]);
    } else if (std::regex_match(line, found, kPair)) {
      from = end(found[1]);
      to = end(found[2]);
      connections = connections_of(found[3]);
    }
    if (!from || !to || !connections) return false;
    add(relation, *from, *to, *connections);
    return true;
  }

 private:
  /// `default/web[Deployment]`, or addresses.
  std::optional<PrintedEnd> end(const std::string& text) const {
    PrintedEnd end;
    if (const auto ranges = ranges_of(text)) {
      end.ranges = *ranges;
      return end;
    }
    for (std::size_t pod = 0; pod < names_.size(); ++pod) {
      if (is_called(pod, text)) end.pods.push_back(pod);
    }
    if (end.pods.empty()) return std::nullopt;
    return end;
  }

  std::optional<PrintedEnd> end(const std::string& addresses, const std::string& spaces,
                                const std::string& pods) const {
    if (!addresses.empty()) {
      const auto ranges = ranges_of(addresses);
      return ranges ? std::optional(PrintedEnd{{}, *ranges}) : std::nullopt;
    }
    const std::vector<std::string> in = split(spaces);
    const auto expression = LabelExpression::parse(pods);
    const std::vector<std::string> names = split(pods);
    PrintedEnd end;
    for (std::size_t pod = 0; pod < names_.size(); ++pod) {
      const reach::Pod& each = set_.graph.pods[pod];
      if (std::find(in.begin(), in.end(), each.space) == in.end()) continue;
      const bool is_meant =
          expression ? expression->holds(each.labels)
                     : std::any_of(names.begin(), names.end(), [&](const std::string& name) {
                         return is_called(pod, std::string(each.space) + "/" + name);
                       });
      if (is_meant) end.pods.push_back(pod);
    }
    if (end.pods.empty()) return std::nullopt;
    return end;
  }

  bool is_called(std::size_t pod, const std::string& text) const {
    // Replicas of a workload are `web-1` there and `web[1]` here.
    const std::string replica = std::regex_replace(names_[pod], kReplica, "-$1");
    return names_[pod] == text || names_[pod] + "[Pod]" == text || replica == text ||
           reach::means(text, set_.workloads[workload_of_[pod]].endpoint);
  }

  void add(Relation& relation, const PrintedEnd& from, const PrintedEnd& to,
           const Connections& connections) const {
    for (const std::size_t a : from.pods) {
      for (const std::size_t b : to.pods) {
        if (a != b) relation.pods[{names_[a], names_[b]}] |= connections;
      }
      for (const AddressRange& range : to.ranges) {
        add_range(relation.outside.at({names_[a], false}), range, connections);
      }
    }
    for (const std::size_t b : to.pods) {
      for (const AddressRange& range : from.ranges) {
        add_range(relation.outside.at({names_[b], true}), range, connections);
      }
    }
  }

  const std::regex kReplica{R"(\[(\d+)\]$)"};
  const PolicySet& set_;
  std::vector<std::string> names_;
  std::vector<std::size_t> workload_of_;
};

}  // namespace

std::vector<std::string> pod_names(const PolicySet& set) {
  std::vector<std::string> names;
  for (const reach::Pod& pod : set.graph.pods) names.push_back(set.model.entity(pod.entity).name);
  return names;
}

Relation relation_of(const PolicySet& set) {
  const std::vector<std::string> names = pod_names(set);
  const reach::Graph& graph = set.graph;
  Relation relation;
  for (std::size_t a = 0; a < names.size(); ++a) {
    for (std::size_t b = 0; b < names.size(); ++b) {
      if (a == b) continue;
      const Connections some = graph.between(graph.class_of[a], graph.class_of[b]);
      if (!some.is_none()) relation.pods[{names[a], names[b]}] = some;
    }
    relation.outside[{names[a], true}] = only_v4(graph.ingress[graph.class_of[a]].outside);
    relation.outside[{names[a], false}] = only_v4(graph.egress[graph.class_of[a]].outside);
  }
  return relation;
}

Outside less(const Outside& a, const Outside& b) {
  return cut(a, b, [](const Connections& x, const Connections& y) { return x - y; });
}

bool is_within(const Relation& a, const Relation& b) {
  for (const auto& [pair, connections] : a.pods) {
    const auto found = b.pods.find(pair);
    if (found == b.pods.end() || !connections.is_within(found->second)) return false;
  }
  for (const auto& [end, outside] : a.outside) {
    const Outside more = less(outside, b.outside.at(end));
    if (more.size() != 1 || !more[0].second.is_none()) return false;
  }
  return true;
}

std::vector<Printed> read_printed(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream whole;
  whole << in.rdbuf();
  // One of the files lacks the break between two parts.
  const std::regex mark("(.)final fw rules");
  std::istringstream lines(std::regex_replace(whole.str(), mark, "$1\nfinal fw rules"));
  std::vector<Printed> all;
  const std::regex map_heading("final fw rules for query: .*, config: (.*):");
  const std::regex change_heading(R"((.*) \(based on topology from config: (.*)\) :)");
  for (std::string line; std::getline(lines, line);) {
    line.erase(line.find_last_not_of(" \r") + 1);
    std::smatch found;
    if (line.empty() || line.ends_with("semantically equivalent.")) continue;
    if (std::regex_match(line, found, map_heading)) {
      all.push_back({found[1], {}, {}});
    } else if (std::regex_match(line, found, change_heading)) {
      all.push_back({found[2], found[1], {}});
    } else {
      if (all.empty()) all.emplace_back();
      all.back().lines.push_back(line);
    }
  }
  return all;
}

Relation relation_of(const Printed& printed, const PolicySet& set,
                     std::vector<std::string>& unread) {
  Relation relation;
  for (const std::string& name : pod_names(set)) {
    for (const bool is_source : {true, false}) {
      relation.outside[{name, is_source}] = {{all_addresses(false), Connections::none()}};
    }
  }
  const Reader reader(set);
  for (const std::string& line : printed.lines) {
    if (!reader.read(line, relation)) unread.push_back(line);
  }
  return relation;
}

Relation between_workloads(Relation relation, const PolicySet& set) {
  const std::vector<std::string> names = pod_names(set);
  for (const reach::Workload& workload : set.workloads) {
    for (const reach::PodIndex a : workload.pods) {
      for (const reach::PodIndex b : workload.pods) relation.pods.erase({names[a], names[b]});
    }
  }
  return relation;
}

}  // namespace ringfence::tests
