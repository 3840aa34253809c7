#include "corpus/admission/manifest.h"

#include <yaml-cpp/yaml.h>

#include <regex>
#include <stdexcept>

namespace ringfence::tests {
namespace {

Object value_of(const YAML::Node& node);

Object mapping_of(const YAML::Node& node) {
  Object all = Object::object();
  for (const auto& entry : node) {
    const std::string key = entry.first.Scalar();
    if (all.contains(key)) throw std::runtime_error("the key `" + key + "` occurs twice");
    all[key] = value_of(entry.second);
  }
  return all;
}

Object scalar_of(const YAML::Node& node) {
  static const std::regex kNumber(R"(-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)");
  const std::string& text = node.Scalar();
  const bool is_plain = node.Tag() != "!";
  if (is_plain && (text == "true" || text == "false")) return text == "true";
  if (is_plain && std::regex_match(text, kNumber)) return Object::parse(text);
  return text;
}

Object value_of(const YAML::Node& node) {
  if (node.IsMap()) return mapping_of(node);
  if (node.IsScalar()) return scalar_of(node);
  if (!node.IsSequence()) return nullptr;
  Object all = Object::array();
  for (const auto& item : node) all.push_back(value_of(item));
  return all;
}

const Object kAdded = Object::parse(R"({
  "name": "added", "image": "example.com/added:1",
  "securityContext": {
    "privileged": false, "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
    "runAsNonRoot": true, "runAsUser": 1000, "runAsGroup": 1000,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"}, "appArmorProfile": {"type": "RuntimeDefault"}},
  "resources": {
    "requests": {"cpu": "10m", "memory": "16Mi", "ephemeral-storage": "16Mi"},
    "limits": {"cpu": "10m", "memory": "16Mi", "ephemeral-storage": "16Mi"}}})");

/// Takes out what the API has no such field for, as an API server does that is not told to be
/// strict. ringfence itself says that it does not know the field, and that it may mean anything.
void prune_pod(Object& spec) {
  spec.erase("replicas");
  spec.erase("metadata");
  if (!spec.contains("securityContext") || !spec["securityContext"].is_object()) return;
  for (const char* of_containers : {"privileged", "capabilities", "allowPrivilegeEscalation"}) {
    spec["securityContext"].erase(of_containers);
  }
}

void complete_pod(Object& spec) {
  prune_pod(spec);
  for (const char* list : {"containers", "initContainers", "ephemeralContainers"}) {
    if (!spec.contains(list) || !spec[list].is_array()) continue;
    int number = 0;
    for (Object& container : spec[list]) {
      container.erase("runAsUser");
      container.erase("limit");
      if (!container.contains("name")) container["name"] = "unnamed-" + std::to_string(++number);
    }
  }
  if (!spec.contains("containers") || spec["containers"].empty()) {
    spec["containers"] = Object::array({kAdded});
  }
}

/// The template of a workload with its labels; `owner` is what has the selector.
void complete_template(Object& owner) {
  Object& made = owner["template"];
  if (!made.is_object()) made = Object::object();
  if (!made.contains("spec") || !made["spec"].is_object()) made["spec"] = Object::object();
  complete_pod(made["spec"]);
  const Object& selector = member(owner, "selector");
  const Object& labels = selector.contains("matchLabels") ? selector["matchLabels"] : selector;
  if (member(made, "metadata").contains("labels") || selector.contains("matchExpressions")) return;
  for (const auto& [key, value] : labels.items()) made["metadata"]["labels"][key] = value;
}

}  // namespace

std::vector<Object> read_objects(const std::filesystem::path& file) {
  std::vector<Object> all;
  for (const YAML::Node& document : YAML::LoadAllFromFile(file.string())) {
    Object object = value_of(document);
    if (!object.is_object()) continue;  // nothing between two separators
    if (!object.contains("items")) {
      all.push_back(std::move(object));
      continue;
    }
    for (Object& item : object["items"]) all.push_back(std::move(item));
  }
  return all;
}

void complete(Object& object) {
  const std::string kind = text_of(object, "kind");
  if (kind == "Pod") complete_pod(object["spec"]);
  if (kind == "CronJob") complete_template(object["spec"]["jobTemplate"]["spec"]);
  for (const char* each :
       {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"}) {
    if (kind == each) complete_template(object["spec"]);
  }
  if (kind == "HorizontalPodAutoscaler") object["spec"]["scaleTargetRef"].erase("namespace");
  if (kind == "PodDisruptionBudget" && object["apiVersion"] == "v1") {
    object["apiVersion"] = "policy/v1";
  }
}

void add_what_is_meant(std::vector<Object>& objects) {
  const std::size_t count = objects.size();
  for (std::size_t i = 0; i < count; ++i) {
    Object object = objects[i];  // a copy, since the list grows
    const bool is_budget = text_of(object, "kind") == "PodDisruptionBudget";
    if (!is_budget && text_of(object, "kind") != "HorizontalPodAutoscaler") return;
    Object labels = {{"app", "added"}};
    std::string name = "added-" + std::to_string(i);
    if (is_budget) {
      Object& selector = object["spec"]["selector"];
      if (!selector.is_object()) selector = Object::object();
      if (selector.contains("matchLabels")) labels = selector["matchLabels"];
      objects[i] = object;
    } else {
      name = text_of(member(member(object, "spec"), "scaleTargetRef"), "name");
    }
    Object made = {{"apiVersion", "apps/v1"}, {"kind", "Deployment"}};
    made["metadata"]["name"] = name;
    const std::string space = text_of(member(object, "metadata"), "namespace");
    if (!space.empty()) made["metadata"]["namespace"] = space;
    made["spec"]["replicas"] = 100;
    made["spec"]["selector"]["matchLabels"] = labels;
    objects.push_back(std::move(made));
  }
}

std::string manifest(const std::vector<Object>& objects) {
  std::string text;
  for (const Object& object : objects) text += object.dump(2) + "\n";
  return text;
}

std::string name_of(const Object& object) {
  const Object& metadata = member(object, "metadata");
  const std::string space = text_of(metadata, "namespace");
  return (space.empty() ? "" : space + "/") + text_of(metadata, "name");
}

const Object& member(const Object& object, const std::string& key) {
  static const Object kNone = Object::object();
  const auto found = object.find(key);
  return found == object.end() || !found->is_object() ? kNone : *found;
}

std::string text_of(const Object& object, const std::string& key) {
  const auto found = object.find(key);
  return found == object.end() || !found->is_string() ? "" : found->get<std::string>();
}

}  // namespace ringfence::tests
