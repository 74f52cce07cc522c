#include "main/cmd_sim.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "main/cmd_compare.hpp"
#include "main/exit_code.hpp"
#include "main/progress.hpp"
#include "main/quality_table.hpp"
#include "main/version.hpp"
#include "sim/world.hpp"

namespace evo {
namespace {

std::string faults_text(const sim::WorldReport& report) {
  int total = 0;
  for (const auto& [place, count] : report.faults) total += count;
  return fmt::format("{} faults at {} places", total, report.faults.size());
}

std::uint64_t seed_of(const SimOptions& options, int place) {
  return options.seed + static_cast<std::uint64_t>(place);
}

// Worlds share nothing, so that several can run at once. Their reports are taken in the order of their seeds.
class Worlds {
 public:
  Worlds(const SimOptions& options, const Catalog& catalog)
      : options_(options), catalog_(catalog), reports_(static_cast<std::size_t>(options.seeds)) {
    for (int i = 0; i < std::min(options.jobs, options.seeds); ++i) threads_.emplace_back([this] { work(); });
  }
  // Worlds that have begun are played to their end.
  ~Worlds() {
    const std::lock_guard lock(mutex_);
    next_ = options_.seeds;
  }

  Result<sim::WorldReport> take(int place) {
    std::unique_lock lock(mutex_);
    auto& report = reports_[static_cast<std::size_t>(place)];
    reported_.wait(lock, [&] { return report.has_value(); });
    return *std::exchange(report, std::nullopt);
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (next_ < options_.seeds) {
      const int place = next_++;
      lock.unlock();
      auto report = run(place);
      lock.lock();
      reports_[static_cast<std::size_t>(place)].emplace(std::move(report));
      reported_.notify_all();
    }
  }

  Result<sim::WorldReport> run(int place) const {
    sim::WorldOptions world;
    world.seed = seed_of(options_, place);
    world.days = options_.days;
    world.players = options_.players;
    world.nodes = options_.nodes;
    world.faults = !options_.calm;
    world.rules.catalog = catalog_;
    return sim::run_world(std::move(world));
  }

  const SimOptions& options_;
  const Catalog& catalog_;
  std::mutex mutex_;
  std::condition_variable reported_;
  int next_ = 0;
  std::vector<std::optional<Result<sim::WorldReport>>> reports_;
  std::vector<std::jthread> threads_;  // Last: joined before the rest goes.
};

void print(const SimOptions& options, std::uint64_t seed, const sim::WorldReport& report) {
  fmt::print(
      "seed {}: {} rules, {} matches, {} finished, {} replays, {} acknowledged, {} crashes, {}, {} steps, "
      "trace "
      "{:016x}\n",
      seed, report.balanced ? "balanced" : "reference", report.matches, report.finished, report.replays,
      report.acknowledged, report.crashes, faults_text(report), report.steps, report.trace);
  for (const std::string& violation : report.violations)
    fmt::print("seed {}: VIOLATED {}\n", seed, violation);
  std::fflush(stdout);
  if (report.violations.empty()) return;
  fmt::print("again: evoladder sim --seed {} --days {} --players {} --nodes {}   (version {})\n", seed,
             options.days, options.players, options.nodes, kVersion);
}

// The matches of two of all worlds, by the rules they were made by.
struct Qualities {
  sim::MatchQuality reference;
  sim::MatchQuality balanced;

  void print() const {
    std::vector<sim::NamedQuality> named;
    for (const auto& [name, quality] : {std::pair("reference", &reference), std::pair("balanced", &balanced)})
      if (auto report = quality->report(); report.matches > 0) named.push_back({name, std::move(report)});
    if (named.empty()) return;
    fmt::print("\n");
    print_quality(named);
  }
};

}  // namespace

int simulate(SimOptions options) {
  if (options.fresh)
    options.seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) %
                   1'000'000'000;
  auto catalog = builtin_catalog(options.catalog);
  if (!catalog) return explain(catalog.error());
  if (!options.compare.empty()) return compare_rules(options);
  const auto started = std::chrono::steady_clock::now();
  int broken = 0;
  Progress progress("worlds", static_cast<std::size_t>(options.seeds));
  Qualities qualities;
  Worlds worlds(options, *catalog);
  for (int i = 0; i < options.seeds; ++i) {
    const auto report = worlds.take(i);
    if (!report) return explain(report.error());
    print(options, seed_of(options, i), *report);
    broken += report->violations.empty() ? 0 : 1;
    (report->balanced ? qualities.balanced : qualities.reference).add(report->quality);
    progress.advance(static_cast<std::size_t>(i) + 1);
  }
  fmt::print("{} worlds, {} with violations\n", options.seeds, broken);
  qualities.print();
  // Not where the figures are that are the same for every run of these seeds.
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  fmt::print(stderr, "took {:.1f} s\n", took.count());
  return broken == 0 ? kExitOk : kExitFailed;
}

}  // namespace evo
