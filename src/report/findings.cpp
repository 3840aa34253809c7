#include "report/findings.h"

#include <nlohmann/json.hpp>

#include "report/counts.h"
#include "report/escape.h"
#include "report/reach.h"

namespace ringfence::report {
namespace {

using Json = nlohmann::ordered_json;
using reach::Finding;
using reach::Part;
using reach::Stranger;

std::string_view direction(const Part& part) {
  return part.is_ingress ? "ingress" : "egress";
}

/// NetworkPolicy `shop/db`, ingress rule 2
std::string name(const Part& part) {
  std::string text = name_of(*part.policy);
  if (part.rule == nullptr) return text;
  text += ", " + std::string(direction(part)) + " rule " + std::to_string(part.number);
  if (!part.rule->name.empty()) text += " `" + visible(part.rule->name) + "`";
  return text;
}

std::string place(const Part& part, const Sources& sources) {
  return sources.place(part.rule == nullptr ? part.policy->at : part.rule->at);
}

std::string message(const Finding& finding) {
  return name(finding.part) + " " + visible(finding.sentence);
}

std::string_view name(Finding::Scope scope) {
  return scope == Finding::Scope::AnyCluster ? "any-cluster" : "described";
}

std::string listed(const std::vector<std::string>& labels) {
  std::string text;
  for (const std::string& each : labels) {
    text += (text.empty() ? "`" : ", `") + visible(each) + "`";
  }
  return text;
}

/// a pod with `app=web` in namespace `shop`
std::string described(const Stranger& stranger) {
  std::string text = "a pod";
  if (!stranger.labels.empty()) text += " with " + listed(stranger.labels);
  if (!stranger.space.empty()) return text + " in namespace `" + visible(stranger.space) + "`";
  text += " in another namespace";
  if (!stranger.space_labels.empty()) text += " with " + listed(stranger.space_labels);
  return text;
}

std::string scope_sentence(const Finding& finding) {
  if (finding.scope == Finding::Scope::AnyCluster) return "so in any cluster, whatever pods it has";
  std::string text = "so for the pods that are described";
  if (!finding.example) return text;
  text += "; it would matter to " + described(finding.example->subject) + " and ";
  return text + (finding.example->peer ? described(*finding.example->peer)
                                       : std::string("addresses outside the cluster"));
}

Json json(const Part& part, const Sources& sources) {
  Json all{{"kind", part.policy->kind},
           {"namespace", visible(part.policy->space)},
           {"policy", visible(part.policy->name)}};
  if (part.rule != nullptr) {
    all["direction"] = direction(part);
    all["rule"] = part.number;
  }
  all["place"] = place(part, sources);
  return all;
}

Json json(const Stranger& stranger) {
  const auto all_visible = [](const std::vector<std::string>& texts) {
    Json list = Json::array();
    for (const std::string& each : texts) list.push_back(visible(each));
    return list;
  };
  Json all;
  if (!stranger.space.empty()) all["namespace"] = visible(stranger.space);
  all["namespace_labels"] = all_visible(stranger.space_labels);
  all["labels"] = all_visible(stranger.labels);
  return all;
}

}  // namespace

std::string findings_text(const reach::Findings& findings, const Sources& sources) {
  std::string text;
  for (const Finding& each : findings.all) {
    text += std::string(reach::name_of(each.kind)) + ": " + message(each) + "\n";
    text += "  --> " + sources.place(each.at) + "\n";
    for (const Part& other : each.others) {
      text += "    : " + name(other) + "  (" + place(other, sources) + ")\n";
    }
    if (!each.others_complete) text += "    : and more\n";
    text += "    = " + scope_sentence(each) + "\n\n";
  }
  return text + plural(findings.all.size(), "finding") + "\n";
}

std::string findings_json(const reach::Findings& findings, const Sources& sources) {
  Json list = Json::array();
  for (const Finding& each : findings.all) {
    Json one{{"finding", reach::name_of(each.kind)},
             {"scope", name(each.scope)},
             {"message", message(each)},
             {"place", sources.place(each.at)},
             {"part", json(each.part, sources)}};
    Json reasons = Json::array();
    for (const Part& other : each.others) reasons.push_back(json(other, sources));
    one["reasons"] = std::move(reasons);
    one["reasons_complete"] = each.others_complete;
    if (each.example) {
      Json example{{"subject", json(each.example->subject)}};
      if (each.example->peer) example["peer"] = json(*each.example->peer);
      one["matters_to"] = std::move(example);
    }
    list.push_back(std::move(one));
  }
  const Json all{{"findings", std::move(list)}, {"complete", findings.is_complete}};
  return all.dump(2) + "\n";
}

std::string findings_csv(const reach::Findings& findings, const Sources& sources) {
  std::string text = "finding,scope,policy,direction,rule,place,message,reasons\n";
  for (const Finding& each : findings.all) {
    const bool has_rule = each.part.rule != nullptr;
    std::string reasons;
    for (const Part& other : each.others) {
      if (!reasons.empty()) reasons += "\n";
      reasons += name(other) + " (" + place(other, sources) + ")";
    }
    text += std::string(reach::name_of(each.kind)) + "," + std::string(name(each.scope)) + "," +
            csv_field(name_of(*each.part.policy)) + "," +
            (has_rule ? std::string(direction(each.part)) : "") + "," +
            (has_rule ? std::to_string(each.part.number) : "") + "," +
            csv_field(sources.place(each.at)) + "," + csv_field(message(each)) + "," +
            csv_field(reasons) + "\n";
  }
  return text;
}

}  // namespace ringfence::report
