// Which matches of teams, or for all, a wave makes of any number of tickets: exactly where that is possible,
// else group by group. Private to this room.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matchmaking/team_pool.hpp"

namespace evo::team_pool {

// One match with its tickets, whichever group it was found in. `second` is empty in free-for-all.
struct Chosen {
  std::vector<const Entrant*> first;
  std::vector<const Entrant*> second;
  CostParts parts;
  std::int64_t cost = 0;
  int rating_difference = 0;
};

struct Choice {
  std::vector<Chosen> matches;
  bool exact = true;  // Proven: no other is better.
};

// Points into `entrants`. Deterministic.
Choice choose_matches(std::span<const Entrant> entrants, const Surroundings& given);

}  // namespace evo::team_pool
