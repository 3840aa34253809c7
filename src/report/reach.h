#pragma once
#include <span>
#include <string>

#include "base/source.h"
#include "reach/explain.h"

namespace ringfence::report {

/// One row a line: `shop/web[Deployment] => shop/db[StatefulSet] : TCP 5432`.
std::string reach_text(std::span<const reach::Row> rows);
/// An array of `{"src", "dst", "connections": [{"protocol", "ports": ["80", "8000-8100"]}]}`
/// (docs/json.md). Protocols without ports are one entry `other` with no ports.
std::string reach_json(std::span<const reach::Row> rows);
/// `src,dst,connections`, quoted as RFC 4180 says.
std::string reach_csv(std::span<const reach::Row> rows);
/// A directed graph for Graphviz.
std::string reach_dot(std::span<const reach::Row> rows);

/// NetworkPolicy `shop/db`
std::string name_of(const syntax::NetworkPolicy& policy);
/// As RFC 4180 says, in quotes where it needs them.
std::string csv_field(const std::string& text);

/// `TCP 5432: allowed by NetworkPolicy `shop/db`, ingress rule 1 (shop.yaml:70:7)`; `direction` is
/// `ingress` or `egress`.
std::string sentence(const reach::Reason& reason, std::string_view direction,
                     const Sources& sources);

/// Each row with what either side's policies say of its connections, and where that is written.
std::string reach_explained(std::span<const reach::Explained> rows, const Sources& sources);

}  // namespace ringfence::report
