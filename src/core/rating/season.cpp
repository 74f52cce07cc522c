#include "core/rating/season.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "base/enum_text.hpp"
#include "core/rating/rounding.hpp"

namespace evo {
namespace {

constexpr EnumText<Experience, 4> kExperiences{{
    {Experience::none, "none"},
    {Experience::casual, "casual"},
    {Experience::competitive, "competitive"},
    {Experience::professional, "professional"},
}};

double thousandths(double value) { return std::round(value * 1e3) / 1e3; }

Rating fresh(RatingKey key, int value, double deviation, double volatility) {
  Rating rating;
  rating.key = std::move(key);
  rating.value = rating.peak = value;
  rating.deviation = thousandths(deviation);
  rating.volatility = volatility;
  return rating;
}

}  // namespace

bool is_provisional(const Rating& rating, const ProvisionalRules& rules) {
  return rating.games < rules.games_min || rating.deviation > rules.deviation_max;
}

std::string_view to_string(Experience experience) { return text_of(kExperiences, experience); }
std::optional<Experience> experience_from(std::string_view text) { return value_of(kExperiences, text); }

Rating seed_from_survey(const RatingSystem& system, RatingKey key, Experience experience,
                        const SeedRules& rules) {
  const Skill start = system.start();
  return fresh(std::move(key), start.value + rules.survey_offsets[static_cast<std::size_t>(experience)],
               start.deviation, start.volatility);
}

std::optional<Rating> seed_from_others(const RatingSystem& system, RatingKey key,
                                       std::span<const Rating> others, const SeedRules& rules) {
  const Skill start = system.start();
  double weights = 0;
  double distances = 0;
  int most_games = 0;
  for (const Rating& other : others) {
    if (other.games <= 0 || other.key == key) continue;
    const int weight = std::min(other.games, rules.other_mode_games_full);
    weights += weight;
    distances += static_cast<double>(weight) * (other.value - start.value);
    most_games = std::max(most_games, weight);
  }
  if (weights <= 0 || rules.other_mode_percent == 0) return std::nullopt;
  const double trust = static_cast<double>(most_games) / rules.other_mode_games_full;
  const int carried = round_half_even(distances / weights * trust * rules.other_mode_percent / 100);
  const double deviation = start.deviation * (1 - trust * (1 - rules.deviation_percent / 100));
  return fresh(std::move(key), start.value + carried, deviation, start.volatility);
}

Rating soft_reset(const RatingSystem& system, const Rating& rating, const SeasonRules& rules) {
  const Skill start = system.start();
  const int kept =
      round_half_even(static_cast<double>(rating.value - start.value) * rules.keep_percent / 100);
  const double known = rating.deviation > 0 ? rating.deviation : start.deviation;
  return fresh(rating.key, start.value + kept,
               std::min(std::hypot(known, rules.deviation_add), start.deviation),
               rating.volatility > 0 ? rating.volatility : start.volatility);
}

SeasonTurn close_season(const RatingSystem& system, std::string season, std::span<const Rating> ratings,
                        const SeasonRules& rules) {
  SeasonTurn turn;
  for (const Rating& rating : ratings) {
    turn.next.push_back(soft_reset(system, rating, rules));
    if (rating.games > 0) turn.archive.push_back({season, rating, 0});
  }
  std::ranges::sort(turn.next, {}, &Rating::key);
  std::ranges::sort(turn.archive, [](const SeasonStanding& a, const SeasonStanding& b) {
    if (a.rating.value != b.rating.value) return a.rating.value > b.rating.value;
    return a.rating.key < b.rating.key;
  });
  int position = 0;
  for (std::size_t i = 0; i < turn.archive.size(); ++i) {
    if (i == 0 || turn.archive[i].rating.value != turn.archive[i - 1].rating.value)
      position = static_cast<int>(i) + 1;
    turn.archive[i].position = position;
  }
  return turn;
}

}  // namespace evo
