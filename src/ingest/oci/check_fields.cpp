#include "ingest/oci/check_fields.h"

#include <algorithm>

#include "base/nearest_name.h"

namespace ringfence::ingest::oci {
namespace {

using syntax::GapEffect;
using yaml::NodeType;
using yaml::Tree;

GapEffect effect_of(Treatment treatment) {
  switch (treatment) {
    case Treatment::Modelled:
    case Treatment::Inert:
      return GapEffect::Inert;
    case Treatment::Widens:
      return GapEffect::Widens;
    case Treatment::Unknown:
      break;
  }
  return GapEffect::Unknown;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    all.emplace_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return all;
}

bool is_string(const Tree::Node& node) {
  return node.type == NodeType::Scalar && !node.plain;
}

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

struct Range {
  Integer low, high;
};
constexpr Integer power_of_2(unsigned exponent) {
  return Integer{1} << exponent;
}

/// The whole numbers of a shape; nullopt for a shape that is no number.
std::optional<Range> range_of(Shape shape) {
  using enum Shape;
  if (shape == U8) return Range{0, power_of_2(8) - 1};
  if (shape == U16) return Range{0, power_of_2(16) - 1};
  if (shape == U32 || shape == U32s) return Range{0, power_of_2(32) - 1};
  if (shape == U64) return Range{0, power_of_2(64) - 1};
  if (shape == I32) return Range{-power_of_2(31), power_of_2(31) - 1};
  if (shape == I64) return Range{-power_of_2(63), power_of_2(63) - 1};
  if (shape == Count) return Range{0, power_of_2(63) - 1};
  if (shape == Positive) return Range{1, power_of_2(63) - 1};
  if (shape == FileMode) return Range{0, 0777};
  return std::nullopt;
}

bool is_page_size(std::string_view text) {
  if (text.size() < 3 || text.front() == '0' || !text.ends_with('B')) return false;
  const char unit = text[text.size() - 2];
  if (unit != 'K' && unit != 'M' && unit != 'G') return false;
  return all_of(text.substr(0, text.size() - 2), "0123456789");
}

/// What a string of this shape must look like; empty if it fits.
std::string_view wanted(Shape shape, std::string_view text) {
  if (shape == Shape::PageSize && !is_page_size(text)) {
    return "a size of pages such as `2MB` or `64KB`";
  }
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  if (shape == Shape::Rlimit &&
      (!text.starts_with("RLIMIT_") || text.size() == 7 || !all_of(text.substr(7), kLetters))) {
    return "a limit such as `RLIMIT_NOFILE`";
  }
  if (shape == Shape::CpuList && !all_of(text, "0123456789, -")) return "CPUs such as `0-3,8`";
  if (shape == Shape::Bandwidth &&
      (!text.starts_with("MB:") || text.find('\n') != std::string_view::npos)) {
    return "one line that starts with `MB:`";
  }
  if (shape == Shape::DeviceType && text != "c" && text != "b" && text != "u" && text != "p") {
    return "`c`, `b`, `u` or `p`";
  }
  return {};
}

/// A few choices in full; of many only that there are some.
std::string listed(const std::vector<std::string>& choices) {
  constexpr std::size_t kShown = 4;
  if (choices.size() > kShown) return "one of the values of the specification";
  std::string all;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    all += (i == 0 ? "`" : i + 1 == choices.size() ? "` or `" : "`, `") + choices[i];
  }
  return all + "`";
}

std::string shown(const Tree::Node& node) {
  if (node.type == NodeType::Mapping) return "an object";
  if (node.type == NodeType::Sequence) return "a list";
  if (yaml::is_null(node)) return "null";
  return "`" + std::string(node.scalar.substr(0, 60)) + "`";
}

class Walk {
 public:
  Walk(Context& context, Kind kind) : context_(context), kind_(kind) {}

  void object(NodeId node, const std::string& path, bool is_quiet) {
    const Tree::Node& at = context_.tree[node];
    for (std::size_t i = 0; i + 1 < at.items.size(); i += 2) {
      const std::string key(context_.tree[at.items[i]].scalar);
      const std::string inner = path.empty() ? key : path + "." + key;
      // A key with a dot in it is none of the table's paths.
      const bool is_name = key.find_first_of(".[*") == std::string::npos;
      if (const Row* row = is_name ? find_row(kind_, inner) : nullptr) {
        field(at.items[i], at.items[i + 1], *row, inner, is_quiet);
      } else if (!is_quiet) {
        unknown(at.items[i], inner, path);
      }
    }
    for (const Row* row : required_rows(kind_, path)) {
      const std::string name(row->path.substr(path.empty() ? 0 : path.size() + 1));
      if (context_.tree.find(node, name)) continue;
      Span where = at.at;
      where.end = std::min(where.end, where.begin + 1);
      context_.error("E0801", where,
                     (path.empty() ? "the document" : "`" + path + "`") + " has no `" + name + "`");
    }
  }

