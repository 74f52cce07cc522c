#include "core/rating/backtest.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace evo {
namespace {

RatingKey key_of(std::int64_t player) { return {PlayerId{player}, "1v1", "sc2_zerg"}; }

RatedGame duel(std::int64_t match, std::int64_t first, std::int64_t second, std::optional<Outcome> outcome) {
  return {
      MatchId{match}, from_micros(match * 3'600'000'000), {{key_of(first), 0}, {key_of(second), 1}}, outcome};
}

// Players of fixed, different strength who meet by chance.
std::vector<RatedGame> games_of_a_ladder(int count) {
  Rng rng(7);
  std::vector<RatedGame> games;
  for (int i = 0; i < count; ++i) {
    const std::int64_t first = rng.between(1, 40);
    const std::int64_t second = 1 + (first + rng.between(0, 38)) % 40;
    const double strength = static_cast<double>(first - second) * 20;
    const bool won = rng.chance(1 / (1 + std::pow(10, -strength / 400)));
    games.push_back(duel(i + 1, first, second, Outcome::win(won ? 0 : 1)));
  }
  return games;
}

TEST(Backtest, TheFirstGameOfAllIsAToss) {
  const auto system = make_rating_system({}, {});
  const std::vector<RatedGame> games{duel(1, 1, 2, Outcome::win(0))};
  const BacktestReport report = backtest(*system, games);
  EXPECT_EQ(report.all.games, 1);
  EXPECT_NEAR(report.all.log_loss, std::log(2), 1e-12);
  EXPECT_NEAR(report.all.brier, 0.25, 1e-12);
  EXPECT_EQ(report.all.accuracy, 0.5);
  EXPECT_EQ(report.settled.games, 0);
  EXPECT_EQ(report.players, 2);
}

TEST(Backtest, PredictsFromWhatWasKnownBefore) {
  const auto system = make_rating_system({}, {});
  const std::vector<RatedGame> games{duel(1, 1, 2, Outcome::win(0)), duel(2, 2, 1, Outcome::win(0)),
                                     duel(3, 1, 2, std::nullopt)};
  const BacktestReport report = backtest(*system, games);
  const double favourite = elo_expected(1520, 1480, {});
  EXPECT_NEAR(report.all.log_loss, (std::log(2) - std::log(1 - favourite)) / 2, 1e-12);
  EXPECT_NEAR(report.all.brier, (0.25 + favourite * favourite) / 2, 1e-12);
  EXPECT_EQ(report.all.accuracy, 0.25);
  EXPECT_EQ(report.all.bins[0].games, 2);
  EXPECT_EQ(report.skipped, 1);
}

TEST(Backtest, EverySystemBeatsItsBaseRateOnALadderOfUnequals) {
  const std::vector<RatedGame> games = games_of_a_ladder(4'000);
  for (const auto kind : {RatingSystemKind::elo, RatingSystemKind::glicko2, RatingSystemKind::weng_lin,
                          RatingSystemKind::plackett_luce}) {
    const auto system = make_rating_system({.system = kind}, {});
    const BacktestReport report = backtest(*system, games);
    EXPECT_LT(report.settled.log_loss, report.settled.log_loss_base) << to_string(kind);
    EXPECT_LT(report.settled.log_loss, report.all.log_loss) << to_string(kind);
    EXPECT_LT(report.settled.brier, 0.23) << to_string(kind);
    EXPECT_GT(report.settled.accuracy, 0.65) << to_string(kind);
    for (const CalibrationBin& bin : report.settled.bins)
      if (bin.games > 200) EXPECT_NEAR(bin.predicted, bin.actual, 0.12) << to_string(kind);
  }
}

}  // namespace
}  // namespace evo
