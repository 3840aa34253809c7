#include <map>

#include "base/match.h"
#include "report/escape.h"
#include "report/inventory.h"
#include "report/names.h"

namespace ringfence::report {
namespace {

/// The attribute that says where an entity of a kind is, if that kind is ever inside another.
std::string_view place_attribute(const model::Model& model, const model::Entity& entity) {
  switch (entity.kind) {
    case model::Kind::Vm:
      return "on";
    case model::Kind::Pod:
      return "node";
    case model::Kind::Container:
      return "in";
    case model::Kind::Node: {
      const auto vm = model::find_attribute(model::Kind::Node, "vm");
      return model::find_fact(entity, *vm) != nullptr ? "vm" : "on";
    }
    case model::Kind::Host:
    case model::Kind::Network:
    case model::Kind::Volume:
    case model::Kind::Device:
    case model::Kind::Tenant:
    case model::Kind::Workload:
    case model::Kind::Namespace:
    case model::Kind::Quota:
    case model::Kind::Account:
      return "";
  }
  (void)model;
  return "";
}

std::string domain_text(const model::Model& model, const model::Unknown& unknown) {
  return match(
      unknown.domain,  //
      [](const model::BoolDomain&) { return std::string("true or false"); },
      [](const model::RangeDomain& range) {
        return to_string(Quantity{range.low, range.dimension}) + ".." +
               to_string(Quantity{range.high, range.dimension});
      },
      [&](const model::ChoiceDomain& choice) {
        constexpr std::size_t kShown = 4;
        std::string text;
        const auto& options = choice.options;
        for (std::size_t i = 0; i < options.size() && i < kShown; ++i) {
          text += (i == 0 ? "" : ", ") + value_text(model, options[i]);
        }
        if (options.size() > kShown) text += ", … " + std::to_string(options.size()) + " in all";
        return "one of {" + text + "}";
      });
}

/// Where an entity certainly is; empty if that is open or it is nowhere.
std::optional<model::EntityId> known_place(const model::Model& model, const model::Entity& entity) {
  const auto attribute = model::find_attribute(entity.kind, place_attribute(model, entity));
  const model::Fact* fact = attribute ? model::find_fact(entity, *attribute) : nullptr;
  if (fact == nullptr) return std::nullopt;
  const auto* value = std::get_if<model::Value>(&fact->value);
  const auto* scalar = value != nullptr ? std::get_if<model::Scalar>(value) : nullptr;
  const auto* place = scalar != nullptr ? std::get_if<model::EntityId>(scalar) : nullptr;
  return place != nullptr ? std::optional(*place) : std::nullopt;
}

struct Tree {
  const model::Model& model;
  const Sources& sources;
  const Style& style;
  std::map<std::uint32_t, std::vector<std::uint32_t>> children;
  std::string out;

  /// What is open about the entity, in the order of its attributes.
  std::string open_parts(const model::Entity& entity) const {
    std::string text;
    if (entity.exists) text += "  (may be missing)";
    for (const model::Fact& fact : entity.facts) {
      const auto* unknown = std::get_if<model::UnknownId>(&fact.value);
      if (unknown == nullptr) continue;
      text += "  " + std::string(model::attribute(fact.attribute).name) + ": " +
              visible(domain_text(model, model.unknown(*unknown)));
    }
    return text;
  }

  void print(std::uint32_t index, std::size_t depth) {
    const model::Entity& entity = model.entities[index];
    out += std::string(2 * depth, ' ') +
           painted(style, Paint::Place, std::string(model::name_of(entity.kind))) + " " +
           visible(entity.name) + painted(style, Paint::Quiet, open_parts(entity));
    if (entity.at.is_somewhere()) {
      out += painted(style, Paint::Quiet, "  " + visible(sources.place(entity.at)));
    }
    out += "\n";
    // Containment is a forest: resolve refuses cycles.
    for (const std::uint32_t child : children[index]) print(child, depth + 1);
  }
};

}  // namespace

std::string inventory_text(const model::Model& model, const Sources& sources, const Style& style) {
  Tree tree{model, sources, style, {}, {}};
  std::vector<std::uint32_t> roots;
  for (std::uint32_t i = 0; i < model.entities.size(); ++i) {
    const model::Entity& entity = model.entities[i];
    if (!entity.described) continue;
    const auto place = known_place(model, entity);
    if (place && model.entity(*place).described) {
      tree.children[place->index].push_back(i);
    } else {
      roots.push_back(i);
    }
  }
  for (const std::uint32_t root : roots) tree.print(root, 0);
  return tree.out;
}

}  // namespace ringfence::report
