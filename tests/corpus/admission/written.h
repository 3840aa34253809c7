#pragma once
#include <string>

/// Policies in ringfence's language that a case's own parameters make up.
namespace ringfence::tests {

/// A file with the policy `written`: the formula holds everywhere.
std::string written_policy(const std::string& formula);

/// Of every container, whatever it is for.
std::string every_container(const std::string& formula);

/// Of the containers that stay.
std::string every_main_container(const std::string& formula);

/// `{"a", "b"}`.
template <class Texts>
std::string set_of(const Texts& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "\"" : ", \"") + text + "\"";
  return "{" + all + "}";
}

}  // namespace ringfence::tests
