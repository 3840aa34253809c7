#include "report/reach.h"

#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "report/escape.h"

namespace ringfence::report {
namespace {

using Json = nlohmann::ordered_json;
using reach::Connections;
using reach::Row;

constexpr std::array<syntax::Protocol, syntax::kProtocols> kProtocols{
    syntax::Protocol::Tcp, syntax::Protocol::Udp, syntax::Protocol::Sctp};

std::string name(const reach::Endpoint& endpoint) {
  return visible(reach::to_string(endpoint));
}

Json connections(const Connections& all) {
  Json list = Json::array();
  for (const syntax::Protocol protocol : kProtocols) {
    if (all.ports(protocol).is_empty()) continue;
    Json ports = Json::array();
    for (const syntax::PortRange& range : all.ports(protocol).ranges()) {
      ports.push_back(reach::to_string(range));
    }
    list.push_back({{"protocol", reach::name_of(protocol)}, {"ports", std::move(ports)}});
  }
  if (all.others()) list.push_back({{"protocol", "other"}, {"ports", Json::array()}});
  return list;
}

std::string quoted(std::string_view text, char quote, std::string_view escaped) {
  std::string result(1, quote);
  for (const char letter : text) {
    if (letter == quote) {
      result += escaped;
    } else {
      result += letter;
    }
  }
  return result + quote;
}

std::string dot_string(const std::string& text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '\\') escaped += '\\';
    escaped += letter;
  }
  return quoted(escaped, '"', "\\\"");
}

std::string side(const reach::Endpoint& endpoint, std::string_view verb,
                 std::span<const reach::Reason> reasons, std::string_view direction,
                 const Sources& sources) {
  if (reasons.empty()) return "";
  std::string text = "  " + name(endpoint) + " " + std::string(verb) + "\n";
  for (const reach::Reason& reason : reasons) {
    text += "    " + sentence(reason, direction, sources) + "\n";
  }
  return text;
}

}  // namespace

std::string csv_field(const std::string& text) {
  return text.find_first_of(",\"\n") == std::string::npos ? text : quoted(text, '"', "\"\"");
}

std::string name_of(const syntax::NetworkPolicy& policy) {
  const std::string full = policy.space.empty() ? policy.name : policy.space + "/" + policy.name;
  return policy.kind + " `" + visible(full) + "`";
}

std::string sentence(const reach::Reason& reason, std::string_view direction,
                     const Sources& sources) {
  using What = reach::Reason::What;
  std::string text = to_string(reason.connections) + ": ";
  if (reason.what == What::NotGoverned) return text + "allowed, as no policy says anything of it";
  if (reason.what == What::NotListed) {
    return text + "denied, as " + name_of(*reason.policy) +
           " selects it and no rule allows them (" + sources.place(reason.policy->at) + ")";
  }
  text += reason.what == What::Allowed  ? "allowed by "
          : reason.what == What::Denied ? "denied by "
                                        : "passed on to the next tier by ";
  text += name_of(*reason.policy) + ", " + std::string(direction) + " rule " +
          std::to_string(reason.number);
  if (!reason.rule->name.empty()) text += " `" + visible(reason.rule->name) + "`";
  return text + " (" + sources.place(reason.rule->at) + ")";
}

std::string reach_explained(std::span<const reach::Explained> rows, const Sources& sources) {
  std::string text;
  for (const reach::Explained& each : rows) {
    const Row& row = each.row;
    text += name(row.from) + " => " + name(row.to) + " : " + to_string(row.connections) + "\n";
    text += side(row.from, "sends:", each.leaving, "egress", sources);
    text += side(row.to, "receives:", each.entering, "ingress", sources);
  }
  return text;
}

std::string reach_text(std::span<const Row> rows) {
  std::string text;
  for (const Row& row : rows) {
    text += name(row.from) + " => " + name(row.to) + " : " + to_string(row.connections) + "\n";
  }
  return text;
}

std::string reach_json(std::span<const Row> rows) {
  Json list = Json::array();
  for (const Row& row : rows) {
    list.push_back({{"src", name(row.from)},
                    {"dst", name(row.to)},
                    {"connections", connections(row.connections)}});
  }
  return list.dump(2) + "\n";
}

std::string reach_csv(std::span<const Row> rows) {
  std::string text = "src,dst,connections\n";
  for (const Row& row : rows) {
    text += csv_field(name(row.from)) + "," + csv_field(name(row.to)) + "," +
            csv_field(to_string(row.connections)) + "\n";
  }
  return text;
}

std::string reach_dot(std::span<const Row> rows) {
  std::string text = "digraph reach {\n  rankdir=LR;\n  node [shape=box];\n";
  std::set<std::string> outside;
  for (const Row& row : rows) {
    for (const reach::Endpoint* each : {&row.from, &row.to}) {
      if (each->kind != reach::Endpoint::Kind::Workload) outside.insert(name(*each));
    }
  }
  for (const std::string& each : outside) text += "  " + dot_string(each) + " [shape=ellipse];\n";
  for (const Row& row : rows) {
    text += "  " + dot_string(name(row.from)) + " -> " + dot_string(name(row.to)) +
            " [label=" + dot_string(to_string(row.connections)) + "];\n";
  }
  return text + "}\n";
}

}  // namespace ringfence::report
