#include "sim/queue_trial.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/rating/backtest.hpp"
#include "sim/quality_plot.hpp"

namespace evo::sim {
namespace {

using testing::HasSubstr;

MadeMatch match_of(std::int64_t first, std::int64_t second, Duration at, std::string map = "a") {
  MadeMatch match;
  match.players = {PlayerId{first}, PlayerId{second}};
  match.at = Time(at);
  match.map = std::move(map);
  return match;
}

TEST(MatchQuality, QuantilesAreOfTheNearestRank) {
  std::vector<float> values;
  for (int i = 100; i >= 1; --i) values.push_back(static_cast<float>(i));
  const Quantiles found = quantiles_of(values);
  EXPECT_EQ(found.p50, 50);
  EXPECT_EQ(found.p95, 95);
  EXPECT_EQ(found.p99, 99);
  EXPECT_EQ(found.max, 100);
  std::vector<float> none;
  EXPECT_EQ(quantiles_of(none).max, 0);
}

TEST(MatchQuality, KnowsWhomAndWhereSomebodyMeetsAgain) {
  using std::chrono::minutes;
  MatchQuality quality;
  quality.made(match_of(1, 2, minutes(0), "a"));
  quality.made(match_of(2, 1, minutes(119), "a"));  // A rematch, and for both the same map.
  quality.made(match_of(1, 2, minutes(240), "b"));  // Too long ago.
  quality.made(match_of(1, 3, minutes(241), "b"));  // For one of them the same map.
  const QualityReport report = quality.report();
  EXPECT_EQ(report.matches, 4);
  EXPECT_DOUBLE_EQ(report.rematches, 0.25);
  EXPECT_DOUBLE_EQ(report.same_map, 3.0 / 8);
  EXPECT_DOUBLE_EQ(report.map_entropy, 1);
}

TEST(MatchQuality, LaddersAddUp) {
  MatchQuality one;
  one.made(match_of(1, 2, Duration(0), "a"));
  one.gave_up(2);
  MatchQuality other;
  other.made(match_of(1, 2, std::chrono::minutes(1), "b"));  // The same numbers, but other people.
  one.add(other);
  const QualityReport report = one.report();
  EXPECT_EQ(report.matches, 2);
  EXPECT_EQ(report.gave_up, 2);
  EXPECT_EQ(report.waits_s.size(), 4u);
  EXPECT_DOUBLE_EQ(report.rematches, 0);
  EXPECT_DOUBLE_EQ(report.map_entropy, 1);
}

TEST(MatchQuality, HoldsPredictionsAgainstResults) {
  MatchQuality quality;
  for (int i = 0; i < 10; ++i) {
    MadeMatch match = match_of(1, 2, std::chrono::hours(10 * i));
    match.expected = i % 2 == 0 ? 0.75 : 0.25;  // The favourite changes sides.
    match.score = i % 2 == 0 ? 1 : 0;           // And always wins.
    quality.made(match);
  }
  const QualityReport report = quality.report();
  EXPECT_EQ(report.calibration[2].matches, 10);
  EXPECT_DOUBLE_EQ(report.calibration[2].predicted, 0.75);
  EXPECT_DOUBLE_EQ(report.calibration[2].actual, 1);
  EXPECT_NEAR(report.log_loss, -std::log(0.75), 1e-12);
}

struct QueueTrial : testing::Test {
  TrialOptions options{
      .seed = 5, .seeds = 1, .days = 4, .players = 80, .rules = {}, .progress = {}, .played = {}};
  QueueTrial() { options.rules.catalog = builtin_catalog("scevo").value(); }
};

TEST_F(QueueTrial, PeopleComeWhateverTheRules) {
  const auto arrivals = arrivals_of(options);
  options.rules.pool.window_base = 5000;
  const auto again = arrivals_of(options);
  ASSERT_GT(arrivals.size(), 200u);
  ASSERT_EQ(arrivals.size(), again.size());
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    EXPECT_EQ(arrivals[i].at, again[i].at);
    EXPECT_EQ(arrivals[i].person, again[i].person);
  }
}

TEST_F(QueueTrial, TheSeedFixesEverything) {
  const QualityReport first = try_rules(options);
  const QualityReport second = try_rules(options);
  EXPECT_GT(first.matches, 50);
  EXPECT_EQ(first.waits_s, second.waits_s);
  EXPECT_EQ(first.differences, second.differences);
  options.seed = 6;
  EXPECT_NE(try_rules(options).waits_s, first.waits_s);
}

TEST_F(QueueTrial, TellsEachGameAndWhatItsChanceWas) {
  std::vector<RatedGame> games;
  Scoring truth;
  options.seeds = 2;
  options.drift_a_day = 5;
  options.played = [&](const RatedGame& game, double chance) {
    games.push_back(game);
    truth.add(chance, score(*game.outcome, 0));
  };
  const QualityReport report = try_rules(options);
  ASSERT_GT(static_cast<int>(games.size()), report.matches);  // The report leaves the settling games out.
  std::int64_t highest = 0;
  for (const RatedGame& game : games) {
    ASSERT_EQ(game.seats.size(), 2u);
    EXPECT_NE(game.seats[0].key.player, game.seats[1].key.player);
    highest = std::max(highest, game.seats[0].key.player.value);
  }
  EXPECT_GT(highest, options.players);  // People of the second ladder are other people.
  EXPECT_LT(truth.mean().log_loss, truth.mean().log_loss_coin);
}

TEST_F(QueueTrial, MatchingOnArrivalShortensWaits) {
  options.rules.match_on_arrival = false;
  const QualityReport waves = try_rules(options);
  options.rules.match_on_arrival = true;
  const QualityReport at_once = try_rules(options);
  EXPECT_LT(at_once.wait_s.p50, waves.wait_s.p50);
}

TEST_F(QueueTrial, AWiderWindowLeavesNobodyBesideAnOpponent) {
  options.rules.pool.window_base = 1'000'000;
  const QualityReport open = try_rules(options);
  EXPECT_LE(open.beside_opponent_max_s.value_or(0), 0);
}

TEST(QualityPlot, DrawsEverySetOfRules) {
  MatchQuality quality;
  quality.made(match_of(1, 2, std::chrono::minutes(1)));
  const std::string svg = draw_quality(
      std::vector<NamedQuality>{{"reference", quality.report()}, {"a<b", quality.report()}, {"none", {}}},
      "Trial");
  EXPECT_THAT(svg, HasSubstr("a&lt;b"));
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace evo::sim
