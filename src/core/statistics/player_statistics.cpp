#include "core/statistics/player_statistics.hpp"

namespace evo {
namespace {

constexpr Duration kWeek = std::chrono::days(7);
constexpr Duration kMonth = std::chrono::days(30);

}  // namespace

PlayerStatistics player_statistics(std::span<const Match> matches, PlayerId player, Time now) {
  PlayerStatistics statistics;
  for (const Match& match : matches) {
    const MatchPlayer* own = match.find(player);
    if (own == nullptr || match.state != MatchState::finished || !match.outcome) continue;
    const double won = score(*match.outcome, own->team);
    statistics.all.add(won);
    statistics.by_race[own->race].add(won);
    statistics.by_map[match.map].add(won);
    if (!match.server.empty()) statistics.by_server[match.server].add(won);
    statistics.by_hour[hour_of_day(match.assigned_at)].add(won);
    if (match.players.size() == 2) {
      const MatchPlayer& other = match.players[own == &match.players[0] ? 1 : 0];
      statistics.by_match_up[{own->race, other.race}].add(won);
    }
  }
  statistics.week = record_since(matches, player, now, kWeek);
  statistics.month = record_since(matches, player, now, kMonth);
  return statistics;
}

}  // namespace evo
