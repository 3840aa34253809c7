#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "reach/rules.h"

/// The rules of one direction as they are asked for classes that share all of their policies, so
/// that what a rule changes can be worked out for all of them at once.
namespace ringfence::reach {

/// A rule in its policy; without a rule, the policy as a whole.
struct Part {
  const syntax::NetworkPolicy* policy = nullptr;
  const syntax::NetworkRule* rule = nullptr;
  bool is_ingress = false;  ///< The direction of the rule.
  std::size_t number = 0;   ///< Of the rule in its direction, from 1.
  friend bool operator==(const Part&, const Part&) = default;
};

/// One end of a connection as one subject's rules see it: a class, pods that no rule but one about
/// all pods names, or addresses.
struct PeerCell {
  enum class Kind { Class, Others, Addresses };
  Kind kind = Kind::Others;
  ClassId peer = 0;      ///< Of Class.
  AddressRange range{};  ///< Of Addresses; no rule tells its addresses apart.
};

/// Classes that the same policies select for one direction and whose ports have the same names.
struct Subject {
  bool is_ingress = false;
  std::vector<ClassId> classes;
  std::vector<const syntax::NetworkPolicy*> policies;  ///< In order.
  std::vector<Asked> rules;                            ///< In order.
  std::vector<std::uint32_t> of_all;                   ///< Positions of rules about all pods.
  /// Classes that some rule names, or whose ports' names count, with the positions of such rules.
  std::vector<std::pair<ClassId, std::uint32_t>> named;

  /// Positions of the rules that match, ascending.
  std::vector<std::uint32_t> matching(const PeerCell& cell) const;
  bool names(ClassId peer) const;
};

/// All subjects of a graph. The model and the graph must outlive it.
class Subjects {
 public:
  Subjects(const model::Model& model, const Graph& graph);
  Subjects(const Subjects&) = delete;
  Subjects& operator=(const Subjects&) = delete;

  const std::vector<Subject>& all() const { return subjects_; }
  /// Those that the policy selects for the direction, by position.
  const std::vector<std::uint32_t>& selected_by(const syntax::NetworkPolicy& policy,
                                                bool is_ingress) const;
  /// The classes that the policy selects, for whatever direction.
  const std::vector<ClassId>& classes_of(const syntax::NetworkPolicy& policy) const;
  /// The subject that the class is of; null where no policy selects it.
  const Subject* find(ClassId id, bool is_ingress) const;
  /// What the rule's peers come to; null for a direction that its policy says nothing of.
  const Rule* find(const syntax::NetworkRule& rule) const;

  /// The pod that connections of the subject with the peer go to; null for one without names.
  const Pod* destination(const Subject& subject, const PeerCell& cell) const;
  /// Everything that the rules tell apart: each class that one names, the others, and ranges of
  /// addresses.
  std::vector<PeerCell> cells(const Subject& subject) const;
  /// Those of them that the rule matches.
  std::vector<PeerCell> cells(const Subject& subject, const Rule& rule) const;

  const Graph& graph() const { return graph_; }
  /// Something serves Ingresses: a peer that no rule but one about all pods names.
  bool has_ingress_controller() const { return has_ingress_controller_; }

 private:
  const Graph& graph_;
  bool has_ingress_controller_;
  Classes classes_;
  std::vector<Policy> policies_;
  std::vector<Subject> subjects_;
  std::vector<std::uint32_t> ingress_, egress_;  // by class: its subject
  std::map<const syntax::NetworkPolicy*, std::array<std::vector<std::uint32_t>, 2>> by_policy_;
  std::map<const syntax::NetworkPolicy*, std::vector<ClassId>> classes_by_policy_;
  std::map<const syntax::NetworkRule*, const Rule*> rules_;
};

/// Whether the rule matches the address.
bool matches(const Rule& rule, const Address& address);
/// Whether the rule matches every pod of the class.
bool matches(const Rule& rule, ClassId peer);

}  // namespace ringfence::reach
