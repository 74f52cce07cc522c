#include "core/statistics/statistics.hpp"

#include <gtest/gtest.h>

namespace evo {
namespace {

const Time kNow = parse_rfc3339("2026-05-01T12:40:00Z").value();

Match duel(std::int64_t first, std::string first_race, std::int64_t second, std::string second_race,
           Outcome outcome) {
  Match match;
  match.state = MatchState::finished;
  match.outcome = outcome;
  match.map = "neo_arkanoid";
  match.server = "USW";
  match.assigned_at = kNow - std::chrono::hours(2);
  match.completed_at = kNow - std::chrono::hours(1);
  match.players.resize(2);
  match.players[0].player = PlayerId{first};
  match.players[0].race = std::move(first_race);
  match.players[1].player = PlayerId{second};
  match.players[1].race = std::move(second_race);
  match.players[1].team = 1;
  return match;
}

std::vector<Match> some_matches() {
  std::vector<Match> matches{
      duel(1, "sc2_zerg", 2, "bw_zerg", Outcome::win(0)), duel(2, "bw_zerg", 1, "sc2_zerg", Outcome::win(0)),
      duel(1, "sc2_zerg", 3, "bw_terran", Outcome::draw()), duel(2, "bw_zerg", 3, "bw_zerg", Outcome::win(1)),
      duel(1, "sc2_zerg", 2, "bw_zerg", Outcome::win(0))};
  matches.back().state = MatchState::invalidated;
  return matches;
}

const std::map<std::string, std::string> kSides{{"bw_zerg", "bw"}, {"bw_terran", "bw"}, {"sc2_zerg", "sc2"}};

TEST(Statistics, CountOnlyWhatCounts) {
  const MatchStatistics statistics = match_statistics(some_matches());
  EXPECT_EQ(statistics.all, (Record{4, 2, 1, 1}));
  EXPECT_EQ(statistics.by_player.at(PlayerId{1}), (Record{3, 1, 1, 1}));
  EXPECT_EQ((statistics.by_player_race.at({PlayerId{3}, "bw_terran"})), (Record{1, 0, 0, 1}));
  EXPECT_EQ(statistics.by_race.at("bw_zerg"), (Record{4, 2, 2, 0}));
  EXPECT_EQ((statistics.by_match_up.at({"bw_zerg", "sc2_zerg"})), (Record{2, 1, 1, 0}));
  EXPECT_EQ((statistics.by_match_up.at({"bw_zerg", "bw_zerg"})), (Record{1, 0, 0, 1}));
  EXPECT_EQ(statistics.by_map.at("neo_arkanoid"), 4);
  EXPECT_EQ(statistics.by_server.at("USW"), 4);
  EXPECT_EQ(statistics.by_hour[10], 4);
}

TEST(Statistics, WindowsAreByTheEndOfTheMatch) {
  const auto matches = some_matches();
  EXPECT_EQ(record_since(matches, PlayerId{1}, kNow, std::chrono::days(7)).games, 3);
  EXPECT_EQ(record_since(matches, PlayerId{1}, kNow, std::chrono::minutes(59)).games, 0);
  EXPECT_EQ(record_since(matches, PlayerId{9}, kNow, std::chrono::days(7)).games, 0);
}

TEST(Statistics, WilsonGivesTheTextbookIntervals) {
  const Share half = wilson(5, 10);
  EXPECT_NEAR(half.low, 0.2366, 0.0001);
  EXPECT_NEAR(half.high, 0.7634, 0.0001);
  const Share none = wilson(0, 10);
  EXPECT_NEAR(none.low, 0, 1e-12);
  EXPECT_NEAR(none.high, 0.2775, 0.0001);
  EXPECT_EQ(wilson(0, 0).high, 1) << "no game says nothing";
}

TEST(Statistics, BalanceIsHeldAgainstTheRatings) {
  std::vector<Match> matches = some_matches();
  BalanceReport report = balance_report(matches, kSides, {});
  ASSERT_EQ(report.rows.size(), 3u);
  EXPECT_EQ(report.rows[0].own, "bw");
  EXPECT_EQ(report.rows[0].other, "sc2");
  EXPECT_EQ(report.rows[0].record, (Record{3, 1, 1, 1}));
  EXPECT_EQ(report.rows[0].share.share, 0.5);
  EXPECT_NEAR(report.rows[0].expected, 0.5, 1e-12);
  EXPECT_FALSE(report.rows[0].is_significant());
  EXPECT_EQ(report.by_map.at("neo_arkanoid").games, 3);

  matches.clear();
  for (int i = 0; i < 100; ++i) {
    matches.push_back(duel(1, "sc2_zerg", 2, "bw_zerg", Outcome::win(i % 10 == 0 ? 1 : 0)));
    matches.back().players[0].rating_before = 2000;
  }
  report = balance_report(matches, kSides, {});
  EXPECT_EQ(report.rows[0].share.share, 0.1);
  EXPECT_FALSE(report.rows[0].is_significant()) << "the ratings promised one in eleven";
  for (Match& match : matches) match.players[0].rating_before = 1500;
  EXPECT_TRUE(balance_report(matches, kSides, {}).rows[0].is_significant());
}

TEST(Statistics, ActivityCountsAPlayerOnceInFiveMinutes) {
  const std::vector<QueueJoin> joins{
      {PlayerId{1}, "1v1", kNow - std::chrono::minutes(9)},
      {PlayerId{1}, "1v1", kNow - std::chrono::minutes(8)},  // 12:31 and 12:32: the same window.
      {PlayerId{2}, "1v1", kNow - std::chrono::minutes(8)},
      {PlayerId{1}, "1v1", kNow - std::chrono::minutes(4)},  // 12:36: the next window.
      {PlayerId{1}, "2v2", kNow - std::chrono::minutes(4)},
      {PlayerId{1}, "1v1", kNow - std::chrono::minutes(40)},  // 12:00: the bucket before.
      {PlayerId{1}, "1v1", kNow - std::chrono::days(2)},
      {PlayerId{1}, "1v1", kNow + std::chrono::minutes(1)},
  };
  const auto day = activity_series(joins, "1v1", ActivityRange::day, kNow);
  ASSERT_EQ(day.size(), 48u);
  EXPECT_EQ(day.back().from, parse_rfc3339("2026-05-01T12:30:00Z").value());
  EXPECT_EQ(day.back().joins, 3);
  EXPECT_EQ(day[46].joins, 1);
  EXPECT_EQ(day[45].joins, 0);
  EXPECT_EQ(activity_series(joins, "1v1", ActivityRange::week, kNow).size(), 84u);
  EXPECT_EQ(activity_series(joins, "1v1", ActivityRange::month, kNow).size(), 60u);
}

}  // namespace
}  // namespace evo
