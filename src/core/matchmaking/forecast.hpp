// Forecast: how bad a match may be and still be better than waiting, given who is likely to come. Those who
// joined lately stand for those who will join soon. Each of them counts the less the longer ago it was, so
// that together they are a smoothed estimate of how many come, with which ratings and from where.
//
// It is the search for a job with the price of a match in place of the wage (McCall, "Economics of
// Information and Job Search", 1970). A match of price p (squared rating points, core/matchmaking/
// pair_prices.hpp) is taken when p is at most the acceptable price A, at which what waiting is expected to
// gain equals what it costs:
//
//     sum over those who joined lately of  rate * max(0, A - price against them)  =  cost of waiting
//
// Few come: waiting gains little, A is high, and whoever is there will do. Many come: A is low, and a better
// opponent is worth the moment that he takes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/time.hpp"

namespace evo {

struct ForecastRules {
  // After that long a join counts half. 0: there is no forecast, and windows grow by waves.
  Duration half_life{};
  // Joins that are looked at, the latest.
  std::size_t joins_max = 64;
  // In rating points: a minute of waiting is as bad as a match between two so far apart.
  int minute_worth = 25;
  // After that long in the queue a second is twice as bad, after twice as long three times, and so on.
  Duration patience = std::chrono::seconds(200);
  // Nobody accepts a worse match than against somebody that far away in rating, however few come, until he
  // has waited so long that he takes anybody (PoolRules::open_after).
  int difference_max = 390;

  bool on() const { return half_life > Duration::zero(); }
};

// Joins a second that a join `age` ago stands for, where all of the last `span` are looked at.
double join_rate(Duration age, Duration span, const ForecastRules& rules);

// A match against somebody who is expected to come with that rate.
struct ExpectedMatch {
  std::int64_t price = 0;  // Squared rating points.
  double rate = 0;         // A second.
};

// For somebody who has waited that long; at most difference_max^2. O(matches) for each of a few steps.
std::int64_t acceptable_price(std::span<const ExpectedMatch> expected, Duration waited,
                              const ForecastRules& rules);
// After which waiting the price is acceptable if the forecast stays as it is; nullopt: never.
std::optional<Duration> acceptable_after(std::span<const ExpectedMatch> expected, std::int64_t price,
                                         const ForecastRules& rules);

}  // namespace evo
