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

// A whole wave over a queue like the ladder's, edges included.
void plan_a_wave(benchmark::State& state) {
  Rng rng(1);
  const auto tickets = sample::queue(static_cast<int>(state.range(0)), rng);
  const Catalog catalog = sample::catalog();
  std::size_t proposals = 0;
  for (auto _ : state) {
    Rng draw(2);
    proposals = plan_wave(tickets, {}, catalog, sample::kNow, draw).proposals.size();
  }
  state.counters["proposals"] = static_cast<double>(proposals);
}
BENCHMARK(plan_a_wave)->Arg(10)->Arg(100)->Arg(400)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace evo
