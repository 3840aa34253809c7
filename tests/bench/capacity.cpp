#include "capacity.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace ringfence::bench {
namespace {

std::int64_t number(std::mt19937& random, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low + 1));
}

struct Machines {
  std::vector<std::int64_t> requests, limits;
  std::vector<std::vector<bool>> apart;
  std::int64_t capacity = 0;
};

Machines machines(std::size_t count, std::size_t hosts, unsigned seed) {
  std::mt19937 random(seed);
  Machines all;
  for (std::size_t i = 0; i < count; ++i) {
    all.requests.push_back(number(random, 1, 16));
    all.limits.push_back(number(random, all.requests.back(), 3 * all.requests.back()));
  }
  const auto load = std::accumulate(all.requests.begin(), all.requests.end(), std::int64_t{0});
  all.capacity = load * 3 / 2 / static_cast<std::int64_t>(hosts) + 1;
  all.apart.assign(count, std::vector<bool>(count));
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = i + 1; k < count; ++k) {
      all.apart[i][k] = random() % 10 == 0;
      all.apart[k][i] = all.apart[i][k];
    }
  }
  return all;
}

/// What limits can add up to on one host: machine by machine, those with the most limit for their
/// request first, as long as filling the rest of the host with parts of machines would be better.
class Reachable {
 public:
  explicit Reachable(const Machines& all) : all_(all), order_(all.requests.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
      return all.limits[a] * all.requests[b] > all.limits[b] * all.requests[a];
    });
  }

  std::int64_t most() {
    extend(0, all_.capacity, 0, std::vector<bool>(order_.size()));
    return best_;
  }

 private:
  void extend(std::size_t from, std::int64_t left, std::int64_t value, std::vector<bool> excluded) {
    best_ = std::max(best_, value);
    for (std::size_t at = from; at < order_.size(); ++at) {
      if (value + filled(at, left, excluded) <= best_) return;
      const std::size_t vm = order_[at];
      if (excluded[vm] || all_.requests[vm] > left) continue;
      std::vector<bool> more = excluded;
      for (std::size_t other = 0; other < order_.size(); ++other)
        more[other] = more[other] || all_.apart[vm][other];
      extend(at + 1, left - all_.requests[vm], value + all_.limits[vm], std::move(more));
      excluded[vm] = true;
    }
  }

  /// Rounded down: limits are whole.
  std::int64_t filled(std::size_t from, std::int64_t left,
                      const std::vector<bool>& excluded) const {
    std::int64_t value = 0;
    for (std::size_t at = from; at < order_.size(); ++at) {
      const std::size_t vm = order_[at];
      if (excluded[vm]) continue;
      if (all_.requests[vm] > left) return value + left * all_.limits[vm] / all_.requests[vm];
      left -= all_.requests[vm];
      value += all_.limits[vm];
    }
    return value;
  }

  const Machines& all_;
  std::vector<std::size_t> order_;
  std::int64_t best_ = 0;
};

}  // namespace

Program placement_of_vms(std::size_t vms, std::size_t hosts, std::int64_t above, unsigned seed) {
  const Machines all = machines(vms, hosts, seed);
  Program program;
  for (std::size_t i = 0; i < vms; ++i) {
    Program::Row somewhere{{}, 1, true};
    for (std::size_t j = 0; j < hosts; ++j) {
      const std::string name = "vm" + std::to_string(i + 1) + "_on_h" + std::to_string(j + 1);
      somewhere.sum.push_back({1, program.add_variable(name)});
    }
    program.rows.push_back(std::move(somewhere));
  }
  for (std::size_t i = 0; i < vms; ++i) {
    for (std::size_t k = i + 1; k < vms; ++k) {
      if (!all.apart[i][k]) continue;
      for (std::size_t j = 0; j < hosts; ++j)
        program.rows.push_back({{{-1, i * hosts + j}, {-1, k * hosts + j}}, -1});
    }
  }
  for (std::size_t j = 0; j < hosts; ++j) {
    Program::Row fits{{}, -all.capacity};
    for (std::size_t i = 0; i < vms; ++i) fits.sum.push_back({-all.requests[i], i * hosts + j});
    program.rows.push_back(std::move(fits));
  }
  Program::Row claim{{}, Reachable(all).most() + above};
  for (std::size_t i = 0; i < vms; ++i) claim.sum.push_back({all.limits[i], i * hosts});
  program.rows.push_back(std::move(claim));
  return program;
}

Program conserved(std::size_t vms, unsigned seed) {
  constexpr std::size_t kContainers = 8;
  std::mt19937 random(seed);
  Program program;
  Program::Row host{{}, 0};
  Program::Row claim{{}, 1};
  for (std::size_t i = 1; i <= vms; ++i) {
    const std::int64_t size = number(random, 4'000, 16'000);
    const std::size_t vm = program.add_variable("size" + std::to_string(i), size);
    host.sum.push_back({-1, vm});
    host.least -= size * 3 / 4;
    Program::Row fits{{{1, vm}}, 0};
    for (std::size_t c = 1; c <= kContainers; ++c) {
      const std::string name = "used" + std::to_string(i) + "_" + std::to_string(c);
      const std::size_t used = program.add_variable(name, number(random, 500, 4'000));
      fits.sum.push_back({-1, used});
      claim.sum.push_back({1, used});
    }
    program.rows.push_back(std::move(fits));
  }
  claim.least -= host.least;
  program.rows.push_back(std::move(host));
  program.rows.push_back(std::move(claim));
  return program;
}

}  // namespace ringfence::bench
