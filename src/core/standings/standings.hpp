// Standings: the order of the leaderboard and the letter ranks dealt along it. Pure functions over entries.
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "core/rating/rating.hpp"

namespace evo {

enum class LetterRank { s, a, b, c, d, e, f, unranked };
std::string_view to_string(LetterRank rank);  // "S" ... "F", "U"
std::optional<LetterRank> letter_rank_from(std::string_view text);

// The other one of a pair.
struct StandingPartner {
  PlayerId player;
  std::string name;
  std::string country;
  std::string region;

  friend bool operator==(const StandingPartner&, const StandingPartner&) = default;
};

struct StandingEntry {
  Rating rating;
  std::string name;  // Of the rating's player; of a pair it is the one with the lower id.
  std::string country;
  std::string region;
  std::optional<StandingPartner> partner = {};  // Set for every pair.
  int position = 0;         // From 1 among all entries; equal only if every sort key is equal.
  int active_position = 0;  // From 1 among active entries; 0: inactive.
  LetterRank rank = LetterRank::unranked;
};

struct StandingRules {
  Duration active_for = std::chrono::days(30);  // An entry without a game this long is unranked.
};

// Seats of S, A, B, C, D, E, F for n ranked entries (domain.md 5.3).
std::array<int, 7> rank_seats(int n);

// What decides a position.
struct StandingKeys {
  int value = 0;
  int games = 0;
  int wins = 0;
  int losses = 0;
  std::optional<Time> last_played_at;
  std::string_view name;
};

// The order of the leaderboard: rating, last played, win rate, non-loss rate, games, each descending; name
// ascending; entries without a game last. `less` means that `a` stands above `b`.
std::strong_ordering compare_standing(const StandingKeys& a, const StandingKeys& b);

// Sorts by compare_standing(), then fills position, active_position and rank. Entries without a game come
// last and unranked.
void rank_standings(std::vector<StandingEntry>& entries, const StandingRules& rules, Time now);

}  // namespace evo
