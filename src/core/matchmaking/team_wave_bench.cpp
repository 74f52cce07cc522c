// Waves of teams of people who came alone: the hardest kind, as every few of them can be a team.
#include <benchmark/benchmark.h>

#include "core/matchmaking/sample_pool.hpp"
#include "core/matchmaking/team_wave.hpp"

namespace evo {
namespace {

void teams(benchmark::State& state, const char* mode_name) {
  const Mode& mode = *find_mode(mode_name);
  Catalog catalog = sample::catalog();
  catalog.races = {{"bw_zerg", "", "", "bw", {}, {}}, {"sc2_terran", "", "", "sc2", {}, {}}};
  Rng rng(1);
  auto tickets = sample::queue(static_cast<int>(state.range(0)), rng);
  for (Ticket& ticket : tickets) ticket.mode = mode.name;
  TeamPlan plan;
  for (auto _ : state) {
    Rng draw(2);
    plan = plan_teams(tickets, mode, {}, catalog, sample::kNow, draw);
  }
  state.counters["people"] = static_cast<double>(plan.people);
  state.counters["bound"] = static_cast<double>(plan.people_bound);
  state.counters["cost"] = static_cast<double>(plan.cost);
}
BENCHMARK_CAPTURE(teams, 2v2, "2v2")->Arg(12)->Arg(13)->Arg(40)->Arg(200)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(teams, 4v4, "4v4")->Arg(12)->Arg(13)->Arg(40)->Arg(200)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(teams, ffa, "FFA")->Arg(12)->Arg(13)->Arg(40)->Arg(200)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace evo
