#include "replay/analysis/outcome.hpp"

#include <gtest/gtest.h>

#include "replay/winner.hpp"

namespace evo::replay {
namespace {

ReplayPlayer player_of(int team, GameResult result = GameResult::undecided,
                       std::optional<std::uint32_t> left_loop = std::nullopt) {
  ReplayPlayer player;
  player.control = Control::human;
  player.team = team;
  player.result = result;
  player.left_loop = left_loop;
  return player;
}

Outcome outcome_of(std::vector<ReplayPlayer> players, std::optional<int> recorder = std::nullopt) {
  ReplaySummary summary;
  for (std::size_t i = 0; i < players.size(); ++i) players[i].user = static_cast<int>(i);
  summary.players = std::move(players);
  summary.recorder = recorder;
  summary.game_loops = 1000;
  summary.winner = find_winner(summary.players);
  return find_outcome(summary);
}

TEST(find_outcome, prefers_what_is_recorded) {
  const Outcome outcome = outcome_of({player_of(0, GameResult::win), player_of(1, GameResult::loss, 900)});
  EXPECT_EQ(outcome, (Outcome{.team = 0, .source = OutcomeSource::recorded}));
}

TEST(find_outcome, follows_from_the_other_sides_loss) {
  const Outcome outcome = outcome_of({player_of(0), player_of(1, GameResult::loss)});
  EXPECT_EQ(outcome, (Outcome{.team = 0, .source = OutcomeSource::other_results}));
}

TEST(find_outcome, takes_the_side_that_stayed) {
  const Outcome outcome =
      outcome_of({player_of(0, {}, 500), player_of(0, {}, 900), player_of(1), player_of(1)});
  EXPECT_EQ(outcome, (Outcome{.team = 1, .source = OutcomeSource::leave_order}));
}

TEST(find_outcome, holds_a_recorder_who_leaves_first_for_beaten) {
  EXPECT_EQ(outcome_of({player_of(0), player_of(1)}, 1),
            (Outcome{.team = 0, .source = OutcomeSource::recorder_left}));
  EXPECT_EQ(outcome_of({player_of(0), player_of(0), player_of(1)}, 2),
            (Outcome{.team = 0, .source = OutcomeSource::recorder_left}));
}

TEST(find_outcome, does_not_guess) {
  EXPECT_EQ(outcome_of({player_of(0), player_of(1)}), Outcome{});
  // The recorder's partner may have gone on and won.
  EXPECT_EQ(outcome_of({player_of(0), player_of(0), player_of(1)}, 0), Outcome{});
  EXPECT_EQ(outcome_of({player_of(0), player_of(1), player_of(2)}, 0), Outcome{});
  // An observer recorded.
  EXPECT_EQ(outcome_of({player_of(0), player_of(1)}, 7), Outcome{});
  EXPECT_EQ(outcome_of({player_of(0, GameResult::tie), player_of(1, GameResult::tie)}, 0), Outcome{});
}

TEST(find_ending, tells_who_left_from_who_was_dropped) {
  ReplayPlayer player = player_of(0);
  EXPECT_EQ(find_ending(player), Ending::stayed);
  player.left_loop = 500;
  EXPECT_EQ(find_ending(player), Ending::left);
  player.leave_reason = 0;
  EXPECT_EQ(find_ending(player), Ending::left);
  player.leave_reason = 11;
  EXPECT_EQ(find_ending(player), Ending::dropped);
}

}  // namespace
}  // namespace evo::replay
