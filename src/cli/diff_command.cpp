#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "check/gaps.h"
#include "check/privileges.h"
#include "check/run.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/network_warnings.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "load/revision.h"
#include "reach/difference.h"
#include "report/diagnostics.h"
#include "report/diff.h"
#include "report/finding_text.h"
#include "report/names.h"

namespace ringfence::cli {
namespace {

/// The current directory for as long as a copy of a revision is read: files are then called what
/// they are called in the repository, which is what places a domain below `hosts/NAME`.
class Inside {
 public:
  explicit Inside(const std::filesystem::path& folder)
      : before_(::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    std::filesystem::current_path(folder);
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() {
    (void)!::fchdir(before_);
    ::close(before_);
  }

 private:
  int before_;
};

/// One side of the comparison.
struct Read {
  Sources texts;    ///< As they were read; facts may point into them.
  Sources sources;  ///< The same with the names that are printed.
  std::optional<Prepared> prepared;
  reach::Graph graph;
};

/// The same texts, with a prefix before the names of those that are the user's.
Sources named(const Sources& sources, const std::string& prefix) {
  Sources result;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    const std::string& name = sources.name(SourceId{i});
    result.add((name.starts_with("specs/") ? "" : prefix) + name,
               std::string(sources.text(SourceId{i})));
  }
  return result;
}

Diagnostics read_side(const Options& options, const std::string& input, Read& side) {
  Options wanted = options;
  wanted.inputs = {input};
  Result<Prepared> prepared = Diagnostic{};
  if (const auto revision = load::revision_path(input)) {
    const Result<load::RevisionCopy> copy = load::copy_revision(*revision);
    if (!copy) return copy.errors();
    wanted.inputs = {copy.value().path()};
    const Inside inside(copy.value().folder());
    prepared = prepare(wanted, side.texts);
    side.sources = named(side.texts, revision->revision + ":");
  } else {
    prepared = prepare(wanted, side.texts);
    side.sources = named(side.texts, "");
  }
  if (!prepared) return prepared.errors();
  side.prepared = std::move(prepared).value();
  side.graph = reach::build(side.prepared->model);
  return ambiguities(side.graph);
}

/// What was read of privileges and not modelled, one line each.
std::string gaps_of_privileges(const model::Model& model, const Sources& sources) {
  const std::vector<std::string> reads = check::privilege_reads();
  std::string text;
  for (const syntax::Gap& gap : model.gaps) {
    if (gap.effect == syntax::GapEffect::Inert) continue;
    const bool touches =
        std::any_of(gap.touches.begin(), gap.touches.end(), [&](const std::string& each) {
          return std::any_of(reads.begin(), reads.end(), [&](const std::string& attribute) {
            return check::covers(each, attribute);
          });
        });
    if (touches) text += warning(gap, sources);
  }
  return text;
}

/// The verdicts of one side's policies, by their names.
Result<check::Report> decide(const Options& options, const Read& side) {
  check::Options questions;
  questions.limits.steps = options.budget;
  questions.limits.watchdog = std::chrono::seconds(options.timeout_seconds);
  questions.limits.cancelled = &watch_for_interrupt();
  Result<check::Report> report = check::run(side.prepared->model, questions, side.sources);
  if (report && report.value().contradiction) {
    return Diagnostic{
        "E0019",
        report.value().contradiction->core.empty() ? Span{} : report.value().contradiction->core[0],
        "the declarations contradict each other, so that every policy would hold",
        {},
        "`ringfence check` says which"};
  }
  return report;
}

std::vector<report::VerdictChange> changes(const check::Report& before, const check::Report& after,
                                           const Read& now, const report::Style& style) {
  std::map<std::string, report::VerdictChange> all;
  for (const check::Verdict& verdict : before.verdicts) {
    all[verdict.id] = {verdict.id, report::word_for(verdict.outcome), "absent", ""};
  }
  for (const check::Verdict& verdict : after.verdicts) {
    report::VerdictChange& change = all[verdict.id];
    if (change.id.empty()) change = {verdict.id, "absent", "", ""};
    change.after = report::word_for(verdict.outcome);
    const bool is_bad = std::holds_alternative<check::Violated>(verdict.outcome) ||
                        std::holds_alternative<check::Vacuous>(verdict.outcome);
    if (is_bad && change.after != change.before) {
      change.finding =
          report::finding_text(now.prepared->model, after, verdict, now.sources, style);
    }
  }
  std::vector<report::VerdictChange> changed;
  for (auto& [id, change] : all) {
    if (change.before != change.after) changed.push_back(std::move(change));
  }
  return changed;
}

/// Each line once, in order.
std::string without_repetition(const std::string& text) {
  std::string result = "\n";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string line = text.substr(at, end - at);
    if (result.find("\n" + line) == std::string::npos) result += line;
    at = end;
  }
  return result.substr(1);
}

}  // namespace

Exit run_diff(const Options& options) {
  const report::Style style = style_for_messages(options.colour);
  Read before;
  Read after;
  for (const auto& [input, side] :
       {std::pair(&options.before, &before), std::pair(&options.after, &after)}) {
    const Diagnostics errors = read_side(options, *input, *side);
    if (errors.empty()) continue;
    write_messages(report::text(side->sources, errors, style));
    return Exit::CouldNotRun;
  }
  const reach::Deployment old{before.prepared->model, before.graph};
  const reach::Deployment now{after.prepared->model, after.graph};
  const check::Side old_side{old.model, old.graph};
  const check::Side new_side{now.model, now.graph};
  report::DiffReport report{{options.before, old, before.sources},
                            {options.after, now, after.sources},
                            reach::difference(old, now),
                            check::new_privileges(old_side, new_side),
                            check::new_sharing(old_side, new_side),
                            std::nullopt};
  if (options.check_policies) {
    const Result<check::Report> was = decide(options, before);
    const Result<check::Report> is = decide(options, after);
    for (const auto& [side, decided] : {std::pair(&before, &was), std::pair(&after, &is)}) {
      if (*decided) continue;
      write_messages(report::text(side->sources, decided->errors(), style));
      return Exit::CouldNotRun;
    }
    if (was.value().interrupted || is.value().interrupted) {
      write_messages("ringfence: interrupted before every policy was decided\n");
      return Exit::Undecided;
    }
    report.verdicts = changes(was.value(), is.value(), after, style_for_results(options.colour));
  }
  const std::string network =
      gaps_of_reach(old.model, before.sources) + gaps_of_reach(now.model, after.sources);
  const std::string privileges =
      gaps_of_privileges(old.model, before.sources) + gaps_of_privileges(now.model, after.sources);
  // Without a demand, both kinds of answer are what was asked for.
  const bool about_all = !options.no_new_reach && !options.no_new_privilege;
  const bool about_reach = about_all || options.no_new_reach;
  const bool about_privileges = about_all || options.no_new_privilege;
  const std::string gaps =
      without_repetition((about_reach ? network : "") + (about_privileges ? privileges : ""));
  write_messages(gaps);
  const std::string text =
      options.output == Output::Json ? report::diff_json(report) : report::diff_text(report);
  if (!write_results(text)) return Exit::CouldNotRun;
  if (!gaps.empty()) return Exit::Undecided;
  const bool new_reach = options.no_new_reach && !report.reach.gained.empty();
  const bool new_privilege =
      options.no_new_privilege && !(report.privileges.empty() && report.sharing.empty());
  return new_reach || new_privilege ? Exit::Violated : Exit::Holds;
}

}  // namespace ringfence::cli
