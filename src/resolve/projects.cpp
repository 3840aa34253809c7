// Containers of one project are on one machine: what a file says of where one of them is holds for
// all, and if no file says it they share one unknown.
#include <algorithm>
#include <map>

#include "resolve/facts.h"

namespace ringfence::resolve {
namespace {

using model::AttributeId;
using model::Kind;

/// The members of one project, in the order of the model.
struct Project {
  std::vector<std::size_t> members;
  std::optional<std::size_t> placed;  ///< The first that a file places.
};

std::map<Symbol, Project> projects_of(const Facts& facts) {
  const AttributeId project = required(Kind::Container, "project");
  const AttributeId in = required(Kind::Container, "in");
  std::map<Symbol, Project> projects;
  const model::EntityRange range = model::entities_of(facts.work.model, Kind::Container);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const model::Fact* fact = model::find_fact(facts.work.model.entities[i], project);
    const auto* value = fact != nullptr ? std::get_if<model::Value>(&fact->value) : nullptr;
    const auto* scalar = value != nullptr ? std::get_if<model::Scalar>(value) : nullptr;
    const auto* name = scalar != nullptr ? std::get_if<Symbol>(scalar) : nullptr;
    if (name == nullptr) continue;
    Project& its = projects[*name];
    its.members.push_back(i);
    const bool is_placed = facts.set[facts.work.instances[i].group].contains(in);
    if (is_placed && !its.placed) its.placed = i;
  }
  return projects;
}

bool same_place(const Work& work, std::size_t a, std::size_t b) {
  const AttributeId in = required(Kind::Container, "in");
  const model::Fact* first = model::find_fact(work.model.entities[a], in);
  const model::Fact* second = model::find_fact(work.model.entities[b], in);
  return first != nullptr && second != nullptr && first->value == second->value;
}

void gather(Facts& facts, const Project& project) {
  Work& work = facts.work;
  const AttributeId in = required(Kind::Container, "in");
  const std::size_t leader = project.placed.value_or(project.members.front());
  const model::Fact* place = model::find_fact(work.model.entities[leader], in);
  const model::Fact known = place != nullptr ? *place : model::Fact{};
  for (const std::size_t member : project.members) {
    if (member == leader) continue;
    const auto& set = facts.set[work.instances[member].group];
    const auto set_at = set.find(in);
    if (set_at == set.end() && place != nullptr) {
      work.model.entities[member].facts.push_back(known);
      sort_facts(work.model.entities[member]);
      place = model::find_fact(work.model.entities[leader], in);
    } else if (set_at == set.end()) {
      facts.leaders.emplace(member, leader);
    } else if (!same_place(work, leader, member)) {
      work.errors.push_back(
          {"E0309",
           set_at->second,
           "container `" + work.instances[member].name + "` is in another place than `" +
               work.instances[leader].name + "`, of the same project",
           {{facts.set[work.instances[leader].group].at(in), "which is placed here"}},
           "a project runs on one machine: say of one of its containers where it is"});
      return;
    }
  }
}

}  // namespace

void gather_projects(Facts& facts) {
  std::vector<Project> projects;
  for (auto& [name, project] : projects_of(facts)) projects.push_back(std::move(project));
  // In the order of the model, not of names.
  std::sort(projects.begin(), projects.end(), [](const Project& a, const Project& b) {
    return a.members.front() < b.members.front();
  });
  for (const Project& project : projects) gather(facts, project);
}

}  // namespace ringfence::resolve
