// The canonical form of a document: first a tree of lines, then the text with its comments.
//
// What the author chose and the form keeps: the order of declarations, single blank lines between
// them, and comments. A comment on its own line goes before the line (declaration, setting,
// clause) that it stands before or in; one behind code goes behind the line that ends there.
// After one pass every comment stands where it will be put again, so printing is idempotent.
#include <algorithm>

#include "base/match.h"
#include "syntax/layout.h"
#include "syntax/print.h"

namespace ringfence::syntax {
namespace {

constexpr std::uint32_t kNoEnd = 0xffffffff;
constexpr std::size_t kStep = 2;  ///< Blanks for each level of braces.

/// A line of the form, or one that ends in `{`, with what stands in the braces.
struct Line {
  Span at;
  std::string text;
  bool has_body = false;
  std::vector<Line> body = {};
};

std::string titled(const std::string& word, const Ident& name, const std::string& title) {
  return word + " " + written_name(name.text) + (title.empty() ? "" : " " + quoted(title));
}

/// `head { a; b }` if that is short, has nothing with a body in it and loses no comment.
void fold_if_short(Line& line, std::size_t indent, std::size_t most, bool has_comment) {
  if (has_comment || line.body.size() > most) return;
  std::string inside;
  for (const Line& part : line.body) {
    if (part.has_body || part.text.find('\n') != std::string::npos) return;
    const bool ends = part.text.ends_with(';');
    inside += (inside.empty() ? "" : "; ") + part.text.substr(0, part.text.size() - (ends ? 1 : 0));
  }
  const std::string whole = line.text + (inside.empty() ? "}" : " " + inside + " }");
  if (indent + whole.size() > kLineWidth) return;
  line = {line.at, whole};
}

/// Makes the tree of lines.
class Former {
 public:
  explicit Former(const Document& document) : document_(document) {}

  Line line(const Item& item) const {
    return match(
        item,
        [](const Import& import) {
          return Line{import.at, "import " + quoted(import.pattern)};
        },
        [&](const EntityDecl& entity) { return line(entity, 0); },
        [](const Link& link) { return line(link); }, [](const Def& def) { return line(def); },
        [&](const Policy& policy) { return line(policy, 0); },
        [&](const Assume& assume) { return line(assume, 0); },
        [&](const TestBlock& test) { return line(test); });
  }

 private:
  Line line(const EntityDecl& entity, std::size_t indent) const {
    Line made{entity.at, entity.kind.text + " " + written_name(entity.name.text), true};
    if (entity.replicas) made.text += written_range(*entity.replicas);
    for (const Setting& setting : entity.settings) {
      if (setting.before_brace) {
        made.text += " " + setting.attribute + " " + print(setting.value);
        continue;
      }
      made.body.push_back(
          {{setting.attribute_at.source, setting.attribute_at.begin, setting.value_at.end},
           setting.attribute + (setting.key ? "[" + quoted(*setting.key) + "]" : "") + ": " +
               print(setting.value) + ";"});
    }
    made.text += " {";
    for (const EntityDecl& inner : entity.inner) made.body.push_back(line(inner, indent + kStep));
    order(made.body);
    fold_if_short(made, indent, entity.inner.empty() ? made.body.size() : 0,
                  has_comment_in(entity.at));
    return made;
  }

  static Line line(const Link& link) {
    return {link.at, "link " + link.left_kind.text + " " + written_name(link.left_name.text) +
                         " = " + link.right_kind.text + " " + written_name(link.right_name.text)};
  }

  static Line line(const Def& def) {
    Line made{def.at, ""};
    for (std::size_t begin = 0; !def.description.empty() && begin <= def.description.size();) {
      const std::size_t end = std::min(def.description.find('\n', begin), def.description.size());
      const std::string part = def.description.substr(begin, end - begin);
      made.text += part.empty() ? "///\n" : "/// " + part + "\n";
      begin = end + 1;
    }
    std::string head = (def.is_attribute ? "derive " : "def ") + def.name.text;
    std::string params;
    for (const Param& param : def.params) {
      params += (params.empty() ? "" : ", ") + param.name.text + ": " + written_type(param.type);
    }
    if (!def.params.empty()) head += "(" + params + ")";
    head += " =";
    const std::string body = print(def.body);
    const bool fits = head.size() + 1 + body.size() <= kLineWidth;
    made.text += head + (fits ? " " + body : "\n  " + lay_out(def.body, kStep, kStep));
    return made;
  }

