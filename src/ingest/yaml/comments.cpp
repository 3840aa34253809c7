#include "ingest/yaml/comments.h"

#include <algorithm>

namespace ringfence::ingest::yaml {

std::vector<Span> comments_of(const Tree& tree, SourceId source, std::string_view text) {
  std::vector<Span> scalars;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const Tree::Node node = tree[NodeId{i}];
    if (node.type == NodeType::Scalar && node.at.source == source) scalars.push_back(node.at);
  }
  std::sort(scalars.begin(), scalars.end());
  std::vector<Span> comments;
  auto scalar = scalars.begin();
  for (std::uint32_t at = 0; at < text.size(); ++at) {
    while (scalar != scalars.end() && scalar->end <= at) ++scalar;
    if (scalar != scalars.end() && scalar->begin <= at) {
      at = scalar->end - 1;
      continue;
    }
    const bool is_apart =
        at == 0 || text[at - 1] == ' ' || text[at - 1] == '\t' || text[at - 1] == '\n';
    if (text[at] != '#' || !is_apart) continue;
    const auto end = static_cast<std::uint32_t>(std::min(text.find('\n', at), text.size()));
    comments.push_back({source, at, end});
    at = end;
  }
  return comments;
}

Span document_at(const Tree& tree, std::string_view text, const Span& line) {
  const bool is_marker = text.substr(line.begin, 3) == "---";
  for (const NodeId document : tree.documents()) {
    const Span at = tree[document].at;
    const bool begins_here = at.begin >= line.begin && at.begin <= line.end;
    // A comment above `---` is about the document below it.
    if (begins_here || (is_marker && at.begin > line.end))
      return {line.source, line.begin, std::max(at.end, line.end)};
  }
  return line;
}

}  // namespace ringfence::ingest::yaml
