#include "reach/rows.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "reach/selection.h"

namespace ringfence::reach {
namespace {

std::optional<std::string_view> text_of(const model::Model& model, const model::Entity& entity,
                                        std::string_view name) {
  const auto attribute = model::find_attribute(entity.kind, name);
  const model::Fact* fact = attribute ? model::find_fact(entity, *attribute) : nullptr;
  const auto* value = fact == nullptr ? nullptr : std::get_if<model::Value>(&fact->value);
  const auto* scalar = value == nullptr ? nullptr : std::get_if<model::Scalar>(value);
  const Symbol* symbol = scalar == nullptr ? nullptr : std::get_if<Symbol>(scalar);
  return symbol == nullptr ? std::nullopt
                           : std::optional(std::string_view(model.symbols.text(*symbol)));
}

std::string_view last_part(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

const model::Entity* workload_of(const model::Model& model, const model::Entity& pod) {
  const model::Fact* fact = model::find_fact(pod, *model::find_attribute(pod.kind, "workload"));
  const auto* value = fact == nullptr ? nullptr : std::get_if<model::Value>(&fact->value);
  const auto* scalar = value == nullptr ? nullptr : std::get_if<model::Scalar>(value);
  const auto* id = scalar == nullptr ? nullptr : std::get_if<model::EntityId>(scalar);
  return id == nullptr ? nullptr : &model.entity(*id);
}

Endpoint endpoint_of(const model::Model& model, const Pod& pod) {
  const model::Entity& entity = model.entity(pod.entity);
  Endpoint endpoint;
  endpoint.space = std::string(pod.space);
  if (const model::Entity* workload = workload_of(model, entity)) {
    endpoint.name = std::string(last_part(workload->name));
    endpoint.made_by = std::string(text_of(model, *workload, "kind").value_or("Workload"));
  } else if (const auto owner = text_of(model, entity, "owner")) {
    endpoint.made_by = std::string(owner->substr(0, owner->find('/')));
    endpoint.name = std::string(last_part(*owner));
  } else {
    endpoint.made_by = "Pod";
    endpoint.name = std::string(last_part(entity.name));
  }
  return endpoint;
}

/// Ranges of both cut where either is, with what either side lets through.
Outside united(const Outside& a, const Outside& b) {
  Outside result;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const AddressRange both{std::max(a[i].first.first, b[j].first.first),
                            std::min(a[i].first.last, b[j].first.last)};
    result.emplace_back(both, a[i].second | b[j].second);
    const Address end = both.last;
    if (a[i].first.last == end) ++i;
    if (j < b.size() && b[j].first.last == end) ++j;
  }
  return result;
}

Outside outside_of(const std::vector<Side>& sides, const Workload& workload) {
  Outside all = sides[workload.classes[0]].outside;
  for (std::size_t i = 1; i < workload.classes.size(); ++i) {
    all = united(all, sides[workload.classes[i]].outside);
  }
  return all;
}

class RowBuilder {
 public:
  RowBuilder(const model::Model& model, const Graph& graph, const Filter& filter)
      : model_(model), graph_(graph), filter_(filter), workloads_(workloads_of(model, graph)) {
    of_class_.resize(graph.members.size());
    for (std::uint32_t i = 0; i < workloads_.size(); ++i) {
      for (const ClassId id : workloads_[i].classes) of_class_[id].push_back(i);
      from_.push_back(filter.from.empty() || means(filter.from, workloads_[i].endpoint));
      to_.push_back(filter.to.empty() || means(filter.to, workloads_[i].endpoint));
    }
  }

  std::vector<Row> rows() {
    add_pairs();
    for (std::uint32_t i = 0; i < workloads_.size(); ++i) add_outside(i);
    for (const syntax::Ingress* ingress : model_.network.ingresses) add_ingress(*ingress);
    std::sort(rows_.begin(), rows_.end());
    join_equal_pairs();
    return std::move(rows_);
  }

 private:
  void add(Endpoint from, Endpoint to, Connections connections) {
    if (filter_.over) connections &= *filter_.over;
    if (connections.is_none()) return;
    rows_.push_back({std::move(from), std::move(to), std::move(connections)});
  }

  void add_pairs() {
    for_each_pair(graph_, [&](ClassId from, ClassId to, const Connections& connections) {
      for (const std::uint32_t a : of_class_[from]) {
        if (!from_[a]) continue;
        for (const std::uint32_t b : of_class_[to]) {
          if (!to_[b] || a == b) continue;
          add(workloads_[a].endpoint, workloads_[b].endpoint, connections);
        }
      }
    });
  }

  /// The part of the range that the filter's address or block leaves.
  static std::optional<AddressRange> part(const AddressRange& range, const std::string& wanted) {
    if (wanted.empty()) return range;
    auto block = parse_cidr(wanted);
    if (const auto one = parse_address(wanted)) block = AddressRange{*one, *one};
    if (!block || block->last < range.first || range.last < block->first) return std::nullopt;
    return AddressRange{std::max(block->first, range.first), std::min(block->last, range.last)};
  }

  void add_outside(std::uint32_t index) {
    const Workload& workload = workloads_[index];
    const auto addresses = [](const AddressRange& range) {
      return Endpoint{Endpoint::Kind::Addresses, {}, {}, {}, range};
    };
    if (to_[index]) {
      for (const auto& [range, connections] : outside_of(graph_.ingress, workload)) {
        const auto some = part(range, filter_.from);
        if (some) add(addresses(*some), workload.endpoint, connections);
      }
    }
    if (from_[index]) {
      for (const auto& [range, connections] : outside_of(graph_.egress, workload)) {
        const auto some = part(range, filter_.to);
        if (some) add(workload.endpoint, addresses(*some), connections);
      }
    }
  }

