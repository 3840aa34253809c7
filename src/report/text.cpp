#include "report/text.h"

#include <map>

#include "report/counts.h"
#include "report/entries.h"
#include "report/escape.h"
#include "report/finding_text.h"
#include "report/names.h"

namespace ringfence::report {
namespace {

/// What needs attention comes first, so that it is not scrolled away by what is fine.
constexpr const char* kOrder[] = {"violated", "vacuous", "undecided", "accepted", "holds"};

std::string not_applicable_text(const check::Report& report, const Style& style) {
  std::map<std::string, std::string> by_policy;  // one line a policy, not one a statement
  constexpr std::size_t kWidth = 98;             // columns
  std::string names;
  std::size_t width = std::string_view("not applicable").size();
  for (const check::Verdict& verdict : report.verdicts) {
    if (!std::holds_alternative<check::NotApplicable>(verdict.outcome)) continue;
    const std::string name = visible(verdict.policy->name.text);
    if (!by_policy.emplace(name, "").second) continue;
    // A line that is full goes on below.
    const bool is_full = width + name.size() > kWidth;
    names += names.empty() ? ": " : is_full ? ",\n    " : ", ";
    width = (is_full ? 4 : width + 2) + name.size();
    names += name;
  }
  if (names.empty()) return {};
  return painted(style, Paint::Quiet, "not applicable") + names + "\n\n";
}

std::string assumptions_text(const model::Model& model, const check::Report& report) {
  std::map<std::size_t, bool> used;
  for (const check::Verdict& verdict : report.verdicts) {
    if (!std::holds_alternative<check::Holds>(verdict.outcome)) continue;
    for (const std::size_t index : verdict.assumptions) used[index] = true;
  }
  if (used.empty()) return {};
  std::string out = "what holds rests on these assumptions:\n";
  for (const auto& [index, unused] : used) {
    const model::Assumption& assumption = model.assumptions[index];
    out += "    " + visible(assumption.name);
    if (!assumption.description.empty()) out += ": " + visible(assumption.description);
    out += "\n";
  }
  return out + "\n";
}

std::string links_text(const model::Model& model) {
  std::string out;
  for (const model::MachineLink& link : model.links) {
    out += "    " + visible(name_of(model, link.node)) + " is " +
           visible(name_of(model, link.machine)) + " (" + link.reason + ")\n";
  }
  return out.empty() ? out : "machines matched:\n" + out + "\n";
}

std::string_view effect_text(syntax::GapEffect effect) {
  switch (effect) {
    case syntax::GapEffect::Inert:
      return "no influence on these policies";
    case syntax::GapEffect::Narrows:
      return "may exclude worlds";
    case syntax::GapEffect::Widens:
      return "may add worlds";
    case syntax::GapEffect::Unknown:
      return "may add or exclude worlds";
  }
  return "";
}

std::string gaps_text(const model::Model& model, const Sources& sources) {
  std::string out;
  for (const syntax::Gap& gap : model.gaps) {
    out += "    " + visible(sources.place(gap.at)) + ": " + visible(gap.construct) + ": " +
           std::string(effect_text(gap.effect)) +
           (gap.reason.empty() ? "" : "; " + visible(gap.reason)) + "\n";
  }
  return out.empty() ? out : "not modelled:\n" + out + "\n";
}

std::string skipped_text(const RunFacts& facts) {
  std::string out;
  for (const RunFacts::Skipped& skipped : facts.skipped) {
    out += "    " + visible(skipped.path) + ": " + visible(skipped.reason) + "\n";
  }
  return out.empty() ? out : "skipped:\n" + out + "\n";
}

std::string loaded_text(const model::Model& model, const RunFacts& facts) {
  std::map<std::string, std::size_t> formats;
  for (const RunFacts::Input& input : facts.inputs) ++formats[input.format];
  std::string kinds;
  for (const auto& [format, number] : formats) {
    kinds += (kinds.empty() ? "" : ", ") + std::to_string(number) + " " + format;
  }
  std::size_t matter = 0;
  for (const syntax::Gap& gap : model.gaps) {
    if (gap.effect != syntax::GapEffect::Inert) ++matter;
  }
  std::string line = "loaded " + plural(facts.inputs.size(), "file");
  if (!kinds.empty()) line += " (" + kinds + ")";
  line += ", skipped " + std::to_string(facts.skipped.size()) + ", " +
          plural(model.gaps.size(), "construct") + " not modelled";
  if (!model.gaps.empty()) {
    line += " (" + std::to_string(matter) + " could matter; --show-unmodelled lists them)";
  }
  return line + "\n";
}

std::string notices_text(const check::Report& report, const Sources& sources, const Style& style) {
  std::string out;
  for (const Notice& notice : notices_of(report)) {
    const bool is_said = notice.is_warning || notice.kind == "baseline-gone";
    if (!is_said) continue;
    const Span& at = notice.at.at;
    out += notice.is_warning ? painted(style, Paint::Warning, "warning") + ": " : "note: ";
    out += (at.is_somewhere() ? visible(sources.place(at)) + ": " : "") + notice.message + "\n";
  }
  return out;
}

/// The parts that are not empty.
std::string how_they_hold(const Counts& counts) {
  using Parts = std::vector<std::pair<std::size_t, const char*>>;
  const auto list = [](const Parts& parts) {
    std::string text;
    for (const auto& [number, word] : parts) {
      if (number > 0) text += (text.empty() ? "" : ", ") + std::to_string(number) + " " + word;
    }
    return text;
  };
  const std::string how = list({{counts.evaluated, "evaluated"},
                                {counts.solved, "solved"},
                                {counts.witnessed, "shown by a world"}});
  const std::string proofs =
      list({{counts.certified, "certified"}, {counts.uncertified, "uncertified"}});
  return how + (proofs.empty() ? "" : "; " + proofs);
}

std::string summary_text(const check::Report& report, const Style& style) {
  const Counts counts = count(report);
  const auto part = [&](std::size_t number, const char* word, Paint paint) {
    const std::string text = std::to_string(number) + " " + word;
    return number == 0 ? text : painted(style, paint, text);
  };
  std::string line =
      part(counts.violated + (report.contradiction ? 1 : 0), "violated", Paint::Error);
  line += ", " + part(counts.vacuous, "vacuous", Paint::Error);
  line += ", " + part(counts.undecided, "undecided", Paint::Warning);
  line += ", " + part(counts.holds, "hold", Paint::Good);
  if (counts.holds > 0) {
    line += " (" + how_they_hold(counts) + ")";
  }
  if (counts.waived > 0) line += ", " + std::to_string(counts.waived) + " waived";
  if (counts.known > 0) line += ", " + std::to_string(counts.known) + " known from the baseline";
  line += ", " + part(counts.not_applicable, "not applicable", Paint::Quiet);
  if (report.interrupted) line += "; interrupted: this is what was known";
  return line + "\n";
}

}  // namespace

std::string text(const model::Model& model, const check::Report& report, const RunFacts& facts,
                 const Sources& sources, const Style& style) {
  std::string out;
  if (report.contradiction) out += contradiction_text(*report.contradiction, sources, style) + "\n";
  for (const char* word : kOrder) {
    for (const check::Verdict& verdict : report.verdicts) {
      const std::string own = verdict.is_accepted ? "accepted" : word_for(verdict.outcome);
      if (own != word) continue;
      out += finding_text(model, report, verdict, sources, style) + "\n";
    }
  }
  out += not_applicable_text(report, style);
  out += assumptions_text(model, report);
  out += links_text(model);
  for (const Note& remark : model.remarks) {
    const std::string place = remark.at.is_somewhere() ? sources.place(remark.at) + ": " : "";
    out += "note: " + visible(place + remark.text) + "\n";
  }
  out += notices_text(report, sources, style);
  if (facts.show_unmodelled) out += gaps_text(model, sources);
  out += skipped_text(facts);
  out += loaded_text(model, facts);
  return out + summary_text(report, style);
}

}  // namespace ringfence::report
