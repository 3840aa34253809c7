#include "report/finding_text.h"

#include <algorithm>

#include "base/match.h"
#include "report/counts.h"
#include "report/escape.h"
#include "report/names.h"
#include "report/snippet.h"

namespace ringfence::report {
namespace {

/// More places than this are named in one line each instead of being drawn.
constexpr std::size_t kDrawn = 6;
constexpr std::size_t kListed = 12;

std::string row(const Style& style, const std::string& key, const std::string& value) {
  return "   " + painted(style, Paint::Place, "=") + " " + key + ": " + visible(value) + "\n";
}

std::string indented(const std::string& value) {
  return "       " + visible(value) + "\n";
}

std::string headline(const check::Verdict& verdict, Paint paint, const Style& style) {
  const std::string word = !verdict.is_accepted ? word_for(verdict.outcome)
                           : is_waived(verdict) ? "waived"
                                                : "known";
  std::string line = painted(style, paint, word + "[" + visible(verdict.id) + "]");
  if (!verdict.policy->title.empty()) {
    line += painted(style, Paint::Strong, ": " + visible(verdict.policy->title));
  }
  return line + "\n";
}

std::string subjects_text(const model::Model& model, const semantics::Subjects& subjects) {
  std::string text;
  for (const auto& [variable, entity] : subjects) {
    text += (text.empty() ? "" : ", ") + variable + " = " + name_of(model, entity);
  }
  return text;
}

/// The facts of a scene as labels, sentence by sentence; the policy's own line comes first.
std::vector<Label> labels_of(const check::Scene& scene, Span primary, std::string said) {
  std::vector<Label> labels = {{primary, std::move(said), true}};
  for (std::size_t i = 0; i < scene.facts.size() && labels.size() <= kDrawn; ++i) {
    labels.push_back(
        {scene.facts[i], i < scene.facts_text.size() ? scene.facts_text[i] : "", false});
  }
  return labels;
}

std::string lines_of(const std::vector<Span>& spans, const std::vector<std::string>& texts,
                     std::size_t from, const Sources& sources) {
  std::string out;
  const std::size_t size = std::max(spans.size(), texts.size());
  const std::size_t shown = std::min(size, from + kListed);
  for (std::size_t i = from; i < shown; ++i) {
    const bool placed = i < spans.size() && spans[i].is_somewhere();
    std::string line = i < texts.size() ? texts[i] : "";
    if (placed) line += (line.empty() ? "" : "  ") + ("(" + sources.place(spans[i]) + ")");
    out += indented(line);
  }
  if (size > shown) out += indented("and " + std::to_string(size - shown) + " more");
  return out;
}

std::string choices_text(const model::Model& model, const check::Scene& scene, const Style& style,
                         const std::string& title) {
  if (scene.choices.empty()) return row(style, title, "every world; nothing was left to choose");
  std::string out = "   " + painted(style, Paint::Place, "=") + " " + title + ":\n";
  for (std::size_t i = 0; i < scene.choices.size() && i < kListed; ++i) {
    out += indented(choice_text(model, scene.choices[i]));
  }
  if (scene.choices.size() > kListed) {
    out += indented("and " + std::to_string(scene.choices.size() - kListed) + " more");
  }
  if (!scene.minimal)
    out += row(style, "note", "not minimal: the budget for reducing it was spent");
  return out;
}

/// What else the statement fails for in the same world.
std::string others_text(const model::Model& model, const check::Scene& scene, const Style& style) {
  constexpr std::size_t kEnough = 5;  // a full list is in the JSON report
  if (scene.others.empty()) return "";
  std::string out = "   " + painted(style, Paint::Place, "=") + " fails there also for:\n";
  for (std::size_t i = 0; i < scene.others.size() && i < kEnough; ++i)
    out += indented(subjects_text(model, scene.others[i]));
  if (scene.others.size() > kEnough || !scene.others_complete) {
    const std::size_t left = scene.others.size() - std::min(scene.others.size(), kEnough);
    out += indented("and " + std::string(scene.others_complete ? "" : "at least ") +
                    std::to_string(left) + " more");
  }
  return out;
}

/// The findings that were accepted, and why, each in a line.
std::string accepted_rows(const model::Model& model, const check::Report& report,
                          const check::Verdict& verdict, const Sources& sources,
                          const Style& style) {
  std::string out;
  for (std::size_t i = 0; i < verdict.accepted.size() && i < kListed; ++i) {
    const check::Suppression& each = verdict.accepted[i];
    std::string line = subjects_text(model, each.subjects);
    if (each.waiver) {
      const syntax::Waiver& waiver = report.waivers[*each.waiver].waiver;
      line += (line.empty() ? "" : ": ") + waiver.reason;
      if (!waiver.owner.empty()) line += "; owner: " + waiver.owner;
      if (!waiver.expires.empty()) line += "; until " + waiver.expires;
      line += "  (" + sources.place(waiver.at) + ")";
    }
    if (line.empty()) line = "this finding";  // it is about nothing in particular
    out += row(style, each.waiver ? "waived" : "in the baseline", line);
  }
  if (verdict.accepted.size() > kListed)
    out += indented("and " + std::to_string(verdict.accepted.size() - kListed) + " more");
  return out;
}

std::string closing(const check::Verdict& verdict, const Style& style) {
  std::string out;
  if (!verdict.policy->controls.empty()) {
    std::string controls;
    for (const std::string& control : verdict.policy->controls) {
      controls += (controls.empty() ? "" : ", ") + control;
    }
    out += row(style, "controls", controls);
  }
  out += row(style, "severity", verdict.policy->severity);
  if (!verdict.policy->help.empty()) {
    out += painted(style, Paint::Good, "help") + ": " + visible(verdict.policy->help) + "\n";
  }
  return out;
}

std::string gaps_text(const model::Model& model, const std::vector<std::size_t>& gaps,
                      const Sources& sources) {
  std::string out;
  for (std::size_t i = 0; i < gaps.size() && i < kListed; ++i) {
    const syntax::Gap& gap = model.gaps[gaps[i]];
    out += indented(gap.construct + "  (" + sources.place(gap.at) + ")" +
                    (gap.reason.empty() ? "" : ": " + gap.reason));
  }
  if (gaps.size() > kListed)
    out += indented("and " + std::to_string(gaps.size() - kListed) + " more");
  return out;
}

std::string violated_text(const model::Model& model, const check::Verdict& verdict,
                          const check::Violated& violated, const std::string& accepted,
                          const Sources& sources, const Style& style) {
  std::string out = headline(verdict, Paint::Error, style);
  if (violated.counterexample) {
    const check::Scene& scene = *violated.counterexample;
    const Span primary = scene.deciding.is_somewhere() ? scene.deciding : verdict.statement->at;
    const std::string subjects = subjects_text(model, scene.subjects);
    out += snippet(
        sources, labels_of(scene, primary, subjects.empty() ? "" : "fails for " + subjects), style);
    out += choices_text(model, scene, style, "counterexample");
    if (scene.facts.size() > kDrawn) {
      out += "   = also because of:\n" + lines_of(scene.facts, scene.facts_text, kDrawn, sources);
    }
    out += others_text(model, scene, style);
  } else {
    out += snippet(sources, {{verdict.statement->at, "no world makes this true", true}}, style);
    out += "   = because of:\n" + lines_of(violated.core, violated.core_text, 0, sources);
  }
  if (violated.possible_only) {
    out += row(style, "note", "possible only: what is not modelled here may exclude this world");
    out += gaps_text(model, violated.gaps, sources);
  }
  return out + accepted + closing(verdict, style);
}

std::string holds_text(const model::Model& model, const check::Verdict& verdict,
                       const check::Holds& holds, const Sources& sources, const Style& style) {
  std::string out = headline(verdict, Paint::Good, style);
  if (holds.witness) {
    out += choices_text(model, *holds.witness, style, "a world that shows it");
    return out;
  }
  if (holds.core_text.empty() && holds.core.empty()) {
    return out + row(style, "holds because of", "its own text; no fact was needed");
  }
  out += "   " + painted(style, Paint::Place, "=") + " holds because of" +
         (holds.core_minimal ? "" : " (not minimal)") + ":\n";
  constexpr std::size_t kEnough = 5;  // a full list is in the JSON report
  const std::size_t size = std::max(holds.core.size(), holds.core_text.size());
  std::vector<std::string> texts = holds.core_text;
  texts.resize(std::min(texts.size(), kEnough));
  std::vector<Span> spans = holds.core;
  spans.resize(std::min(spans.size(), kEnough));
  out += lines_of(spans, texts, 0, sources);
  if (size > kEnough) out += indented("and " + std::to_string(size - kEnough) + " more");
  return out;
}

/// `accepted`: rows about findings of the same statement that do not count.
std::string outcome_text(const model::Model& model, const check::Verdict& verdict,
                         const std::string& accepted, const Sources& sources, const Style& style) {
  return match(
      verdict.outcome,
      [&](const check::Holds& holds) { return holds_text(model, verdict, holds, sources, style); },
      [&](const check::Violated& violated) {
        return violated_text(model, verdict, violated, accepted, sources, style);
      },
      [&](const check::Vacuous& vacuous) {
        return headline(verdict, Paint::Error, style) +
               snippet(sources, {{verdict.statement->at, "", true}}, style) +
               row(style, "reason", vacuous.reason);
      },
      [&](const check::Undecided& undecided) {
        return headline(verdict, Paint::Warning, style) +
               snippet(
                   sources,
                   {{undecided.at.is_somewhere() ? undecided.at : verdict.statement->at, "", true}},
                   style) +
               row(style, "reason", undecided.reason) + gaps_text(model, undecided.gaps, sources) +
               accepted;
      },
      [&](const check::NotApplicable& none) {
        return headline(verdict, Paint::Quiet, style) + row(style, "reason", none.reason);
      });
}

}  // namespace

std::string finding_text(const model::Model& model, const check::Report& report,
                         const check::Verdict& verdict, const Sources& sources,
                         const Style& style) {
  const std::string accepted = accepted_rows(model, report, verdict, sources, style);
  if (!verdict.is_accepted) return outcome_text(model, verdict, accepted, sources, style);
  const std::string rest = verdict.is_rest_certified
                               ? row(style, "note", "nothing else fails, which is certified")
                               : std::string();
  return headline(verdict, Paint::Quiet, style) + accepted + rest;
}

std::string contradiction_text(const check::Contradiction& contradiction, const Sources& sources,
                               const Style& style) {
  std::string out = painted(style, Paint::Error, "violated[contradiction]") +
                    painted(style, Paint::Strong, ": the declarations have no world at all") + "\n";
  std::vector<Label> labels;
  for (std::size_t i = 0; i < contradiction.core.size() && i < kDrawn; ++i) {
    labels.push_back({contradiction.core[i],
                      i < contradiction.core_text.size() ? contradiction.core_text[i] : "",
                      i == 0});
  }
  out += snippet(sources, labels, style);
  out += "   = these contradict each other:\n" +
         lines_of(contradiction.core, contradiction.core_text, 0, sources);
  return out + "help: remove or loosen one of them; no policy means anything until then\n";
}

}  // namespace ringfence::report
