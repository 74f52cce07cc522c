// Ratings: pure arithmetic on outcomes. A rating belongs to a (player, ladder, race); every change is a
// RatingEvent in an append-only ledger, from which the current ratings can always be recomputed. Which system
// is used is configuration.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace evo {

// How a match ended: one team won, or nobody did.
struct Outcome {
  std::optional<int> winner;  // Team index; nullopt: draw.

  static Outcome win(int team) { return {team}; }
  static Outcome draw() { return {}; }
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// 1 for a win, 0.5 for a draw, 0 for a loss, as seen from `team`.
double score(const Outcome& outcome, int team);

// What a rating is kept for: "1v1" and one race, or "2v2" and a pair (race empty).
struct RatingKey {
  PlayerId player;
  std::string ladder;
  std::string race;

  friend auto operator<=>(const RatingKey&, const RatingKey&) = default;
};

// What one rating stakes in a game. A pair's is that of two people, who play as two who are as good.
struct RatedSeat {
  RatingKey key;
  int team = 0;
  int people = 1;
};

struct Rating {
  RatingKey key;
  int value = 1500;
  int games = 0;
  int wins = 0;
  int losses = 0;
  int draws = 0;
  int peak = 1500;
  std::optional<Time> last_played_at;
  // How far the value may be off, and how erratic the play is, as of last_played_at. 0: the system that wrote
  // it does not know.
  double deviation = 0;
  double volatility = 0;

  friend bool operator==(const Rating&, const Rating&) = default;
};

// season: the soft reset with which one begins.
enum class RatingCause { match, redecision, adjustment, season };
std::string_view to_string(RatingCause cause);
std::optional<RatingCause> rating_cause_from(std::string_view text);

// One line of the ledger. A match that is decided again adds a line with the next revision that carries the
// difference; lines are never changed. (match, player, revision) is unique.
struct RatingEvent {
  MatchId match;
  RatingKey key;
  int revision = 0;
  int before = 0;
  int after = 0;
  RatingCause cause = RatingCause::match;
  Time at;
  double deviation = 0;  // With these the match was rated; 0: not known.
  double volatility = 0;

  int change() const { return after - before; }
  friend bool operator==(const RatingEvent&, const RatingEvent&) = default;
};

// Elo with the ladder's constants: E = 1 / (1 + 10^((opponent - own) / divisor)), change = round_half_even(k
// * (S - E)).
struct EloRules {
  int start = 1500;
  int k = 40;
  int divisor = 500;
};

double elo_expected(int own, int opponent, const EloRules& rules);
// The change for `own`. Both sides' changes always add up to zero.
int elo_change(int own, int opponent, double own_score, const EloRules& rules);

// The rating after one counted game; counters and peak included. `change` may be zero.
Rating after_game(Rating rating, int change, double own_score, Time at);

}  // namespace evo