 private:
  void field(NodeId key, NodeId node, const Row& row, const std::string& path, bool is_quiet) {
    if (row.treatment != Treatment::Modelled && !is_quiet) {
      context_.gap(context_.at(key), path, effect_of(row.treatment), words(row.touches),
                   std::string(row.reason));
      is_quiet = true;
    }
    value(node, row, path, is_quiet);
  }

  void unknown(NodeId key, const std::string& path, const std::string& around) {
    std::vector<std::string> known;
    for (const Row& row : rows(kind_)) {
      if (parent_of(row.path) != around || row.path.ends_with("[]")) continue;
      known.emplace_back(row.path.substr(around.empty() ? 0 : around.size() + 1));
    }
    const std::string near = nearest_name(std::string(context_.tree[key].scalar), known);
    std::string reason = "not known to ringfence";
    if (!near.empty()) reason += "; did you mean `" + near + "`?";
    context_.gap(context_.at(key), path, GapEffect::Unknown, {"container.*"}, std::move(reason));
  }

  void value(NodeId node, const Row& row, const std::string& path, bool is_quiet) {
    using enum Shape;
    const Tree::Node at = context_.tree[node];
    const bool is_object = at.type == NodeType::Mapping;
    const bool is_list = at.type == NodeType::Sequence;
    if (row.shape == Object || row.shape == Any || row.shape == Map || row.shape == TextMap) {
      if (!is_object) return refuse(node, path, "an object");
      if (row.shape == Object) object(node, path, is_quiet);
      if (row.shape == Map || row.shape == TextMap) map(node, row, path, is_quiet);
    } else if (row.shape == List || row.shape == Texts || row.shape == U32s) {
      if (!is_list) return refuse(node, path, "a list");
      for (const NodeId item : at.items) list_item(item, row, path, is_quiet);
      if (at.items.empty() && must_have_items(row.path)) refuse(node, path, "at least one item");
    } else {
      scalar(node, row, path);
    }
  }

  static bool must_have_items(std::string_view path) {
    return path == "linux.seccomp.syscalls[].names" || path == "windows.layerFolders";
  }

  void map(NodeId node, const Row& row, const std::string& path, bool is_quiet) {
    const Tree::Node at = context_.tree[node];
    for (std::size_t i = 1; i < at.items.size(); i += 2) {
      if (row.shape == Shape::TextMap) {
        if (!is_string(context_.tree[at.items[i]])) refuse(at.items[i], path, "a string");
      } else if (const Row* inner = find_row(kind_, std::string(row.path) + ".*")) {
        value(at.items[i], *inner, path + ".*", is_quiet);
      }
    }
  }

  void list_item(NodeId node, const Row& row, const std::string& path, bool is_quiet) {
    if (row.shape == Shape::List) {
      if (const Row* inner = find_row(kind_, std::string(row.path) + "[]")) {
        value(node, *inner, path + "[]", is_quiet);
      }
    } else {
      scalar(node, row, path);
    }
  }

  void scalar(NodeId node, const Row& row, const std::string& path) {
    const Tree::Node at = context_.tree[node];
    if (row.shape == Shape::Flag) {
      const bool is_flag =
          at.type == NodeType::Scalar && at.plain && (at.scalar == "true" || at.scalar == "false");
      if (!is_flag) refuse(node, path, "true or false");
      return;
    }
    if (const auto range = range_of(row.shape)) {
      const auto number =
          at.type == NodeType::Scalar && at.plain ? yaml::as_integer(at) : std::nullopt;
      if (!number || *number < range->low || *number > range->high) {
        refuse(node, path,
               "a whole number from " + to_string(range->low) + " to " + to_string(range->high));
      }
      return;
    }
    if (!is_string(at)) return refuse(node, path, "a string");
    if (const std::string_view shape = wanted(row.shape, at.scalar); !shape.empty()) {
      return refuse(node, path, std::string(shape));
    }
    if (row.choices.empty()) return;
    const std::vector<std::string> choices = words(row.choices);
    if (std::find(choices.begin(), choices.end(), at.scalar) != choices.end()) return;
    const std::string near = nearest_name(std::string(at.scalar), choices);
    refuse(node, path, listed(choices), near.empty() ? "" : "did you mean `" + near + "`?");
  }

  void refuse(NodeId node, const std::string& path, const std::string& what,
              std::string help = {}) {
    Span where = context_.at(node);
    const yaml::NodeType type = context_.tree[node].type;
    if (type == NodeType::Mapping || type == NodeType::Sequence) {
      where.end = std::min(where.end, where.begin + 1);
    }
    context_.error("E0802", where,
                   "expected " + what + " as `" + path + "`, found " + shown(context_.tree[node]),
                   std::move(help));
  }

  Context& context_;
  Kind kind_;
};

}  // namespace

void check_fields(Context& context, Kind kind) {
  Walk(context, kind).object(context.root, "", false);
}

}  // namespace ringfence::ingest::oci
