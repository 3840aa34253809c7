// Settings that leave something open to the domains of unknowns: a range, `any … where`, `one of`.
#include <algorithm>

#include "base/match.h"
#include "resolve/facts.h"
#include "resolve/guard.h"
#include "resolve/values.h"

namespace ringfence::resolve {
namespace {

using model::EntityId;

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
    const auto fits = any.guard.empty() ? std::optional(true)
                                        : passes(work, any.guard[0], std::get<EntityId>(option));
    if (!fits) return std::nullopt;
    if (*fits) options.push_back(option);
  }
  if (options.empty()) {
    work.errors.push_back(
        {"E0307", at, "no " + any.kind.text + " fits: there is nowhere this could be"});
    return std::nullopt;
  }
  // A pod that the scheduler finds no place for waits; it does not make the world impossible.
  if (expected.attribute.kind == model::Kind::Pod) options.insert(options.begin(), model::None{});
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

}  // namespace

std::vector<model::Scalar> places(const Work& work, model::Kind kind, std::size_t undescribed) {
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

}  // namespace ringfence::resolve
