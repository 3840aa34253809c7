#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>

#include "capacity.h"
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
/// Seconds of one run; RINGFENCE_BENCH_LIMIT sets another.
const unsigned kLimit = [] {
  const char* text = std::getenv("RINGFENCE_BENCH_LIMIT");
  return text != nullptr ? static_cast<unsigned>(std::strtoul(text, nullptr, 10)) : 60U;
}();
const std::string kRingfence = RINGFENCE_BINARY;
const std::string kVerify = RINGFENCE_VERIFY_BINARY;

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
  const std::string bound = ours.is_stopped ? ">= " : theirs.is_stopped ? "<= " : "";
  return bound + times(ours.seconds / theirs.seconds);
}
void print(const std::string& what, const std::string& figure, const std::string& remark = {}) {
  std::cout << std::left << std::setw(58) << what << std::right << std::setw(14) << figure
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

void pods(const Folder& folder) {
  struct Size {
    std::size_t pods, nodes;
  };
  for (const Size size : {Size{10, 4}, Size{20, 6}, Size{40, 10}}) {
    for (const std::string policy : {"everything-placed", "no-overload"}) {
      const std::string label =
          "pods " + std::to_string(size.pods) + " on " + std::to_string(size.nodes) + ": " + policy;
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

/// Reading the files is most of it, so that is what the answer is compared with.
void reachabilities(const Folder& folder, const std::string& self) {
  Cost before;
  for (const std::size_t size : {10, 100, 1'000, 10'000}) {
    const std::string label = "reachability: " + std::to_string(size) + " pods, as many policies";
    const std::string file = folder.file("reach.yaml", reachability(size, size, kSeed));
    const Cost load = measure({self, "--import", file}, 3, kLimit);
    const Cost reach = measure({kRingfence, "reach", "--format", "csv", file}, 3, kLimit);
    print(label + ", all pairs / reading", ratio(reach, load));
    if (before.seconds > 0)
      print(label + " / a tenth of them", ratio(reach, before), "10x is linear");
    before = reach;
  }
  std::cout << "  the last: " << before.seconds << " s, " << before.peak_bytes / 1'000'000
            << " MB (goal: 5 s, 1500 MB)\n";
}

/// What one question costs the native engine: alone, with a proof, and to check that.
struct Proved {
  Cost alone, logged, checked;
};

Proved prove(const Folder& folder, const std::string& opb, int runs) {
  const std::string proof = folder.path("proof.pbp").string();
  const std::vector<Cost> costs = measure_in_turn(
      {{kRingfence, "pb", opb}, {kRingfence, "pb", opb, "--proof", proof}, {kVerify, opb, proof}},
      runs, kLimit);
  return {costs[0], costs[1], costs[2]};
}

/// Ratios of one family, summed up as their geometric mean.
class Mean {
 public:
  void add(double ratio) {
    sum_ += std::log(ratio);
    ++count_;
  }
  double value() const { return std::exp(sum_ / count_); }

 private:
  double sum_ = 0;
  int count_ = 0;
};

/// One question to the native engine and to both solvers' programs; gives what it costs the engine
/// alone. What logging and checking cost beside that, in time of the processor, goes into `means`.
Cost question(const Folder& folder, const std::string& label, const Program& program,
              const std::string& goal, std::map<std::string, Mean>& means) {
  const std::string opb = folder.file("program.opb", to_opb(program));
  const std::string smt = folder.file("program.smt2", to_smtlib(program));
  const Proved ours = prove(folder, opb, 11);
  Cost best;
  for (const std::string solver : {"z3", "cvc5"}) {
    const Cost theirs = measure({solver, smt}, 3, kLimit);
    if (solver == "z3" || theirs.seconds < best.seconds) best = theirs;
    print(label + ", " + solver + " / pb", ratio(theirs, ours.alone));
  }
  print(label + ", the better / pb", ratio(best, ours.alone), goal);
  if (!ours.alone.is_stopped && !ours.checked.is_stopped) {
    const double logging = ours.logged.processor / ours.alone.processor;
    const double checking = ours.checked.processor / ours.alone.processor;
    means["logging"].add(logging);
    means["checking"].add(checking);
    print(label + ", with a proof / without", times(logging));
    print(label + ", checking the proof / solving", times(checking));
  }
  return ours.alone;
}

void print_means(const std::string& family, std::map<std::string, Mean>& means) {
  print(family + ": with a proof / without, geometric mean", times(means["logging"].value()),
        "goal: at most 1.10x");
  print(family + ": checking / solving, geometric mean", times(means["checking"].value()),
        "goal: at most 1x");
}

void placements(const Folder& folder) {
  struct Size {
    std::size_t vms, hosts;
  };
  std::map<std::string, Mean> means;
  Cost before;
  for (const Size size : {Size{20, 4}, Size{60, 8}, Size{100, 10}, Size{200, 20}}) {
    const std::string goal = size.vms >= 100 ? "goal: at least 100x" : "";
    const std::string label =
        "placement " + std::to_string(size.vms) + "x" + std::to_string(size.hosts);
    const Program beyond = placement_of_vms(size.vms, size.hosts, 1, kSeed);
    const Cost cost = question(folder, label + " unreachable", beyond, goal, means);
    if (before.seconds > 0) print(label + " / the size before", ratio(cost, before));
    before = cost;
    const Program at = placement_of_vms(size.vms, size.hosts, 0, kSeed);
    question(folder, label + " reachable", at, "", means);
  }
  print_means("placement", means);
}

std::size_t steps_of(const fs::path& proof) {
  std::ifstream in(proof);
  std::size_t steps = 0;
  for (std::string line; std::getline(in, line);) steps += line.starts_with("pol") ? 1U : 0U;
  return steps;
}

void conservations(const Folder& folder) {
  std::map<std::string, Mean> means;
  Cost before;
  for (const std::size_t vms : {4, 16, 64}) {
    const std::string label = "conservation " + std::to_string(vms) + " VMs";
    const Cost cost = question(folder, label, conserved(vms, kSeed), "", means);
    print(label + ", derivations in the proof", std::to_string(steps_of(folder.path("proof.pbp"))),
          "goal: 1");
    if (before.seconds > 0)
      print(label + " / a quarter of them", ratio(cost, before), "4x is linear");
    before = cost;
  }
  print_means("conservation", means);
}

int run(const std::string& self, const std::vector<std::string>& wanted) {
  const Folder folder;
  const std::vector<std::pair<std::string, std::function<void()>>> families = {
      {"start", [&] { start(folder); }},
      {"ingest", [&] { ingest(folder, self); }},
      {"placement", [&] { placements(folder); }},
      {"conservation", [&] { conservations(folder); }},
      {"pods", [&] { pods(folder); }},
      {"isolation", [&] { isolations(folder); }},
      {"reachability", [&] { reachabilities(folder, self); }}};
  std::cout << "seed " << kSeed << "; ratios of medians; a run over " << kLimit
            << " s is stopped\n";
  for (const auto& [name, measure_it] : families) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end())
      measure_it();
  }
  return 0;
}

}  // namespace
}  // namespace ringfence::bench

int main(int argc, char** argv) {
  using namespace ringfence::bench;
  const std::string what = argc == 3 ? argv[1] : "";
  if (what == "--parse-events") return parse_events(argv[2]);
  if (what == "--import") return import(argv[2]);
  return run(std::filesystem::read_symlink("/proc/self/exe").string(), {argv + 1, argv + argc});
}
