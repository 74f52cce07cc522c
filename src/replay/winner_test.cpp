#include "replay/winner.hpp"

#include <gtest/gtest.h>

namespace evo::replay {
namespace {

constexpr auto kUndecided = GameResult::undecided;
constexpr auto kWin = GameResult::win;
constexpr auto kLoss = GameResult::loss;
constexpr auto kTie = GameResult::tie;

ReplayPlayer player(int team, GameResult result, std::optional<std::uint32_t> left_loop = std::nullopt) {
  ReplayPlayer player;
  player.team = team;
  player.result = result;
  player.left_loop = left_loop;
  return player;
}

constexpr std::optional<ReplayWinner> kNobody = std::nullopt;

ReplayWinner recorded(int team) { return {team, false}; }
ReplayWinner derived(int team) { return {team, true}; }

TEST(winner, is_recorded_when_a_whole_team_won) {
  EXPECT_EQ(find_winner({player(0, kWin), player(1, kLoss)}), recorded(0));
  EXPECT_EQ(find_winner({player(3, kLoss), player(7, kWin), player(7, kWin)}), recorded(7));
  EXPECT_EQ(find_winner({player(0, kWin), player(1, kUndecided)}), recorded(0));
  EXPECT_EQ(find_winner({player(0, kLoss), player(1, kLoss), player(2, kWin)}), recorded(2));
}

TEST(winner, is_derived_from_what_is_known_of_the_others) {
  EXPECT_EQ(find_winner({player(0, kUndecided), player(1, kLoss)}), derived(0));
  EXPECT_EQ(find_winner({player(0, kWin), player(0, kUndecided), player(1, kUndecided)}), derived(0));
  EXPECT_EQ(find_winner({player(0, kLoss), player(1, kUndecided), player(2, kLoss)}), derived(1));
  EXPECT_EQ(find_winner({player(0, kLoss), player(1, kUndecided), player(2, kUndecided)}), kNobody);
}

TEST(winner, is_derived_from_who_left_last) {
  EXPECT_EQ(find_winner({player(0, kUndecided, 100), player(1, kUndecided)}), derived(1));
  EXPECT_EQ(find_winner({player(0, kUndecided, 100), player(1, kUndecided, 90)}), derived(0));
  EXPECT_EQ(find_winner({player(0, kUndecided, 100), player(1, kUndecided, 100)}), kNobody);
  EXPECT_EQ(find_winner({player(0, kUndecided), player(1, kUndecided)}), kNobody);
  EXPECT_EQ(find_winner({player(0, kUndecided, 0xFFFFFFFF), player(1, kUndecided)}), derived(1));
  // A team is gone when its last member is.
  EXPECT_EQ(find_winner({player(0, kUndecided, 10), player(0, kUndecided), player(1, kUndecided, 50)}),
            derived(0));
  EXPECT_EQ(find_winner({player(0, kUndecided, 10), player(0, kUndecided, 60), player(1, kUndecided, 50)}),
            derived(0));
  // Three teams are too many to tell.
  EXPECT_EQ(find_winner({player(0, kUndecided, 1), player(1, kUndecided, 2), player(2, kUndecided)}),
            kNobody);
  // Recorded results come first.
  EXPECT_EQ(find_winner({player(0, kWin, 10), player(1, kLoss, 20)}), recorded(0));
}

TEST(winner, is_unknown_when_results_contradict_each_other) {
  EXPECT_EQ(find_winner({player(0, kWin), player(0, kLoss), player(1, kLoss)}), kNobody);
  EXPECT_EQ(find_winner({player(0, kWin), player(1, kWin)}), kNobody);
  EXPECT_EQ(find_winner({player(0, kLoss, 10), player(1, kLoss)}), kNobody);
  EXPECT_EQ(find_winner({player(0, kTie, 10), player(1, kTie)}), kNobody);
  EXPECT_EQ(find_winner({player(0, kTie), player(1, kUndecided)}), kNobody);
  EXPECT_EQ(find_winner({}), kNobody);
}

TEST(game_type, comes_from_the_sizes_of_the_teams) {
  EXPECT_EQ(game_type({}), "");
  EXPECT_EQ(game_type({player(4, kWin)}), "1");
  EXPECT_EQ(game_type({player(1, kWin), player(0, kLoss)}), "1v1");
  EXPECT_EQ(game_type({player(0, kWin), player(0, kWin), player(1, kLoss)}), "1v2");
  EXPECT_EQ(game_type({player(0, kWin), player(1, kLoss), player(2, kLoss)}), "FFA");
  EXPECT_EQ(game_type({player(0, kWin), player(0, kWin), player(1, kLoss), player(2, kLoss)}), "1v1v2");
}

}  // namespace
}  // namespace evo::replay
