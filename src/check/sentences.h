#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "model/model.h"
#include "policy/obligation.h"

namespace ringfence::check {

/// A line of the input and what it says, for people.
struct Reason {
  Span at;
  std::string text;
};

/// Short sentences about facts: "`node-1` runs on `rack1-a`".
class Sentences {
 public:
  explicit Sentences(const model::Model& model) : model_(model) {}

  /// What the fact says in the world: an open attribute has its value there.
  std::string of(model::EntityId entity, const model::Fact& fact, const model::World& world) const;
  /// What the constraint says: the limits of a choice, or an assumption by name.
  std::string of(const policy::Labelled& constraint) const;

  /// The facts that were read in a world, in source order, each line once; defaults of the schema
  /// have no line and are left out.
  std::vector<Reason> of_reads(
      const std::vector<std::pair<model::EntityId, model::AttributeId>>& reads,
      const model::World& world) const;
  /// The constraints, then the lines that were read, each line once, at most `kMost`, the last
  /// then says how many more there are.
  std::vector<Reason> of_core(const std::vector<policy::Labelled>& constraints,
                              const std::vector<std::size_t>& positions,
                              const std::vector<Span>& read_facts) const;

  /// What the line says: the fact, or the network policy, that stands there; empty if neither does.
  std::string sentence_at(const Span& span) const;

  static constexpr std::size_t kMost = 20;

 private:
  std::string value_text(const model::Scalar& value) const;
  std::string value_text(const model::Value& value) const;
  std::string closed_sentence(model::EntityId entity, const model::Fact& fact,
                              const model::Value& value) const;
  const model::Model& model_;
  mutable std::unordered_map<std::uint64_t, std::string> by_place_;  ///< Filled on first use.
  mutable std::unordered_map<std::uint64_t, std::string>
      by_policy_;  ///< Network policies; as well.
};

}  // namespace ringfence::check
