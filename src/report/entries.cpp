#include "report/entries.h"

#include <algorithm>

#include "base/match.h"
#include "check/identity.h"
#include "report/escape.h"
#include "report/names.h"

namespace ringfence::report {
namespace {

std::vector<Place> places(const std::vector<Span>& spans, const std::vector<std::string>& texts) {
  std::vector<Place> list;
  for (std::size_t i = 0; i < std::max(spans.size(), texts.size()); ++i) {
    list.push_back(
        {i < spans.size() ? spans[i] : Span(), i < texts.size() ? bounded(texts[i]) : ""});
  }
  return list;
}

/// `the agent watches its machine (owner: platform, expires: 2027-01-31)`
std::string justification_of(const syntax::Waiver& waiver) {
  std::string terms;
  if (!waiver.owner.empty()) terms += "owner: " + waiver.owner;
  if (!waiver.expires.empty())
    terms += (terms.empty() ? "" : ", ") + ("expires: " + waiver.expires);
  return waiver.reason + (terms.empty() ? "" : " (" + terms + ")");
}

/// The first that is in an input, as people mend inputs and not packs.
Place primary_of(const std::vector<Place>& candidates, const RunFacts& facts) {
  for (const Place& place : candidates) {
    if (facts.is_input(place.at)) return place;
  }
  for (const Place& place : candidates) {
    if (place.at.is_somewhere()) return place;
  }
  return {};
}

class Cutter {
 public:
  Cutter(const model::Model& model, const check::Report& report, const RunFacts& facts)
      : model_(model), report_(report), facts_(facts) {}

  Entry cut(const check::Verdict& verdict) const {
    const syntax::Policy& policy = *verdict.policy;
    Entry entry;
    entry.id = bounded(verdict.id);
    entry.policy = bounded(policy.name.text);
    entry.title = bounded(policy.title);
    entry.severity = policy.severity;
    entry.description = bounded(policy.description);
    entry.help = bounded(policy.help);
    for (const std::string& control : policy.controls) entry.controls.push_back(bounded(control));
    entry.identity = bounded(check::identity(model_, verdict));
    entry.message = entry.title.empty() ? entry.policy : entry.title;
    match(verdict.outcome, [&](const auto& outcome) { add(outcome, verdict, entry); });
    if (verdict.is_accepted) accept(verdict.accepted.front(), entry);
    if (verdict.is_accepted && verdict.is_rest_certified)
      entry.details.push_back("nothing else fails, which is certified");
    if (!entry.primary.at.is_somewhere()) {
      entry.primary = primary_of({{verdict.statement->at, ""}, {policy.at, ""}}, facts_);
    }
    return entry;
  }

  /// Another finding of the statement, which was accepted.
  Entry further(const check::Verdict& verdict, const check::Suppression& suppression) const {
    check::Verdict bare;
    bare.id = verdict.id;
    bare.policy = verdict.policy;
    bare.statement = verdict.statement;
    check::Violated violated;
    violated.counterexample.emplace();
    violated.counterexample->subjects = suppression.subjects;
    bare.outcome = std::move(violated);
    Entry entry = cut(bare);
    entry.steps.clear();
    entry.is_further = true;
    entry.identity = bounded(suppression.identity);
    accept(suppression, entry);
    return entry;
  }

  Entry cut(const check::Contradiction& contradiction) const {
    Entry entry;
    entry.kind = Entry::Kind::Violated;
    entry.id = entry.policy = entry.identity = "contradiction";
    entry.title = entry.message = "the declarations have no world at all";
    entry.severity = "critical";
    entry.description =
        "The declarations contradict each other; no policy means anything until one is changed.";
    entry.help = "remove or loosen one of them; no policy means anything until then";
    entry.facts = entry.steps = places(contradiction.core, contradiction.core_text);
    entry.primary = primary_of(entry.facts, facts_);
    return entry;
  }

 private:
  void add(const check::Holds& holds, const check::Verdict&, Entry& entry) const {
    entry.kind = Entry::Kind::Holds;
    entry.certified = holds.certificate != nullptr;
    entry.facts = places(holds.core, holds.core_text);
    if (holds.witness) {
      entry.details.push_back("a world shows it");
      add_choices(*holds.witness, entry);
    }
  }

