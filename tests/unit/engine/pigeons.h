#pragma once
#include <string>
#include <vector>

#include "logic/term.h"

namespace ringfence {

/// One pigeon more than holes: false, and out of reach for what reasons by cases.
struct Pigeons {
  logic::Terms terms;
  std::vector<logic::Term> assertions;
};

inline Pigeons pigeons(std::size_t holes) {
  Pigeons hard;
  std::vector<logic::Linear> in_hole(holes);
  for (std::size_t pigeon = 0; pigeon <= holes; ++pigeon) {
    std::vector<logic::Term> places;
    for (std::size_t hole = 0; hole < holes; ++hole) {
      const std::string name = "p" + std::to_string(pigeon) + "h" + std::to_string(hole);
      places.push_back(hard.terms.bool_var(name));
      for (const logic::Addend& other : in_hole[hole].addends) {
        hard.assertions.push_back(hard.terms.disjunction(
            {hard.terms.negation(other.term), hard.terms.negation(places.back())}));
      }
      in_hole[hole].addends.push_back({1, places.back()});
    }
    hard.assertions.push_back(hard.terms.disjunction(places));
  }
  return hard;
}

}  // namespace ringfence
