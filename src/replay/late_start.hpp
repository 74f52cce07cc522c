// Maps for tournaments (GameHeart and its like) sort out within the game who plays: everybody sits in the
// lobby as a player, often all in one team, and when the game has run for a while those who play are given
// their first units. The others never own any: they observe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "replay/details.hpp"
#include "replay/protocol_table.hpp"
#include "replay/replay.hpp"
#include "replay/summary.hpp"

namespace evo::replay {

struct LateStart {
  std::uint32_t loop = 0;             // When the first of them got units.
  std::vector<std::int64_t> players;  // In-game player ids, in order.

  friend bool operator==(const LateStart&, const LateStart&) = default;
};

// nullopt where somebody owned units from the start, or nobody ever did. Errors: invalid, as in streams.hpp.
Result<std::optional<LateStart>> read_late_start(Bytes tracker_events, const protocol::Layout& layout);

// Whether these may be the people of such a game: more than two, and not all of them won or lost. Asked
// before its stream is read.
bool may_start_late(const std::vector<DetailsPlayer>& players);

// Makes observers of the people who got no units. Players whom the lobby had put into one team become two:
// by their results, or each his own where two are left. Nothing changes where all play, or fewer than two.
void seat_late_players(const LateStart& start, std::vector<ReplayPlayer>& players,
                       std::vector<ReplayObserver>& observers);

}  // namespace evo::replay