  void add(const check::Violated& violated, const check::Verdict& verdict, Entry& entry) const {
    entry.kind = Entry::Kind::Violated;
    entry.possible_only = violated.possible_only;
    if (violated.counterexample) {
      add_counterexample(*violated.counterexample, verdict, entry);
    } else {
      entry.message += ": no world makes this true";
      entry.facts = entry.steps = places(violated.core, violated.core_text);
    }
    if (violated.possible_only) {
      entry.details.push_back("possible only: what is not modelled may exclude this world");
      add_gaps(violated.gaps, entry);
    }
    entry.primary = primary_of(entry.facts, facts_);
    if (!facts_.is_input(entry.primary.at)) anchor_to_subjects(violated, entry);
  }

  void add(const check::Vacuous& vacuous, const check::Verdict&, Entry& entry) const {
    entry.kind = Entry::Kind::Vacuous;
    entry.message += ": vacuous, " + bounded(vacuous.reason);
  }

  void add(const check::Undecided& undecided, const check::Verdict&, Entry& entry) const {
    entry.kind = Entry::Kind::Undecided;
    entry.message += ": undecided, " + bounded(undecided.reason);
    entry.facts.push_back({undecided.at, "in the way"});
    if (!undecided.at.is_somewhere()) entry.facts.clear();
    add_gaps(undecided.gaps, entry);
    entry.primary = primary_of(entry.facts, facts_);
  }

  void add(const check::NotApplicable& none, const check::Verdict&, Entry& entry) const {
    entry.kind = Entry::Kind::NotApplicable;
    entry.message += ": not applicable, " + bounded(none.reason);
  }

  void accept(const check::Suppression& suppression, Entry& entry) const {
    Entry::Accepted& accepted = entry.accepted.emplace();
    if (!suppression.waiver) {
      accepted.justification = "the baseline has it";
      return;
    }
    const syntax::Waiver& waiver = report_.waivers[*suppression.waiver].waiver;
    accepted.is_in_source = waiver.subject.empty();
    accepted.justification = bounded(justification_of(waiver));
    accepted.waiver = {waiver.at, accepted.justification};
  }

  void add_counterexample(const check::Scene& scene, const check::Verdict& verdict,
                          Entry& entry) const {
    std::string who;
    for (const auto& [variable, entity] : scene.subjects) {
      entry.subjects.push_back(bounded(variable + " = " + name_of(model_, entity)));
      who += (who.empty() ? "" : ", ") + entry.subjects.back();
    }
    if (!who.empty()) entry.message = bounded(entry.message + ": fails for " + who);
    entry.facts = places(scene.facts, scene.facts_text);
    add_choices(scene, entry);
    entry.steps.insert(entry.steps.end(), entry.facts.begin(), entry.facts.end());
    entry.steps.push_back(
        {scene.deciding.is_somewhere() ? scene.deciding : verdict.statement->at,
         who.empty() ? "then this fails" : bounded("then this fails for " + who)});
    if (!scene.others.empty()) {
      entry.details.push_back("it fails there for " +
                              std::string(scene.others_complete ? "" : "at least ") +
                              std::to_string(scene.others.size()) + " more");
    }
  }

  void add_choices(const check::Scene& scene, Entry& entry) const {
    for (const check::Choice& choice : scene.choices) {
      entry.choices.push_back(bounded(choice_text(model_, choice)));
      entry.steps.push_back({model_.unknown(choice.unknown).at, entry.choices.back()});
    }
  }

  void add_gaps(const std::vector<std::size_t>& gaps, Entry& entry) const {
    for (const std::size_t gap : gaps) {
      entry.facts.push_back(
          {model_.gaps[gap].at, bounded("not modelled: " + model_.gaps[gap].construct)});
    }
  }

  /// What is absent has no line: the finding stands at what lacks it.
  void anchor_to_subjects(const check::Violated& violated, Entry& entry) const {
    if (!violated.counterexample) return;
    for (const auto& [variable, entity] : violated.counterexample->subjects) {
      const Span at = model_.entity(entity).at;
      if (!facts_.is_input(at)) continue;
      entry.primary = {at, bounded(variable + " = " + name_of(model_, entity))};
      return;
    }
  }

