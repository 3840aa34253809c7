#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// Objects of other projects' test inputs, one by one. Such inputs are often excerpts: they leave
/// out what their check does not read and an API server demands.
namespace ringfence::tests {

using Object = nlohmann::ordered_json;

/// The objects of one YAML or JSON file in order; those of lists singly. A quoted scalar stays
/// text. Throws std::runtime_error for a file that is not YAML and for a key that occurs twice.
std::vector<Object> read_objects(const std::filesystem::path& file);

/// Fills in what an API server refuses an object for: names of containers, a pod's containers, a
/// workload's template with the labels that its selector asks for, the group of an API that `v1`
/// lacks. A container that is added asks for nothing and is as confined and as bounded as can be,
/// so that no check has a reason to refuse the object for it.
void complete(Object& object);

/// Beside budgets and autoscalers that stand alone, the Deployment of a hundred replicas that each
/// of them is about: a budget for nothing holds nothing up. One without a selector gets that which
/// selects everything.
void add_what_is_meant(std::vector<Object>& objects);

/// The objects as one text that ringfence reads.
std::string manifest(const std::vector<Object>& objects);

/// `default/web`, and without a namespace `web`.
std::string name_of(const Object& object);

/// The member with that key, or null if there is none or the value is no mapping.
const Object& member(const Object& object, const std::string& key);

/// The text of the member with that key; empty if there is none.
std::string text_of(const Object& object, const std::string& key);

}  // namespace ringfence::tests
