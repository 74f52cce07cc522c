// What people upload that is no evidence: broken files, other games, other mods. Each kind must be refused
// with its reason.
#pragma once

#include "sim/game.hpp"

namespace evo::sim {

enum class Spoiling {
  truncated,
  garbage,
  wrong_map,
  fake_mod,
  stranger,
  wrong_race,
  computer,
  too_old,
  undecided
};
inline constexpr int kSpoilings = 9;

// The file of a game spoiled in this way. Errors: invalid.
Result<Blob> spoiled_replay(Game game, const Catalog& catalog, Spoiling kind);
// One kind by chance.
Result<Blob> spoiled_replay(Game game, const Catalog& catalog, Rng& rng);

}  // namespace evo::sim
