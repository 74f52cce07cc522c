#include "core/matchmaking/forecast.hpp"

#include <span>

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

using sample::bw;
using sample::kNow;
using sample::sc2;
using sample::ticket;
using std::chrono::minutes;
using std::chrono::seconds;

// A second of waiting costs 60 squared points.
ForecastRules rules() {
  return {.half_life = minutes(20),
          .joins_max = 64,
          .minute_worth = 60,
          .patience = minutes(5),
          .difference_max = 400};
}

TEST(Forecast, WhereNobodyComesWhoeverIsThereWillDo) {
  EXPECT_EQ(acceptable_price({}, Duration::zero(), rules()), 400 * 400);
  EXPECT_EQ(acceptable_after({}, 400 * 400, rules()), Duration::zero());
  EXPECT_EQ(acceptable_after({}, 400 * 400 + 1, rules()), std::nullopt);
}

TEST(Forecast, OneExpectedOpponentByHand) {
  // Every 100 s somebody at 10 points: waiting gains 0.01 (A - 100) a second, and 0.01 (6100 - 100) = 60.
  const std::vector<ExpectedMatch> expected{{.price = 100, .rate = 0.01}};
  EXPECT_EQ(acceptable_price(expected, Duration::zero(), rules()), 6100);
  // After the patience a second costs 120.
  EXPECT_EQ(acceptable_price(expected, minutes(5), rules()), 12'100);
  EXPECT_EQ(acceptable_after(expected, 6100, rules()), Duration::zero());
  EXPECT_EQ(acceptable_after(expected, 12'100, rules()), minutes(5));
}

TEST(Forecast, JoinsCountHalfAfterTheHalfLife) {
  const auto rate = [](Duration age) { return join_rate(age, std::chrono::hours(10), rules()); };
  EXPECT_NEAR(rate(minutes(20)), rate(Duration::zero()) / 2, 1e-12);
  // Somebody every minute is a sixtieth a second.
  double all = 0;
  for (int age = 0; age < 600; ++age) all += rate(minutes(age));
  EXPECT_NEAR(all, 1.0 / 60, 0.0005);
  // The same where only the last half hour is known.
  all = 0;
  for (int age = 0; age < 30; ++age) all += join_rate(minutes(age), minutes(30), rules());
  EXPECT_NEAR(all, 1.0 / 60, 0.0005);
}

// The definition, whatever is expected: what waiting gains is what it costs, unless even the worst match is
// better than waiting; who has waited longer takes no better ones; and the moment named is the moment.
TEST(Forecast, GainEqualsCost) {
  Rng rng(3);
  for (int round = 0; round < 2000; ++round) {
    std::vector<ExpectedMatch> expected;
    for (std::int64_t i = rng.between(0, 40); i > 0; --i)
      expected.push_back({rng.between(0, 200'000), rng.unit() * 0.01});
    const Duration waited = seconds(rng.between(0, 900));
    const std::int64_t price = acceptable_price(expected, waited, rules());
    const double cost = 60 * (1 + std::chrono::duration<double>(waited) / minutes(5));
    const auto gain = [&](std::int64_t at) {
      double sum = 0;
      for (const ExpectedMatch& match : expected)
        sum += match.rate * static_cast<double>(std::max<std::int64_t>(at - match.price, 0));
      return sum;
    };
    EXPECT_LE(gain(price), cost + 1e-6);
    if (price < 400 * 400) EXPECT_GT(gain(price + 1), cost - 1e-6);
    EXPECT_GE(acceptable_price(expected, waited + minutes(1), rules()), price);
    if (price < 400 * 400 && price > acceptable_price(expected, Duration::zero(), rules())) {
      const auto after = acceptable_after(expected, price, rules());
      ASSERT_TRUE(after);
      EXPECT_NEAR(std::chrono::duration<double>(*after - waited).count(), 0, 1);
    }
  }
}

PoolRules pool_rules() {
  PoolRules pool;
  pool.forecast = rules();
  return pool;
}

// Two join each minute, and have for half an hour: on one side with the first rating, on the other with the
// second.
std::vector<Ticket> stream(int bw_rating, int sc2_rating) {
  std::vector<Ticket> joins;
  for (int i = 0; i < 30; ++i) {
    joins.push_back(ticket(1000 + 2 * i, {bw(bw_rating)}));
    joins.push_back(ticket(1001 + 2 * i, {sc2(sc2_rating)}));
    for (Ticket& join : std::span(joins).last(2)) join.joined_at = kNow - i * minutes(1);
  }
  return joins;
}

std::size_t matches(const std::vector<Ticket>& tickets, const std::vector<Ticket>& joins,
                    const PoolRules& pool, Time now = kNow) {
  Rng rng(1);
  return plan_wave(tickets, pool, sample::catalog(), now, rng, joins).proposals.size();
}

TEST(Forecast, AFarOpponentIsTakenWhenNoNearerOneIsLikely) {
  const std::vector<Ticket> far{ticket(1, {bw(1500)}), ticket(2, {sc2(1750)})};
  EXPECT_EQ(matches(far, {}, pool_rules()), 1u);
  EXPECT_EQ(matches(far, stream(1740, 1520), pool_rules()), 0u);
  // To one of them nobody nearer is likely to come.
  EXPECT_EQ(matches(far, stream(1740, 1760), pool_rules()), 1u);
  // A near one is taken whoever comes.
  EXPECT_EQ(matches({ticket(1, {bw(1500)}), ticket(2, {sc2(1510)})}, stream(1500, 1520), pool_rules()), 1u);
  EXPECT_EQ(matches({ticket(1, {bw(1500)}), ticket(2, {sc2(1901)})}, {}, pool_rules()), 0u);
}

TEST(Forecast, ARematchWaitsWhileOthersCome) {
  std::vector<Ticket> friends{ticket(1, {bw(1500)}), ticket(2, {sc2(1510)})};
  friends[0].recent_opponents = {{friends[1].player, kNow - minutes(1)}};
  PoolRules pool = pool_rules();
  pool.rematch_cost = 8000;
  EXPECT_EQ(matches(friends, {}, pool), 1u);
  EXPECT_EQ(matches(friends, stream(1500, 1510), pool), 0u);
  pool.open_after = minutes(4);
  EXPECT_EQ(matches(friends, stream(1500, 1510), pool, kNow + minutes(4)), 1u);
}

}  // namespace
}  // namespace evo
