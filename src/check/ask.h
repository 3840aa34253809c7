#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "check/run.h"
#include "engine/engine.h"

namespace ringfence::check {

/// Puts questions to the engines that the options name.
class Asker {
 public:
  explicit Asker(const Options& options);

  struct Reply {
    engine::Answer answer;
    std::string engine;  ///< Who answered; "evaluation" if the terms are constants.
  };
  /// Are the assertions satisfiable together? Constants never reach an engine. With cross-check,
  /// engines that disagree are an InternalError.
  Reply ask(const logic::Terms& terms, std::vector<logic::Term> assertions) const;

  const engine::Limits& limits() const { return limits_; }
  bool is_cancelled() const { return limits_.cancelled && limits_.cancelled->load(); }

 private:
  Reply ask_all(const logic::Terms& terms, std::span<const logic::Term> assertions) const;
  std::vector<std::unique_ptr<engine::Engine>> engines_;
  bool cross_check_ = false;
  engine::Limits limits_;
};

}  // namespace ringfence::check
