// Where a rating begins and how a season ends: provisional phase, seeds, soft reset. Pure functions on
// ratings; what they return is the first rating of a key, before any game.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/rating/rating_system.hpp"

namespace evo {

struct ProvisionalRules {
  int games_min = 0;           // Fewer games: provisional. The reference has no such phase.
  double deviation_max = 110;  // Less certain: provisional. Systems without uncertainty never are.
};

bool is_provisional(const Rating& rating, const ProvisionalRules& rules);

// How somebody answers the question for his strength when he joins.
enum class Experience { none, casual, competitive, professional };
std::string_view to_string(Experience experience);
std::optional<Experience> experience_from(std::string_view text);

struct SeedRules {
  // Added to the start, by Experience. All zero: everybody starts equal, as in the reference.
  std::array<int, 4> survey_offsets{0, 0, 0, 0};
  int other_mode_percent = 0;      // Which part of another rating's distance from the start carries over.
  int other_mode_games_full = 20;  // The other rating counts in full from this many games.
  double deviation_percent = 100;  // Of a newcomer's, for somebody seeded by other ratings.
};

// By what a player says of himself.
Rating seed_from_survey(const RatingSystem& system, RatingKey key, Experience experience,
                        const SeedRules& rules);
// By the player's ratings in other modes or races, each as heavy as it has games; ratings without games say
// nothing. nullopt: there is nothing to go by.
std::optional<Rating> seed_from_others(const RatingSystem& system, RatingKey key,
                                       std::span<const Rating> others, const SeedRules& rules);

struct SeasonRules {
  int keep_percent = 50;       // Which part of the distance from the start survives a reset.
  double deviation_add = 100;  // Variances add; never above a newcomer's.
};

// What the archive keeps of one entry of a season.
struct SeasonStanding {
  std::string season;
  Rating rating;
  int position = 0;

  friend bool operator==(const SeasonStanding&, const SeasonStanding&) = default;
};

// The rating with which the next season begins: nearer to the start, less certain, counters at zero.
Rating soft_reset(const RatingSystem& system, const Rating& rating, const SeasonRules& rules);

struct SeasonTurn {
  std::vector<SeasonStanding> archive;  // Best first; only entries with a game.
  std::vector<Rating> next;             // By key.
};
SeasonTurn close_season(const RatingSystem& system, std::string season, std::span<const Rating> ratings,
                        const SeasonRules& rules);

}  // namespace evo
