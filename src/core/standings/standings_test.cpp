#include "core/standings/standings.hpp"

#include <gtest/gtest.h>

namespace evo {
namespace {

using Seats = std::array<int, 7>;

const Time kNow = parse_rfc3339("2026-05-01T00:00:00Z").value();
constexpr Duration kDay = std::chrono::days(1);

StandingEntry entry(std::int64_t player, int value, int wins, int losses, int draws = 0,
                    std::optional<Time> last = kNow - kDay) {
  StandingEntry made;
  made.rating.key = {PlayerId{player}, "1v1", "bw_zerg"};
  made.rating.value = value;
  made.rating.games = wins + losses + draws;
  made.rating.wins = wins;
  made.rating.losses = losses;
  made.rating.draws = draws;
  if (made.rating.games > 0) made.rating.last_played_at = last;
  made.name = "player";
  return made;
}

std::vector<std::int64_t> order_of(const std::vector<StandingEntry>& entries) {
  std::vector<std::int64_t> ids;
  for (const StandingEntry& each : entries) ids.push_back(each.rating.key.player.value);
  return ids;
}

TEST(RankSeats, V6_V7_AndTheWorkedSizes) {
  EXPECT_EQ(rank_seats(1), (Seats{0, 0, 0, 0, 1, 0, 0}));
  EXPECT_EQ(rank_seats(3), (Seats{0, 0, 0, 1, 1, 1, 0}));
  EXPECT_EQ(rank_seats(6), (Seats{0, 1, 1, 1, 1, 1, 1}));
  EXPECT_EQ(rank_seats(7), (Seats{1, 1, 1, 1, 1, 1, 1}));
  EXPECT_EQ(rank_seats(10), (Seats{1, 1, 1, 2, 2, 2, 1}));
  EXPECT_EQ(rank_seats(20), (Seats{1, 1, 4, 4, 4, 4, 2}));
  EXPECT_EQ(rank_seats(50), (Seats{1, 4, 10, 10, 11, 10, 4}));
  EXPECT_EQ(rank_seats(100), (Seats{1, 7, 21, 21, 21, 21, 8}));
  EXPECT_EQ(rank_seats(200), (Seats{2, 14, 42, 42, 42, 42, 16}));
  EXPECT_EQ(rank_seats(300), (Seats{3, 21, 63, 63, 63, 63, 24}));
}

TEST(RankSeats, SmallLaddersFillTheMiddleFirst) {
  EXPECT_EQ(rank_seats(-1), Seats{});
  EXPECT_EQ(rank_seats(0), Seats{});
  EXPECT_EQ(rank_seats(2), (Seats{0, 0, 0, 1, 1, 0, 0}));
  EXPECT_EQ(rank_seats(4), (Seats{0, 0, 1, 1, 1, 1, 0}));
  EXPECT_EQ(rank_seats(5), (Seats{0, 0, 1, 1, 1, 1, 1}));
}

TEST(Standings, SortsByEveryKeyInTurn) {
  std::vector<StandingEntry> entries{
      entry(1, 1400, 1, 1),    entry(2, 1600, 1, 1), entry(3, 1500, 1, 1, 0, kNow - 2 * kDay),
      entry(4, 1500, 1, 1),    entry(5, 1500, 2, 1),  // A better win rate.
      entry(6, 1500, 1, 0, 1),                        // The same win rate as player 4, fewer losses.
      entry(7, 1500, 2, 2),                           // The same rates as player 4, more games.
      entry(8, 1500, 1, 1),
  };
  entries.back().name = "aaa";
  rank_standings(entries, {}, kNow);
  EXPECT_EQ(order_of(entries), (std::vector<std::int64_t>{2, 5, 6, 7, 8, 4, 3, 1}));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].position, static_cast<int>(i) + 1);
    EXPECT_EQ(entries[i].active_position, static_cast<int>(i) + 1);
  }
}

TEST(Standings, EqualKeysShareAPosition) {
  std::vector<StandingEntry> entries{entry(3, 1500, 1, 1), entry(1, 1500, 1, 1), entry(2, 1400, 1, 1)};
  rank_standings(entries, {}, kNow);
  EXPECT_EQ(order_of(entries), (std::vector<std::int64_t>{1, 3, 2}));
  EXPECT_EQ(entries[0].position, 1);
  EXPECT_EQ(entries[1].position, 1);
  EXPECT_EQ(entries[2].position, 3);
}

TEST(Standings, EntriesWithoutAGameComeLastAndUnranked) {
  std::vector<StandingEntry> entries{entry(1, 1900, 0, 0), entry(2, 1100, 0, 1), entry(3, 1500, 0, 0)};
  rank_standings(entries, {}, kNow);
  EXPECT_EQ(order_of(entries), (std::vector<std::int64_t>{2, 1, 3}));
  EXPECT_EQ(entries[0].rank, LetterRank::d);
  EXPECT_EQ(entries[0].active_position, 1);
  EXPECT_EQ(entries[1].rank, LetterRank::unranked);
  EXPECT_EQ(entries[1].active_position, 0);
}

TEST(Standings, TheInactiveKeepTheirPositionButNoRank) {
  std::vector<StandingEntry> entries{
      entry(1, 1700, 1, 0, 0, kNow - 31 * kDay),
      entry(2, 1600, 1, 0, 0, kNow - 30 * kDay),  // The last moment of activity.
      entry(3, 1500, 1, 0),
  };
  rank_standings(entries, {}, kNow);
  EXPECT_EQ(entries[0].position, 1);
  EXPECT_EQ(entries[0].active_position, 0);
  EXPECT_EQ(entries[0].rank, LetterRank::unranked);
  EXPECT_EQ(entries[1].position, 2);
  EXPECT_EQ(entries[1].active_position, 1);
  EXPECT_EQ(entries[1].rank, LetterRank::c);
  EXPECT_EQ(entries[2].rank, LetterRank::d);
}

TEST(Standings, RanksAreDealtDownTheList) {
  std::vector<StandingEntry> entries;
  for (int i = 0; i < 100; ++i) entries.push_back(entry(i + 1, 2500 - 10 * i, 1, 0));
  rank_standings(entries, {}, kNow);
  EXPECT_EQ(entries[0].rank, LetterRank::s);
  EXPECT_EQ(entries[1].rank, LetterRank::a);
  EXPECT_EQ(entries[7].rank, LetterRank::a);
  EXPECT_EQ(entries[8].rank, LetterRank::b);
  EXPECT_EQ(entries[91].rank, LetterRank::e);
  EXPECT_EQ(entries[92].rank, LetterRank::f);
  EXPECT_EQ(entries[99].rank, LetterRank::f);
}

TEST(LetterRank, TextGoesThereAndBack) {
  for (int i = 0; i < 8; ++i) {
    const auto rank = static_cast<LetterRank>(i);
    EXPECT_EQ(letter_rank_from(to_string(rank)), rank);
  }
  EXPECT_EQ(to_string(LetterRank::unranked), "U");
  EXPECT_EQ(letter_rank_from("s"), std::nullopt);
}

}  // namespace
}  // namespace evo
