#include "report/markdown.h"

#include <algorithm>

#include "report/counts.h"
#include "report/escape.h"

namespace ringfence::report {
namespace {

/// The longest run of backticks in the text.
std::size_t backticks(std::string_view text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

/// A bar ends a cell of a table, also inside code.
std::string cell(std::string_view text) {
  std::string span = code_span(text);
  for (std::size_t at = 0; (at = span.find('|', at)) != std::string::npos; at += 2) {
    span.insert(at, "\\");
  }
  return span;
}

std::string where(const Entry& entry, const RunFacts& facts, const Sources& sources) {
  if (!entry.primary.at.is_somewhere()) return "";
  const Span& at = entry.primary.at;
  const std::string& name = sources.name(at.source);
  return cell(facts.path_in_repository(name).value_or(name) + ":" +
              std::to_string(sources.position(at.source, at.begin).line));
}

std::string row(const Entry& entry, const RunFacts& facts, const Sources& sources) {
  return "| " + word_for(entry) + " | " + cell(entry.id) + " | " + cell(entry.severity) + " | " +
         cell(entry.message) + " | " + where(entry, facts, sources) + " |\n";
}

std::string block_of(const Entry& entry, const Sources& sources) {
  std::string text = body_text(entry, sources);
  std::string controls;
  for (const std::string& control : entry.controls)
    controls += (controls.empty() ? "" : ", ") + control;
  return controls.empty() ? text : text + "controls: " + controls + "\n";
}

std::string folded(const std::string& summary, const std::string& body) {
  return "<details><summary>" + summary + "</summary>\n\n" + body + "\n</details>\n\n";
}

/// A summary is HTML, where code spans do not work.
std::string html_code(std::string_view text) {
  std::string out = "<code>";
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out + "</code>";
}

std::string list_of(const std::vector<Entry>& entries, Entry::Kind kind) {
  std::string list;
  for (const Entry& entry : entries) {
    if (entry.kind != kind) continue;
    list += "- " + code_span(entry.id);
    if (!entry.title.empty()) list += ": " + code_span(entry.title);
    if (kind == Entry::Kind::Holds) list += entry.certified ? " (certified)" : "";
    list += "\n";
  }
  return list;
}

std::string accepted_of(const Digest& digest, const Sources& sources) {
  std::string list;
  for (const Entry& entry : digest.entries) {
    if (!entry.accepted) continue;
    const Span& at = entry.accepted->waiver.at;
    list += "- " + code_span(entry.id) + ": " + code_span(entry.message) + ", " + word_for(entry) +
            ": " + code_span(entry.accepted->justification);
    if (at.is_somewhere()) list += " at " + code_span(sources.place(at));
    list += "\n";
  }
  return list;
}

/// Of those that do not do what their authors want.
std::string notices_text(const std::vector<Notice>& notices, const Sources& sources) {
  std::string list;
  for (const Notice& notice : notices) {
    if (!notice.is_warning) continue;
    const Span& at = notice.at.at;
    const std::string place = at.is_somewhere() ? sources.place(at) + ": " : "";
    list += "- warning: " + code_span(place + notice.message) + "\n";
  }
  return list;
}

std::size_t number_of(const std::vector<Entry>& entries, Entry::Kind kind) {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(),
                    [&](const Entry& entry) { return entry.kind == kind && !entry.accepted; }));
}

}  // namespace

std::string code_span(std::string_view text) {
  const std::string shown = visible(text);
  if (shown.empty()) return "";
  const std::string fence(backticks(shown) + 1, '`');
  const bool needs_blank = shown.front() == '`' || shown.back() == '`';
  const char* blank = needs_blank ? " " : "";
  return fence + blank + shown + blank + fence;
}

std::string code_block(std::string_view text) {
  const std::string fence(std::max<std::size_t>(backticks(text) + 1, 3), '`');
  std::string out = fence + "text\n" + std::string(text);
  if (!out.ends_with('\n')) out += '\n';
  return out + fence + "\n";
}

std::string markdown(const Digest& digest, const RunFacts& facts, const Sources& sources) {
  const std::size_t violated = number_of(digest.entries, Entry::Kind::Violated);
  const std::size_t vacuous = number_of(digest.entries, Entry::Kind::Vacuous);
  const std::size_t open = number_of(digest.entries, Entry::Kind::Undecided);
  const std::size_t holding = number_of(digest.entries, Entry::Kind::Holds);
  std::string out = "### ringfence: " + std::to_string(violated) + " violated, " +
                    std::to_string(vacuous) + " vacuous, " + std::to_string(open) + " undecided, " +
                    std::to_string(holding) + " hold\n\n";
  std::string rows, blocks;
  for (const Entry& entry : digest.entries) {
    if (!is_failure(entry) && entry.kind != Entry::Kind::Undecided) continue;
    rows += row(entry, facts, sources);
    const std::string block = block_of(entry, sources);
    if (!block.empty()) blocks += folded(html_code(entry.id), code_block(block));
  }
  if (!rows.empty()) {
    out += "| verdict | policy | severity | what | where |\n| --- | --- | --- | --- | --- |\n" +
           rows + "\n" + blocks;
  }
  const std::string accepted = accepted_of(digest, sources);
  if (!accepted.empty()) out += folded("waived or in the baseline", accepted);
  const std::string notices = notices_text(digest.notices, sources);
  if (!notices.empty()) out += notices + "\n";
  const std::string held = list_of(digest.entries, Entry::Kind::Holds);
  if (!held.empty())
    out += folded(plural(holding, "statement") + " that hold" + (holding == 1 ? "s" : ""), held);
  const std::string idle = list_of(digest.entries, Entry::Kind::NotApplicable);
  if (!idle.empty()) out += folded("not applicable", idle);
  return out + "Checked " + plural(facts.inputs.size(), "file") + " with ringfence " +
         facts.version + ".\n";
}

std::string markdown(const Diagnostics& errors, const RunFacts&, const Sources& sources) {
  std::string text;
  for (const Diagnostic& error : errors) {
    text += "error[" + std::string(error.code) + "]: " + bounded(error.message) + "\n";
    if (error.at.is_somewhere()) text += "  " + visible(sources.place(error.at)) + "\n";
    if (!error.help.empty()) text += "  help: " + bounded(error.help) + "\n";
  }
  return "### ringfence could not run\n\n" + code_block(text);
}

}  // namespace ringfence::report
