#include "sim/game.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.hpp"

namespace evo::sim {
namespace {

constexpr double kLoopsPerSecond = 22.4;  // Speed Faster.
// Writing and reading whole files would be a third of a simulation's time, so that only one game in so many
// leaves one; the others' are lean.
constexpr std::uint32_t kWholeOneIn = 8;
constexpr Duration kFileWrittenAfter = std::chrono::seconds(1);

// A map without a known file still has one in every replay: its hash follows from its name.
std::string map_file(const Map* map, const std::string& title) {
  if (map != nullptr && !map->sha256.empty()) return map->sha256.front();
  return to_hex(sha256("map:" + title));
}

std::string depot_region_of(const Catalog& catalog, std::string_view server_code) {
  const Server* server = catalog.server(server_code);
  for (const GameRegion& region : catalog.game_regions)
    if (server == nullptr || region.code == server->game_region) return region.depot_region;
  return "US";
}

std::vector<replay::CacheHandle> dependencies(const Game& game, const Catalog& catalog,
                                              const std::string& map_sha256) {
  const std::string depot = depot_region_of(catalog, game.server);
  std::vector<replay::CacheHandle> handles;
  const auto add = [&](const std::string& sha) { handles.push_back({depot, sha}); };
  for (const std::string& sha : catalog.mod.stock) add(sha);
  if (!catalog.mod.versions.empty()) {
    for (const ModFiles& files : catalog.mod.versions.back().files) {
      if (files.depot_region != depot) continue;
      for (const std::string& sha : files.required) add(sha);
      for (const std::string& sha : files.optional) add(sha);
    }
  }
  if (game.fake_mod) add(to_hex(sha256(std::string_view("a wrapper around the mod"))));
  add(map_sha256);
  return handles;
}

// Teams are numbered as they come in the lobby.
int lobby_team(const Game& game, int seat) {
  std::vector<int> seen;
  for (int i = 0; i <= seat; ++i) {
    const int team = game.seats[static_cast<std::size_t>(i)].team;
    if (std::ranges::find(seen, team) == seen.end()) seen.push_back(team);
  }
  const int own = game.seats[static_cast<std::size_t>(seat)].team;
  return static_cast<int>(std::ranges::find(seen, own) - seen.begin());
}

replay::GamePlayer describe_seat(const Game& game, const Catalog& catalog, int seat) {
  const GameSeat& from = game.seats[static_cast<std::size_t>(seat)];
  const Race* race = catalog.race(from.race);
  const auto loops =
      static_cast<std::uint32_t>(std::chrono::duration<double>(game.length).count() * kLoopsPerSecond);
  replay::GamePlayer player;
  player.name = from.name;
  player.toon = from.toon;
  player.team = lobby_team(game, seat);
  if (race != nullptr) {
    player.race = race->replay_names.empty() ? race->name : race->replay_names.front();
    player.race_code = race->replay_codes.empty() ? "" : race->replay_codes.front();
  }
  if (game.with_computer && seat == 1) {
    player.control = replay::Control::computer;
    player.name = "A.I. 1 (Elite)";
    player.toon = {};
  }
  if (game.undecided) return player;
  if (game.draw) {
    player.result = replay::GameResult::tie;
  } else {
    const bool won = from.team == game.seats[static_cast<std::size_t>(game.winner)].team;
    player.result = won ? replay::GameResult::win : replay::GameResult::loss;
    if (!won && player.control == replay::Control::human) player.left_loop = loops;
  }
  return player;
}

}  // namespace

replay::ToonHandle toon_of(std::int64_t number) {
  return {static_cast<std::uint32_t>(1 + number % 3), 1, static_cast<std::uint64_t>(1'000'000 + number)};
}

Game assigned_game(const Match& match, std::vector<GameSeat> seats, int winner, Time started_at,
                   Duration length, Rng& rng) {
  Game game;
  game.seats = std::move(seats);
  game.mode = match.mode;
  game.map = match.map;
  game.server = match.server;
  game.winner = winner;
  game.started_at = started_at;
  game.length = length;
  game.random_seed = static_cast<std::uint32_t>(rng.between(1, 0x7FFFFFFF));
  if (rng.chance(0.5)) {
    std::ranges::reverse(game.seats);
    game.winner = static_cast<int>(game.seats.size()) - 1 - winner;
  }
  return game;
}

Result<replay::GameDescription> describe(const Game& game, const Catalog& catalog, int recorder) {
  const Map* map = catalog.map(game.mode, game.map);
  replay::GameDescription description;
  for (int seat = 0; seat < static_cast<int>(game.seats.size()); ++seat)
    description.players.push_back(describe_seat(game, catalog, seat));
  if (game.with_observer) description.observers.push_back({"Watcher", toon_of(999'999), "spectator"});
  description.map_title = game.map_title.value_or(map != nullptr     ? map->name
                                                  : game.map.empty() ? "A Map of Their Own"
                                                                     : game.map);
  description.cache_handles = dependencies(
      game, catalog,
      game.map_title ? map_file(nullptr, *game.map_title) : map_file(map, description.map_title));
  description.game_loops =
      static_cast<std::uint32_t>(std::chrono::duration<double>(game.length).count() * kLoopsPerSecond);
  description.ended_at = game.started_at + game.length + kFileWrittenAfter * recorder;
  description.lobby = {catalog.lobby.privacy, catalog.lobby.duration, catalog.lobby.locked_alliances};
  description.random_seed = game.random_seed;
  description.lean = game.random_seed % kWholeOneIn != 0;
  description.variety = static_cast<std::uint64_t>(recorder) + 1;
  return description;
}

Result<Blob> record_replay(const Game& game, const Catalog& catalog, int recorder) {
  TRY(const auto description, describe(game, catalog, recorder));
  TRY(auto bytes, replay::write_replay(description));
  return std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
}

}  // namespace evo::sim