  const model::Model& model_;
  const check::Report& report_;
  const RunFacts& facts_;
};

}  // namespace

std::vector<Notice> notices_of(const check::Report& report) {
  using State = check::WaiverUse::State;
  std::vector<Notice> notices;
  for (const check::WaiverUse& use : report.waivers) {
    const syntax::Waiver& waiver = use.waiver;
    std::string what = "the waiver of `" + waiver.policy + "`";
    if (!waiver.subject.empty()) what += " for `" + waiver.subject + "`";
    Notice notice{"", "", {waiver.at, bounded(justification_of(waiver))}, true};
    switch (use.state) {
      case State::Used:
        notice = {"waiver-used", what + " is used", notice.at, false};
        break;
      case State::NotReached:
        notice = {"waiver-not-reached", what + " was not reached: another finding counts",
                  notice.at, false};
        break;
      case State::NotAsked:
        notice = {"waiver-not-asked", what + " was not asked about", notice.at, false};
        break;
      case State::Unused:
        notice.kind = "waiver-unused";
        notice.message = what + " is not used: nothing that it covers was found";
        break;
      case State::Expired:
        notice.kind = "waiver-expired";
        notice.message = what + " ended on " + waiver.expires + " and does not count";
        break;
      case State::Unknown:
        notice.kind = "waiver-unknown";
        notice.message = what + " is about a policy that there is not";
        if (!use.nearest.empty()) notice.message += "; did you mean `" + use.nearest + "`?";
        break;
    }
    notice.message = bounded(notice.message);
    notices.push_back(std::move(notice));
  }
  for (const std::string& identity : report.gone) {
    notices.push_back(
        {"baseline-gone",
         bounded("the baseline has `" + identity + "`, and there is no such finding any more"),
         {},
         false});
  }
  return notices;
}

Digest digest(const model::Model& model, const check::Report& report, const RunFacts& facts) {
  const Cutter cutter(model, report, facts);
  Digest digest;
  if (report.contradiction) digest.entries.push_back(cutter.cut(*report.contradiction));
  for (const check::Verdict& verdict : report.verdicts) {
    digest.entries.push_back(cutter.cut(verdict));
    for (std::size_t i = verdict.is_accepted ? 1 : 0; i < verdict.accepted.size(); ++i) {
      digest.entries.push_back(cutter.further(verdict, verdict.accepted[i]));
    }
  }
  digest.notices = notices_of(report);
  return digest;
}

bool is_failure(const Entry& entry) {
  return !entry.accepted &&
         (entry.kind == Entry::Kind::Violated || entry.kind == Entry::Kind::Vacuous);
}

std::string body_text(const Entry& entry, const Sources& sources) {
  std::string text;
  if (entry.accepted) text += word_for(entry) + ": " + entry.accepted->justification + "\n";
  if (!entry.choices.empty()) {
    text += entry.kind == Entry::Kind::Holds ? "shown by the world in which\n"
                                             : "counterexample: the world in which\n";
    for (const std::string& choice : entry.choices) text += "    " + choice + "\n";
  }
  if (!entry.facts.empty()) text += "because of\n";
  for (const Place& fact : entry.facts) {
    const std::string place = fact.at.is_somewhere() ? visible(sources.place(fact.at)) : "";
    text += "    " + place + (place.empty() || fact.text.empty() ? "" : ": ") + fact.text + "\n";
  }
  for (const std::string& detail : entry.details) text += detail + "\n";
  if (!entry.help.empty()) text += "help: " + entry.help + "\n";
  return text;
}

std::string word_for(const Entry& entry) {
  if (entry.accepted) return entry.accepted->waiver.at.is_somewhere() ? "waived" : "known";
  constexpr const char* kWords[] = {"holds", "violated", "vacuous", "undecided", "not applicable"};
  return kWords[static_cast<std::size_t>(entry.kind)];
}

std::string bounded(std::string_view text) {
  std::string shown = visible(text);
  if (width(shown) <= kLongest) return shown;
  std::size_t end = 0;
  for (std::size_t points = 0; end < shown.size(); ++end) {
    const bool starts_a_point = (static_cast<unsigned char>(shown[end]) & 0xc0U) != 0x80U;
    if (starts_a_point && ++points == kLongest) break;
  }
  return shown.substr(0, end) + "…";
}

}  // namespace ringfence::report