  static std::string written_type(const std::string& type) {
    std::string text;
    for (const char c : type) text += c == '|' ? std::string(" | ") : std::string(1, c);
    return text;
  }

  static Line clause(const Span& at, const std::string& word, const Expr& formula,
                     std::size_t indent) {
    const std::size_t column = indent + word.size() + 1;
    return {at, word + " " + lay_out(formula, indent + kStep, column)};
  }

  static Line line(const Statement& statement, std::size_t indent) {
    if (statement.kind != StatementKind::Survives) {
      const bool is_assert = statement.kind == StatementKind::Assert;
      return clause(statement.at, is_assert ? "assert" : "possible", statement.formula, indent);
    }
    std::string head = "survives " + written_sum(*statement.failures) + " of ";
    const std::vector<Expr> guard =
        statement.failing_guard ? std::vector<Expr>{*statement.failing_guard} : std::vector<Expr>{};
    head += statement.failing->variables.empty()
                ? written_binders({{{}, statement.failing->range}}, guard).substr(4)
                : written_binders({*statement.failing}, guard);
    return clause(statement.at, head + ":", statement.formula, indent);
  }

  Line line(const Policy& policy, std::size_t indent) const {
    Line made{policy.at, titled("policy", policy.name, policy.title) + " {", true};
    const std::size_t inside = indent + kStep;
    if (policy.severity_at.is_somewhere() || policy.severity != "medium") {
      made.body.push_back({policy.severity_at, "severity: " + policy.severity});
    }
    std::string controls;
    for (const std::string& control : policy.controls) {
      controls += (controls.empty() ? "" : ", ") + quoted(control);
    }
    if (!controls.empty())
      made.body.push_back({policy.controls_at, "controls: [" + controls + "]"});
    if (!policy.description.empty()) {
      made.body.push_back({policy.description_at, "description: " + quoted(policy.description)});
    }
    if (!policy.help.empty()) made.body.push_back({policy.help_at, "help: " + quoted(policy.help)});
    const bool is_plain = made.body.empty();
    if (policy.applies_when) {
      made.body.push_back(
          clause(policy.applies_when->at, "applies when", *policy.applies_when, inside));
    }
    for (const Statement& statement : policy.statements) {
      made.body.push_back(line(statement, inside));
    }
    fold_if_short(made, indent, is_plain ? 2 : 0, has_comment_in(policy.at));
    return made;
  }

  Line line(const Assume& assume, std::size_t indent) const {
    Line made{assume.at, titled("assume", assume.name, assume.description) + " {", true};
    made.body.push_back(
        {assume.formula.at, lay_out(assume.formula, indent + 2 * kStep, indent + kStep)});
    fold_if_short(made, indent, 1, has_comment_in(assume.at));
    return made;
  }

  Line line(const TestBlock& test) const {
    Line made{test.at, "test " + quoted(test.title) + " {", true};
    for (const EntityDecl& entity : test.entities) made.body.push_back(line(entity, kStep));
    for (const Link& link : test.links) made.body.push_back(line(link));
    for (const Assume& assume : test.assumes) made.body.push_back(line(assume, kStep));
    for (const Policy& policy : test.policies) made.body.push_back(line(policy, kStep));
    for (const Expectation& expected : test.expectations) {
      made.body.push_back({expected.at, "expect " + expected.verdict + " " +
                                            written_name(expected.policy.text) + ";"});
    }
    order(made.body);
    return made;
  }

  /// Back into the author's order, if all have a place.
  static void order(std::vector<Line>& lines) {
    const auto is_placed = [](const Line& line) { return line.at.is_somewhere(); };
    if (!std::all_of(lines.begin(), lines.end(), is_placed)) return;
    std::stable_sort(lines.begin(), lines.end(),
                     [](const Line& a, const Line& b) { return a.at.begin < b.at.begin; });
  }

  bool has_comment_in(const Span& at) const {
    if (!at.is_somewhere()) return false;
    const auto& all = document_.comments;
    const auto first = std::lower_bound(
        all.begin(), all.end(), at.begin,
        [](const Comment& comment, std::uint32_t offset) { return comment.at.begin < offset; });
    return first != all.end() && first->at.begin < at.end;
  }

  const Document& document_;
};

/// Writes lines with the comments and blank lines between them.
class Writer {
 public:
  explicit Writer(const Document& document) : document_(document) {}

