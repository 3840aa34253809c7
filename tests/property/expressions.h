#pragma once
#include <set>
#include <string>
#include <vector>

#include "property/choices.h"
#include "property/inventory.h"

namespace ringfence::property {

/// Random well-typed expressions about an inventory, as text.
class Expressions {
 public:
  Expressions(Choices& choices, const Inventory& inventory, std::set<std::string>& constructs)
      : choices_(choices), inventory_(inventory), constructs_(constructs) {}

  /// A closed Boolean expression.
  std::string formula();
  /// A claim of a kind that people write: capacity, spreading, separation, counting.
  std::string typical_claim();
  /// A Boolean about variables: `definition_names` may call those made by `definitions`.
  struct Variable {
    std::string name;
    std::string kind;
  };
  std::string boolean(int depth);

  /// Random `def`s and `derive`s; expressions made later may use them.
  std::string definitions();

 private:
  void met(const std::string& construct) { constructs_.insert(construct); }
  bool maybe(int share) { return choices_.percent(share); }

  std::string quantified(int depth, bool outermost);
  std::string atom(int depth);
  std::string comparison(int depth);
  std::string sameness();
  std::string membership(int depth);
  std::string text_test();
  std::string presence();
  std::string definition_call();
  std::string connection();
  std::string closure_call();
  std::string relation();
  std::string set_equality(int depth);

  std::string number(const std::string& dimension, int depth);
  std::string constant(const std::string& dimension);
  std::string attribute_number(const std::string& dimension);
  std::string aggregate(const std::string& dimension, int depth);
  std::string reference(const std::string& kind);

  /// A collection, or a derived set of a variable, of entities of that kind.
  std::string range(const std::string& kind);
  std::string random_kind();
  std::vector<std::string> variables_of(const std::string& kind) const;
  std::string fresh() { return "x" + std::to_string(++fresh_); }

  Choices& choices_;
  const Inventory& inventory_;
  std::set<std::string>& constructs_;
  std::vector<Variable> variables_;
  std::vector<std::string> nullary_;     // Boolean definitions without parameters
  std::vector<Variable> unary_;          // Boolean definitions of one parameter of a kind
  std::vector<Variable> binary_;         // Boolean definitions of two parameters of a kind
  std::vector<Variable> relations_;      // those whose closure is asked for
  std::vector<Variable> sizes_;          // attributes of a kind that are numbers of bytes
  std::vector<Variable> derived_;        // Boolean attributes of a kind
  std::vector<std::string> thresholds_;  // definitions of a number of bytes
  bool has_mixed_ = false;               // `meets`, of pods and containers
  int fresh_ = 0;
};

}  // namespace ringfence::property
