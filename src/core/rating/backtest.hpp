// Backtest: how well a system would have predicted games that have been played. Each game is predicted from
// what was known before it, then rated. Predictions are those for the favourite, so that nothing depends on
// who is listed first.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/rating/ledger.hpp"

namespace evo {

// Predictions of 50 to 55 %, 55 to 60 %, ..., 95 to 100 %.
inline constexpr std::size_t kCalibrationBins = 10;

struct CalibrationBin {
  int games = 0;
  double predicted = 0;  // Mean chance given to the favourite; 0 without games.
  double actual = 0;     // Mean score of the favourite.
};

struct Prediction {
  int games = 0;
  double log_loss = 0;  // Natural logarithm, per game; a draw counts as half of each.
  // Of one who knows only how often favourites win, and gives that chance each time.
  double log_loss_base = 0;
  double log_loss_coin = 0;  // Of one who knows nothing: ln 2 where no game is drawn.
  double brier = 0;          // 0.25: as good as a coin.
  double accuracy = 0;       // Share of favourites that won; without a favourite and in a draw half.
  std::array<CalibrationBin, kCalibrationBins> bins;
};

// Gathers predictions one by one.
class Scoring {
 public:
  // `chance`: what the first side was given, from 0 to 1; `actual`: its score.
  void add(double chance, double actual);
  Prediction mean() const;

 private:
  Prediction sum_;
  double favourites_ = 0;
};

struct BacktestReport {
  Prediction all;
  Prediction settled;  // Only games in which everybody had played `settled_games` before.
  int players = 0;     // Keys: a player counts once a race.
  int skipped = 0;     // Games that do not count, or with more than two teams.
};

inline constexpr int kSettledGames = 10;

// `games` in order.
BacktestReport backtest(const RatingSystem& system, std::span<const RatedGame> games,
                        int settled_games = kSettledGames);

}  // namespace evo
