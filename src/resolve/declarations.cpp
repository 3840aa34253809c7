#include <algorithm>
#include <set>

#include "base/match.h"
#include "base/nearest_name.h"
#include "base/quantity.h"
#include "resolve/work.h"

namespace ringfence::resolve {
namespace {

constexpr std::uint32_t kMostReplicas = 100'000;

using Key = std::pair<std::size_t, std::string>;  // parent group, kind and name

std::string key_of(model::Kind kind, const std::string& name) {
  return std::string(model::name_of(kind)) + " " + name;
}

std::optional<model::Kind> kind_or_error(Work& work, const syntax::Ident& kind) {
  const auto known = model::kind_of(kind.text);
  if (known) return known;
  std::vector<std::string> kinds;
  for (std::size_t i = 0; i < model::kKindCount; ++i) {
    kinds.emplace_back(model::name_of(static_cast<model::Kind>(i)));
  }
  const std::string near = nearest_name(kind.text, kinds);
  work.errors.push_back({"E0301",
                         kind.at,
                         "unknown kind of entity `" + kind.text + "`",
                         {},
                         near.empty() ? "" : "did you mean `" + near + "`?"});
  return std::nullopt;
}

std::optional<std::uint32_t> count_of(Work& work, const syntax::Expr& expr) {
  const auto* number = std::get_if<syntax::NumberLit>(&expr.node);
  const auto value = number != nullptr ? parse_integer(number->text) : std::nullopt;
  if (!value || *value < 0) {
    work.errors.push_back({"E0312", expr.at, "expected a whole number of replicas"});
    return std::nullopt;
  }
  if (*value > kMostReplicas) {
    work.errors.push_back({"E0312", expr.at, "more than 100000 replicas of one entity"});
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*value);
}

void set_replicas(Work& work, Group& group, const syntax::Replicas& replicas) {
  const auto low = count_of(work, replicas.low);
  const auto high = replicas.high.at == replicas.low.at ? low : count_of(work, replicas.high);
  if (!low || !high) return;
  if (*low > *high) {
    work.errors.push_back(
        {"E0306", replicas.low.at, "the range is empty: its low end is above its high end"});
    return;
  }
  group.replicated = true;
  group.low = *low;
  group.high = *high;
}

class Collector {
 public:
  explicit Collector(Work& work) : work_(work) {}

  void add(const syntax::EntityDecl& decl, bool imported, std::size_t parent) {
    const auto kind = kind_or_error(work_, decl.kind);
    if (!kind) return;
    const Key key = {parent, key_of(*kind, decl.name.text)};
    const auto [found, is_new] = groups_.emplace(key, work_.groups.size());
    if (is_new) {
      Group group;
      group.kind = *kind;
      group.name = decl.name.text;
      group.parent = parent;
      group.at = decl.name.at;
      work_.groups.push_back(std::move(group));
    }
    const std::size_t index = found->second;
    if (!join(work_.groups[index], decl, imported)) return;
    for (const syntax::EntityDecl& inner : decl.inner) add(inner, imported, index);
  }

  /// A tenant or workload that a setting names although nothing declares it.
  void mention(model::Kind kind, const std::string& name, const Span& at) {
    const Key key = {Group::kNone, key_of(kind, name)};
    if (!groups_.emplace(key, work_.groups.size()).second) return;
    Group group;
    group.kind = kind;
    group.name = name;
    group.at = at;
    work_.groups.push_back(std::move(group));
  }

  bool has(model::Kind kind, const std::string& name) const {
    return groups_.contains({Group::kNone, key_of(kind, name)});
  }

 private:
  /// False if the declaration is refused, and what is inside of it of no interest.
  bool join(Group& group, const syntax::EntityDecl& decl, bool imported) {
    for (const Group::Part& part : group.parts) {
      if (part.imported != imported) continue;
      refuse_second(group, decl, part);
      return false;
    }
    if (decl.replicas && group.replicated) {
      work_.errors.push_back({"E0309",
                              decl.name.at,
                              "the number of replicas of `" + group.name + "` is declared twice",
                              {{group.at, "first declared here"}}});
      return false;
    }
    group.parts.push_back({&decl, imported});
    if (decl.replicas) set_replicas(work_, group, *decl.replicas);
    return true;
  }

