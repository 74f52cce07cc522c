// Rules: every number of the ladder that configuration can change, with the reference's value as default, and
// the catalog. One value, made at start, read everywhere.
#pragma once

#include "core/catalog/catalog.hpp"
#include "core/evidence/evidence.hpp"
#include "core/match/match.hpp"
#include "core/matchmaking/matchmaking.hpp"
#include "core/mode/mode.hpp"
#include "core/player/player.hpp"
#include "core/player/quiet_hours.hpp"
#include "core/rating/rating.hpp"
#include "core/rating/rating_system.hpp"
#include "core/rating/season.hpp"
#include "core/standings/standings.hpp"

namespace evo {

// What deciding a rated match again does to the games since: they are rated anew as far as the effect
// reaches, or keep their changes, and the difference is added on top.
enum class Redecision { replay, difference };

struct Rules {
  Catalog catalog;
  EloRules elo;        // Its start is the start of every system.
  RatingRules rating;  // Which system rates, and the numbers of the others.
  Redecision redecision = Redecision::replay;
  ProvisionalRules provisional;
  SeedRules seeds;
  SeasonRules season{.keep_percent = 100,
                     .deviation_add = 0};  // The reference has no seasons: nothing is lost.
  PoolRules pool;
  MatchRules match;
  EvidenceRules evidence;
  StandingRules standings;
  PlayerRules players;
  TimeZones zones;  // Empty: this ladder knows none, and nobody has quiet hours.

  // Waves run this often, and with `match_on_arrival` earlier when somebody joins: after `wave_debounce`, so
  // that who joins at the same moment is planned together, or as long as the wave before it took if that was
  // longer. The reference knows the regular waves only.
  Duration wave_interval = std::chrono::seconds(60);
  bool match_on_arrival = true;
  Duration wave_debounce = std::chrono::milliseconds(20);
  std::vector<std::string> modes = mode_names();  // Those that can be queued for.
  int ffa_players_min = 3;                        // Of a free-for-all.
  Duration invitation_window =
      std::chrono::minutes(10);  // In which an invitation to a party can be answered.
  std::size_t replay_bytes_max = 8u << 20;
  std::size_t replays_per_match_max = 16;
  std::size_t queue_max = 10'000;
};

// Sets what makes the queue's rules "balanced" (docs/design/013); the others stay as they are.
void balance_queue(Rules& rules);

}  // namespace evo
