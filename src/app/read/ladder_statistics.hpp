// LadderStatistics: what finished matches and queue joins say. Matches are read through indexes in small
// pages, so that the loop and other readers go on in between, and counted away from the loop; what was
// counted is kept for a minute, because many ask for the same.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/ports/clock.hpp"
#include "app/ports/offload.hpp"
#include "app/ports/store.hpp"
#include "app/rules.hpp"
#include "core/statistics/digest.hpp"
#include "core/statistics/player_statistics.hpp"

namespace evo {

struct StatisticsView {
  Time as_of;
  Time since;
  std::string mode;
  bool complete = true;  // false: only the newest kMatchesMax matches were counted.
  MatchStatistics totals;
  BalanceReport balance;
};

struct PlayerStatisticsView {
  Time as_of;
  PlayerId player;
  std::string name;
  bool complete = true;  // false: only the newest kPlayerMatchesMax.
  PlayerStatistics totals;
};

struct ActivityView {
  Time as_of;
  std::string mode;
  ActivityRange range = ActivityRange::day;
  Duration bucket{};
  std::vector<ActivityPoint> points;  // Oldest first.
};

class LadderStatistics {
 public:
  LadderStatistics(Store& store, Clock& clock, Offload& offload, const Rules& rules);
  ~LadderStatistics();

  // Of the last `days`. Errors: invalid (mode, days).
  Task<Result<StatisticsView>> ladder(std::string mode, int days);
  Task<Result<PlayerStatisticsView>> player(PlayerId player);                  // Errors: not_found.
  Task<Result<ActivityView>> activity(std::string mode, ActivityRange range);  // Errors: invalid (mode).
  // The last seven days as text. Errors: invalid (mode).
  Task<Result<std::string>> digest(std::string mode);

  static constexpr int kDaysMax = 90;
  static constexpr std::size_t kMatchesMax = 50'000;
  static constexpr std::size_t kPlayerMatchesMax = 5000;
  static constexpr int kJoinsMax = 500'000;

 private:
  struct Span;
  Task<Result<Span>> matches_since(std::string mode, Duration length);
  Result<void> check_mode(const std::string& mode) const;
  void count(const std::vector<Match>& matches, StatisticsView& view) const;

  Store& store_;
  Clock& clock_;
  Offload& offload_;
  const Rules& rules_;
  std::vector<std::string> modes_;
  std::map<std::pair<std::string, int>, StatisticsView> ladders_;  // By mode and days.
  std::map<std::pair<std::string, ActivityRange>, ActivityView> activities_;
};

}  // namespace evo
