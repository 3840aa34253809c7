#include "reach/difference.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace ringfence::reach {
namespace {

using Classes = std::vector<ClassId>;

/// Pods that no rule of either side tells apart. `was` and `is` are the classes that they are
/// compared by; those of a pod that one side does not have are all of its workload's.
struct Group {
  Classes was, is;
  bool in_before = false, in_after = false;  ///< Whether the pods are there.
  friend auto operator<=>(const Group&, const Group&) = default;
};

/// The pods of one workload in one group.
struct Members {
  std::size_t workload = 0;
  std::vector<PodIndex> before, after;  ///< Positions in either side's graph.
};

/// Both directions of a comparison of the same groups.
enum class Way { Gained, Lost };

Connections between(const Graph& graph, const Classes& from, const Classes& to) {
  Connections all;
  for (const ClassId a : from) {
    for (const ClassId b : to) all |= graph.between(a, b);
  }
  return all;
}

Connections others(const std::vector<Side>& sides, const Classes& classes) {
  Connections all;
  for (const ClassId id : classes) all |= sides[id].others;
  return all;
}

/// Both cut where either is, joined by `join`. Either covers all addresses.
template <class Join>
Outside cut(const Outside& a, const Outside& b, const Join& join) {
  Outside result;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const AddressRange both{std::max(a[i].first.first, b[j].first.first),
                            std::min(a[i].first.last, b[j].first.last)};
    Connections joined = join(a[i].second, b[j].second);
    const bool goes_on = !result.empty() && result.back().second == joined &&
                         result.back().first.last.is_v6 == both.first.is_v6;
    if (goes_on) {
      result.back().first.last = both.last;
    } else {
      result.emplace_back(both, std::move(joined));
    }
    const Address end = both.last;
    if (a[i].first.last == end) ++i;
    if (b[j].first.last == end) ++j;
  }
  return result;
}

Outside nothing_outside() {
  return {{all_addresses(false), Connections::none()}, {all_addresses(true), Connections::none()}};
}

Outside outside(const std::vector<Side>& sides, const Classes& classes) {
  Outside all = nothing_outside();
  for (const ClassId id : classes) {
    all = cut(all, sides[id].outside,
              [](const Connections& a, const Connections& b) { return a | b; });
  }
  return all;
}

class Comparison {
 public:
  Comparison(const Deployment& before, const Deployment& after) : before_(before), after_(after) {}

