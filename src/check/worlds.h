#pragma once
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "base/result.h"
#include "check/ask.h"
#include "check/minimise.h"
#include "check/samples.h"
#include "check/sentences.h"
#include "check/verdict.h"

namespace ringfence::check {

/// Whether the whole model has any world, and one of them.
class Worlds {
 public:
  struct Exist {};
  struct NotKnown {
    std::string reason;
    Span at;
  };
  using Answer = std::variant<Exist, Contradiction, NotKnown>;

  /// Settles the question once. Where each unknown's least value is legal, which the judge says,
  /// no solver is asked and nothing is lowered. The arguments must outlive the result. Errors:
  /// exact overflow.
  using LowerConstraints = std::function<Result<policy::Obligation>()>;
  static Result<Worlds> of(const model::Model& model, bool snapshot, const Asker& asker,
                           const Sentences& sentences, const LowerConstraints& lower);

  const Answer& answer() const { return answer_; }
  /// Worlds to try before any engine is asked; not necessarily legal.
  const std::vector<model::World>& samples() const { return samples_; }

  /// One legal world, computed on first use: the least, unknown by unknown, unless the budget was
  /// spent (`minimal` is false then). Nullopt if none was found or there is none.
  struct Base {
    model::World world;
    bool minimal = true;
  };
  const std::optional<Base>& base();

 private:
  Worlds(const model::Model& model, const Asker& asker) : model_(&model), asker_(&asker) {}
  void settle(const Sentences& sentences);
  void no_certain_world(const Sentences& sentences,
                        const std::function<void(const engine::GaveUp&)>& unsettled);
  std::vector<logic::Term> certain_world();
  const model::Model* model_;
  const Asker* asker_;
  Answer answer_ = Exist{};
  std::vector<model::World> samples_;
  std::optional<policy::Obligation> constraints_;  ///< When the judge did not settle it.
  engine::Assignment found_;
  std::optional<Base> base_;
};

/// The terms of labelled constraints.
std::vector<logic::Term> terms_of(const std::vector<policy::Labelled>& constraints);

}  // namespace ringfence::check
