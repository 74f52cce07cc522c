#include "main/cmd_ratings.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "app/read/match_pages.hpp"
#include "core/rating/backtest.hpp"
#include "main/exit_code.hpp"
#include "main/local_store.hpp"
#include "main/progress.hpp"
#include "sim/queue_trial.hpp"

namespace evo {
namespace {

struct Tested {
  std::string system;
  BacktestReport report;
};

struct Games {
  std::vector<RatedGame> games;
  std::optional<Prediction> truth;  // Of one who knows how good everybody is, where somebody does.
};

// Finished matches in the order in which they ended.
Task<Result<std::vector<RatedGame>>> stored_games(Store& store) {
  MatchQuery query;
  query.finished_only = true;
  CO_TRY(const std::vector<Match> matches, co_await read_matches(store, query, kEveryMatch));
  std::vector<RatedGame> games;
  for (const Match& match : matches) {
    games.push_back(
        {match.id, match.completed_at.value_or(match.assigned_at), rated_seats(match), match.outcome});
  }
  std::ranges::sort(games, [](const RatedGame& a, const RatedGame& b) {
    return a.at != b.at ? a.at < b.at : a.match < b.match;
  });
  co_return games;
}

Games simulated_games(const BacktestOptions& options, const Rules& rules) {
  Games simulated;
  Scoring truth;
  Progress progress("simulated days", static_cast<std::size_t>(options.days * options.ladders));
  sim::TrialOptions trial{.seed = options.seed,
                          .seeds = options.ladders,
                          .days = options.days,
                          .players = options.players,
                          .rules = rules,
                          .progress = {},
                          .drift_a_day = options.drift_a_day,
                          .played = {}};
  trial.progress = [&](int day) { progress.advance(static_cast<std::size_t>(day)); };
  trial.played = [&](const RatedGame& game, double chance) {
    simulated.games.push_back(game);
    simulated.games.back().match = MatchId{static_cast<std::int64_t>(simulated.games.size())};
    truth.add(chance, score(*game.outcome, 0));
  };
  sim::try_rules(trial);
  simulated.truth = truth.mean();
  return simulated;
}

void print_row(std::string_view name, const Prediction& prediction) {
  if (prediction.games == 0) {
    fmt::print("{:<24}  {:>7}\n", name, 0);
    return;
  }
  fmt::print("{:<24}  {:>7}  {:>8.4f}  {:>9.4f}  {:>8.4f}  {:>6.4f}  {:>7.1f}%\n", name, prediction.games,
             prediction.log_loss, prediction.log_loss_base, prediction.log_loss_coin, prediction.brier,
             100 * prediction.accuracy);
}

void print_table(const std::vector<Tested>& tested, const std::optional<Prediction>& truth) {
  fmt::print("{:<24}  {:>7}  {:>8}  {:>9}  {:>8}  {:>6}  {:>8}\n", "", "games", "log loss", "base rate",
             "coin", "Brier", "accuracy");
  for (const Tested& each : tested) {
    print_row(each.system, each.report.all);
    print_row(fmt::format("  after {} games each", kSettledGames), each.report.settled);
  }
  if (truth) print_row("truth", *truth);
  fmt::print(
      "base rate: always the share of favourites that won; coin: always 50 %. Smaller is better but for "
      "accuracy.\n\n");
  fmt::print("{:<14}  {:<10}  {:>6}  {:>9}  {:>6}\n", "calibration", "favourite", "games", "predicted",
             "won");
  for (const Tested& each : tested) {
    for (std::size_t i = 0; i < kCalibrationBins; ++i) {
      const CalibrationBin& bin = each.report.all.bins[i];
      if (bin.games == 0) continue;
      fmt::print("{:<14}  {:>3}-{:<3}%    {:>6}  {:>8.1f}%  {:>5.1f}%\n", each.system, 50 + 5 * i, 55 + 5 * i,
                 bin.games, 100 * bin.predicted, 100 * bin.actual);
    }
  }
}

std::string prediction_json(const Prediction& prediction) {
  std::string bins;
  for (std::size_t i = 0; i < kCalibrationBins; ++i) {
    const CalibrationBin& bin = prediction.bins[i];
    bins += fmt::format(R"({}{{"from":{:.2f},"to":{:.2f},"games":{},"predicted":{:.6f},"actual":{:.6f}}})",
                        i == 0 ? "" : ",", 0.5 + 0.05 * static_cast<double>(i),
                        0.55 + 0.05 * static_cast<double>(i), bin.games, bin.predicted, bin.actual);
  }
  return fmt::format(
      R"({{"games":{},"log_loss":{:.6f},"log_loss_base":{:.6f},"log_loss_coin":{:.6f},"brier":{:.6f},)"
      R"("accuracy":{:.6f},"calibration":[{}]}})",
      prediction.games, prediction.log_loss, prediction.log_loss_base, prediction.log_loss_coin,
      prediction.brier, prediction.accuracy, bins);
}

// One object a line, one line a system.
void print_json(const Tested& tested) {
  fmt::print(R"({{"system":"{}","ratings":{},"skipped":{},"all":{},"settled_games":{},"settled":{}}})",
             tested.system, tested.report.players, tested.report.skipped, prediction_json(tested.report.all),
             kSettledGames, prediction_json(tested.report.settled));
  fmt::print("\n");
}

struct Known {
  Rules rules;
  Games games;
};

Result<Known> stored(const Config& config) {
  TRY(const auto local, LocalStore::open(config));
  TRY(auto games, run_to_end(local->io, stored_games(*local->store)));
  return Known{local->rules, {std::move(games), {}}};
}

Result<Known> simulated(const Config& config, const BacktestOptions& options) {
  TRY(Catalog catalog, builtin_catalog(config.catalog.empty() ? "scevo" : config.catalog));
  Known known{rules_from(config, std::move(catalog)), {}};
  known.games = simulated_games(options, known.rules);
  return known;
}

}  // namespace

int backtest_ratings(const Config& config, const BacktestOptions& options) {
  std::vector<std::string> systems = options.systems;
  if (systems.empty()) systems = {"elo", "glicko2", "weng-lin", "plackett-luce"};
  auto known = options.ladders > 0 ? simulated(config, options) : stored(config);
  if (!known) return explain(known.error());
  const auto& [rules, games] = *known;
  std::vector<Tested> tested;
  for (const std::string& name : systems) {
    const auto kind = rating_system_from(name);
    if (!kind) return explain(invalid(fmt::format("there is no rating system '{}'", name)));
    RatingRules rating = rules.rating;
    rating.system = *kind;
    tested.push_back({name, backtest(*make_rating_system(rating, rules.elo), games.games)});
  }
  if (options.json) {
    for (const Tested& each : tested) print_json(each);
    if (games.truth) fmt::print("{{\"system\":\"truth\",\"all\":{}}}\n", prediction_json(*games.truth));
    return kExitOk;
  }
  if (games.games.empty()) {
    fmt::print("no finished match is stored yet\n");
    return kExitOk;
  }
  fmt::print("{} finished matches, {} ratings\n\n", games.games.size(), tested.front().report.players);
  print_table(tested, games.truth);
  return kExitOk;
}

}  // namespace evo
