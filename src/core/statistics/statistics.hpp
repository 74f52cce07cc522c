// Statistics: what finished matches say about players, races, match-ups, maps, servers and hours, and how
// many people queue when. Pure functions over matches and times. Only matches that count are counted.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/match/match.hpp"

namespace evo {

struct Record {
  int games = 0;
  int wins = 0;
  int losses = 0;
  int draws = 0;

  void add(double own_score);
  double score() const { return wins + 0.5 * draws; }  // A draw counts as half a win.
  friend bool operator==(const Record&, const Record&) = default;
};

// A share with its confidence interval.
struct Share {
  double share = 0;
  double low = 0;
  double high = 1;
};

inline constexpr double kConfidence95 = 1.959964;  // Standard deviations.

// Wilson's score interval: sensible for few games and for shares near 0 and 1.
Share wilson(double successes, int trials, double deviations = kConfidence95);

std::size_t hour_of_day(Time time);  // 0 to 23, UTC.

// Both orders of a pair of races are one match-up: the first in the alphabet is "own".
using MatchUp = std::pair<std::string, std::string>;

struct MatchStatistics {
  Record all;  // A game once, as seen from the team that is listed first.
  std::map<PlayerId, Record> by_player;
  std::map<std::pair<PlayerId, std::string>, Record> by_player_race;
  std::map<std::string, Record> by_race;  // A mirror counts twice, for either side.
  std::map<MatchUp, Record> by_match_up;  // 1v1 only; a mirror is all draws by nature and is only counted.
  std::map<std::string, int> by_map;
  std::map<std::string, int> by_server;
  std::array<int, 24> by_hour{};  // UTC, when the match was assigned.
};

MatchStatistics match_statistics(std::span<const Match> matches);

// One player's record in the time before `now` (domain.md 5.4: 7 and 30 days).
Record record_since(std::span<const Match> matches, PlayerId player, Time now, Duration window);

// How two groups of races do against each other, in 1v1 matches.
struct BalanceRow {
  std::string own;  // Sides in the first row, then a race of each side.
  std::string other;
  Record record;
  Share share;          // Of points won by `own`.
  double expected = 0;  // Share that the ratings before the matches promised.
  // The interval excludes what the ratings promised: more than who happened to play.
  bool is_significant() const { return record.games > 0 && (expected < share.low || expected > share.high); }
};

struct BalanceReport {
  std::vector<BalanceRow> rows;          // Sides against each other, then match-ups across sides, by name.
  std::map<std::string, Record> by_map;  // As the first side.
};

// `side_of_race`: race code -> side code. Races without a side are left out.
BalanceReport balance_report(std::span<const Match> matches,
                             const std::map<std::string, std::string>& side_of_race, const EloRules& rules);

// The chart of queue activity: the reference's ranges and bucket widths.
enum class ActivityRange { day, week, month };
std::string_view to_string(ActivityRange range);  // "24h", "7d", "30d"
std::optional<ActivityRange> activity_range_from(std::string_view text);
Duration length_of(ActivityRange range);  // 24 h, 7 d, 30 d
Duration bucket_of(ActivityRange range);  // 30, 120, 720 min

struct QueueJoin {
  PlayerId player;
  std::string mode;
  Time at;
};

// Joins of one player and mode within the same window of the clock count once.
inline constexpr Duration kJoinWindow = std::chrono::minutes(5);

struct ActivityPoint {
  Time from;
  int joins = 0;
};

// Joins up to `now` in buckets aligned to the clock; the last one is not over yet. Several joins within one
// kJoinWindow count once.
std::vector<ActivityPoint> activity_series(std::span<const QueueJoin> joins, const std::string& mode,
                                           ActivityRange range, Time now);

}  // namespace evo
