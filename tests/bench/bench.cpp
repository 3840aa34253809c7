#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "families.h"
#include "measure.h"
#include "subjects.h"

// The same work through ringfence and through what a user could run instead, in one run, as
// ratios: seconds of one machine say nothing on another. Every figure is of whole processes, so
// that starting, reading and printing count on both sides. See docs/benchmarks.md.

namespace ringfence::bench {
namespace {

namespace fs = std::filesystem;
constexpr unsigned kSeed = 1;
constexpr unsigned kLimit = 60;  // seconds of one run
const std::string kRingfence = RINGFENCE_BINARY;

/// A folder of its own, gone with the run.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "ringfence-bench-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) std::exit(2);
    path_ = pattern;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path path(const std::string& name) const { return path_ / name; }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name).string();
  }

 private:
  fs::path path_;
};

std::string times(double ratio) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(ratio < 10 ? 2 : 0) << ratio << "x";
  return text.str();
}
/// A ratio with a run that was stopped is a bound.
std::string ratio(const Cost& ours, const Cost& theirs) {
  if (ours.is_stopped && theirs.is_stopped) return "both stopped";
  const std::string bound = ours.is_stopped ? "> " : theirs.is_stopped ? "< " : "";
  return bound + times(ours.seconds / theirs.seconds);
}
void print(const std::string& what, const std::string& figure, const std::string& remark = {}) {
  std::cout << std::left << std::setw(52) << what << std::right << std::setw(14) << figure
            << (remark.empty() ? "" : "   ") << remark << std::endl;
}

/// `check` of one policy of a spec against the solvers' own programs on its obligation.
void against_solvers(const Folder& folder, const std::string& label, const std::string& spec,
                     const std::string& policy, int runs, const std::string& goal) {
  const std::string rf = folder.file("spec.rf", spec);
  const fs::path smt = folder.path("spec.smt2");
  measure({kRingfence, "smt", "--policy", policy, rf}, 1, kLimit, smt);
  const Cost ours = measure({kRingfence, "check", "--policy", policy, rf}, runs, kLimit);
  for (const std::string solver : {"z3", "cvc5"}) {
    const Cost theirs = measure({solver, smt.string()}, runs, kLimit);
    print(label + ", check / " + solver, ratio(ours, theirs), solver == "z3" ? goal : "");
  }
}

void start(const Folder& folder) {
  for (const std::string policy : {"everything-placed", "no-overload"}) {
    against_solvers(folder, "start: " + policy, placement(4, 2, kSeed), policy, 21,
                    "goal: at most 1x");
  }
}

void ingest(const Folder& folder, const std::string& self) {
  const std::string text = deployments(6'000'000, kSeed);
  const std::string file = folder.file("deployments.yaml", text);
  const Cost events = measure({self, "--parse-events", file}, 5, kLimit);
  const Cost load = measure({self, "--import", file}, 5, kLimit);
  const Cost model = measure({kRingfence, "model", file}, 5, kLimit);
  const auto size = static_cast<double>(text.size());
  print("ingest: 6 MB of Deployments, import / event parse", ratio(load, events),
        "goal: at most 2x");
  print("ingest: memory of the import / size of the input",
        times(static_cast<double>(load.peak_bytes) / size), "goal: at most 20x");
  print("ingest: `ringfence model` / event parse", ratio(model, events));
  print("ingest: memory of `ringfence model` / input",
        times(static_cast<double>(model.peak_bytes) / size));
}

void placements(const Folder& folder) {
  struct Size {
    std::size_t pods, nodes;
  };
  for (const Size size : {Size{10, 4}, Size{20, 6}, Size{40, 10}}) {
    for (const std::string policy : {"everything-placed", "no-overload"}) {
      const std::string label = "placement " + std::to_string(size.pods) + " on " +
                                std::to_string(size.nodes) + ": " + policy;
      against_solvers(folder, label, placement(size.pods, size.nodes, kSeed), policy, 3, "");
    }
  }
}

void isolations(const Folder& folder) {
  Cost before;
  for (const std::size_t containers : {100, 1'000, 10'000}) {
    const std::string file = folder.file("isolation.rf", isolation(containers, kSeed));
    const Cost cost = measure({kRingfence, "check", "--pack", "isolation", file}, 3, kLimit);
    if (before.seconds > 0) {
      print("isolation: " + std::to_string(containers) + " containers / a tenth of them",
            ratio(cost, before), "10x is linear");
    }
    before = cost;
  }
}

int run(const std::string& self) {
  const Folder folder;
  std::cout << "seed " << kSeed << "; ratios of medians; a run over " << kLimit
            << " s is stopped\n";
  start(folder);
  ingest(folder, self);
  placements(folder);
  isolations(folder);
  return 0;
}

}  // namespace
}  // namespace ringfence::bench

int main(int argc, char** argv) {
  using namespace ringfence::bench;
  const std::string what = argc == 3 ? argv[1] : "";
  if (what == "--parse-events") return parse_events(argv[2]);
  if (what == "--import") return import(argv[2]);
  return run(std::filesystem::read_symlink("/proc/self/exe").string());
}
