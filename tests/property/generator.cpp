#include "property/generator.h"

#include "property/expressions.h"
#include "property/inventory.h"

namespace ringfence::property {

GeneratedSpec generate(std::uint64_t seed) {
  Choices choices(seed);
  GeneratedSpec spec;
  const auto met = [&](const std::string& construct) { spec.constructs.insert(construct); };
  const Inventory inventory = declare(choices);
  spec.text = inventory.text;
  spec.constructs = inventory.constructs;
  spec.snapshot = choices.percent(20);
  if (spec.snapshot) met("snapshot");
  Expressions expressions(choices, inventory, spec.constructs);
  spec.text += expressions.definitions();
  if (choices.percent(20)) {
    met("assume");
    const bool typical = choices.percent(50);
    spec.text += "assume stated { " +
                 (typical ? expressions.typical_claim() : expressions.formula()) + " }\n";
  }
  const int policies = choices.percent(75) ? 1 : 2;
  for (int i = 1; i <= policies; ++i) {
    spec.text += "policy claim-" + std::to_string(i) + " {\n";
    if (choices.percent(20)) {
      met("applies when");
      spec.text += "  applies when " +
                   (choices.percent(50) ? expressions.formula() : expressions.boolean(1)) + "\n";
    }
    const int statements = choices.percent(20) ? 2 : 1;
    if (statements > 1) met("several statements");
    for (int k = 0; k < statements; ++k) {
      const bool is_assert = choices.percent(70);
      met(is_assert ? "assert" : "possible");
      const std::string claim =
          choices.percent(40) ? expressions.typical_claim() : expressions.formula();
      spec.text += std::string("  ") + (is_assert ? "assert " : "possible ") + claim + "\n";
    }
    spec.text += "}\n";
  }
  return spec;
}

const std::set<std::string>& all_constructs() {
  static const std::set<std::string> kAll = {"*",
                                             "+",
                                             "-",
                                             "/",
                                             "<=>",
                                             "=>",
                                             "and",
                                             "any",
                                             "any where",
                                             "applies when",
                                             "assert",
                                             "assume",
                                             "attached container",
                                             "attached vm",
                                             "closure",
                                             "closure of a closure",
                                             "closure over two kinds",
                                             "comparison of bytes",
                                             "comparison of count",
                                             "comparison of cpu",
                                             "comparison of open texts",
                                             "comparison with none",
                                             "comparison with text",
                                             "comprehension",
                                             "conditional entity",
                                             "conditional number",
                                             "container in pod",
                                             "container replicas",
                                             "count",
                                             "count times attribute",
                                             "count times constant",
                                             "declared collections",
                                             "def",
                                             "def of a number",
                                             "def of two",
                                             "def without parameters",
                                             "definition",
                                             "derive",
                                             "derived number",
                                             "derived sets",
                                             "device",
                                             "doubtful number",
                                             "entity by name",
                                             "entity function",
                                             "equality of sets",
                                             "exists",
                                             "fixed place",
                                             "flows",
                                             "forall",
                                             "guard",
                                             "has",
                                             "has_label",
                                             "if",
                                             "keyed",
                                             "keyed number",
                                             "kind",
                                             "label",
                                             "label of a place",
                                             "label_number",
                                             "labels",
                                             "link",
                                             "literal",
                                             "matches",
                                             "membership of entity",
                                             "membership of text",
                                             "nested quantifiers",
                                             "network",
                                             "node is a host by name",
                                             "node is a vm by name",
                                             "not",
                                             "one of entities",
                                             "one of numbers",
                                             "one of texts",
                                             "open inventory",
                                             "open node",
                                             "optional text",
                                             "or",
                                             "pod replicas",
                                             "possible",
                                             "range",
                                             "range with step",
                                             "reach",
                                             "relation by arcs",
                                             "same place",
                                             "set of entities",
                                             "set of open entities",
                                             "sets",
                                             "several binders",
                                             "several statements",
                                             "several variables",
                                             "snapshot",
                                             "sum",
                                             "tenant",
                                             "typical claim",
                                             "unary minus",
                                             "unmatched node",
                                             "vm without host",
                                             "volume",
                                             "within",
                                             "workload"};
  return kAll;
}

}  // namespace ringfence::property
