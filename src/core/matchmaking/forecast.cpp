#include "core/matchmaking/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.hpp"

namespace evo {
namespace {

constexpr double kMinute = 60;
constexpr Duration kForever = std::chrono::hours(24 * 365);

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

// Of a second, to somebody who has just joined; in squared rating points.
double first_cost(const ForecastRules& rules) {
  return static_cast<double>(rules.minute_worth) * rules.minute_worth / kMinute;
}

double cost_of_waiting(Duration waited, const ForecastRules& rules) {
  if (rules.patience <= Duration::zero()) return first_cost(rules);
  return first_cost(rules) * (1 + std::max(seconds(waited), 0.0) / seconds(rules.patience));
}

double price_max(const ForecastRules& rules) {
  return static_cast<double>(rules.difference_max) * rules.difference_max;
}

struct Gain {
  double points = 0;  // Squared rating points a second.
  double rate = 0;    // Of the matches that gain anything.
};

Gain gain_of_waiting(std::span<const ExpectedMatch> expected, double price) {
  Gain gain;
  for (const ExpectedMatch& match : expected) {
    const double saved = price - static_cast<double>(match.price);
    if (saved <= 0) continue;
    gain.points += match.rate * saved;
    gain.rate += match.rate;
  }
  return gain;
}

}  // namespace

double join_rate(Duration age, Duration span, const ForecastRules& rules) {
  EVO_ASSERT(rules.on());
  const double decay = std::numbers::ln2 / seconds(rules.half_life);
  // What lies further back than the span would have counted as well; those within it count for it.
  const double seen = 1 - std::exp(-decay * std::max(seconds(span), 1.0));
  return decay * std::exp(-decay * std::max(seconds(age), 0.0)) / seen;
}

std::int64_t acceptable_price(std::span<const ExpectedMatch> expected, Duration waited,
                              const ForecastRules& rules) {
  const double cost = cost_of_waiting(waited, rules);
  double price = price_max(rules);
  // The gain grows with the price, ever faster: Newton's steps from above never pass the solution, and each
  // but the last leaves at least one match behind.
  for (std::size_t step = 0; step <= expected.size(); ++step) {
    const Gain gain = gain_of_waiting(expected, price);
    if (gain.points <= cost) break;
    const double next = price - (gain.points - cost) / gain.rate;
    if (next >= price) break;
    price = next;
  }
  return static_cast<std::int64_t>(price);
}

std::optional<Duration> acceptable_after(std::span<const ExpectedMatch> expected, std::int64_t price,
                                         const ForecastRules& rules) {
  const auto wanted = static_cast<double>(price);
  if (wanted > price_max(rules)) return std::nullopt;
  const double gain = gain_of_waiting(expected, wanted).points;
  if (gain <= first_cost(rules)) return Duration::zero();
  if (rules.patience <= Duration::zero() || rules.minute_worth == 0) return std::nullopt;
  const double patiences = gain / first_cost(rules) - 1;
  if (patiences * seconds(rules.patience) > seconds(kForever)) return std::nullopt;
  return Duration(std::llround(patiences * static_cast<double>(rules.patience.count())));
}

}  // namespace evo
