#include "cli/prepare.h"

#include <algorithm>
#include <iostream>
#include <iterator>

#include "cli/places.h"
#include "policy/obligation.h"
#include "resolve/resolve.h"

namespace ringfence::cli {
namespace {

std::string read_standard_input() {
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

}  // namespace

Result<Prepared> prepare(const Options& options, Sources& sources) {
  load::Options wanted;
  wanted.inputs = options.inputs;
  wanted.specs = specs_directory();
  wanted.packs = options.packs;
  wanted.host = options.host;
  if (!options.no_waivers)
    wanted.waiver_files.assign(options.waivers.begin(), options.waivers.end());
  wanted.roots.assign(options.roots.begin(), options.roots.end());
  if (std::find(options.inputs.begin(), options.inputs.end(), "-") != options.inputs.end()) {
    wanted.standard_input = read_standard_input();
  }
  return compose(load::load(wanted, sources), sources);
}

Result<Prepared> compose(Result<load::Loaded> loaded, const Sources& sources) {
  if (!loaded) return loaded.errors();
  Prepared prepared{std::move(loaded).value(), {}};
  Result<model::Model> model = resolve::resolve(prepared.loaded.documents, prepared.loaded.gaps,
                                                prepared.loaded.remarks, sources);
  if (!model) return model.errors();
  prepared.model = std::move(model).value();
  Diagnostics ill_typed = policy::type_check(prepared.model);
  if (!ill_typed.empty()) return ill_typed;
  return prepared;
}

}  // namespace ringfence::cli
