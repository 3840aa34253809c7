#include "load/waivers.h"

#include <algorithm>
#include <optional>

#include "ingest/yaml/comments.h"

namespace ringfence::load {
namespace {

using ingest::yaml::NodeId;
using ingest::yaml::NodeType;
using ingest::yaml::Tree;

/// Most texts have no waiver; this is all the time they cost.
bool may_have_waivers(std::string_view text) {
  return text.find("ringfence:") != std::string_view::npos;
}

constexpr std::string_view kKeys[] = {"policy", "subject", "reason", "owner", "expires"};

class ListReader {
 public:
  explicit ListReader(const Tree& tree) : tree_(tree) {}

  Result<std::vector<syntax::Waiver>> run() {
    std::vector<syntax::Waiver> waivers;
    for (const NodeId document : tree_.documents()) {
      if (ingest::yaml::is_null(tree_[document])) continue;
      for (const NodeId item : items_of(document)) {
        if (auto waiver = read(item)) waivers.push_back(std::move(*waiver));
      }
    }
    if (!errors_.empty()) return errors_;
    return waivers;
  }

 private:
  void fail(std::string_view code, NodeId at, std::string message, std::string help = {}) {
    errors_.push_back({code, tree_[at].at, std::move(message), {}, std::move(help)});
  }

  std::span<const NodeId> items_of(NodeId document) {
    const NodeId list = tree_.find(document, "waivers");
    const bool is_alone =
        tree_[document].type == NodeType::Mapping && tree_[document].items.size() == 2;
    if (!list || !is_alone) {
      fail("E1001", document, "expected `waivers`, a list, and nothing else");
      return {};
    }
    if (ingest::yaml::is_null(tree_[list])) return {};
    if (tree_[list].type == NodeType::Sequence) return tree_[list].items;
    fail("E1001", list, "`waivers` must be a list");
    return {};
  }

  std::optional<syntax::Waiver> read(NodeId item) {
    if (tree_[item].type != NodeType::Mapping) {
      fail("E1001", item, "expected a waiver with `policy`, `subject` and `reason`");
      return std::nullopt;
    }
    const std::size_t before = errors_.size();
    const std::span<const NodeId> pairs = tree_[item].items;
    for (std::size_t i = 0; i < pairs.size(); i += 2) {
      const std::string_view key = tree_[pairs[i]].scalar;
      if (std::find(std::begin(kKeys), std::end(kKeys), key) == std::end(kKeys)) {
        fail("E1001", pairs[i], "a waiver has no `" + std::string(key) + "`",
             "it has `policy`, `subject`, `reason`, `owner` and `expires`");
      }
    }
    syntax::Waiver waiver;
    waiver.at = tree_[item].at;
    waiver.policy = text(item, "policy", "E1001", true);
    waiver.subject = text(item, "subject", "E1001", true);
    waiver.reason = text(item, "reason", "E1002", true);
    waiver.owner = text(item, "owner", "E1001", false);
    waiver.expires = text(item, "expires", "E1003", false);
    if (!waiver.expires.empty() && !syntax::is_day(waiver.expires)) {
      fail("E1003", tree_.find(item, "expires"), "`" + waiver.expires + "` is no day",
           "write it as 2027-01-31; the waiver counts up to and with that day");
    }
    if (errors_.size() != before) return std::nullopt;
    return waiver;
  }

  std::string text(NodeId item, std::string_view key, std::string_view code, bool is_required) {
    const NodeId value = tree_.find(item, key);
    if (value && tree_[value].type == NodeType::Scalar && !ingest::yaml::is_null(tree_[value]) &&
        tree_[value].scalar.find_first_not_of(" \t\r\n") != std::string_view::npos) {
      return std::string(tree_[value].scalar);
    }
    if (value || is_required) {
      fail(code, value ? value : item, "a waiver needs its `" + std::string(key) + "`, a text",
           key == "subject" ? "`container shop/web/*`, or `\"*\"` for all of the policy's findings"
                            : "");
    }
    return {};
  }

  const Tree& tree_;
  Diagnostics errors_;
};

}  // namespace

Result<std::vector<syntax::Waiver>> waivers_of(const syntax::Document& document,
                                               std::string_view text) {
  if (!may_have_waivers(text)) return std::vector<syntax::Waiver>();
  std::vector<Span> comments;
  for (const syntax::Comment& comment : document.comments) comments.push_back(comment.at);
  return syntax::waivers_in(comments, text);
}

Result<std::vector<syntax::Waiver>> waivers_of(const Tree& tree, SourceId source,
                                               std::string_view text) {
  if (!may_have_waivers(text)) return std::vector<syntax::Waiver>();
  auto waivers = syntax::waivers_in(ingest::yaml::comments_of(tree, source, text), text);
  if (!waivers) return waivers;
  for (syntax::Waiver& waiver : waivers.value()) {
    const bool is_above = waiver.covers.begin > waiver.at.begin;
    if (is_above) waiver.covers = ingest::yaml::document_at(tree, text, waiver.covers);
  }
  return waivers;
}

Result<std::vector<syntax::Waiver>> read_waivers(const Sources& sources, SourceId source) {
  const Result<Tree> tree = ingest::yaml::read(sources, source);
  if (!tree) return tree.errors();
  return ListReader(tree.value()).run();
}

}  // namespace ringfence::load
