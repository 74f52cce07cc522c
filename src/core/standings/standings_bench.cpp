// A board of a million entries: what a result, a rank and a page cost. `bytes_per_entry` is the memory in
// use.
#include <array>
#include <string>

#include <benchmark/benchmark.h>

#include "base/random.hpp"
#include "core/standings/leaderboard.hpp"

namespace evo {
namespace {

constexpr int kEntries = 1'000'000;
constexpr int kCountries = 200;
const Time kNow = from_micros(1'800'000'000'000'000);
const std::array<std::string, 6> kRaces{"bw_terran",  "bw_zerg",  "bw_protoss",
                                        "sc2_terran", "sc2_zerg", "sc2_protoss"};

std::string name_of(std::int64_t player) {
  std::string name = "Player";
  for (std::int64_t rest = player; rest > 0; rest /= 26) name += static_cast<char>('a' + rest % 26);
  return name;
}

// Each player has two races.
StandingEntry entry_of(Rng& rng, std::int64_t number) {
  StandingEntry entry;
  Rating& rating = entry.rating;
  const std::int64_t player = number / 2 + 1;
  rating.key = {PlayerId{player}, "1v1", kRaces[static_cast<std::size_t>((player + number % 2) % 6)]};
  rating.value = static_cast<int>(1500 + 300 * rng.normal());
  rating.wins = static_cast<int>(rng.between(1, 200));
  rating.losses = static_cast<int>(rng.between(0, 200));
  rating.games = rating.wins + rating.losses;
  rating.last_played_at = kNow - std::chrono::seconds(rng.between(0, 40 * 86'400));
  entry.name = name_of(player);
  entry.country = "C" + std::to_string(player * player % kCountries);
  entry.region = "R" + std::to_string(player % 16);
  return entry;
}

Leaderboard& board() {
  static Leaderboard made = [] {
    Rng rng(1);
    std::vector<StandingEntry> entries;
    entries.reserve(kEntries);
    for (int i = 0; i < kEntries; ++i) entries.push_back(entry_of(rng, i));
    Leaderboard fresh("1v1");
    fresh.assign(entries, kNow);
    return fresh;
  }();
  return made;
}

void memory(benchmark::State& state) {
  state.counters["bytes_per_entry"] =
      static_cast<double>(board().bytes()) / static_cast<double>(board().size());
}

// One entry's result, and its new position and letter rank.
void BM_ResultToUpdatedRank(benchmark::State& state) {
  Leaderboard& all = board();
  Rng rng(2);
  Time now = kNow;
  for (auto _ : state) {
    state.PauseTiming();
    auto entry = *all.find(entry_of(rng, rng.between(0, kEntries - 1)).rating.key);
    const bool won = rng.chance(0.5);
    now += std::chrono::milliseconds(10);
    entry.rating = after_game(entry.rating, won ? 20 : -20, won ? 1 : 0, now);
    state.ResumeTiming();
    all.advance(now);
    all.put(entry);
    benchmark::DoNotOptimize(all.find(entry.rating.key));
  }
  memory(state);
}
BENCHMARK(BM_ResultToUpdatedRank)->Unit(benchmark::kMicrosecond);

void run_pages(benchmark::State& state, BoardQuery query) {
  const Leaderboard& all = board();
  Rng rng(3);
  query.size = static_cast<int>(state.range(0));
  const int total = all.page(query).total;
  for (auto _ : state) {
    query.first = static_cast<int>(rng.between(0, std::max(total - query.size, 0)));
    benchmark::DoNotOptimize(all.page(query));
  }
  memory(state);
}

void BM_Page(benchmark::State& state) { run_pages(state, {}); }
BENCHMARK(BM_Page)->Arg(40)->Arg(200)->Unit(benchmark::kMicrosecond);

void BM_PageOfOneRace(benchmark::State& state) {
  BoardQuery query;
  query.races = {"sc2_zerg"};
  run_pages(state, query);
}
BENCHMARK(BM_PageOfOneRace)->Arg(40)->Unit(benchmark::kMicrosecond);

void BM_PageOfThreeRaces(benchmark::State& state) {
  BoardQuery query;
  query.races = {"sc2_zerg", "sc2_terran", "sc2_protoss"};
  run_pages(state, query);
}
BENCHMARK(BM_PageOfThreeRaces)->Arg(40)->Unit(benchmark::kMicrosecond);

void BM_PageOfOneRank(benchmark::State& state) {
  BoardQuery query;
  query.rank = LetterRank::c;
  query.best_race_only = true;
  run_pages(state, query);
}
BENCHMARK(BM_PageOfOneRank)->Arg(40)->Unit(benchmark::kMicrosecond);

void BM_PageOfRaceAndCountry(benchmark::State& state) {
  BoardQuery query;
  query.races = {"sc2_zerg"};
  query.countries = {"C1"};
  run_pages(state, query);
}
BENCHMARK(BM_PageOfRaceAndCountry)->Arg(40)->Unit(benchmark::kMicrosecond);

void BM_SearchByName(benchmark::State& state) {
  BoardQuery query;
  query.search = "rqxz";
  run_pages(state, query);
}
BENCHMARK(BM_SearchByName)->Arg(40)->Unit(benchmark::kMicrosecond);

void BM_JumpToMe(benchmark::State& state) {
  const Leaderboard& all = board();
  Rng rng(4);
  for (auto _ : state) {
    const auto key = entry_of(rng, rng.between(0, kEntries - 1)).rating.key;
    BoardQuery query;
    query.races = {key.race};
    query.first = *all.index_of(key, query);
    query.size = 40;
    benchmark::DoNotOptimize(all.page(query));
  }
}
BENCHMARK(BM_JumpToMe)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace evo
