#include <fstream>

#include "base/match.h"
#include "base/nearest_name.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/places.h"
#include "load/load.h"
#include "model/schema.h"
#include "report/diagnostics.h"
#include "syntax/print.h"

namespace ringfence::cli {
namespace {

/// Everything that has a name and an explanation.
struct Explained {
  std::vector<std::string> names;
  std::string text;  ///< Of what was asked for; several if several have the name.
};

std::string policy_text(const syntax::Policy& policy) {
  std::string text = "policy " + policy.name.text;
  if (!policy.title.empty()) text += ": " + policy.title;
  text += "\n\nseverity: " + policy.severity + "\n";
  for (const std::string& control : policy.controls) text += "supports: " + control + "\n";
  if (!policy.description.empty()) text += "\nWhat a violation means: " + policy.description + "\n";
  if (!policy.help.empty()) text += "\nHow to mend it: " + policy.help + "\n";
  if (policy.applies_when) {
    text += "\nIt applies when:\n  " + syntax::print(*policy.applies_when) + "\n";
  }
  for (const syntax::Statement& statement : policy.statements) {
    const bool some = statement.kind == syntax::StatementKind::Possible;
    text += some ? "\nIn some world the specs allow:\n  " : "\nIn every world the specs allow:\n  ";
    text += syntax::print(statement.formula) + "\n";
  }
  return text;
}

std::string definition_text(const syntax::Def& def) {
  std::string params;
  for (const syntax::Param& param : def.params) {
    params += (params.empty() ? "" : ", ") + param.name.text + ": " + param.type;
  }
  std::string text = (def.is_attribute ? "derived attribute " : "predicate ") + def.name.text;
  if (!params.empty()) text += "(" + params + ")";
  if (!def.description.empty()) text += "\n\n" + def.description;
  return text + "\n\n  = " + syntax::print(def.body) + "\n";
}

std::string assume_text(const syntax::Assume& assume) {
  return "assumption " + assume.name.text +
         (assume.description.empty() ? "" : ": " + assume.description) + "\n\n  " +
         syntax::print(assume.formula) + "\n";
}

void offer(Explained& explained, const std::string& wanted, const std::string& name,
           const std::string& text) {
  explained.names.push_back(name);
  if (name == wanted) explained.text += (explained.text.empty() ? "" : "\n") + text;
}

void explain_documents(Explained& explained, const std::string& wanted,
                       const load::Loaded& loaded) {
  for (const auto& document : loaded.documents) {
    for (const syntax::Item& item : document->items) {
      if (const auto* policy = std::get_if<syntax::Policy>(&item)) {
        offer(explained, wanted, policy->name.text, policy_text(*policy));
      } else if (const auto* def = std::get_if<syntax::Def>(&item)) {
        offer(explained, wanted, def->name.text, definition_text(*def));
      } else if (const auto* assume = std::get_if<syntax::Assume>(&item)) {
        offer(explained, wanted, assume->name.text, assume_text(*assume));
      }
    }
  }
}

std::string attribute_text(const model::Attribute& row) {
  constexpr const char* kPresence[] = {"required", "has a default", "optional", "open"};
  std::string text = "attribute " + std::string(model::name_of(row.kind)) + "." +
                     std::string(row.name) + ": " + std::string(row.meaning) + "\n\n" +
                     "type: " + to_string(row.type) + "\n" +
                     kPresence[static_cast<int>(row.presence)];
  if (row.presence == model::Presence::Default) text += ": " + std::string(row.default_text);
  if (!row.source.empty()) text += "\nsource: " + std::string(row.source);
  return text + "\n";
}

void explain_schema(Explained& explained, const std::string& wanted) {
  for (const model::Attribute& row : model::schema()) {
    const std::string name = std::string(model::name_of(row.kind)) + "." + std::string(row.name);
    offer(explained, wanted, name, attribute_text(row));
  }
}

/// What can be said and asked about a kind of entity.
void explain_kinds(Explained& explained, const std::string& wanted) {
  for (std::size_t k = 0; k < model::kKindCount; ++k) {
    const auto kind = static_cast<model::Kind>(k);
    std::string text = "kind " + std::string(model::name_of(kind)) + "\n\nattributes:\n";
    for (const model::Attribute& row : model::schema()) {
      if (row.kind == kind)
        text += "  " + std::string(row.name) + ": " + std::string(row.meaning) + "\n";
    }
    offer(explained, wanted, std::string(model::name_of(kind)), text);
  }
}

/// The row `| code | meaning | example | remedy |` of docs/diagnostics.md.
void explain_codes(Explained& explained, const std::string& wanted) {
  std::ifstream in(docs_directory() / "diagnostics.md");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| E") && !line.starts_with("| `E")) continue;
    std::vector<std::string> cells;
    for (std::size_t at = 1; at < line.size();) {
      const std::size_t bar = std::min(line.find(" |", at), line.size());
      cells.push_back(line.substr(std::min(at + 1, bar), bar - std::min(at + 1, bar)));
      at = bar + 2;
    }
    if (cells.size() < 4) continue;
    std::string code = cells[0];
    std::erase(code, '`');
    offer(explained, wanted, code,
          code + ": " + cells[1] + "\n\nexample: " + cells[2] + "\nremedy: " + cells[3] + "\n");
  }
}

}  // namespace

Exit run_explain(const Options& options) {
  Sources sources;
  load::Options wanted;
  wanted.specs = specs_directory();
  wanted.inputs = options.inputs;
  if (wanted.inputs.empty()) {
    // The shipped packs explain themselves.
    wanted.inputs = {(specs_directory() / "packs").string()};
    wanted.roots = {specs_directory()};
  }
  const Result<load::Loaded> loaded = load::load(wanted, sources);
  if (!loaded) {
    write_messages(report::text(sources, loaded.errors(), style_for_messages(options.colour)));
    return Exit::CouldNotRun;
  }
  Explained explained;
  explain_documents(explained, options.name, loaded.value());
  explain_kinds(explained, options.name);
  explain_schema(explained, options.name);
  explain_codes(explained, options.name);
  if (!explained.text.empty()) {
    return write_results(explained.text) ? Exit::Holds : Exit::CouldNotRun;
  }
  const std::string near = nearest_name(options.name, explained.names);
  write_messages("ringfence: nothing is named `" + options.name + "`" +
                 (near.empty() ? "" : "; did you mean `" + near + "`?") + "\n");
  return Exit::CouldNotRun;
}

}  // namespace ringfence::cli
