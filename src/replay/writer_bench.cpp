#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/assert.hpp"
#include "replay/writer.hpp"

namespace evo::replay {
namespace {

GameDescription game_of(int players, std::uint32_t game_loops) {
  GameDescription game;
  for (int i = 0; i < players; ++i) {
    GamePlayer& player = game.players.emplace_back();
    player.name = fmt::format("Player{}", i);
    player.clan = "CLAN";
    player.toon = {2, 1, 1000u + static_cast<unsigned>(i)};
    player.race = "BW Zerg";
    player.race_code = "BWZe";
    player.team = i % 2;
    player.result = i % 2 == 0 ? GameResult::win : GameResult::loss;
  }
  game.map_title = "Benchmark LE";
  for (int i = 0; i < 16; ++i)
    game.cache_handles.push_back(
        {"EU", fmt::format("{:064x}", 0x9E3779B97F4A7C15 * static_cast<unsigned>(i + 1))});
  game.game_loops = game_loops;
  game.ended_at = from_micros(1'762'209'955'000'000);
  game.chat = {{1.5, "Player0", "all", "glhf"}, {2.5, "Player1", "all", "u2"}};
  return game;
}

// Arguments: players, minutes at speed Faster.
void BM_WriteReplay(benchmark::State& state) {
  const auto loops = static_cast<std::uint32_t>(state.range(1) * 60 * 224 / 10);
  GameDescription game = game_of(static_cast<int>(state.range(0)), loops);
  std::size_t bytes = 0;
  for (auto _ : state) {
    ++game.variety;
    auto file = write_replay(game);
    EVO_ASSERT(file.has_value());
    bytes = file->size();
    benchmark::DoNotOptimize(file->data());
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(BM_WriteReplay)
    ->Args({2, 1})
    ->Args({2, 10})
    ->Args({4, 10})
    ->Args({2, 60})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace evo::replay
