#include "policy/typing.h"

namespace ringfence::policy {

using Shape = Typed::Shape;

Typed of(Shape shape) {
  Typed typed;
  typed.shape = shape;
  return typed;
}

Typed number_of(std::optional<Dimension> dimension) {
  Typed typed = of(Shape::Number);
  typed.dimension = dimension;
  return typed;
}

Typed reference(model::KindSet kinds) {
  Typed typed = of(Shape::Ref);
  typed.kinds = kinds;
  return typed;
}

Typed set_of(Typed element) {
  Typed typed = of(Shape::Set);
  typed.element.push_back(std::move(element));
  return typed;
}

std::string words(const Typed& typed) {
  model::Type type;
  switch (typed.shape) {
    case Shape::Bool:
      return "true or false";
    case Shape::Number:
      return typed.dimension ? std::string(to_string(*typed.dimension)) : "a number";
    case Shape::Symbol:
      return "text";
    case Shape::None:
      return "none";
    case Shape::Ref:
      type.base = model::Type::Base::Ref;
      type.kinds = typed.kinds;
      return to_string(type);
    case Shape::Set:
      return typed.element.empty() ? "an empty set" : "a set of " + words(typed.element[0]);
    case Shape::Keyed:
      return "an amount per resource";
    case Shape::Broken:
      return "something";
  }
  return "something";
}

}  // namespace ringfence::policy
