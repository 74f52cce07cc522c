#include "core/statistics/player_statistics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/statistics/digest.hpp"

namespace evo {
namespace {

using testing::HasSubstr;

const Time kNow = from_micros(1'800'000'000'000'000);

Match won_by(int team, Duration ago, std::string map = "vermeer") {
  Match match;
  match.state = MatchState::finished;
  match.outcome = Outcome::win(team);
  match.map = std::move(map);
  match.server = "EUC";
  match.assigned_at = kNow - ago;
  match.completed_at = match.assigned_at + std::chrono::minutes(10);
  match.players.resize(2);
  match.players[0].player = PlayerId{1};
  match.players[0].race = "bw_zerg";
  match.players[1].player = PlayerId{2};
  match.players[1].race = "sc2_terran";
  match.players[1].team = 1;
  return match;
}

TEST(PlayerStatistics, AreSeenFromThePlayer) {
  std::vector<Match> matches{won_by(0, std::chrono::hours(2)), won_by(1, std::chrono::days(10), "radeon"),
                             won_by(1, std::chrono::days(40))};
  matches.push_back(won_by(1, std::chrono::hours(1)));
  matches.back().state = MatchState::invalidated;
  const auto statistics = player_statistics(matches, PlayerId{2}, kNow);
  EXPECT_EQ(statistics.all, (Record{3, 2, 1, 0}));
  EXPECT_EQ(statistics.week, (Record{1, 0, 1, 0}));
  EXPECT_EQ(statistics.month, (Record{2, 1, 1, 0}));
  EXPECT_EQ(statistics.by_race.at("sc2_terran"), (Record{3, 2, 1, 0}));
  EXPECT_EQ(statistics.by_match_up.at({"sc2_terran", "bw_zerg"}), (Record{3, 2, 1, 0}));
  EXPECT_EQ(statistics.by_map.at("radeon"), (Record{1, 1, 0, 0}));
  EXPECT_EQ(statistics.by_server.at("EUC").games, 3);
  EXPECT_EQ(statistics.by_hour[hour_of_day(kNow - std::chrono::hours(2))].games, 1);
}

TEST(WeeklyDigest, SaysWhatHappened) {
  WeeklyDigest digest{.ladder = "Ladder 1v1", .until = kNow, .week = {}, .week_before = {}, .balance = {}};
  EXPECT_THAT(to_text(digest), HasSubstr("No match was finished."));
  const std::vector<Match> matches{won_by(0, std::chrono::hours(2)),
                                   won_by(1, std::chrono::hours(2), "radeon"),
                                   won_by(0, std::chrono::hours(2))};
  digest.week = match_statistics(matches);
  digest.week_before = match_statistics(std::span(matches).first(2));
  digest.balance = balance_report(matches, {{"bw_zerg", "bw"}, {"sc2_terran", "sc2"}}, {});
  const std::string text = to_text(digest);
  EXPECT_THAT(text, HasSubstr("3 matches (+50 % on the week before) by 2 players."));
  EXPECT_THAT(text, HasSubstr("Most played maps: vermeer (2), radeon (1)."));
  EXPECT_THAT(text, HasSubstr("bw v sc2: 66.7 % of 3 games"));
}

}  // namespace
}  // namespace evo
