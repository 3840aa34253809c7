#include <charconv>

#include "cli/commands.h"
#include "cli/network_warnings.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "reach/explain.h"
#include "reach/rows.h"
#include "report/diagnostics.h"
#include "report/findings.h"
#include "report/reach.h"

namespace ringfence::cli {
namespace {

/// `tcp/443`, `443` (TCP), `udp` (every port of it).
std::optional<reach::Connections> over(std::string_view text) {
  auto protocol = syntax::Protocol::Tcp;
  const std::size_t slash = text.find('/');
  std::string_view word = text.substr(0, slash);
  const bool is_number = !word.empty() && word[0] >= '0' && word[0] <= '9';
  if (word == "udp") {
    protocol = syntax::Protocol::Udp;
  } else if (word == "sctp") {
    protocol = syntax::Protocol::Sctp;
  } else if (word != "tcp" && (!is_number || slash != std::string_view::npos)) {
    return std::nullopt;
  }
  if (!is_number && slash == std::string_view::npos) {
    return reach::Connections::of(protocol, reach::Ports::all());
  }
  if (!is_number) word = text.substr(slash + 1);
  unsigned port = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), port);
  if (error != std::errc() || end != word.data() + word.size() || port < 1 || port > 65535) {
    return std::nullopt;
  }
  const auto number = static_cast<std::uint16_t>(port);
  return reach::Connections::of(protocol, reach::Ports(number, number));
}

std::string write(Output output, std::span<const reach::Row> rows) {
  switch (output) {
    case Output::Json:
      return report::reach_json(rows);
    case Output::Csv:
      return report::reach_csv(rows);
    case Output::Dot:
      return report::reach_dot(rows);
    case Output::Text:
      break;
  }
  return report::reach_text(rows);
}

std::string write(Output output, const reach::Findings& findings, const Sources& sources) {
  switch (output) {
    case Output::Json:
      return report::findings_json(findings, sources);
    case Output::Csv:
      return report::findings_csv(findings, sources);
    case Output::Dot:
    case Output::Text:
      break;
  }
  return report::findings_text(findings, sources);
}

Exit write_findings(const Options& options, const model::Model& model, const reach::Graph& graph,
                    const Sources& sources) {
  const std::string gaps = gaps_of_reach(model, sources);
  write_messages(gaps);
  const reach::Findings findings = reach::findings(model, graph);
  if (!graph.ambiguities.empty()) {
    write_messages("warning: nothing else is looked for while priorities leave open what counts\n");
  } else if (!findings.is_complete) {
    write_messages("warning: there are too many policies to look at all of them\n");
  }
  if (!write_results(write(options.output, findings, sources))) return Exit::CouldNotRun;
  if (options.fail_on_findings && !findings.all.empty()) return Exit::Violated;
  return gaps.empty() && findings.is_complete ? Exit::Holds : Exit::Undecided;
}

}  // namespace

Exit run_reach(const Options& options) {
  Sources sources;
  const report::Style style = style_for_messages(options.colour);
  reach::Filter filter{options.from, options.to, std::nullopt};
  if (!options.port.empty()) {
    filter.over = over(options.port);
    if (!filter.over) {
      write_messages("ringfence: --port takes `443`, `tcp/443`, `udp` and the like, not `" +
                     options.port + "`\n");
      return Exit::CouldNotRun;
    }
  }
  if (options.findings && options.output == Output::Dot) {
    write_messages("ringfence: --findings has no graph: choose text, json or csv\n");
    return Exit::CouldNotRun;
  }
  const Result<Prepared> prepared = prepare(options, sources);
  if (!prepared) {
    write_messages(report::text(sources, prepared.errors(), style));
    return Exit::CouldNotRun;
  }
  const model::Model& model = prepared.value().model;
  const reach::Graph graph = reach::build(model);
  if (options.findings) return write_findings(options, model, graph, sources);
  const Diagnostics undefined = ambiguities(graph);
  if (!undefined.empty()) {
    write_messages(report::text(sources, undefined, style));
    return Exit::CouldNotRun;
  }
  const std::string gaps = gaps_of_reach(model, sources);
  write_messages(gaps);
  const std::string results =
      options.explain ? report::reach_explained(reach::explain(model, graph, filter), sources)
                      : write(options.output, reach::rows_of(model, graph, filter));
  if (!write_results(results)) return Exit::CouldNotRun;
  return gaps.empty() ? Exit::Holds : Exit::Undecided;
}

}  // namespace ringfence::cli
