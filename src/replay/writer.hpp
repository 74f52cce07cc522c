// Writes a valid replay file from a description of a game: what the game's client would have left on the
// player's disk, as far as a ladder can see. Tests, simulated players and the demo need it. What it writes
// satisfies our reader and the published layout of the newest known protocol; no real replay's bytes are in
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "replay/summary.hpp"

namespace evo::replay {

struct GamePlayer {
  std::string name;
  std::string clan;
  ToonHandle toon;
  Control control = Control::human;
  std::string race;       // Recorded text, e.g. "BW Zerg".
  std::string race_code;  // Four letters for attributes and metadata, e.g. "BWZe"; empty: none.
  int team = 0;
  GameResult result = GameResult::undecided;
  std::optional<std::uint32_t> left_loop;  // Writes a leave event; absent: stayed to the end.
};

struct GameDescription {
  std::vector<GamePlayer> players;  // 1 to 8, in lobby order.
  std::vector<ReplayObserver> observers;
  std::string map_title;
  std::string map_author = "EvoLadder";
  std::vector<CacheHandle> cache_handles;  // In file order, the map's own handle last. May be empty.
  std::uint32_t game_loops = 0;
  Time ended_at;
  std::uint32_t base_build = 95299;
  std::string version = "5.0.15.95299";
  int speed = 4;  // 0 Slower ... 4 Faster.
  LobbySettings lobby{"Normal", "Infinite", "Yes"};
  std::string category = "Private";
  std::uint32_t random_seed = 1;
  std::vector<ChatLine> chat;
  bool lean = false;  // Hardly any filler events, and every member stored as it is, which the format allows.
  std::uint64_t variety =
      0;  // Seeds the filler events (camera, statistics), so that two players' files of one game differ.
};

// Bytes of a .SC2Replay file. Errors: invalid, naming the field that does not fit the format.
Result<std::vector<std::uint8_t>> write_replay(const GameDescription& game);

}  // namespace evo::replay
