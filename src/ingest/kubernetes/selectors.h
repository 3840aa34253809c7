#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/kubernetes/context.h"

/// Label selectors as formulas of the language, so that they are decided over the labels of all
/// files, by the judge and by the solvers alike.
namespace ringfence::ingest::kubernetes {

/// One requirement. `matchLabels` entries are requirements with the operator `In`.
struct Requirement {
  std::string_view key;
  std::string_view op;  ///< In, NotIn, Exists, DoesNotExist; for nodes also Gt, Lt.
  std::vector<std::string_view> values;
  Span at;
};

/// A string literal of the language.
std::string quoted(std::string_view text);

/// The requirements in `key` (`matchExpressions`, `matchFields`) of a mapping. Errors: E0507 for
/// an unknown operator, or values that it cannot have.
std::vector<Requirement> read_expressions(Context& context, NodeId holder, std::string_view key,
                                          bool is_for_nodes);
/// A LabelSelector under `key`: all of its requirements, none for `{}`; nullopt if it is absent,
/// which selects nothing.
std::optional<std::vector<Requirement>> read_selector(Context& context, NodeId holder,
                                                      std::string_view key);

/// True for exactly the entities that the requirement selects; `label` and `present` are the
/// expressions of the label's value (none if absent) and of its presence.
std::string formula(const Requirement& requirement, const std::string& label,
                    const std::string& present, const std::string& number);
/// All requirements on the labels of `entity`, joined by `and`; `true` for none.
std::string formula(const std::vector<Requirement>& requirements, const std::string& entity);

/// Whether the labels pass now: for questions whose answer no other file can change.
bool selects(const std::vector<Requirement>& requirements, const std::vector<Label>& labels);
/// A key that a controller or the API server sets on pods by itself, and no file shows.
bool is_set_by_controllers(std::string_view key);

}  // namespace ringfence::ingest::kubernetes
