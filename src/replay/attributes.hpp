// replay.attributes.events: the lobby's settings as four-letter codes, for the whole game and for each
// player.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "replay/replay.hpp"

namespace evo::replay {

struct PlayerAttributes {
  std::string race;        // "Terr" "Zerg" "Prot" "RAND" or a mod's code, as picked in the lobby.
  std::string difficulty;  // "VyEy" "Easy" "Medi" ...; meaningful for computers.
};

struct Attributes {
  static constexpr std::size_t kScopesMax = 16;

  std::array<PlayerAttributes, kScopesMax> players;  // Index: player number, from 1.
  std::string game_mode;                             // "Priv" "Amm" "Pub"
  std::string privacy;                               // "Norm" "NoMH" "NoBO"
  std::string duration;                              // "0": without limit.
  std::string locked_alliances;                      // "yes" "no"
};

// Errors: invalid.
Result<Attributes> read_attributes(Bytes member, std::uint32_t base_build);

}  // namespace evo::replay
