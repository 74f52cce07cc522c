// Onboarding: what somebody has to have done before playing, in the order in which he should hear of it, and
// the answers that the setup asks for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "core/player/player.hpp"

namespace evo {

// What the guards look at.
struct Standing {
  bool banned = false;
  bool needs_setup = false;    // Terms and setup are asked of this player.
  std::string terms_accepted;  // Version; empty: none.
  bool setup_complete = false;
  std::optional<Time> timeout_until;
};

// What is still asked of the player before he may play.
enum class SetupStep { none, terms, setup };
std::string_view to_string(SetupStep step);
SetupStep missing_step(const Standing& standing, const PlayerRules& rules);

// Banned, then terms, then setup. Errors: forbidden or conflict, saying what to do.
Result<void> may_play(const Standing& standing, const PlayerRules& rules);
// All of may_play, then the penalty that is running.
Result<void> may_queue(const Standing& standing, const PlayerRules& rules, Time now);

// How often at most, in minutes, the player is told that others queue for a mode; 0: never.
using QueueAlerts = std::map<std::string, int>;
Result<void> validate_alerts(const QueueAlerts& alerts, const PlayerRules& rules);

// Answers to the four questions of the setup, as slugs.
struct SetupSurvey {
  std::string source;                   // How the player learned of the ladder.
  std::string experience;               // For how long he has played the mod.
  std::string motive;                   // What he is here for.
  std::vector<std::string> placements;  // Best placement on other ladders: one of a game, or none at all.

  friend bool operator==(const SetupSurvey&, const SetupSurvey&) = default;
};
Result<void> validate_survey(const SetupSurvey& survey);

// The name of a player who had his data deleted: valid, unique for each id, and nobody's.
std::string name_of_deleted(std::int64_t player_id);

}  // namespace evo
