#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "reach/graph.h"

namespace ringfence::reach {

/// What a person calls an endpoint: a workload with all of its pods, addresses outside the
/// cluster, or whatever lets connections in for Ingresses.
struct Endpoint {
  enum class Kind { Workload, Addresses, IngressController };
  Kind kind = Kind::Workload;
  std::string space, name;  ///< Of a workload.
  std::string made_by;      ///< Its kind: `Deployment`, `Pod`.
  AddressRange range;       ///< Of Addresses.
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};
/// `namespace/name[Kind]`, `10.0.0.0-10.255.255.255[External]`, `{ingress-controller}`.
std::string to_string(const Endpoint& endpoint);

/// What may go from one endpoint to another: what some pod of the one may exchange with some pod
/// of the other. Never empty.
struct Row {
  Endpoint from, to;
  Connections connections;
  friend auto operator<=>(const Row&, const Row&) = default;
};

/// The pods of one endpoint.
struct Workload {
  Endpoint endpoint;
  std::vector<PodIndex> pods;    ///< Ascending.
  std::vector<ClassId> classes;  ///< Of its pods; ascending.
  bool host_network = false;     ///< Some of its pods are in their node's network.
};
/// All of them, by name.
std::vector<Workload> workloads_of(const model::Model& model, const Graph& graph);

/// Calls `visit` for every ordered pair of classes, also of a class with itself, that may exchange
/// anything. Time is that of the rules and of the pairs visited.
void for_each_pair(const Graph& graph,
                   const std::function<void(ClassId, ClassId, const Connections&)>& visit);

/// Which rows are wanted.
struct Filter {
  /// `namespace/name`, `name`, `namespace/name[Kind]`, an address or a block; empty: all.
  std::string from, to;
  /// Only what a connection of this kind and port may be part of; ports all: every port.
  std::optional<Connections> over;
};

/// Whether the text means the endpoint: its name, with its namespace or not, with its kind or not.
bool means(std::string_view text, const Endpoint& endpoint);

/// Every row that the filter admits, ascending, without those from a workload to itself.
std::vector<Row> rows_of(const model::Model& model, const Graph& graph, const Filter& filter);

}  // namespace ringfence::reach
