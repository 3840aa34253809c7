#include <algorithm>

#include "ingest/compose/context.h"
#include "ingest/compose/field_table.h"
#include "ingest/compose/shape.h"

namespace ringfence::ingest::compose {
namespace {

using syntax::GapEffect;

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const auto blank = std::min(text.find(' '), text.size());
    all.emplace_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return all;
}

GapEffect effect_of(Treatment treatment) {
  switch (treatment) {
    case Treatment::Modelled:
    case Treatment::Part:
    case Treatment::Inert:
      return GapEffect::Inert;
    case Treatment::Narrows:
      return GapEffect::Narrows;
    case Treatment::Widens:
      return GapEffect::Widens;
    case Treatment::Unknown:
      break;
  }
  return GapEffect::Unknown;
}

}  // namespace

void list_unmodelled(const Context& context, const Value& value, const std::string& path,
                     const std::string& written) {
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    const Value::Key& key = value.keys[i];
    if (value.items[i].is_null()) continue;
    const std::string here = below(path, key.text);
    const std::string name = written.empty() ? key.text : written + "." + key.text;
    const Field* field = find_field(here);
    if (field == nullptr) {  // an extension, which Compose ignores, too
      context.gap(key.at, name, GapEffect::Inert, {},
                  "an extension that the specification ignores");
    } else if (field->treatment == Treatment::Modelled) {
      list_unmodelled(context, value.items[i], here, name);
    } else if (field->treatment != Treatment::Part) {
      context.gap(key.at, name, effect_of(field->treatment), words(field->touches),
                  std::string(field->reason));
    }
  }
}

}  // namespace ringfence::ingest::compose