  /// An imported object makes a workload and its pods: one message per object is enough.
  void refuse_second(const Group& group, const syntax::EntityDecl& decl, const Group::Part& first) {
    if (!refused_.insert(decl.name.at).second) return;
    const char* help = "keep one of the two";
    if (first.imported) help = "keep one; variants of a deployment are checked one at a time";
    work_.errors.push_back(
        {"E0308",
         decl.name.at,
         std::string(model::name_of(group.kind)) + " `" + group.name + "` is declared twice",
         {{first.decl->name.at, "first declared here"}},
         help});
  }

  Work& work_;
  std::map<Key, std::size_t> groups_;
  std::set<Span> refused_;  ///< Names of declarations that stand a second time.
};

void mention_settings(Collector& collector, const syntax::EntityDecl& decl) {
  for (const syntax::Setting& setting : decl.settings) {
    const bool tenant = setting.attribute == "tenant";
    if (!tenant && setting.attribute != "workload") continue;
    const auto name = plain_text(setting);
    if (name) {
      collector.mention(tenant ? model::Kind::Tenant : model::Kind::Workload, *name,
                        setting.value_at);
    }
  }
  for (const syntax::EntityDecl& inner : decl.inner) mention_settings(collector, inner);
}

bool is_true(const syntax::Setting* setting) {
  if (setting == nullptr) return false;
  const auto* expr = std::get_if<syntax::Expr>(&setting->value);
  const auto* literal = expr != nullptr ? std::get_if<syntax::BoolLit>(&expr->node) : nullptr;
  return literal != nullptr && literal->value;
}

/// An import that gives no number of replicas means one; a file that gives one contradicts it.
void refuse_other_replicas(Work& work, const Group& group) {
  const Group::Part* imported = nullptr;
  const Group::Part* written = nullptr;
  for (const Group::Part& part : group.parts) {
    if (part.imported && !part.decl->replicas) imported = &part;
    if (!part.imported && part.decl->replicas) written = &part;
  }
  if (imported == nullptr || written == nullptr) return;
  work.errors.push_back({"E0309",
                         written->decl->name.at,
                         "`" + group.name + "` has no replicas where it is imported from",
                         {{imported->decl->name.at, "imported from here"}}});
}

}  // namespace

const syntax::Setting* find_setting(const Group& group, std::string_view attribute) {
  for (const Group::Part& part : group.parts) {
    for (const syntax::Setting& setting : part.decl->settings) {
      if (setting.attribute == attribute && !setting.key) return &setting;
    }
  }
  return nullptr;
}

std::optional<std::string> plain_text(const syntax::Setting& setting) {
  const auto* expr = std::get_if<syntax::Expr>(&setting.value);
  if (expr == nullptr) return std::nullopt;
  if (const auto* text = std::get_if<syntax::StringLit>(&expr->node)) return text->text;
  if (const auto* name = std::get_if<syntax::Name>(&expr->node)) return name->text;
  return std::nullopt;
}

void collect_declarations(Work& work) {
  Collector collector(work);
  for (const auto& document : work.documents) {
    const bool imported = document->origin == syntax::Origin::Import;
    for (const syntax::Item& item : document->items) {
      const auto* decl = std::get_if<syntax::EntityDecl>(&item);
      if (decl != nullptr) collector.add(*decl, imported, Group::kNone);
    }
  }
  for (const auto& document : work.documents) {
    for (const syntax::Item& item : document->items) {
      const auto* decl = std::get_if<syntax::EntityDecl>(&item);
      if (decl != nullptr) mention_settings(collector, *decl);
    }
  }
  for (Group& group : work.groups) {
    refuse_other_replicas(work, group);
    group.per_node = group.kind == model::Kind::Pod && !group.replicated &&
                     is_true(find_setting(group, "daemon")) &&
                     find_setting(group, "node") == nullptr;
  }
}

}  // namespace ringfence::resolve