  Difference run() {
    group();
    compare_groups();
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      compare_outside(i, Way::Gained);
      compare_outside(i, Way::Lost);
    }
    join_addresses();
    compare_ingresses();
    result_.gained = changes(gained_);
    result_.lost = changes(lost_);
    return std::move(result_);
  }

 private:
  using Key = std::pair<End, End>;
  using Found = std::map<Key, Change>;
  /// By workload and whether the addresses are the source: what is new, and a pod that has it.
  using Ranges = std::map<std::pair<std::size_t, bool>, std::vector<std::pair<Outside, PodIndex>>>;

  // ---- Groups -----------------------------------------------------------------------------------

  void group() {
    const std::vector<Workload> was = workloads_of(before_.model, before_.graph);
    const std::vector<Workload> is = workloads_of(after_.model, after_.graph);
    result_.compared.endpoints_before = was.size();
    result_.compared.endpoints_after = is.size();
    for (std::size_t i = 0, j = 0; i < was.size() || j < is.size();) {
      const Workload* old = i < was.size() ? &was[i] : nullptr;
      const Workload* now = j < is.size() ? &is[j] : nullptr;
      if (old != nullptr && now != nullptr && old->endpoint != now->endpoint) {
        (old->endpoint < now->endpoint ? now : old) = nullptr;
      }
      if (now == nullptr) result_.disappeared.push_back(old->endpoint);
      if (old == nullptr) result_.appeared.push_back(now->endpoint);
      endpoints_.push_back(old != nullptr ? old->endpoint : now->endpoint);
      add_pods(old, now);
      if (old != nullptr) ++i;
      if (now != nullptr) ++j;
    }
    for (auto& [key, members] : by_group_) {
      groups_.push_back(key);
      members_.push_back(std::move(members));
    }
    result_.compared.groups = groups_.size();
  }

  struct Pair {
    std::optional<PodIndex> before, after;
  };

  void add_pods(const Workload* old, const Workload* now) {
    std::map<std::string_view, Pair> by_name;
    if (old != nullptr) {
      for (const PodIndex pod : old->pods) by_name[name(before_, pod)].before = pod;
    }
    if (now != nullptr) {
      for (const PodIndex pod : now->pods) by_name[name(after_, pod)].after = pod;
    }
    const std::size_t workload = endpoints_.size() - 1;
    for (const auto& [ignored, pods] : by_name) {
      Group key;
      key.in_before = pods.before.has_value();
      key.in_after = pods.after.has_value();
      if (old != nullptr) key.was = old->classes;
      if (now != nullptr) key.is = now->classes;
      if (pods.before) key.was = {before_.graph.class_of[*pods.before]};
      if (pods.after) key.is = {after_.graph.class_of[*pods.after]};
      std::vector<Members>& members = by_group_[key];
      if (members.empty() || members.back().workload != workload) {
        members.push_back({workload, {}, {}});
      }
      if (pods.before) members.back().before.push_back(*pods.before);
      if (pods.after) members.back().after.push_back(*pods.after);
    }
  }

  static std::string_view name(const Deployment& side, PodIndex pod) {
    return side.model.entity(side.graph.pods[pod].entity).name;
  }

  // ---- Pods -------------------------------------------------------------------------------------

  void compare_groups() {
    for (std::size_t a = 0; a < groups_.size(); ++a) {
      for (std::size_t b = 0; b < groups_.size(); ++b) {
        const Connections was = between(before_.graph, groups_[a].was, groups_[b].was);
        const Connections is = between(after_.graph, groups_[a].is, groups_[b].is);
        if (was == is) continue;
        if (groups_[a].in_after && groups_[b].in_after) add_pairs(a, b, is - was, Way::Gained);
        if (groups_[a].in_before && groups_[b].in_before) add_pairs(a, b, was - is, Way::Lost);
      }
      compare_others(a, Way::Gained);
      compare_others(a, Way::Lost);
    }
  }

  void add_pairs(std::size_t a, std::size_t b, const Connections& some, Way way) {
    if (some.is_none()) return;
    for (const Members& from : members_[a]) {
      for (const Members& to : members_[b]) {
        const std::vector<PodIndex>& senders = pods(from, way);
        const std::vector<PodIndex>& receivers = pods(to, way);
        if (&from == &to && senders.size() < 2) continue;  // a pod reaches itself, always
        const PodIndex receiver = &from == &to ? receivers[1] : receivers[0];
        add(way, {endpoints_[from.workload], endpoints_[to.workload], some, senders[0], receiver});
      }
    }
  }

  void compare_others(std::size_t index, Way way) {
    const Group& group = groups_[index];
    if (!(way == Way::Gained ? group.in_after : group.in_before)) return;
    for (const bool is_ingress : {true, false}) {
      const Connections was =
          others(is_ingress ? before_.graph.ingress : before_.graph.egress, group.was);
      const Connections is =
          others(is_ingress ? after_.graph.ingress : after_.graph.egress, group.is);
      const Connections some = way == Way::Gained ? is - was : was - is;
      if (some.is_none()) continue;
      for (const Members& members : members_[index]) {
        const Endpoint& endpoint = endpoints_[members.workload];
        if (is_ingress) {
          add(way, {OtherPods{}, endpoint, some, std::nullopt, std::nullopt});
        } else {
          add(way, {endpoint, OtherPods{}, some, std::nullopt, std::nullopt});
        }
      }
    }
  }

  // ---- Addresses --------------------------------------------------------------------------------

  void compare_outside(std::size_t index, Way way) {
    const Group& group = groups_[index];
    if (!(way == Way::Gained ? group.in_after : group.in_before)) return;
    for (const bool is_ingress : {true, false}) {
      const Outside was =
          outside(is_ingress ? before_.graph.ingress : before_.graph.egress, group.was);
      const Outside is = outside(is_ingress ? after_.graph.ingress : after_.graph.egress, group.is);
      if (way == Way::Gained) result_.compared.address_ranges += is.size();
      const auto minus = [](const Connections& a, const Connections& b) { return a - b; };
      const Outside some = way == Way::Gained ? cut(is, was, minus) : cut(was, is, minus);
      const bool any = std::any_of(some.begin(), some.end(),
                                   [](const auto& each) { return !each.second.is_none(); });
      if (!any) continue;
      for (const Members& members : members_[index]) {
        ranges(way)[{members.workload, is_ingress}].emplace_back(some, pods(members, way)[0]);
      }
    }
  }

  /// Groups of one workload have ranges of their own, which may overlap.
  void join_addresses() {
    for (const Way way : {Way::Gained, Way::Lost}) {
      for (const auto& [key, parts] : ranges(way)) {
        const auto& [workload, is_ingress] = key;
        Outside all = nothing_outside();
        for (const auto& [part, ignored] : parts) {
          all = cut(all, part, [](const Connections& a, const Connections& b) { return a | b; });
        }
        for (const auto& [range, connections] : all) {
          if (!connections.is_none())
            add_range(way, workload, is_ingress, range, connections, parts);
        }
      }
    }
  }

  void add_range(Way way, std::size_t workload, bool is_ingress, const AddressRange& range,
                 const Connections& connections,
                 const std::vector<std::pair<Outside, PodIndex>>& parts) {
    const Connections first = first_of(connections);
    Peer pod = parts[0].second;
    for (const auto& [part, index] : parts) {
      const auto has = std::find_if(part.begin(), part.end(), [&](const auto& each) {
        return each.first.contains(range.first) && first.is_within(each.second);
      });
      if (has != part.end()) pod = index;
    }
    const Endpoint addresses{Endpoint::Kind::Addresses, {}, {}, {}, range};
    const Endpoint& endpoint = endpoints_[workload];
    if (is_ingress) {
      add(way, {addresses, endpoint, connections, range.first, pod});
    } else {
      add(way, {endpoint, addresses, connections, pod, range.first});
    }
  }

  // ---- Ingresses --------------------------------------------------------------------------------

  void compare_ingresses() {
    const Filter filter{
        to_string(Endpoint{Endpoint::Kind::IngressController, {}, {}, {}, {}}), {}, std::nullopt};
    const std::vector<Row> was = rows_of(before_.model, before_.graph, filter);
    const std::vector<Row> is = rows_of(after_.model, after_.graph, filter);
    add_missing(Way::Gained, is, was);
    add_missing(Way::Lost, was, is);
  }

  void add_missing(Way way, const std::vector<Row>& rows, const std::vector<Row>& other) {
    std::map<std::pair<Endpoint, Endpoint>, Connections> there;
    for (const Row& row : other) there[{row.from, row.to}] |= row.connections;
    for (const Row& row : rows) {
      const auto found = there.find({row.from, row.to});
      Connections some = row.connections;
      if (found != there.end()) some -= found->second;
      if (!some.is_none()) add(way, {row.from, row.to, some, std::nullopt, std::nullopt});
    }
  }

  // ---- What was found ---------------------------------------------------------------------------

  static const std::vector<PodIndex>& pods(const Members& members, Way way) {
    return way == Way::Gained ? members.after : members.before;
  }
  Ranges& ranges(Way way) { return way == Way::Gained ? gained_ranges_ : lost_ranges_; }

  void add(Way way, Change change) {
    Found& found = way == Way::Gained ? gained_ : lost_;
    const Key key{change.from, change.to};
    const auto [place, is_new] = found.try_emplace(key, change);
    if (is_new) return;
    Change& known = place->second;
    const Connections first = first_of(known.connections | change.connections);
    if (!first.is_within(known.connections)) {
      known.sender = change.sender;
      known.receiver = change.receiver;
    }
    known.connections |= change.connections;
  }

  static std::vector<Change> changes(Found& found) {
    std::vector<Change> all;
    for (auto& [key, change] : found) all.push_back(std::move(change));
    return all;
  }

  const Deployment& before_;
  const Deployment& after_;
  Difference result_;
  std::vector<Endpoint> endpoints_;  // workloads of either side, ascending
  std::map<Group, std::vector<Members>> by_group_;
  std::vector<Group> groups_;
  std::vector<std::vector<Members>> members_;  // by group
  Found gained_, lost_;
  Ranges gained_ranges_, lost_ranges_;
};

}  // namespace

std::string to_string(const End& end) {
  const auto* endpoint = std::get_if<Endpoint>(&end);
  return endpoint == nullptr ? "{pods not described}" : to_string(*endpoint);
}

Connections first_of(const Connections& connections) {
  for (const auto protocol :
       {syntax::Protocol::Tcp, syntax::Protocol::Udp, syntax::Protocol::Sctp}) {
    const Ports& ports = connections.ports(protocol);
    if (ports.is_empty()) continue;
    const std::uint16_t port = ports.ranges()[0].first;
    return Connections::of(protocol, Ports(port, port));
  }
  return connections;
}

Difference difference(const Deployment& before, const Deployment& after) {
  return Comparison(before, after).run();
}

}  // namespace ringfence::reach
