// The event streams of a replay: chat, the players' doings, the game's statistics. What the ladder reads of
// them is as described; the rest is filler of a plausible shape and size.
#pragma once

#include "replay/writer_plan.hpp"

namespace evo::replay {

Result<std::vector<std::uint8_t>> write_messages(const GamePlan& plan);
Result<std::vector<std::uint8_t>> write_game_events(const GamePlan& plan);
Result<std::vector<std::uint8_t>> write_tracker_events(const GamePlan& plan);

}  // namespace evo::replay
