// What the matches that count say about one player: by race, against whom, where and when. Pure functions.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>

#include "core/statistics/statistics.hpp"

namespace evo {

struct PlayerStatistics {
  Record all;
  Record week;  // Of the 7 and the 30 days before `now`, by the time at which matches ended.
  Record month;
  std::map<std::string, Record> by_race;
  std::map<MatchUp, Record> by_match_up;  // Own race, other race; games of two only.
  std::map<std::string, Record> by_map;
  std::map<std::string, Record> by_server;
  std::array<Record, 24> by_hour{};  // UTC, when the match was assigned.
};

PlayerStatistics player_statistics(std::span<const Match> matches, PlayerId player, Time now);

}  // namespace evo
