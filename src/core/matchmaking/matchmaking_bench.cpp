#include <vector>

#include <benchmark/benchmark.h>

#include "core/matchmaking/matchmaking.hpp"
#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

void run_matching(benchmark::State& state, int vertices, const std::vector<Edge>& edges) {
  for (auto _ : state) benchmark::DoNotOptimize(minimum_cost_maximum_matching(vertices, edges));
  state.counters["edges"] = static_cast<double>(edges.size());
}

// Every pair, costs at random.
void dense_random(benchmark::State& state) {
  const int vertices = static_cast<int>(state.range(0));
  Rng rng(1);
  std::vector<Edge> edges;
  for (int a = 0; a < vertices; ++a)
    for (int b = a + 1; b < vertices; ++b) edges.push_back({a, b, rng.between(-1'000'000, 1'000'000)});
  run_matching(state, vertices, edges);
}
BENCHMARK(dense_random)->Arg(100)->Arg(400)->Arg(1000)->Unit(benchmark::kMillisecond);

// Every pair, squared rating differences: many near ties, hence many blossoms.
void dense_ratings(benchmark::State& state) {
  const int vertices = static_cast<int>(state.range(0));
  Rng rng(1);
  std::vector<std::int64_t> ratings;
  for (int i = 0; i < vertices; ++i) ratings.push_back(1500 + static_cast<std::int64_t>(300 * rng.normal()));
  std::vector<Edge> edges;
  for (int a = 0; a < vertices; ++a) {
    for (int b = a + 1; b < vertices; ++b) {
      const std::int64_t difference =
          ratings[static_cast<std::size_t>(a)] - ratings[static_cast<std::size_t>(b)];
      edges.push_back({a, b, difference * difference});
    }
  }
  run_matching(state, vertices, edges);
}
BENCHMARK(dense_ratings)->Arg(100)->Arg(400)->Arg(1000)->Unit(benchmark::kMillisecond);

// About fifty edges at every vertex.
void sparse_random(benchmark::State& state) {
  const int vertices = static_cast<int>(state.range(0));
  Rng rng(1);
  std::vector<Edge> edges;
  for (int a = 0; a < vertices; ++a)
    for (int b = a + 1; b < vertices; ++b)
      if (rng.chance(50.0 / vertices)) edges.push_back({a, b, rng.between(-1'000'000, 1'000'000)});
  run_matching(state, vertices, edges);
}
BENCHMARK(sparse_random)->Arg(1000)->Arg(4000)->Unit(benchmark::kMillisecond);

// A whole wave, edges included. The gap is what the plan costs above the proven bound, in squared rating
// points.
void plan(benchmark::State& state, sample::Kind kind) {
  Rng rng(1);
  const auto tickets = sample::queue_of(kind, static_cast<int>(state.range(0)), rng);
  const Catalog catalog = sample::catalog();
  WavePlan plan;
  for (auto _ : state) {
    Rng draw(2);
    plan = plan_wave(tickets, {}, catalog, sample::kNow, draw);
  }
  state.counters["proposals"] = static_cast<double>(plan.proposals.size());
  state.counters["exact"] = plan.exact ? 1 : 0;
  state.counters["gap"] = static_cast<double>(plan.cost - plan.cost_bound);
}
void plan_a_wave(benchmark::State& state) { plan(state, sample::Kind::usual); }
BENCHMARK(plan_a_wave)
    ->ArgsProduct({{2, 5, 10, 20, 50, 100, 200, 400, 1'000, 2'000, 5'000, 10'000, 20'000}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(plan, both, sample::Kind::both)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(plan, uneven, sample::Kind::uneven)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(plan, close, sample::Kind::close)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(plan, long_waits, sample::Kind::long_waits)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace evo
