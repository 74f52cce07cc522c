// replay.gamemetadata.json: what the client itself says of the players, in language-neutral codes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "replay/replay.hpp"

namespace evo::replay {

struct MetadataPlayer {
  std::int64_t id = 0;  // In-game player id.
  std::string race;     // "Terr" "Zerg" "Prot" or a mod's code.
  std::optional<int> mmr;
  std::optional<int> apm;
};

// The member is known to be malformed at times and is never needed: what cannot be read is absent.
std::vector<MetadataPlayer> read_game_metadata(Bytes member);

}  // namespace evo::replay
