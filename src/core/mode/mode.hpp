// Modes: in what numbers people play against each other, and what a rating of each mode belongs to. 1v1 is
// rated by player and race; two who queue for 2v2 together have one rating as a pair; everybody else in a
// mode of teams or free-for-all has one rating a mode.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "core/rating/rating.hpp"

namespace evo {

struct Mode {
  std::string_view name;  // Stored in rows, and the ladder its ratings are kept for.
  int team_size = 1;
  int teams_max = 2;  // More than two: everybody for himself.

  bool has_teams() const { return team_size > 1; }
  bool free_for_all() const { return teams_max > 2; }
  // Two who queue together have one rating between them.
  bool rates_pairs() const { return team_size == 2; }
};

inline constexpr int kPartySizeMax = 4;
inline constexpr int kTeamsMax = 8;  // Of any mode.

std::span<const Mode> modes();
// nullptr when there is none.
const Mode* find_mode(std::string_view name);
std::vector<std::string> mode_names();

// What a seat is rated as. `partner` is with whom the player queued as a pair for 2v2, or 0. Both partners of
// a pair get the same key: the lower id, and the other one in place of a race.
RatingKey rating_key(std::string_view mode, PlayerId player, PlayerId partner, std::string_view race);
// The other player of a pair's key; nullopt for all others.
std::optional<PlayerId> pair_partner(const RatingKey& key);
// What stands in place of a race in a pair's key whose higher id this is.
std::string pair_race(PlayerId higher);

}  // namespace evo
