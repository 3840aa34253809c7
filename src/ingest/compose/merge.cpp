#include "ingest/compose/merge.h"

#include <iterator>

#include "ingest/compose/shape.h"

namespace ringfence::ingest::compose {
namespace {

/// Lists and mappings that are one thing: the later one counts.
bool is_replaced(const std::string& path) {
  return path == "services.*.command" || path == "services.*.entrypoint" ||
         path == "services.*.healthcheck.test" || path == "services.*.ulimits.*";
}

/// Options belong to the driver they are for.
bool is_other_logging(const std::string& path, const Value& base, const Value& over) {
  if (path != "services.*.logging") return false;
  const Value* a = base.present("driver");
  const Value* b = over.present("driver");
  return a != nullptr && b != nullptr && a->text != b->text;
}

}  // namespace

Value merge(Value base, Value over, const std::string& path, Diagnostics& errors) {
  if (over.tag == "!override" || base.is_null() || base.tag == "!reset") return over;
  if (over.is_null()) return base;
  if (is_replaced(path) || (base.is_scalar() && over.is_scalar())) return over;
  if (is_other_logging(path, base, over)) return over;
  if (base.type != over.type) {
    errors.push_back({"E0710",
                      over.at,
                      "`" + path + "` has another shape than what it is merged with",
                      {{base.at, "merged with this"}}});
    return base;
  }
  if (base.is_list()) {
    base.items.insert(base.items.end(), std::make_move_iterator(over.items.begin()),
                      std::make_move_iterator(over.items.end()));
    return base;
  }
  for (std::size_t i = 0; i < over.keys.size(); ++i) {
    Value& value = over.items[i];
    Value* known = base.find(over.keys[i].text);
    if (value.tag == "!reset") {
      base.erase(over.keys[i].text);
    } else if (known == nullptr) {
      base.add(std::move(over.keys[i]), std::move(value));
    } else {
      *known = merge(std::move(*known), std::move(value), below(path, over.keys[i].text), errors);
    }
  }
  return base;
}

void drop_resets(Value& value) {
  for (std::size_t i = value.keys.size(); i-- > 0;) {
    if (value.items[i].tag == "!reset") value.erase(std::string(value.keys[i].text));
  }
  for (Value& item : value.items) drop_resets(item);
}

}  // namespace ringfence::ingest::compose
