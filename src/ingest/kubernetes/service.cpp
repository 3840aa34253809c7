#include <algorithm>

#include "ingest/kubernetes/network.h"
#include "ingest/kubernetes/network_rules.h"

namespace ringfence::ingest::kubernetes {
namespace {

/// A port of a Service leads to a number or a name; to its own number if it does not say.
std::optional<syntax::ServicePort> read_port(Context& context, NodeId node) {
  syntax::ServicePort port;
  port.at = context.at(node);
  port.name = text(context, node, "name").value_or("");
  const auto of = protocol(context, node);
  const auto number = port_number(context, node, "port");
  if (!of || !number) return std::nullopt;
  port.protocol = *of;
  port.port = *number;
  port.target = syntax::PortRange{*number, *number};
  const NodeId target = present(context, node, "targetPort");
  if (!target) return port;
  if (yaml::as_integer(context.tree[target])) {
    const auto value = port_number(context, node, "targetPort");
    if (!value) return std::nullopt;
    port.target = syntax::PortRange{*value, *value};
  } else if (const auto name = as_text(context, target, "targetPort")) {
    port.target = syntax::NamedPort{std::string(*name)};
  }
  return port;
}

/// `backend` of networking.k8s.io/v1; a resource in place of a Service leads to no pods.
void add_backend(Context& context, NodeId backend, syntax::Ingress& ingress) {
  const NodeId service = mapping(context, backend, "service");
  if (!service) return;
  syntax::IngressBackend read;
  read.at = context.at(service);
  const auto name = text(context, service, "name");
  const NodeId port = mapping(context, service, "port");
  if (!name || !port) {
    context.error("E0512", read.at, "expected `name` and `port` of the Service");
    return;
  }
  read.service = std::string(*name);
  if (present(context, port, "number")) {
    read.port_number = port_number(context, port, "number").value_or(0);
  } else {
    read.port_name = text(context, port, "name").value_or("");
  }
  ingress.backends.push_back(std::move(read));
}

}  // namespace

void add_service(Context& context, const Object& object) {
  syntax::Service service;
  service.space = std::string(object.space);
  service.name = std::string(object.name);
  service.at = object.at;
  const std::string_view type = text(context, object.spec, "type").value_or("ClusterIP");
  service.is_external = type == "NodePort" || type == "LoadBalancer";
  const std::vector<Label> wanted = labels(context, object.spec, "selector");
  // Without a selector a Service leads where its Endpoints say; an ExternalName leads nowhere here.
  if (!wanted.empty() && type != "ExternalName") {
    service.selector.emplace();
    for (const Label& label : wanted) {
      service.selector->requirements.push_back({std::string(label.key),
                                                syntax::LabelRequirement::Operator::In,
                                                {std::string(label.value)}});
    }
    std::sort(service.selector->requirements.begin(), service.selector->requirements.end());
  }
  for (const NodeId item : sequence(context, object.spec, "ports")) {
    if (auto port = read_port(context, item)) service.ports.push_back(std::move(*port));
  }
  context.document.network.services.push_back(std::move(service));
}

void add_ingress(Context& context, const Object& object) {
  syntax::Ingress ingress;
  ingress.space = std::string(object.space);
  ingress.name = std::string(object.name);
  ingress.at = object.at;
  add_backend(context, mapping(context, object.spec, "defaultBackend"), ingress);
  for (const NodeId rule : sequence(context, object.spec, "rules")) {
    for (const NodeId path : sequence(context, mapping(context, rule, "http"), "paths")) {
      add_backend(context, mapping(context, path, "backend"), ingress);
    }
  }
  context.document.network.ingresses.push_back(std::move(ingress));
}

}  // namespace ringfence::ingest::kubernetes
