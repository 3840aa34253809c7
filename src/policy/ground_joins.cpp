// Equalities as index look-ups: the candidates whose key can have a value that is already known.

#include <algorithm>

#include "policy/search.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::None;

std::optional<Grounder::Joined> Grounder::join(const Search& search, const std::string& collection,
                                               const CellPtr& cell,
                                               const std::vector<std::size_t>& waiting) {
  std::optional<Joined> best;
  for (const std::size_t condition : waiting) {
    const Closure& closure = search.conditions[condition].closure;
    const auto* binary = std::get_if<syntax::Binary>(&closure.expr->node);
    const auto wanted = closure.negated ? syntax::BinaryOp::NotEqual : syntax::BinaryOp::Equal;
    if (binary == nullptr || binary->op != wanted) continue;
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
      const Closure key{&binary->sides[side], closure.names};
      const Closure known{&binary->sides[1 - side], closure.names};
      if (!depends_only_on(key, cell) || !ready(known)) continue;
      auto found = look_up(index_of(collection, key, cell), known);
      if (found && (!best || found->size() < best->entities.size()))
        best = Joined{std::move(*found), {key, known}};
    }
  }
  return best;
}

/// The entities whose key can equal the known side; nothing if that cannot be told by look-up.
std::optional<std::vector<std::uint32_t>> Grounder::look_up(const Index& index,
                                                            const Closure& known) {
  // Of a collection that is empty in every world there is nothing to find, whatever the known side
  // is. Reading it all the same would give each place that a pod could be at a variable.
  if (index.by_value.empty() && index.always.empty()) return std::vector<std::uint32_t>{};
  const std::size_t stuck_before = stuck_.size();
  const auto reason_before = stuck_reason_;
  const Value side = value(known);
  const bool got_stuck = stuck_.size() != stuck_before;
  stuck_.resize(stuck_before);
  stuck_reason_ = reason_before;
  const auto* scalar = std::get_if<Scalar>(&side);
  if (got_stuck || scalar == nullptr) return std::nullopt;
  std::vector<std::uint32_t> found = index.always;
  for (const auto& [leaf, guard] : scalar->alternatives) {
    if (excluded(guard)) continue;
    std::uint32_t id = 0;
    if (const auto* entity = std::get_if<EntityId>(&leaf)) {
      if (index.has_symbols) return std::nullopt;  // a name may stand for an entity
      id = entity->index;
    } else if (const auto* symbol = std::get_if<Symbol>(&leaf)) {
      if (index.has_entities) return std::nullopt;
      id = symbol->index;
    } else if (!std::holds_alternative<None>(leaf)) {
      return std::nullopt;
    }
    const auto hits = index.by_value.find({leaf.index(), id});
    if (hits != index.by_value.end())
      found.insert(found.end(), hits->second.begin(), hits->second.end());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

const Grounder::Index& Grounder::index_of(const std::string& collection, const Closure& key,
                                          const CellPtr& cell) {
  std::shared_ptr<Index>& index = indexes_[{key.expr, collection}];
  if (index) return *index;
  index = std::make_shared<Index>();
  // The index outlives the branch at hand: nothing of its path may enter.
  const Apart apart(*this);
  const std::string_view plural =
      collection.starts_with("declared_") ? std::string_view(collection).substr(9) : collection;
  const model::EntityRange all = model::entities_of(model_, *model::kind_of_plural(plural));
  for (std::uint32_t i = all.begin; i < all.end; ++i) {
    const Term guard = in_collection(collection, {i});
    if (terms_.is_false(guard)) continue;
    const Path inside(*this, guard);
    cell->value = constant_value(model::Scalar(EntityId{i}));
    cell->bound = true;
    add_key(*index, i, key);
    cell->bound = false;
  }
  return *index;
}

void Grounder::add_key(Index& index, std::uint32_t entity, const Closure& key) {
  const std::size_t stuck_before = stuck_.size();
  const auto reason_before = stuck_reason_;
  const Value value = this->value(key);
  const bool got_stuck = stuck_.size() != stuck_before;
  stuck_.resize(stuck_before);
  stuck_reason_ = reason_before;
  const auto* scalar = std::get_if<Scalar>(&value);
  bool plain = !got_stuck && scalar != nullptr;
  for (std::size_t i = 0; plain && i < scalar->alternatives.size(); ++i) {
    const Leaf& leaf = scalar->alternatives[i].first;
    plain = !std::holds_alternative<Term>(leaf) && !std::holds_alternative<Number>(leaf);
  }
  if (!plain) {
    index.always.push_back(entity);
    return;
  }
  for (const auto& [leaf, guard] : scalar->alternatives) {
    if (excluded(guard)) continue;
    std::uint32_t id = 0;
    if (const auto* other = std::get_if<EntityId>(&leaf)) {
      id = other->index;
      index.has_entities = true;
    } else if (const auto* symbol = std::get_if<Symbol>(&leaf)) {
      id = symbol->index;
      index.has_symbols = true;
    }
    std::vector<std::uint32_t>& entities = index.by_value[{leaf.index(), id}];
    if (entities.empty() || entities.back() != entity) entities.push_back(entity);
  }
}

}  // namespace ringfence::policy
