#include "core/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "base/assert.hpp"
#include "base/enum_text.hpp"

namespace evo {
namespace {

constexpr EnumText<ActivityRange, 3> kRanges{
    {{ActivityRange::day, "24h"}, {ActivityRange::week, "7d"}, {ActivityRange::month, "30d"}}};

bool counts(const Match& match) { return match.state == MatchState::finished && match.outcome; }

// The two players of a 1v1 match that counts, ordered by race; nullopt for others.
struct Duel {
  const MatchPlayer* own = nullptr;
  const MatchPlayer* other = nullptr;
  double score = 0;  // Of `own`.
};

std::optional<Duel> duel_of(const Match& match) {
  if (!counts(match) || match.players.size() != 2) return std::nullopt;
  Duel duel{.own = &match.players[0], .other = &match.players[1]};
  if (duel.own->team == duel.other->team) return std::nullopt;
  if (duel.other->race < duel.own->race) std::swap(duel.own, duel.other);
  duel.score = score(*match.outcome, duel.own->team);
  return duel;
}

Time aligned(Time time, Duration width) {
  const auto rest = ((to_micros(time) % width.count()) + width.count()) % width.count();
  return from_micros(to_micros(time) - rest);
}

// A row as it grows.
struct Balance {
  Record record;
  double expected = 0;
};

BalanceRow row_of(const MatchUp& names, const Balance& balance) {
  BalanceRow row{.own = names.first, .other = names.second, .record = balance.record, .share = {}};
  row.share = wilson(row.record.score(), row.record.games);
  if (row.record.games > 0) row.expected = balance.expected / row.record.games;
  return row;
}

}  // namespace

std::size_t hour_of_day(Time time) {
  const auto since_midnight = time - std::chrono::floor<std::chrono::days>(time);
  return static_cast<std::size_t>(std::chrono::floor<std::chrono::hours>(since_midnight).count());
}

void Record::add(double own_score) {
  ++games;
  if (own_score > 0.75)
    ++wins;
  else if (own_score < 0.25)
    ++losses;
  else
    ++draws;
}

Share wilson(double successes, int trials, double deviations) {
  if (trials <= 0) return {};
  EVO_ASSERT(successes >= 0 && successes <= trials);
  const double n = trials;
  const double share = successes / n;
  const double square = deviations * deviations;
  const double middle = (share + square / (2 * n)) / (1 + square / n);
  const double half =
      deviations * std::sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n);
  return {share, std::max(middle - half, 0.0), std::min(middle + half, 1.0)};
}

MatchStatistics match_statistics(std::span<const Match> matches) {
  MatchStatistics statistics;
  for (const Match& match : matches) {
    if (!counts(match) || match.players.empty()) continue;
    statistics.all.add(score(*match.outcome, match.players.front().team));
    for (const MatchPlayer& player : match.players) {
      const double own = score(*match.outcome, player.team);
      statistics.by_player[player.player].add(own);
      statistics.by_player_race[{player.player, player.race}].add(own);
      statistics.by_race[player.race].add(own);
    }
    if (const auto duel = duel_of(match)) {
      const bool mirror = duel->own->race == duel->other->race;
      statistics.by_match_up[{duel->own->race, duel->other->race}].add(mirror ? 0.5 : duel->score);
    }
    ++statistics.by_map[match.map];
    if (!match.server.empty()) ++statistics.by_server[match.server];
    ++statistics.by_hour[hour_of_day(match.assigned_at)];
  }
  return statistics;
}

Record record_since(std::span<const Match> matches, PlayerId player, Time now, Duration window) {
  Record record;
  for (const Match& match : matches) {
    const Time at = match.completed_at.value_or(match.assigned_at);
    if (!counts(match) || at > now || at < now - window) continue;
    if (const MatchPlayer* seat = match.find(player)) record.add(score(*match.outcome, seat->team));
  }
  return record;
}

BalanceReport balance_report(std::span<const Match> matches,
                             const std::map<std::string, std::string>& side_of_race, const EloRules& rules) {
  std::map<MatchUp, Balance> sides;
  std::map<MatchUp, Balance> races;
  BalanceReport report;
  for (const Match& match : matches) {
    auto duel = duel_of(match);
    if (!duel) continue;
    const auto own = side_of_race.find(duel->own->race);
    const auto other = side_of_race.find(duel->other->race);
    if (own == side_of_race.end() || other == side_of_race.end() || own->second == other->second) continue;
    const bool swapped = other->second < own->second;
    const MatchPlayer& first = swapped ? *duel->other : *duel->own;
    const MatchPlayer& second = swapped ? *duel->own : *duel->other;
    const double first_score = swapped ? 1 - duel->score : duel->score;
    const double expected = elo_expected(first.rating_before, second.rating_before, rules);
    for (Balance* balance :
         {&sides[std::minmax(own->second, other->second)], &races[{first.race, second.race}]}) {
      balance->record.add(first_score);
      balance->expected += expected;
    }
    report.by_map[match.map].add(first_score);
  }
  for (const auto& [names, balance] : sides) report.rows.push_back(row_of(names, balance));
  for (const auto& [names, balance] : races) report.rows.push_back(row_of(names, balance));
  return report;
}

std::string_view to_string(ActivityRange range) { return text_of(kRanges, range); }
std::optional<ActivityRange> activity_range_from(std::string_view text) { return value_of(kRanges, text); }

Duration length_of(ActivityRange range) {
  switch (range) {
    case ActivityRange::day:
      return std::chrono::hours(24);
    case ActivityRange::week:
      return std::chrono::days(7);
    case ActivityRange::month:
      return std::chrono::days(30);
  }
  EVO_ASSERT(false && "every range has a length");
}

Duration bucket_of(ActivityRange range) {
  switch (range) {
    case ActivityRange::day:
      return std::chrono::minutes(30);
    case ActivityRange::week:
      return std::chrono::minutes(120);
    case ActivityRange::month:
      return std::chrono::minutes(720);
  }
  EVO_ASSERT(false && "every range has a bucket");
}

std::vector<ActivityPoint> activity_series(std::span<const QueueJoin> joins, const std::string& mode,
                                           ActivityRange range, Time now) {
  const Duration width = bucket_of(range);
  const Time last = aligned(now, width);
  std::vector<ActivityPoint> points;
  for (Time from = last - length_of(range) + width; from <= last; from += width) points.push_back({from, 0});
  std::set<std::pair<PlayerId, Time>> seen;
  for (const QueueJoin& join : joins) {
    if (join.mode != mode || join.at > now || join.at < points.front().from) continue;
    const Time window = aligned(join.at, kJoinWindow);
    if (!seen.emplace(join.player, window).second) continue;
    ++points[static_cast<std::size_t>((window - points.front().from) / width)].joins;
  }
  return points;
}

}  // namespace evo
