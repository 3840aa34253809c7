#pragma once
#include <string>

#include "check/verdict.h"
#include "model/model.h"

namespace ringfence::report {

/// `pod shop/db[1]`.
std::string name_of(const model::Model& model, model::EntityId entity);
/// A value as a person writes it: `none`, `true`, `512MiB`, `"a"`, an entity's name.
std::string value_text(const model::Model& model, const model::Scalar& value);
std::string value_text(const model::Model& model, const model::Value& value);
/// `shop/db[1] is on worker-1`, `shop/cache[3] exists`, `node-2.memory = 48GiB`.
std::string choice_text(const model::Model& model, const check::Choice& choice);

/// `holds`, `violated`, `vacuous`, `undecided`, `not applicable`.
std::string word_for(const check::Outcome& outcome);

}  // namespace ringfence::report