  void top(const Line& line, bool wants_blank, std::uint32_t limit) {
    wants_blank_ = !out_.empty() && wants_blank;
    write(line, 0, limit);
  }

  std::string finish() {
    wants_blank_ = false;
    comments_before(kNoEnd, 0);
    return std::move(out_);
  }

 private:
  void write(const Line& line, std::size_t indent, std::uint32_t limit) {
    const bool is_placed = line.at.is_somewhere();
    if (is_placed)
      comments_before(line.has_body ? line.at.begin : line.at.end, indent, line.at.begin);
    start(line.at, indent);
    out_ += line.text;
    if (line.has_body) {
      out_ += '\n';
      if (is_placed) source_end_ = line.at.begin;
      for (const Line& inner : line.body) {
        write(inner, indent + kStep, limit_of(inner, line.body, line.at.end));
      }
      if (is_placed) comments_before(line.at.end, indent + kStep);
      out_ += std::string(indent, ' ') + "}";
    }
    if (is_placed) {
      source_end_ = line.at.end;
      comments_behind(limit);
    }
    out_ += '\n';
  }

  /// Up to where comments behind `line` are its own: the next of `lines`, or their end.
  static std::uint32_t limit_of(const Line& line, const std::vector<Line>& lines,
                                std::uint32_t end) {
    std::uint32_t limit = end;
    for (const Line& other : lines) {
      if (other.at.is_somewhere() && other.at.begin >= line.at.end) {
        limit = std::min(limit, other.at.begin);
      }
    }
    return limit;
  }

  void start(const Span& at, std::size_t indent) {
    const bool is_first = out_.empty() || out_.ends_with("{\n");
    if (!is_first && (wants_blank_ || had_blank_before(at))) out_ += '\n';
    wants_blank_ = false;
    out_.append(indent, ' ');
  }

  bool had_blank_before(const Span& at) const {
    if (!at.is_somewhere() || source_end_ == 0) return false;
    const auto& all = document_.blank_lines;
    const auto first = std::lower_bound(all.begin(), all.end(), source_end_);
    return first != all.end() && *first < at.begin;
  }

  /// Comments that begin before `end`, each on a line of its own, above a line of the form that
  /// begins at `line_begin`.
  void comments_before(std::uint32_t end, std::size_t indent, std::uint32_t line_begin = kNoEnd) {
    const auto& all = document_.comments;
    for (; next_ < all.size() && all[next_].at.begin < end; ++next_) {
      start(all[next_].at, indent);
      // A `///` that was inside a definition must not become its description.
      const bool was_inside = all[next_].at.begin > line_begin;
      const bool describes = was_inside && all[next_].text.starts_with("///");
      out_ += all[next_].text.substr(describes ? 1 : 0) + "\n";
      source_end_ = all[next_].at.end;
    }
  }

  /// Comments that stand behind what ends at `source_end_`, on its last line.
  void comments_behind(std::uint32_t limit) {
    const auto& all = document_.comments;
    for (; next_ < all.size() && !all[next_].owns_line && all[next_].at.begin < limit; ++next_) {
      if (all[next_].at.begin < source_end_) return;
      out_ += "  " + all[next_].text;
      source_end_ = all[next_].at.end;
    }
  }

  const Document& document_;
  std::string out_;
  std::size_t next_ = 0;          ///< The first comment not yet written.
  std::uint32_t source_end_ = 0;  ///< Of what was written last.
  bool wants_blank_ = false;
};

std::uint32_t begin_of(const Item& item) {
  return std::visit(
      [](const auto& node) { return node.at.is_somewhere() ? node.at.begin : kNoEnd; }, item);
}

}  // namespace

std::string print(const Document& document) {
  const Former former(document);
  Writer writer(document);
  const std::vector<Item>& items = document.items;
  if (document.language_version) {
    writer.top({document.version_at, "ringfence " + *document.language_version + ";"}, false,
               items.empty() ? kNoEnd : begin_of(items.front()));
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    // Where the author cannot have set a blank line, one stands between different things.
    const bool was_written = begin_of(items[i]) != kNoEnd;
    const bool is_apart = i == 0 || items[i - 1].index() != items[i].index();
    writer.top(former.line(items[i]), !was_written && is_apart,
               i + 1 < items.size() ? begin_of(items[i + 1]) : kNoEnd);
  }
  return writer.finish();
}

}  // namespace ringfence::syntax
