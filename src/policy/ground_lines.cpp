// The lines of the input that grounding has read.

#include <algorithm>

#include "policy/possible.h"
#include "policy/reasons.h"

namespace ringfence::policy {

namespace {

/// Nobody wrote where it is, nor which machines there are: no line says anything.
bool is_said_nowhere(const model::Model& model, const model::Fact& fact) {
  const auto* id = std::get_if<model::UnknownId>(&fact.value);
  if (id == nullptr) return false;
  const auto* choice = std::get_if<model::ChoiceDomain>(&model.unknown(*id).domain);
  if (choice == nullptr) return false;
  // Described machines come first in such a list: the first few tell.
  constexpr std::size_t kFew = 64;
  const model::Options few = choice->options.first(std::min(kFew, choice->options.size()));
  return std::all_of(few.begin(), few.end(), [&](const auto& option) {
    const auto* entity = std::get_if<model::EntityId>(&option);
    return std::holds_alternative<model::None>(option) ||
           (entity != nullptr && !model.entity(*entity).described);
  });
}

}  // namespace

void Grounder::note_read(model::EntityId entity, model::AttributeId attribute) {
  if (!reasons_) {
    facts_read_.insert({entity, attribute});
    return;
  }
  Reasons::Reads& noted = reasons_->noted;
  const std::pair read(entity, attribute);
  const bool is_full = noted.size() == Reasons::kMostNoted;
  if (!is_full && std::find(noted.begin(), noted.end(), read) == noted.end()) noted.push_back(read);
}

/// Of what evaluating the expressions reads.
std::vector<Span> Grounder::lines_behind(std::span<const Closure> closures) {
  const Reasons::Reads before = std::exchange(reasons_->noted, {});
  const std::set<Span> policies_before = std::exchange(policies_read_, {});
  std::vector<Span> lines;
  for (const Closure& closure : closures) {
    if (!possible(closure)) value(closure);
  }
  for (const auto& [entity, attribute] : reasons_->noted) {
    const model::Fact* fact = model::find_fact(model_.entity(entity), attribute);
    if (fact != nullptr && fact->at.is_somewhere() && !is_said_nowhere(model_, *fact))
      lines.push_back(fact->at);
  }
  reasons_->noted = before;
  lines.insert(lines.end(), policies_read_.begin(), policies_read_.end());
  policies_read_ = policies_before;
  return lines;
}

std::vector<Span> Grounder::lines_read(
    const std::function<bool(model::AttributeId)>& wanted) const {
  constexpr std::size_t kMost = 10'000;
  std::set<Span> spans;
  for (const auto& [entity, attribute] : facts_read_) {
    if (!wanted(attribute)) continue;
    const model::Fact* fact = model::find_fact(model_.entity(entity), attribute);
    if (fact == nullptr || is_said_nowhere(model_, *fact)) continue;
    if (fact->at.is_somewhere()) spans.insert(fact->at);
    if (spans.size() == kMost) break;
  }
  return {spans.begin(), spans.end()};
}

std::vector<Span> Grounder::read_facts() const {
  std::vector<Span> lines = lines_read([](model::AttributeId) { return true; });
  lines.insert(lines.end(), policies_read_.begin(), policies_read_.end());
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<Span> Grounder::read_facts(const std::vector<std::string>& attributes) const {
  return lines_read([&](model::AttributeId id) {
    const model::Attribute& row = model::attribute(id);
    const std::string name = std::string(model::name_of(row.kind)) + "." + std::string(row.name);
    return std::binary_search(attributes.begin(), attributes.end(), name);
  });
}

}  // namespace ringfence::policy
