#include "core/rating/backtest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace evo {
namespace {

// A prediction is never surer than this, so that one upset does not cost infinitely much.
constexpr double kChanceMin = 1e-6;

double loss(double chance, double actual) {
  const double p = std::clamp(chance, kChanceMin, 1 - kChanceMin);
  return -(actual * std::log(p) + (1 - actual) * std::log(1 - p));
}

// The two teams' skills before a game; nullopt when it has other than two.
struct Sides {
  std::vector<Skill> first;
  std::vector<Skill> second;
  int first_team = 0;
  int games_min = 0;
};

std::optional<Sides> sides_before(const RatingSystem& system, const RatingLedger& ledger,
                                  const RatedGame& game) {
  Sides sides;
  std::optional<int> other_team;
  sides.first_team = game.seats.front().team;
  sides.games_min = std::numeric_limits<int>::max();
  for (const RatedSeat& seat : game.seats) {
    const Rating* rating = ledger.find(seat.key);
    sides.games_min = std::min(sides.games_min, rating != nullptr ? rating->games : 0);
    const Skill skill = rating != nullptr ? skill_at(system, *rating, game.at) : system.start();
    if (seat.team == sides.first_team) {
      sides.first.insert(sides.first.end(), static_cast<std::size_t>(seat.people), skill);
      continue;
    }
    if (other_team.value_or(seat.team) != seat.team) return std::nullopt;
    other_team = seat.team;
    sides.second.insert(sides.second.end(), static_cast<std::size_t>(seat.people), skill);
  }
  if (!other_team) return std::nullopt;
  return sides;
}

}  // namespace

void Scoring::add(double chance, double actual) {
  if (chance < 0.5) {
    chance = 1 - chance;
    actual = 1 - actual;
  }
  ++sum_.games;
  favourites_ += actual;
  sum_.log_loss += loss(chance, actual);
  sum_.log_loss_coin += loss(0.5, actual);
  sum_.brier += (chance - actual) * (chance - actual);
  sum_.accuracy += chance == 0.5 ? 0.5 : actual;
  const auto bin = static_cast<std::size_t>((chance - 0.5) * 2 * kCalibrationBins);
  CalibrationBin& into = sum_.bins[std::min(bin, kCalibrationBins - 1)];
  ++into.games;
  into.predicted += chance;
  into.actual += actual;
}

Prediction Scoring::mean() const {
  Prediction mean = sum_;
  if (mean.games == 0) return mean;
  mean.log_loss /= mean.games;
  mean.log_loss_coin /= mean.games;
  mean.brier /= mean.games;
  mean.accuracy /= mean.games;
  mean.log_loss_base = loss(favourites_ / mean.games, favourites_ / mean.games);
  for (CalibrationBin& bin : mean.bins) {
    if (bin.games == 0) continue;
    bin.predicted /= bin.games;
    bin.actual /= bin.games;
  }
  return mean;
}

BacktestReport backtest(const RatingSystem& system, std::span<const RatedGame> games, int settled_games) {
  BacktestReport report;
  RatingLedger ledger(system);
  Scoring all;
  Scoring settled;
  for (const RatedGame& game : games) {
    const auto sides =
        game.outcome && !game.seats.empty() ? sides_before(system, ledger, game) : std::nullopt;
    if (!sides) {
      ++report.skipped;
      continue;
    }
    const double chance = system.expected(sides->first, sides->second);
    const double actual = score(*game.outcome, sides->first_team);
    all.add(chance, actual);
    if (sides->games_min >= settled_games) settled.add(chance, actual);
    ledger.record(game);
  }
  report.all = all.mean();
  report.settled = settled.mean();
  report.players = static_cast<int>(ledger.ratings().size());
  return report;
}

}  // namespace evo
