// Services that need other services: those must be there, and not need the first in turn.
#include <algorithm>

#include "ingest/compose/context.h"

namespace ringfence::ingest::compose {
namespace {

struct Need {
  std::string service;
  Span at;
  bool is_required = true;
};

void add_need(std::vector<Need>& needs, std::string_view text, const Span& at) {
  needs.push_back({std::string(text.substr(0, text.find(':'))), at, true});
}

std::vector<Need> needs_of(const Value& service) {
  std::vector<Need> needs;
  const Value* depends = service.present("depends_on");
  if (depends != nullptr && depends->is_map()) {
    for (std::size_t i = 0; i < depends->keys.size(); ++i) {
      const Value* required = depends->items[i].present("required");
      const bool is_required = required == nullptr || as_bool(*required).value_or(true);
      needs.push_back({depends->keys[i].text, depends->keys[i].at, is_required});
    }
  }
  for (const std::string_view key : {"network_mode", "ipc", "pid"}) {
    const Value* mode = service.present(key);
    if (mode == nullptr || !mode->text.starts_with("service:")) continue;
    needs.push_back({mode->text.substr(8), mode->at, true});
  }
  for (const std::string_view key : {"links", "volumes_from"}) {
    const Value* list = service.present(key);
    if (list == nullptr || !list->is_list()) continue;
    for (const Value& item : list->items) {
      if (!item.text.starts_with("container:")) add_need(needs, item.text, item.at);
    }
  }
  return needs;
}

/// Depth first; a service on the path to itself is reported once.
class CycleSearch {
 public:
  CycleSearch(const Context& context, const Value& services)
      : context_(context), services_(services), states_(services.keys.size()) {}

  void run() {
    for (std::size_t i = 0; i < states_.size(); ++i) visit(i);
  }

 private:
  enum class State { New, Open, Done };

  std::size_t index_of(const std::string& name) const {
    for (std::size_t i = 0; i < services_.keys.size(); ++i) {
      if (services_.keys[i].text == name) return i;
    }
    return states_.size();
  }

  /// With a stack of its own: a chain may be as long as a file has services.
  void visit(std::size_t start) {
    if (states_[start] != State::New) return;
    struct Step {
      std::size_t service;
      std::vector<Need> needs;
      std::size_t next = 0;
    };
    std::vector<Step> path;
    const auto enter = [&](std::size_t service) {
      states_[service] = State::Open;
      path.push_back({service, needs_of(services_.items[service]), 0});
    };
    enter(start);
    while (!path.empty()) {
      Step& top = path.back();
      if (top.next == top.needs.size()) {
        states_[top.service] = State::Done;
        path.pop_back();
        continue;
      }
      const Need need = top.needs[top.next++];
      const std::size_t other = index_of(need.service);
      if (other == states_.size()) continue;
      if (states_[other] == State::New) {
        enter(other);
      } else if (states_[other] == State::Open) {
        Diagnostic error{"E0708", need.at, "services need each other in a circle"};
        for (const Step& step : path)
          error.notes.push_back(
              {services_.keys[step.service].at, "`" + services_.keys[step.service].text + "`"});
        context_.errors.push_back(std::move(error));
      }
    }
  }

  const Context& context_;
  const Value& services_;
  std::vector<State> states_;
};

}  // namespace

void check_references(const Context& context) {
  const Value* services = context.project.model.find("services");
  if (services == nullptr || !services->is_map()) return;
  std::map<std::string, Span> container_names;
  for (std::size_t i = 0; i < services->keys.size(); ++i) {
    const Value& service = services->items[i];
    for (const Need& need : needs_of(service)) {
      if (services->find(need.service) != nullptr || !need.is_required) continue;
      context.error("E0707", need.at,
                    "service `" + services->keys[i].text + "` needs a service `" + need.service +
                        "`, which is not there");
    }
    const Value* name = service.present("container_name");
    if (name == nullptr) continue;
    const auto [first, is_new] = container_names.emplace(name->text, name->at);
    if (is_new) continue;
    context.errors.push_back({"E0709",
                              name->at,
                              "two services have the container name `" + name->text + "`",
                              {{first->second, "the other one"}}});
  }
  CycleSearch(context, *services).run();
}

}  // namespace ringfence::ingest::compose
