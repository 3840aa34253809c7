// Settings to facts. Closed settings come first, for all entities, because the guard of an
// `any … where` reads its candidates' facts; then everything that is open becomes an unknown.
#include <algorithm>

#include "base/match.h"
#include "base/nearest_name.h"
#include "base/require.h"
#include "resolve/guard.h"
#include "resolve/values.h"

namespace ringfence::resolve {
namespace {

using model::AttributeId;
using model::EntityId;
using model::Kind;

/// Something open about one entity; several attributes may share the unknown (`cpu: 1..2` is
/// request and limit).
struct Pending {
  std::vector<AttributeId> attributes;
  model::Domain domain;
  Span at;
};

/// An open setting of a group, whose domain is built when all closed facts are there.
struct OpenSetting {
  std::vector<AttributeId> attributes;
  const syntax::Setting* setting = nullptr;
  bool imported = false;
};

struct Facts {
  Work& work;
  const std::map<std::size_t, Match>& matches;
  std::vector<std::vector<Pending>> pending;     // by entity
  std::vector<std::vector<OpenSetting>> open;    // by group
  std::vector<std::map<AttributeId, Span>> set;  // by group: what is set, and where
  std::size_t placeless = 0;                     // machines given undescribed hosts so far
};

AttributeId required(Kind kind, std::string_view name) {
  const auto id = model::find_attribute(kind, name);
  require(id.has_value(), "the schema has this attribute");
  return *id;
}

bool is_shorthand(Kind kind, const std::string& name) {
  const bool consumer = kind == Kind::Pod || kind == Kind::Container;
  return consumer && (name == "cpu" || name == "memory" || name == "ephemeral_storage");
}

/// The attributes a setting sets; an error and none if the kind has no such attribute.
std::vector<AttributeId> attributes_of(Work& work, Kind kind, const syntax::Setting& setting) {
  if (is_shorthand(kind, setting.attribute)) {
    return {required(kind, "request." + setting.attribute),
            required(kind, "limit." + setting.attribute)};
  }
  if (const auto id = model::find_attribute(kind, setting.attribute)) return {*id};
  std::vector<std::string> known = model::attribute_names(kind);
  if (kind == Kind::Pod || kind == Kind::Container) known.insert(known.end(), {"cpu", "memory"});
  const std::string near = nearest_name(setting.attribute, known);
  work.errors.push_back(
      {"E0302",
       setting.attribute_at,
       "a " + std::string(model::name_of(kind)) + " has no attribute `" + setting.attribute + "`",
       {},
       near.empty() ? "" : "did you mean `" + near + "`?"});
  return {};
}

void add_fact(Work& work, std::size_t entity, AttributeId attribute, model::Value value,
              const Span& at) {
  work.model.entities[entity].facts.push_back({attribute, std::move(value), at, false});
}

/// The value two parts of one entity both give, or an error that shows both places.
bool clashes(Facts& facts, std::size_t g, AttributeId attribute, const model::Value& value,
             const syntax::Setting& setting) {
  const auto [found, is_new] = facts.set[g].emplace(attribute, setting.value_at);
  if (is_new) return false;
  const std::vector<std::size_t>& instances = facts.work.instances_of[g];
  if (!instances.empty()) {
    for (const model::Fact& fact : facts.work.model.entities[instances.front()].facts) {
      const auto* known = std::get_if<model::Value>(&fact.value);
      if (fact.attribute == attribute && known != nullptr && *known == value) return true;
    }
  }
  const Group& group = facts.work.groups[g];
  facts.work.errors.push_back({"E0309",
                               setting.attribute_at,
                               "`" + std::string(model::attribute(attribute).name) + "` of " +
                                   std::string(model::name_of(group.kind)) + " `" + group.name +
                                   "` is set twice",
                               {{found->second, "first set here, to something else"}}});
  return true;
}

void add_keyed(Facts& facts, std::size_t g, AttributeId attribute, const syntax::Setting& setting,
               bool imported) {
  const model::Attribute& row = model::attribute(attribute);
  const auto* expr = std::get_if<syntax::Expr>(&setting.value);
  if (!row.type.is_keyed || expr == nullptr) {
    facts.work.errors.push_back({"E0305", setting.value_at,
                                 row.type.is_keyed
                                     ? "an extended resource needs one known amount"
                                     : "`" + setting.attribute + "` takes no `[\"key\"]`"});
    return;
  }
  const auto amount = keyed_value(facts.work, {row, imported}, *expr);
  if (!amount) return;
  const Symbol key = facts.work.model.symbols.intern(*setting.key);
  const auto less = [&](const auto& a, const auto& b) {
    return facts.work.model.symbols.text(a.first) < facts.work.model.symbols.text(b.first);
  };
  for (const std::size_t i : facts.work.instances_of[g]) {
    std::vector<model::Fact>& known = facts.work.model.entities[i].facts;
    auto at = std::find_if(known.begin(), known.end(),
                           [&](const model::Fact& fact) { return fact.attribute == attribute; });
    if (at == known.end())
      at =
          known.insert(at, {attribute, model::Value(model::KeyedValue{}), setting.value_at, false});
    auto& items = std::get<model::KeyedValue>(std::get<model::Value>(at->value)).items;
    const std::pair<Symbol, Rational> item = {key, *amount};
    const auto place = std::lower_bound(items.begin(), items.end(), item, less);
    if (place != items.end() && place->first == key) {
      facts.work.errors.push_back(
          {"E0309", setting.attribute_at, "`" + *setting.key + "` is set twice"});
      return;
    }
    items.insert(place, item);
  }
}

bool is_plain_none(const syntax::Setting& setting) {
  const auto* expr = std::get_if<syntax::Expr>(&setting.value);
  return expr != nullptr && std::holds_alternative<syntax::NoneLit>(expr->node);
}

void add_setting(Facts& facts, std::size_t g, const syntax::Setting& setting, bool imported) {
  const Kind kind = facts.work.groups[g].kind;
  const std::vector<AttributeId> attributes = attributes_of(facts.work, kind, setting);
  if (attributes.empty()) return;
  if (setting.key) return add_keyed(facts, g, attributes.front(), setting, imported);
  const model::Attribute& row = model::attribute(attributes.front());
  if (row.type.is_keyed) {
    facts.work.errors.push_back(
        {"E0305",
         setting.attribute_at,
         "`" + setting.attribute + "` is given per resource",
         {},
         "write `" + setting.attribute + "[\"vendor.example/resource\"]: 1`"});
    return;
  }
  const auto* expr = std::get_if<syntax::Expr>(&setting.value);
  if (expr == nullptr) {
    for (const AttributeId attribute : attributes) {
      const auto [found, is_new] = facts.set[g].emplace(attribute, setting.value_at);
      if (is_new) continue;
      facts.work.errors.push_back({"E0309",
                                   setting.attribute_at,
                                   "`" + setting.attribute + "` is set twice",
                                   {{found->second, "first set here"}}});
      return;
    }
    facts.open[g].push_back({attributes, &setting, imported});
    return;
  }
  const auto value = closed_value(facts.work, {row, imported}, *expr);
  if (!value) return;
  for (const AttributeId attribute : attributes) {
    if (clashes(facts, g, attribute, *value, setting)) continue;
    const bool absent = is_plain_none(setting) && row.presence == model::Presence::Optional;
    if (absent) continue;  // an absent optional has no fact
    for (const std::size_t i : facts.work.instances_of[g])
      add_fact(facts.work, i, attribute, *value, setting.value_at);
  }
}

void sort_facts(model::Entity& entity) {
  std::sort(entity.facts.begin(), entity.facts.end(),
            [](const model::Fact& a, const model::Fact& b) { return a.attribute < b.attribute; });
}

/// The attribute by which something nested in braces is in what it is nested in.
std::optional<AttributeId> containment(Kind inner, Kind outer) {
  if (inner == Kind::Container && (outer == Kind::Pod || outer == Kind::Vm || outer == Kind::Host))
    return required(inner, "in");
  if (inner == Kind::Vm && outer == Kind::Host) return required(inner, "on");
  if (inner == Kind::Pod && outer == Kind::Node) return required(inner, "node");
  if (inner == Kind::Node && outer == Kind::Vm) return required(inner, "vm");
  if (inner == Kind::Node && outer == Kind::Host) return required(inner, "on");
  if ((inner == Kind::Device || inner == Kind::Volume) && outer == Kind::Host)
    return required(inner, "on");
  return std::nullopt;
}

void add_containment(Facts& facts) {
  Work& work = facts.work;
  for (std::size_t g = 0; g < work.groups.size(); ++g) {
    const Group& group = work.groups[g];
    if (group.parent == Group::kNone) continue;
    const Kind outer = work.groups[group.parent].kind;
    const auto attribute = containment(group.kind, outer);
    if (!attribute) {
      work.errors.push_back({"E0314", group.at,
                             "a " + std::string(model::name_of(group.kind)) +
                                 " cannot be inside a " + std::string(model::name_of(outer))});
      continue;
    }
    const auto [found, is_new] = facts.set[g].emplace(*attribute, group.at);
    if (!is_new) {
      work.errors.push_back({"E0309",
                             found->second,
                             "`" + group.name + "` is already inside what it is declared in",
                             {{group.at, "declared inside here"}}});
      continue;
    }
    for (const std::size_t i : work.instances_of[g]) {
      add_fact(work, i, *attribute,
               model::Scalar(EntityId{static_cast<std::uint32_t>(work.instances[i].parent)}),
               group.at);
    }
  }
}

const model::Fact* unsorted_fact(const model::Entity& entity, AttributeId attribute) {
  const auto at =
      std::find_if(entity.facts.begin(), entity.facts.end(),
                   [&](const model::Fact& fact) { return fact.attribute == attribute; });
  return at == entity.facts.end() ? nullptr : &*at;
}

/// A container without a tenant has that of what it is certainly in.
void inherit_tenants(Work& work) {
  const AttributeId in = required(Kind::Container, "in");
  const AttributeId own = required(Kind::Container, "tenant");
  for (model::Entity& entity : work.model.entities) {
    if (entity.kind != Kind::Container || unsorted_fact(entity, own) != nullptr) continue;
    const model::Fact* place = unsorted_fact(entity, in);
    const auto* value = place != nullptr ? std::get_if<model::Value>(&place->value) : nullptr;
    const auto* scalar = value != nullptr ? std::get_if<model::Scalar>(value) : nullptr;
    const auto* id = scalar != nullptr ? std::get_if<EntityId>(scalar) : nullptr;
    if (id == nullptr) continue;
    const model::Entity& outer = work.model.entity(*id);
    const auto theirs = model::find_attribute(outer.kind, "tenant");
    const model::Fact* tenant = theirs ? unsorted_fact(outer, *theirs) : nullptr;
    if (tenant != nullptr) entity.facts.push_back({own, tenant->value, tenant->at, false});
  }
}

void add_matches(Facts& facts) {
  Work& work = facts.work;
  const AttributeId on = required(Kind::Node, "on");
  const AttributeId vm = required(Kind::Node, "vm");
  const AttributeId bare = required(Kind::Node, "bare_metal");
  for (const auto& [g, match] : facts.matches) {
    if (work.instances_of[g].empty() || work.instances_of[match.machine].empty()) continue;
    const std::size_t node = work.instances_of[g].front();
    const EntityId machine{static_cast<std::uint32_t>(work.instances_of[match.machine].front())};
    const bool is_vm = work.groups[match.machine].kind == Kind::Vm;
    for (const AttributeId attribute : {on, vm, bare}) {
      const auto found = facts.set[g].find(attribute);
      if (found == facts.set[g].end()) continue;
      work.errors.push_back(
          {"E0309",
           found->second,
           "node `" + work.groups[g].name + "` is matched to a machine and placed by hand as well",
           {{match.at, "matched: " + match.reason}}});
    }
    for (const AttributeId attribute : {on, vm, bare}) facts.set[g].emplace(attribute, match.at);
    if (is_vm) add_fact(work, node, vm, model::Scalar(machine), match.at);
    add_fact(work, node, on, is_vm ? model::Scalar(model::None{}) : model::Scalar(machine),
             match.at);
    add_fact(work, node, bare, model::Scalar(!is_vm), match.at);
    work.model.links.push_back(
        {EntityId{static_cast<std::uint32_t>(node)}, machine, match.reason, match.at});
  }
}

/// Described entities of a kind, then the first `undescribed` of those no file describes.
std::vector<model::Scalar> places(const Work& work, Kind kind, std::size_t undescribed) {
  std::vector<model::Scalar> options;
  const model::EntityRange range = model::entities_of(work.model, kind);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (!work.model.entities[i].described) {
      if (undescribed == 0) break;
      --undescribed;
    }
    options.emplace_back(EntityId{i});
  }
  return options;
}

/// Worlds that differ only in the names of undescribed machines are one: the n-th placeless
/// machine may use the first n of them.
model::Domain any_host(Facts& facts) {
  return model::ChoiceDomain{places(facts.work, Kind::Host, ++facts.placeless)};
}

std::optional<model::Domain> any_domain(Work& work, const Expected& expected,
                                        const syntax::AnyValue& any, const Span& at) {
  const auto kind = model::kind_of(any.kind.text);
  const model::Type& type = expected.attribute.type;
  if (!kind || type.base != model::Type::Base::Ref || !type.kinds.contains(*kind)) {
    work.errors.push_back(
        {"E0305", any.kind.at,
         "expected " + to_string(type) + " for `" + std::string(expected.attribute.name) + "`"});
    return std::nullopt;
  }
  std::vector<model::Scalar> options;
  for (const model::Scalar& option : places(work, *kind, 0)) {
    const auto fits =
        any.guard ? passes(work, *any.guard, std::get<EntityId>(option)) : std::optional(true);
    if (!fits) return std::nullopt;
    if (*fits) options.push_back(option);
  }
  if (options.empty()) {
    work.errors.push_back(
        {"E0307", at, "no " + any.kind.text + " fits: there is nowhere this could be"});
    return std::nullopt;
  }
  return model::Domain(model::ChoiceDomain{std::move(options)});
}

std::optional<model::Domain> one_of_domain(Work& work, const Expected& expected,
                                           const syntax::OneOfValue& one_of) {
  std::vector<model::Scalar> options;
  for (const syntax::Expr& expr : one_of.options) {
    const auto option = scalar_value(work, expected, expr);
    if (!option) return std::nullopt;
    if (std::find(options.begin(), options.end(), *option) == options.end())
      options.push_back(*option);
  }
  std::stable_partition(options.begin(), options.end(), [](const model::Scalar& option) {
    return std::holds_alternative<model::None>(option);
  });
  return model::Domain(model::ChoiceDomain{std::move(options)});
}

std::optional<model::Domain> open_domain(Work& work, const OpenSetting& open) {
  const Expected expected{model::attribute(open.attributes.front()), open.imported};
  const Span& at = open.setting->value_at;
  if (expected.attribute.type.is_set) {
    work.errors.push_back({"E0305", at, "a set cannot be left open"});
    return std::nullopt;
  }
  return match(
      open.setting->value, [](const syntax::Expr&) { return std::optional<model::Domain>(); },
      [&](const syntax::RangeValue& range) { return range_domain(work, expected, range, at); },
      [&](const syntax::AnyValue& any) { return any_domain(work, expected, any, at); },
      [&](const syntax::OneOfValue& one_of) { return one_of_domain(work, expected, one_of); });
}

void add_open_settings(Facts& facts) {
  for (std::size_t g = 0; g < facts.open.size(); ++g) {
    for (const OpenSetting& open : facts.open[g]) {
      const auto domain = open_domain(facts.work, open);
      if (!domain) continue;
      for (const std::size_t i : facts.work.instances_of[g]) {
        facts.pending[i].push_back({open.attributes, *domain, open.setting->value_at});
      }
    }
  }
}

void open_if_absent(Facts& facts, std::size_t entity, std::string_view attribute,
                    model::Domain domain) {
  const Span& at = facts.work.model.entities[entity].at;
  facts.pending[entity].push_back(
      {{required(facts.work.model.entities[entity].kind, attribute)}, std::move(domain), at});
}

bool is_set(const Facts& facts, std::size_t entity, std::string_view attribute) {
  const std::size_t g = facts.work.instances[entity].group;
  return facts.set[g].contains(required(facts.work.groups[g].kind, attribute));
}

void open_node(Facts& facts, std::size_t node) {
  if (!facts.work.instances[node].described) {
    add_fact(facts.work, node, required(Kind::Node, "bare_metal"), model::Scalar(false), {});
    return open_if_absent(facts, node, "on", any_host(facts));
  }
  const bool in_vm = is_set(facts, node, "vm");
  const AttributeId bare = required(Kind::Node, "bare_metal");
  if (in_vm && !is_set(facts, node, "on")) {
    add_fact(facts.work, node, required(Kind::Node, "on"), model::Scalar(model::None{}),
             facts.work.model.entities[node].at);
    facts.set[facts.work.instances[node].group].emplace(required(Kind::Node, "on"), Span{});
  }
  if (!is_set(facts, node, "on")) open_if_absent(facts, node, "on", any_host(facts));
  if (is_set(facts, node, "bare_metal")) return;
  if (in_vm) {
    add_fact(facts.work, node, bare, model::Scalar(false), facts.work.model.entities[node].at);
  } else {
    open_if_absent(facts, node, "bare_metal", model::BoolDomain{});
  }
}

/// Domains of pods: pending, or any node; built once where they are the same for many.
class PodPlaces {
 public:
  explicit PodPlaces(const Work& work) : work_(work) {
    const model::EntityRange range = model::entities_of(work.model, Kind::Node);
    for (std::uint32_t i = range.begin; i < range.end; ++i)
      described_ += work.model.entities[i].described ? 1U : 0U;
    total_ = range.end - range.begin;
    for (const std::string name : {"some node 1"}) {
      for (std::uint32_t i = range.begin; i < range.end; ++i) {
        if (work.model.entities[i].name == name) first_numbered_ = i - range.begin;
      }
    }
  }
  /// `ordinal` counts pods from 0.
  model::Domain of(std::size_t ordinal) {
    const std::size_t undescribed = total_ - described_;
    const std::size_t named =
        first_numbered_ < described_ ? undescribed : first_numbered_ - described_;
    const std::size_t usable = std::min(undescribed, named + ordinal + 1);
    const auto [found, is_new] =
        by_usable_.try_emplace(usable, model::ChoiceDomain{model::Options({})});
    if (is_new) {
      std::vector<model::Scalar> options = places(work_, Kind::Node, usable);
      options.insert(options.begin(), model::None{});
      found->second = model::ChoiceDomain{model::Options(std::move(options))};
    }
    return found->second;
  }

