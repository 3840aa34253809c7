#pragma once
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/source.h"
#include "model/model.h"

namespace ringfence::property {

/// A spec that passed grammar, `resolve` and the type checker, with the prelude.
struct Deployment {
  Sources sources;
  model::Model model;
  /// `reached` of docs/semantics.md, section 7, for each statement, written in the language, so
  /// that the judge can evaluate it: parallel to the policies and their statements.
  std::vector<std::vector<syntax::Expr>> reached;
  std::vector<std::unique_ptr<syntax::Def>> extra_definitions;
};

/// Why a text is no deployment, and which stage said so.
struct Refusal {
  std::string stage;    ///< `grammar`, `resolve` or `types`.
  std::string message;  ///< The first diagnostic, with its place.
};

std::variant<std::unique_ptr<Deployment>, Refusal> build(const std::string& text);

}  // namespace ringfence::property
