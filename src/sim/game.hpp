// Game: the StarCraft II game that matched players would have played, and the replay it would have left
// behind. It knows what the ladder asked for (map, mod, lobby) and can be told to deviate from it as people
// do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/ports/blob_store.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "core/catalog/catalog.hpp"
#include "core/match/match.hpp"
#include "replay/writer.hpp"

namespace evo::sim {

struct GameSeat {
  PlayerId player;
  std::string name;  // In-game name.
  replay::ToonHandle toon;
  std::string race;  // Race code.
  int team = 0;      // Of the match. The file numbers teams as they stand in the lobby.
};

struct Game {
  std::vector<GameSeat> seats;  // In lobby order: any order is legal.
  std::string mode = "1v1";
  std::string map;     // Map code; empty: whatever the players chose.
  std::string server;  // Server code; decides the depot region.
  int winner = 0;      // Index into seats: somebody of the winning team.
  bool draw = false;
  Time started_at;
  Duration length{};
  std::uint32_t random_seed = 1;

  // Deviations.
  bool fake_mod = false;                 // One dependency more than the official mod has.
  std::optional<std::string> map_title;  // Another map than the assigned one.
  bool with_computer = false;            // The second seat is a computer.
  bool with_observer = false;
  bool undecided = false;  // The file ends before anybody had won or left.
};

// A game as assigned by `match`, with the players' in-game identities in the order of the match.
Game assigned_game(const Match& match, std::vector<GameSeat> seats, int winner, Time started_at,
                   Duration length, Rng& rng);

// The file that the player at `recorder` finds on disk. Errors: invalid, when the game does not fit the
// format.
Result<replay::GameDescription> describe(const Game& game, const Catalog& catalog, int recorder);
Result<Blob> record_replay(const Game& game, const Catalog& catalog, int recorder);

// A toon handle that no other `number` has.
replay::ToonHandle toon_of(std::int64_t number);

}  // namespace evo::sim
