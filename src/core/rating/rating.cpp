#include "core/rating/rating.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "base/enum_text.hpp"
#include "core/rating/rounding.hpp"

namespace evo {
namespace {

constexpr EnumText<RatingCause, 4> kCauses{{
    {RatingCause::match, "match"},
    {RatingCause::redecision, "redecision"},
    {RatingCause::adjustment, "adjustment"},
    {RatingCause::season, "season"},
}};

}  // namespace

// Spelled out because std::nearbyint obeys the rounding mode of the thread, and a ledger must not.
int round_half_even(double value) {
  const double below = std::floor(value);
  const double rest = value - below;
  const int whole = static_cast<int>(below);
  if (rest < 0.5) return whole;
  if (rest > 0.5) return whole + 1;
  return whole % 2 == 0 ? whole : whole + 1;
}

int duel_change(int own, int opponent, double own_score, double k, int divisor) {
  EVO_ASSERT(own_score >= 0 && own_score <= 1);
  // Both sides take the favourite's figure: computed apart, the last bit of the two expectations could round
  // them apart.
  if (own < opponent) return -duel_change(opponent, own, 1 - own_score, k, divisor);
  return round_half_even(k * (own_score - elo_expected(own, opponent, {.divisor = divisor})));
}

std::string_view to_string(RatingCause cause) { return text_of(kCauses, cause); }
std::optional<RatingCause> rating_cause_from(std::string_view text) { return value_of(kCauses, text); }

double score(const Outcome& outcome, int team) {
  if (!outcome.winner) return 0.5;
  return *outcome.winner == team ? 1.0 : 0.0;
}

double elo_expected(int own, int opponent, const EloRules& rules) {
  EVO_ASSERT(rules.divisor > 0);
  const double gap = static_cast<double>(opponent) - static_cast<double>(own);
  return 1.0 / (1.0 + std::pow(10.0, gap / rules.divisor));
}

int elo_change(int own, int opponent, double own_score, const EloRules& rules) {
  return duel_change(own, opponent, own_score, rules.k, rules.divisor);
}

Rating after_game(Rating rating, int change, double own_score, Time at) {
  rating.value += change;
  rating.peak = std::max(rating.peak, rating.value);
  ++rating.games;
  if (own_score > 0.5)
    ++rating.wins;
  else if (own_score < 0.5)
    ++rating.losses;
  else
    ++rating.draws;
  // Imported games may come out of order; the latest one counts.
  rating.last_played_at = std::max(rating.last_played_at.value_or(at), at);
  return rating;
}

}  // namespace evo
