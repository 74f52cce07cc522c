#include "core/rating/rating.hpp"

#include <cfenv>

#include <gtest/gtest.h>

namespace evo {
namespace {

constexpr EloRules kElo;

struct Row {
  int gap;  // Own rating minus the opponent's.
  double expected;
  int win;
  int draw;
  int loss;
};

class EloTable : public testing::TestWithParam<Row> {};

TEST_P(EloTable, GivesThePublishedChanges) {
  const Row row = GetParam();
  const int own = 1500 + row.gap;
  EXPECT_NEAR(elo_expected(own, 1500, kElo), row.expected, 0.0005);
  EXPECT_EQ(elo_change(own, 1500, 1, kElo), row.win);
  EXPECT_EQ(elo_change(own, 1500, 0.5, kElo), row.draw);
  EXPECT_EQ(elo_change(own, 1500, 0, kElo), row.loss);
  EXPECT_EQ(elo_change(1500, own, 0, kElo), -row.win);
  EXPECT_EQ(elo_change(1500, own, 0.5, kElo), -row.draw);
  EXPECT_EQ(elo_change(1500, own, 1, kElo), -row.loss);
}

INSTANTIATE_TEST_SUITE_P(Gaps, EloTable,
                         testing::Values(Row{0, 0.500, 20, 0, -20}, Row{25, 0.529, 19, -1, -21},
                                         Row{50, 0.557, 18, -2, -22}, Row{100, 0.613, 15, -5, -25},
                                         Row{150, 0.666, 13, -7, -27}, Row{200, 0.715, 11, -9, -29},
                                         Row{300, 0.799, 8, -12, -32}, Row{400, 0.863, 5, -15, -35},
                                         Row{500, 0.909, 4, -16, -36}, Row{800, 0.975, 1, -19, -39}));

TEST(Elo, V1_V2_V3_V4_V5) {
  EXPECT_EQ(elo_change(1500, 1500, 1, kElo), 20);
  EXPECT_EQ(elo_change(1500, 1500, 0, kElo), -20);
  EXPECT_EQ(elo_change(1600, 1500, 1, kElo), 15);
  EXPECT_EQ(elo_change(1500, 1600, 1, kElo), 25);
  EXPECT_EQ(elo_change(1500, 1500, 0.5, kElo), 0);
  EXPECT_EQ(elo_change(2000, 1500, 1, kElo), 4);
  EXPECT_EQ(elo_change(1500, 2000, 1, kElo), 36);
  EXPECT_EQ(elo_change(2000, 1500, 0.5, kElo), -16);
}

TEST(Elo, HalvesGoToTheEvenNumber) {
  EXPECT_EQ(elo_change(1500, 1500, 1, {.k = 41}), 20);   // 20.5
  EXPECT_EQ(elo_change(1500, 1500, 0, {.k = 41}), -20);  // -20.5
  EXPECT_EQ(elo_change(1500, 1500, 1, {.k = 43}), 22);   // 21.5
  EXPECT_EQ(elo_change(1500, 1500, 0, {.k = 43}), -22);  // -21.5
}

TEST(Elo, DoesNotFollowTheRoundingMode) {
  const int before = std::fegetround();
  ASSERT_EQ(std::fesetround(FE_UPWARD), 0);
  const int change = elo_change(1600, 1500, 1, kElo);
  std::fesetround(before);
  EXPECT_EQ(change, 15);
}

TEST(Elo, ExtremeGapsStayFinite) {
  EXPECT_EQ(elo_change(2'000'000'000, -2'000'000'000, 1, kElo), 0);
  EXPECT_EQ(elo_change(-2'000'000'000, 2'000'000'000, 1, kElo), 40);
}

TEST(Outcome, ScoreIsSeenFromATeam) {
  EXPECT_EQ(score(Outcome::win(1), 1), 1);
  EXPECT_EQ(score(Outcome::win(1), 0), 0);
  EXPECT_EQ(score(Outcome::draw(), 0), 0.5);
  EXPECT_NE(Outcome::win(0), Outcome::draw()) << "a win of team 0 is no draw";
}

TEST(AfterGame, CountsAndKeepsThePeak) {
  const Time first = from_micros(1'000'000);
  const Time second = from_micros(2'000'000);
  Rating rating = after_game({}, 20, 1, second);
  EXPECT_EQ(rating.value, 1520);
  EXPECT_EQ(rating.peak, 1520);
  EXPECT_EQ(rating.last_played_at, second);

  rating = after_game(rating, -21, 0, first);
  EXPECT_EQ(rating.value, 1499);
  EXPECT_EQ(rating.peak, 1520);
  EXPECT_EQ(rating.last_played_at, second) << "an older game does not turn the clock back";

  rating = after_game(rating, 0, 0.5, second);
  EXPECT_EQ(rating.games, 3);
  EXPECT_EQ(rating.wins, 1);
  EXPECT_EQ(rating.losses, 1);
  EXPECT_EQ(rating.draws, 1);
}

TEST(RatingCause, TextGoesThereAndBack) {
  for (const RatingCause cause : {RatingCause::match, RatingCause::redecision, RatingCause::adjustment})
    EXPECT_EQ(rating_cause_from(to_string(cause)), cause);
  EXPECT_EQ(rating_cause_from("Match"), std::nullopt);
}

}  // namespace
}  // namespace evo
