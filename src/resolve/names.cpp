#include "base/nearest_name.h"
#include "resolve/work.h"

namespace ringfence::resolve {
namespace {

std::string kinds_text(model::KindSet kinds) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < model::kKindCount; ++k) {
    const auto kind = static_cast<model::Kind>(k);
    if (kinds.contains(kind)) names.emplace_back(model::name_of(kind));
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  return text;
}

void refuse_unknown(Work& work, model::KindSet kinds, const std::string& name, const Span& at) {
  std::vector<std::string> known;
  for (std::uint32_t i = 0; i < work.instances.size() && known.size() < 5000; ++i) {
    if (!kinds.contains(work.model.entities[i].kind) || !work.instances[i].described) continue;
    known.push_back(work.instances[i].name);
    if (work.instances[i].short_name != work.instances[i].name)
      known.push_back(work.instances[i].short_name);
  }
  const std::string near = nearest_name(name, known);
  work.errors.push_back({"E0303",
                         at,
                         "no " + kinds_text(kinds) + " is named `" + name + "`",
                         {},
                         near.empty() ? "" : "did you mean `" + near + "`?"});
}

}  // namespace

void create_entities(Work& work) {
  work.model.entities.reserve(work.instances.size());
  for (std::uint32_t i = 0; i < work.instances.size(); ++i) {
    const Instance& instance = work.instances[i];
    const Group& group = work.groups[instance.group];
    model::Entity entity;
    entity.kind = group.kind;
    entity.name = instance.name;
    entity.short_name = instance.short_name;
    entity.described = instance.described;
    entity.invented = instance.invented;
    entity.at = group.at;
    work.model.entities.push_back(std::move(entity));
    if (instance.invented) continue;
    const std::string_view kept = group.kind == model::Kind::Host   ? kSomeHost
                                  : group.kind == model::Kind::Vm   ? kSomeVm
                                  : group.kind == model::Kind::Node ? kSomeNode
                                                                    : std::string_view();
    if (!kept.empty() && instance.name.starts_with(kept)) {
      work.errors.push_back({"E0308",
                             group.at,
                             "`" + instance.name + "` is what reports call a " +
                                 std::string(model::name_of(group.kind)) +
                                 " that no file describes",
                             {},
                             "choose another name"});
    }
    NameIndex& names = work.names[static_cast<std::size_t>(group.kind)];
    const auto [full, is_new] = names.full.emplace(instance.name, i);
    if (!is_new) {
      work.errors.push_back(
          {"E0308",
           group.at,
           std::string(model::name_of(group.kind)) + " `" + instance.name + "` is declared twice",
           {{work.model.entities[full->second].at, "first declared here"}}});
    }
    const auto [brief, first] = names.brief.emplace(instance.short_name, i);
    if (!first) brief->second = NameIndex::kAmbiguous;
  }
}

std::optional<model::EntityId> look_up(Work& work, model::KindSet kinds, const std::string& name,
                                       const Span& at) {
  std::optional<model::EntityId> by_full;
  std::optional<model::EntityId> by_brief;
  bool ambiguous = false;
  for (std::size_t k = 0; k < model::kKindCount; ++k) {
    if (!kinds.contains(static_cast<model::Kind>(k))) continue;
    const NameIndex& names = work.names[k];
    if (const auto found = names.full.find(name); found != names.full.end()) {
      ambiguous = ambiguous || by_full.has_value();
      by_full = model::EntityId{found->second};
    }
    if (const auto found = names.brief.find(name); found != names.brief.end()) {
      if (found->second == NameIndex::kAmbiguous || by_brief) {
        by_brief = model::EntityId{NameIndex::kAmbiguous};
      } else {
        by_brief = model::EntityId{found->second};
      }
    }
  }
  if (by_full && !ambiguous) return by_full;
  if (!by_full && by_brief && by_brief->index != NameIndex::kAmbiguous) return by_brief;
  if (by_full || by_brief) {
    work.errors.push_back({"E0304",
                           at,
                           "`" + name + "` names more than one " + kinds_text(kinds),
                           {},
                           "write the full name"});
    return std::nullopt;
  }
  refuse_unknown(work, kinds, name, at);
  return std::nullopt;
}

}  // namespace ringfence::resolve
