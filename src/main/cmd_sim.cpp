#include "main/cmd_sim.hpp"

#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include "main/cmd_compare.hpp"
#include "main/exit_code.hpp"
#include "main/progress.hpp"
#include "main/version.hpp"
#include "sim/world.hpp"

namespace evo {
namespace {

std::string faults_text(const sim::WorldReport& report) {
  int total = 0;
  for (const auto& [place, count] : report.faults) total += count;
  return fmt::format("{} faults at {} places", total, report.faults.size());
}

}  // namespace

int simulate(SimOptions options) {
  if (options.fresh)
    options.seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) %
                   1'000'000'000;
  auto catalog = builtin_catalog(options.catalog);
  if (!catalog) return explain(catalog.error());
  if (!options.compare.empty()) return compare_rules(options);
  int broken = 0;
  Progress progress("worlds", static_cast<std::size_t>(options.seeds));
  for (int i = 0; i < options.seeds; ++i) {
    sim::WorldOptions world;
    world.seed = options.seed + static_cast<std::uint64_t>(i);
    world.days = options.days;
    world.players = options.players;
    world.nodes = options.nodes;
    world.faults = !options.calm;
    world.rules.catalog = *catalog;
    const auto report = sim::run_world(std::move(world));
    if (!report) return explain(report.error());
    const std::uint64_t seed = options.seed + static_cast<std::uint64_t>(i);
    fmt::print(
        "seed {}: {} matches, {} finished, {} replays, {} acknowledged, {} crashes, {}, {} steps, trace "
        "{:016x}\n",
        seed, report->matches, report->finished, report->replays, report->acknowledged, report->crashes,
        faults_text(*report), report->steps, report->trace);
    for (const std::string& violation : report->violations)
      fmt::print("seed {}: VIOLATED {}\n", seed, violation);
    std::fflush(stdout);
    if (!report->violations.empty()) {
      ++broken;
      fmt::print("again: evoladder sim --seed {} --days {} --players {} --nodes {}   (version {})\n", seed,
                 options.days, options.players, options.nodes, kVersion);
    }
    progress.advance(static_cast<std::size_t>(i) + 1);
  }
  fmt::print("{} worlds, {} with violations\n", options.seeds, broken);
  return broken == 0 ? kExitOk : kExitFailed;
}

}  // namespace evo
