// How much of its machine a service's containers may use, in the older fields and in
// `deploy.resources`.
#include "ingest/compose/limits.h"

#include "ingest/compose/amounts.h"

namespace ringfence::ingest::compose {
namespace {

using syntax::GapEffect;

const Value* path(const Value& from, std::initializer_list<std::string_view> keys) {
  const Value* at = &from;
  for (const std::string_view key : keys) {
    at = at->present(key);
    if (at == nullptr) return nullptr;
  }
  return at;
}

enum class Of { Cpu, Memory, Count };

/// An amount, or nothing for no limit; errors for what is no amount.
std::optional<Rational> amount(const Context& context, const Value& value, Of of) {
  std::optional<Rational> read;
  if (of == Of::Memory) {
    const auto bytes = byte_size(value.text);
    if (bytes) read = Rational(*bytes);
  } else if (of == Of::Count && value.text.starts_with('-')) {
    if (as_integer(value)) return std::nullopt;  // -1 is no limit
  } else {
    read = decimal(value.text);
  }
  const char* what = of == Of::Memory ? "a size such as `512m`"
                     : of == Of::Cpu  ? "a number of processors such as `0.5`"
                                      : "a whole number";
  if (!read || (of == Of::Count && !read->is_whole())) {
    context.error("E0709", value.at,
                  "expected " + std::string(what) + ", found `" + value.text + "`");
    return std::nullopt;
  }
  if (*read == Rational(0)) return std::nullopt;  // Docker takes 0 for no limit
  return read;
}

/// Two fields for one thing must say the same.
void set_one(const Context& context, syntax::EntityDecl& decl, std::string_view attribute,
             const Value* older, const Value* deploy, Of of) {
  const Dimension dimension = of == Of::Memory ? Dimension::Bytes
                              : of == Of::Cpu  ? Dimension::Cpu
                                               : Dimension::Count;
  const auto first = older != nullptr ? amount(context, *older, of) : std::nullopt;
  const auto second = deploy != nullptr ? amount(context, *deploy, of) : std::nullopt;
  if (older != nullptr && deploy != nullptr && first != second) {
    context.errors.push_back({"E0709",
                              older->at,
                              "`" + older->text + "` here and `" + deploy->text +
                                  "` in `deploy` are one limit and differ",
                              {{deploy->at, "in `deploy`"}}});
    return;
  }
  const auto& value = second ? second : first;
  if (value) set_number(decl, attribute, {*value, dimension}, second ? deploy->at : older->at);
}

/// What the kernel is told instead of a number of processors.
void set_quota(const Context& context, syntax::EntityDecl& decl, const Value& service) {
  const Value* quota = service.present("cpu_quota");
  if (quota == nullptr || quota->text.starts_with('-')) return;
  const Value* period = service.present("cpu_period");
  const auto time = microseconds(quota->text);
  const auto of = period != nullptr ? microseconds(period->text) : Rational(100'000);
  const auto cpus = time && of ? checked_divide(*time, *of) : std::nullopt;
  if (!cpus) {
    context.error("E0709", quota->at, "expected microseconds, found `" + quota->text + "`");
    return;
  }
  if (*cpus == Rational(0)) return;
  if (path(service, {"cpus"}) != nullptr ||
      path(service, {"deploy", "resources", "limits", "cpus"}) != nullptr) {
    context.error("E0709", quota->at, "`cpu_quota` and `cpus` cannot both be set");
    return;
  }
  set_number(decl, "limit.cpu", {*cpus, Dimension::Cpu}, quota->at);
}

void set_generic(const Context& context, syntax::EntityDecl& decl, const Value* resources) {
  if (resources == nullptr || !resources->is_list()) return;
  for (const Value& item : resources->items) {
    const Value* kind = path(item, {"discrete_resource_spec", "kind"});
    const Value* value = path(item, {"discrete_resource_spec", "value"});
    if (kind == nullptr || value == nullptr) continue;
    if (const auto count = amount(context, *value, Of::Count))
      set_keyed(decl, "request", kind->text, *count, value->at);
  }
}

}  // namespace

void read_limits(const Context& context, syntax::EntityDecl& decl, const Value& service) {
  set_one(context, decl, "limit.cpu", service.present("cpus"),
          path(service, {"deploy", "resources", "limits", "cpus"}), Of::Cpu);
  set_quota(context, decl, service);
  set_one(context, decl, "limit.memory", service.present("mem_limit"),
          path(service, {"deploy", "resources", "limits", "memory"}), Of::Memory);
  set_one(context, decl, "limit.pids", service.present("pids_limit"),
          path(service, {"deploy", "resources", "limits", "pids"}), Of::Count);
  set_one(context, decl, "request.cpu", nullptr,
          path(service, {"deploy", "resources", "reservations", "cpus"}), Of::Cpu);
  set_one(context, decl, "request.memory", service.present("mem_reservation"),
          path(service, {"deploy", "resources", "reservations", "memory"}), Of::Memory);
  set_generic(context, decl,
              path(service, {"deploy", "resources", "reservations", "generic_resources"}));
}

}  // namespace ringfence::ingest::compose
