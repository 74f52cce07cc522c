// Who won, and what kind of game it was, told from the players of a summary.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "replay/summary.hpp"

namespace evo::replay {

// Recorded when all of one team won by the file. Otherwise derived where there is one way to read it: part of
// a team won; all teams but one lost; or, with no result at all, one of two teams left wholly before the
// other. nullopt where results contradict each other or nothing tells.
std::optional<ReplayWinner> find_winner(const std::vector<ReplayPlayer>& players);

// "1v1", "2v2", "1v2"; "FFA" for three teams or more of one player each; "" without players.
std::string game_type(const std::vector<ReplayPlayer>& players);

}  // namespace evo::replay
