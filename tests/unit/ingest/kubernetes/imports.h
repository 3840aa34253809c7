#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/kubernetes/import.h"
#include "syntax/print.h"

// What a manifest becomes, for tests: by entity and attribute, as text.

namespace ringfence::ingest::kubernetes {

/// One text, imported by itself.
struct Imports {
  Sources sources;
  std::optional<yaml::Tree> tree;
  std::optional<Imported> imported;
  Diagnostics errors;

  explicit Imports(const std::string& text) {
    const SourceId source = sources.add("input.yaml", text);
    auto read = yaml::read(sources, source);
    if (!read) {
      errors = read.errors();
      return;
    }
    tree.emplace(std::move(read).value());
    auto result = import(sources, *tree, tree->documents());
    if (result) {
      imported.emplace(std::move(result).value());
    } else {
      errors = result.errors();
    }
  }

  std::vector<std::string> codes() const {
    std::vector<std::string> all;
    for (const Diagnostic& error : errors) {
      all.push_back(std::string(error.code) + " " + std::string(sources.text(error.at)));
    }
    return all;
  }
  std::vector<std::string> formulas() const {
    std::vector<std::string> all;
    if (!imported) return all;
    for (const auto& document : imported->documents) {
      for (const auto& item : document.items) {
        const auto* assume = std::get_if<syntax::Assume>(&item);
        if (assume != nullptr) all.push_back(syntax::print(assume->formula));
      }
    }
    return all;
  }
  std::vector<std::string> assumptions() const {
    std::vector<std::string> all;
    if (!imported) return all;
    for (const auto& document : imported->documents) {
      for (const auto& item : document.items) {
        const auto* assume = std::get_if<syntax::Assume>(&item);
        if (assume != nullptr) all.push_back(assume->name.text);
      }
    }
    return all;
  }
  std::vector<std::string> gaps(syntax::GapEffect effect) const {
    std::vector<std::string> all;
    if (!imported) return all;
    for (const auto& gap : imported->gaps) {
      if (gap.effect == effect) all.push_back(gap.construct);
    }
    return all;
  }
};

/// A literal as the language writes it.
inline std::string written(const syntax::Expr& expr) {
  if (const auto* text = std::get_if<syntax::StringLit>(&expr.node)) return text->text;
  if (const auto* number = std::get_if<syntax::NumberLit>(&expr.node)) return number->text;
  if (const auto* flag = std::get_if<syntax::BoolLit>(&expr.node)) {
    return flag->value ? "true" : "false";
  }
  std::string all;
  if (const auto* set = std::get_if<syntax::SetLit>(&expr.node)) {
    for (const auto& item : set->items) all += (all.empty() ? "" : ", ") + written(item);
  }
  return "{" + all + "}";
}

/// The setting of an entity of the text as printed; empty if it is not set.
inline std::string setting(const Imports& text, std::string_view kind, std::string_view name,
                           std::string_view attribute) {
  std::string found;
  const auto look = [&](const auto& self, const syntax::EntityDecl& decl) -> void {
    if (decl.kind.text == kind && decl.name.text == name) {
      for (const auto& each : decl.settings) {
        const std::string whole = each.attribute + (each.key ? "[" + *each.key + "]" : "");
        if (whole == attribute) found = written(std::get<syntax::Expr>(each.value));
      }
    }
    for (const auto& inner : decl.inner) self(self, inner);
  };
  if (!text.imported) return "errors";
  for (const auto& document : text.imported->documents) {
    for (const auto& item : document.items) {
      if (const auto* decl = std::get_if<syntax::EntityDecl>(&item)) look(look, *decl);
    }
  }
  return found;
}

inline std::string deployment(const std::string& spec, const std::string& pod_spec) {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n" +
         spec + "  template:\n    metadata: {labels: {app: web}}\n    spec:\n" + pod_spec;
}
inline const std::string kOneContainer = "      containers: [{name: c, image: i}]\n";

inline const syntax::EntityDecl* find(const Imports& text, std::string_view kind) {
  if (!text.imported) return nullptr;
  for (const auto& document : text.imported->documents) {
    for (const auto& item : document.items) {
      const auto* decl = std::get_if<syntax::EntityDecl>(&item);
      if (decl != nullptr && decl->kind.text == kind) return decl;
    }
  }
  return nullptr;
}
inline std::string replicas(const Imports& text) {
  const auto* pod = find(text, "pod");
  if (pod == nullptr) return "no pod";
  if (!pod->replicas) return "one";
  return written(pod->replicas->low) + ".." + written(pod->replicas->high);
}

}  // namespace ringfence::ingest::kubernetes
