#include "core/statistics/digest.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace evo {
namespace {

constexpr std::size_t kMapsNamed = 3;

std::string day_of(Time time) { return to_rfc3339(time).substr(0, 10); }

std::string compared(int now, int before) {
  if (before == 0) return "none the week before";
  return fmt::format("{:+.0f} % on the week before", 100.0 * (now - before) / before);
}

// The two hours, one after the other, in which most matches began.
std::size_t busiest_hours(const std::array<int, 24>& by_hour) {
  const auto both = [&](std::size_t hour) { return by_hour[hour] + by_hour[(hour + 1) % 24]; };
  std::size_t best = 0;
  for (std::size_t hour = 1; hour < 24; ++hour)
    if (both(hour) > both(best)) best = hour;
  return best;
}

std::string maps_of(const std::map<std::string, int>& by_map) {
  std::vector<std::pair<std::string, int>> maps(by_map.begin(), by_map.end());
  std::ranges::stable_sort(maps, [](const auto& a, const auto& b) { return a.second > b.second; });
  maps.resize(std::min(maps.size(), kMapsNamed));
  std::string text;
  for (const auto& [map, games] : maps)
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", map, games);
  return text;
}

}  // namespace

std::string to_text(const WeeklyDigest& digest) {
  std::string text = fmt::format("{}: the week until {}\n", digest.ladder, day_of(digest.until));
  const MatchStatistics& week = digest.week;
  if (week.all.games == 0) return text + "No match was finished.\n";
  text += fmt::format("{} matches ({}) by {} players.\n", week.all.games,
                      compared(week.all.games, digest.week_before.all.games), week.by_player.size());
  const std::size_t hour = busiest_hours(week.by_hour);
  text += fmt::format("Most matches begin between {:02}:00 and {:02}:00 UTC.\n", hour, (hour + 2) % 24);
  text += fmt::format("Most played maps: {}.\n", maps_of(week.by_map));
  for (const BalanceRow& row : digest.balance.rows)
    text += fmt::format("{} v {}: {:.1f} % of {} games ({:.1f} to {:.1f} %, {:.1f} % expected{}).\n", row.own,
                        row.other, 100 * row.share.share, row.record.games, 100 * row.share.low,
                        100 * row.share.high, 100 * row.expected, row.is_significant() ? "; notable" : "");
  return text;
}

}  // namespace evo