 private:
  const Work& work_;
  std::size_t described_ = 0, total_ = 0, first_numbered_ = 0;
  std::map<std::size_t, model::ChoiceDomain> by_usable_;
};

void open_pod(Facts& facts, PodPlaces& pods, std::size_t pod, std::size_t ordinal) {
  const Instance& instance = facts.work.instances[pod];
  if (instance.pinned_node != Group::kNone) {
    const model::Scalar node = EntityId{static_cast<std::uint32_t>(instance.pinned_node)};
    return open_if_absent(facts, pod, "node",
                          model::ChoiceDomain{model::Options({model::None{}, node})});
  }
  if (!is_set(facts, pod, "node")) open_if_absent(facts, pod, "node", pods.of(ordinal));
}

void open_container(Facts& facts, std::size_t container) {
  if (is_set(facts, container, "in")) return;
  std::vector<model::Scalar> options = places(facts.work, Kind::Host, 0);
  for (const model::Scalar& vm : places(facts.work, Kind::Vm, 0)) options.push_back(vm);
  const model::Entity& entity = facts.work.model.entities[container];
  if (options.empty()) {
    facts.work.errors.push_back(
        {"E0307", entity.at,
         "container `" + entity.name + "` has nowhere to be: no vm and no host is described"});
    return;
  }
  open_if_absent(facts, container, "in", model::ChoiceDomain{model::Options(std::move(options))});
}

void add_open_by_absence(Facts& facts) {
  PodPlaces pods(facts.work);
  std::size_t ordinal = 0;
  for (std::size_t i = 0; i < facts.work.instances.size(); ++i) {
    switch (facts.work.model.entities[i].kind) {
      case Kind::Vm:
        if (!is_set(facts, i, "on")) open_if_absent(facts, i, "on", any_host(facts));
        break;
      case Kind::Node:
        open_node(facts, i);
        break;
      case Kind::Pod:
        open_pod(facts, pods, i, ordinal++);
        break;
      case Kind::Container:
        open_container(facts, i);
        break;
      case Kind::Host:
      case Kind::Network:
      case Kind::Volume:
      case Kind::Device:
      case Kind::Tenant:
      case Kind::Workload:
        break;
    }
  }
}

/// Unknowns in the order of entities, existence first, then by attribute.
void number_unknowns(Facts& facts) {
  model::Model& model = facts.work.model;
  for (std::uint32_t i = 0; i < model.entities.size(); ++i) {
    model::Entity& entity = model.entities[i];
    const Instance& instance = facts.work.instances[i];
    const auto next = [&] {
      return model::UnknownId{static_cast<std::uint32_t>(model.unknowns.size())};
    };
    const auto outer =
        instance.parent != Group::kNone ? model.entities[instance.parent].exists : std::nullopt;
    if (instance.may_be_missing) {
      entity.exists = next();
      const bool follows =
          instance.previous != Group::kNone && model.entities[instance.previous].exists;
      entity.exists_after = follows ? model.entities[instance.previous].exists : outer;
      model.unknowns.push_back(
          {entity.name + ".exists", {i}, std::nullopt, model::BoolDomain{}, entity.at});
    } else {
      entity.exists = outer;
    }
    std::sort(facts.pending[i].begin(), facts.pending[i].end(),
              [](const Pending& a, const Pending& b) {
                return a.attributes.front() < b.attributes.front();
              });
    for (const Pending& pending : facts.pending[i]) {
      const AttributeId first = pending.attributes.front();
      for (const AttributeId attribute : pending.attributes)
        entity.facts.push_back({attribute, next(), pending.at, false});
      model.unknowns.push_back({entity.name + "." + std::string(model::attribute(first).name),
                                {i},
                                first,
                                pending.domain,
                                pending.at});
    }
    sort_facts(entity);
  }
}

void collect_resources(Work& work) {
  for (const model::Entity& entity : work.model.entities) {
    for (const model::Fact& fact : entity.facts) {
      const auto* value = std::get_if<model::Value>(&fact.value);
      const auto* keyed = value != nullptr ? std::get_if<model::KeyedValue>(value) : nullptr;
      if (keyed == nullptr) continue;
      for (const auto& [key, amount] : keyed->items) work.model.extended_resources.push_back(key);
    }
  }
  auto& names = work.model.extended_resources;
  std::sort(names.begin(), names.end(), [&](Symbol a, Symbol b) {
    return work.model.symbols.text(a) < work.model.symbols.text(b);
  });
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace

void resolve_facts(Work& work, const std::map<std::size_t, Match>& matches) {
  Facts facts{work, matches, {}, {}, {}, 0};
  facts.pending.resize(work.instances.size());
  facts.open.resize(work.groups.size());
  facts.set.resize(work.groups.size());
  for (std::size_t g = 0; g < work.groups.size(); ++g) {
    for (const Group::Part& part : work.groups[g].parts) {
      for (const syntax::Setting& setting : part.decl->settings)
        add_setting(facts, g, setting, part.imported);
    }
  }
  add_containment(facts);
  add_matches(facts);
  inherit_tenants(work);
  for (model::Entity& entity : work.model.entities) sort_facts(entity);
  add_open_settings(facts);
  add_open_by_absence(facts);
  number_unknowns(facts);
  collect_resources(work);
}

}  // namespace ringfence::resolve
