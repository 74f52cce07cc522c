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

// A whole wave, edges included.
void plan(benchmark::State& state, const std::vector<Ticket>& tickets) {
  const Catalog catalog = sample::catalog();
  std::size_t proposals = 0;
  for (auto _ : state) {
    Rng draw(2);
    proposals = plan_wave(tickets, {}, catalog, sample::kNow, draw).proposals.size();
  }
  state.counters["proposals"] = static_cast<double>(proposals);
}

// Over a queue like the ladder's.
void plan_a_wave(benchmark::State& state) {
  Rng rng(1);
  plan(state, sample::queue(static_cast<int>(state.range(0)), rng));
}
BENCHMARK(plan_a_wave)
    ->ArgsProduct({{2, 10, 20, 50, 100, 200, 400, 1000, 1001, 2000, 5000, 10000, 20000}})
    ->Unit(benchmark::kMillisecond);

// Over queues that are hard in one way each.
void plan_hard_wave(benchmark::State& state, bool (*change)(Ticket&, Rng&)) {
  Rng rng(1);
  auto tickets = sample::queue(static_cast<int>(state.range(0)), rng);
  for (Ticket& ticket : tickets) change(ticket, rng);
  plan(state, tickets);
}
// Everybody plays both sides: odd cycles wherever one looks.
bool play_both(Ticket& ticket, Rng& rng) {
  const int rating = ticket.options.front().rating;
  ticket.options = {sample::bw(rating), sample::sc2(rating + static_cast<int>(rng.between(-200, 200)))};
  return true;
}
// One side has three times as many as the other.
bool play_unevenly(Ticket& ticket, Rng& rng) {
  const int rating = ticket.options.front().rating;
  ticket.options = {rng.chance(0.75) ? sample::bw(rating) : sample::sc2(rating)};
  return true;
}
// All ratings are the same: every match is as good as any other.
bool play_evenly(Ticket& ticket, Rng&) {
  for (TicketOption& option : ticket.options) option.rating = 1500;
  return true;
}
// Waits of up to an hour: everybody may play everybody, and bonuses exceed all differences.
bool wait_long(Ticket& ticket, Rng& rng) {
  ticket.joined_at -= std::chrono::seconds(rng.between(0, 3600));
  return true;
}
BENCHMARK_CAPTURE(plan_hard_wave, both, play_both)->Arg(1000)->Arg(1001)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(plan_hard_wave, uneven, play_unevenly)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(plan_hard_wave, even, play_evenly)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(plan_hard_wave, long_waits, wait_long)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace evo
