#include "ingest/kubernetes/waivers.h"

namespace ringfence::ingest::kubernetes {
namespace {

constexpr std::string_view kOwn = "ringfence.dev/";
constexpr std::string_view kIgnore = "ringfence.dev/ignore.";

}  // namespace

void add_waivers(Context& context, const Object& object) {
  for (const Label& annotation : labels(context, object.metadata, "annotations")) {
    if (!annotation.key.starts_with(kOwn)) continue;
    if (!annotation.key.starts_with(kIgnore)) {
      context.error("E1001", annotation.at,
                    "the annotation `" + std::string(annotation.key) + "` means nothing",
                    "write `ringfence.dev/ignore.POLICY: REASON`");
      continue;
    }
    Result<syntax::Waiver> waiver = syntax::parse_waiver_reason(
        std::string(annotation.key.substr(kIgnore.size())), annotation.value, annotation.at);
    if (!waiver) {
      context.errors.insert(context.errors.end(), waiver.errors().begin(), waiver.errors().end());
      continue;
    }
    context.out.waivers.push_back(std::move(waiver).value());
    context.out.waivers.back().covers = context.at(object.node);
  }
}

}  // namespace ringfence::ingest::kubernetes
