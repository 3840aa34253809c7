#include <algorithm>

#include "resolve/work.h"

namespace ringfence::resolve {
namespace {

/// The names of one sort of definition, each with the place of the first.
using Places = std::map<std::string, Span>;

bool is_new_name(Work& work, Places& places, const std::string& what, const std::string& name,
                 const Span& at) {
  const auto [found, is_new] = places.emplace(name, at);
  if (is_new) return true;
  work.errors.push_back({"E0310",
                         at,
                         what + " `" + name + "` is declared twice",
                         {{found->second, "first declared here"}}});
  return false;
}

/// The kinds a derived attribute is for: those of its one parameter.
std::vector<model::Kind> kinds_of(Work& work, const syntax::Def& def) {
  std::vector<model::Kind> kinds;
  if (def.params.size() != 1) {
    work.errors.push_back(
        {"E0318", def.name.at,
         "a derived attribute has exactly one parameter, the entity it belongs to"});
    return kinds;
  }
  std::string rest = def.params[0].type;
  while (!rest.empty()) {
    const std::size_t bar = rest.find('|');
    std::string one = rest.substr(0, bar);
    std::erase(one, ' ');
    rest = bar == std::string::npos ? "" : rest.substr(bar + 1);
    const auto kind = model::kind_of(one);
    if (kind) {
      kinds.push_back(*kind);
    } else {
      work.errors.push_back(
          {"E0301", def.params[0].type_at, "unknown kind of entity `" + one + "`"});
    }
  }
  return kinds;
}

struct Seen {
  Places functions, derived, policies, assumptions;
};

void add_definition(Work& work, Seen& seen, const syntax::Def& def) {
  if (!def.is_attribute) {
    if (is_new_name(work, seen.functions, "definition", def.name.text, def.name.at)) {
      work.model.functions.emplace(def.name.text, &def);
    }
    return;
  }
  for (const model::Kind kind : kinds_of(work, def)) {
    const std::string name = std::string(model::name_of(kind)) + "." + def.name.text;
    if (model::find_attribute(kind, def.name.text)) {
      work.errors.push_back(
          {"E0318", def.name.at,
           "`" + name + "` is an attribute that files set; a derived one needs another name"});
      continue;
    }
    if (is_new_name(work, seen.derived, "derived attribute", name, def.name.at))
      work.model.derived.emplace(name, &def);
  }
}

void add_assumption(Work& work, Seen& seen, const syntax::Assume& assume, bool prelude) {
  if (!is_new_name(work, seen.assumptions, "assumption", assume.name.text, assume.name.at)) return;
  model::Assumption assumption{assume.name.text, assume.description, &assume.formula, assume.origin,
                               assume.at};
  // The prelude's assumptions are the platform's; their names tell what binds only at scheduling.
  if (prelude) {
    const bool snapshot = assume.name.text.starts_with("snapshot");
    assumption.origin = snapshot ? syntax::AssumeOrigin::Snapshot : syntax::AssumeOrigin::Invariant;
  }
  work.model.assumptions.push_back(std::move(assumption));
}

}  // namespace

void collect_definitions(Work& work) {
  Seen seen;
  bool prelude = true;
  for (const auto& document : work.documents) {
    for (const syntax::Item& item : document->items) {
      if (const auto* def = std::get_if<syntax::Def>(&item)) add_definition(work, seen, *def);
      if (const auto* assume = std::get_if<syntax::Assume>(&item))
        add_assumption(work, seen, *assume, prelude);
      if (const auto* test = std::get_if<syntax::TestBlock>(&item))
        work.model.tests.push_back(test);
      if (const auto* policy = std::get_if<syntax::Policy>(&item)) {
        if (is_new_name(work, seen.policies, "policy", policy->name.text, policy->name.at))
          work.model.policies.push_back(policy);
      }
    }
    prelude = false;
  }
}

}  // namespace ringfence::resolve
