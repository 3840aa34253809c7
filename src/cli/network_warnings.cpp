#include "cli/network_warnings.h"

#include <algorithm>

#include "check/gaps.h"

namespace ringfence::cli {

Diagnostics ambiguities(const reach::Graph& graph) {
  Diagnostics all;
  std::vector<std::pair<const void*, const void*>> seen;
  for (const reach::Ambiguity& each : graph.ambiguities) {
    const std::pair<const void*, const void*> both{each.first, each.second};
    if (std::find(seen.begin(), seen.end(), both) != seen.end()) continue;
    seen.push_back(both);
    all.push_back({"E0321",
                   each.second->at,
                   "`" + each.second->name + "` and `" + each.first->name +
                       "` have one priority and disagree on a connection: which of them counts is "
                       "not defined",
                   {{each.first->at, "the other policy"}},
                   "give them different priorities"});
  }
  return all;
}

std::string gaps_of_reach(const model::Model& model, const Sources& sources) {
  std::string text;
  for (const syntax::Gap& gap : model.gaps) {
    if (gap.effect == syntax::GapEffect::Inert) continue;
    const bool touches =
        std::any_of(gap.touches.begin(), gap.touches.end(), [](const std::string& each) {
          return each.starts_with("reach.") || each == "*" || check::covers(each, "pod.labels");
        });
    if (!touches) continue;
    text += warning(gap, sources);
  }
  return text;
}

std::string warning(const syntax::Gap& gap, const Sources& sources) {
  return "warning: " + sources.place(gap.at) + ": " + gap.construct + " is not modelled" +
         (gap.reason.empty() ? "" : ": " + gap.reason) + "\n";
}

}  // namespace ringfence::cli