  void add_ingress(const syntax::Ingress& ingress) {
    const Endpoint controller{Endpoint::Kind::IngressController, {}, {}, {}, {}};
    if (!filter_.from.empty() && !means(filter_.from, controller)) return;
    for (const syntax::IngressBackend& backend : ingress.backends) {
      for (const syntax::Service* service : model_.network.services) {
        if (service->space != ingress.space || service->name != backend.service) continue;
        for (const syntax::ServicePort& port : service->ports) {
          const bool is_it = backend.port_number != 0 ? port.port == backend.port_number
                                                      : port.name == backend.port_name;
          if (is_it) add_service_port(controller, *service, port);
        }
      }
    }
  }

  void add_service_port(const Endpoint& controller, const syntax::Service& service,
                        const syntax::ServicePort& port) {
    if (!service.selector) return;
    for (std::uint32_t i = 0; i < workloads_.size(); ++i) {
      if (!to_[i] || workloads_[i].endpoint.space != service.space) continue;
      for (const PodIndex index : workloads_[i].pods) {
        const Pod& pod = graph_.pods[index];
        if (!selects(*service.selector, pod.labels)) continue;
        const Connections led = target_of(port, pod);
        add(controller, workloads_[i].endpoint,
            led & graph_.ingress[graph_.class_of[index]].others);
      }
    }
  }

  static Connections target_of(const syntax::ServicePort& port, const Pod& pod) {
    if (const auto* range = std::get_if<syntax::PortRange>(&port.target)) {
      return Connections::of(port.protocol, Ports(range->first, range->last));
    }
    const auto& wanted = std::get<syntax::NamedPort>(port.target).name;
    Connections all;
    for (const auto& [name, number] : pod.named_ports) {
      if (name == wanted && number.first == port.protocol) {
        all |= Connections::of(number.first, Ports(number.second, number.second));
      }
    }
    return all;
  }

  /// Workloads of several classes have a row for each.
  void join_equal_pairs() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool same =
          kept > 0 && rows_[kept - 1].from == rows_[i].from && rows_[kept - 1].to == rows_[i].to;
      if (same) {
        rows_[kept - 1].connections |= rows_[i].connections;
      } else {
        if (kept != i) rows_[kept] = std::move(rows_[i]);
        ++kept;
      }
    }
    rows_.resize(kept);
  }

  const model::Model& model_;
  const Graph& graph_;
  const Filter& filter_;
  std::vector<Workload> workloads_;
  std::vector<std::vector<std::uint32_t>> of_class_;  // workloads
  std::vector<bool> from_, to_;                       // by workload: whether the filter admits it
  std::vector<Row> rows_;
};

}  // namespace

std::string to_string(const Endpoint& endpoint) {
  switch (endpoint.kind) {
    case Endpoint::Kind::Workload:
      return endpoint.space + "/" + endpoint.name + "[" + endpoint.made_by + "]";
    case Endpoint::Kind::Addresses:
      return to_string(endpoint.range) + "[External]";
    case Endpoint::Kind::IngressController:
      return "{ingress-controller}";
  }
  return "";
}

bool means(std::string_view text, const Endpoint& endpoint) {
  if (text == endpoint.name || text == endpoint.space + "/" + endpoint.name) return true;
  if (endpoint.kind == Endpoint::Kind::IngressController) {
    return text == "ingress-controller" || text == to_string(endpoint);
  }
  return text == to_string(endpoint);
}

std::vector<Workload> workloads_of(const model::Model& model, const Graph& graph) {
  std::map<Endpoint, Workload> by_name;
  for (PodIndex i = 0; i < graph.pods.size(); ++i) {
    Endpoint endpoint = endpoint_of(model, graph.pods[i]);
    Workload& workload = by_name[endpoint];
    workload.endpoint = std::move(endpoint);
    workload.pods.push_back(i);
    workload.classes.push_back(graph.class_of[i]);
    workload.host_network = workload.host_network || graph.pods[i].host_network;
  }
  std::vector<Workload> all;
  all.reserve(by_name.size());
  for (auto& [name, workload] : by_name) {
    auto& classes = workload.classes;
    std::sort(classes.begin(), classes.end());
    classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
    all.push_back(std::move(workload));
  }
  return all;
}

void for_each_pair(const Graph& graph,
                   const std::function<void(ClassId, ClassId, const Connections&)>& visit) {
  const auto count = static_cast<ClassId>(graph.members.size());
  // Who may send at all to a class it does not name, and who names which class.
  std::vector<ClassId> senders;
  std::vector<std::vector<ClassId>> named_by(count);
  for (ClassId from = 0; from < count; ++from) {
    if (!graph.egress[from].others.is_none()) senders.push_back(from);
    for (const auto& [to, connections] : graph.egress[from].named) {
      if (!connections.is_none()) named_by[to].push_back(from);
    }
  }
  std::vector<ClassId> candidates;
  for (ClassId to = 0; to < count; ++to) {
    const Side& side = graph.ingress[to];
    candidates.clear();
    if (side.others.is_none()) {
      for (const auto& [from, connections] : side.named) {
        if (!connections.is_none()) candidates.push_back(from);
      }
    } else {
      std::set_union(senders.begin(), senders.end(), named_by[to].begin(), named_by[to].end(),
                     std::back_inserter(candidates));
    }
    for (const ClassId from : candidates) {
      const Connections connections = graph.between(from, to);
      if (!connections.is_none()) visit(from, to, connections);
    }
  }
}

std::vector<Row> rows_of(const model::Model& model, const Graph& graph, const Filter& filter) {
  return RowBuilder(model, graph, filter).rows();
}

}  // namespace ringfence::reach
