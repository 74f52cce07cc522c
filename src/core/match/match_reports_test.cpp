// What teams report: one voice a team, and the outcome that more than half of the teams report.
#include <gtest/gtest.h>

#include "core/match/match_support.hpp"

namespace evo {
namespace {

const Outcome kFirst = Outcome::win(0);
const Outcome kSecond = Outcome::win(1);

// The player `seat` of a team; both count from 0.
PlayerId player(int team, int seat = 0) { return PlayerId{10 * (team + 1) + seat}; }

Match playing(int teams, int team_size) {
  Match match;
  match.id = MatchId{7};
  match.assigned_at = kStart;
  match.confirm_by = kStart + kRules.confirm_window;
  for (int team = 0; team < teams; ++team)
    for (int seat = 0; seat < team_size; ++seat) {
      MatchPlayer each;
      each.player = player(team, seat);
      each.team = team;
      match.players.push_back(each);
    }
  for (int team = 0; team < teams; ++team)
    for (int seat = 0; seat < team_size; ++seat) match = after(match, {Confirm{player(team, seat)}});
  EXPECT_EQ(match.state, MatchState::playing);
  return match;
}

TEST(TeamReports, ATeamCountsOnceHoweverManyOfItSpeak) {
  Match match = playing(2, 4);
  for (int seat = 0; seat < 4; ++seat) match = after(match, {Report{player(0, seat), kFirst}});
  EXPECT_EQ(match.state, MatchState::reported) << "four of one team are one report";
  EXPECT_EQ(match.find(player(0, 0))->report, kFirst) << "whose words they were";
  EXPECT_EQ(match.find(player(0, 3))->report, std::nullopt);
  match = after(match, {Report{player(1, 2), kFirst}});
  EXPECT_EQ(match.state, MatchState::finished);
  EXPECT_EQ(match.outcome, kFirst);
  EXPECT_EQ(match.decision, Decision::reports);
}

TEST(TeamReports, WithinATeamTheLatestWordCounts) {
  Match match = after(playing(2, 2), {Report{player(0, 0), kFirst}, Report{player(0, 1), kSecond}});
  EXPECT_EQ(match.state, MatchState::reported) << "a team does not contradict itself";
  EXPECT_EQ(match.find(player(0, 0))->report, std::nullopt);
  EXPECT_EQ(match.find(player(0, 0))->reported_at, std::nullopt);
  EXPECT_EQ(match.find(player(0, 1))->report, kSecond);
  EXPECT_EQ(after(match, {Report{player(1, 0), kSecond}}).outcome, kSecond);
  const Match against = after(match, {Report{player(1, 0), kFirst}});
  EXPECT_EQ(against.state, MatchState::conflict) << "what the first one said is taken back";
  EXPECT_EQ(after(match, {Report{player(0, 0), kFirst}, Report{player(1, 1), kFirst}}).outcome, kFirst);
}

TEST(TeamReports, AConflictOfTeamsIsCorrectedByAnyMember) {
  const Match conflict = after(playing(2, 3), {Report{player(0, 0), kFirst}, Report{player(1, 0), kSecond}});
  ASSERT_EQ(conflict.state, MatchState::conflict);
  for (const PlayerId corrects : {player(0, 0), player(0, 2)})
    EXPECT_EQ(after(conflict, {Report{corrects, kSecond}}).outcome, kSecond);
  EXPECT_EQ(after(conflict, {Report{player(1, 1), kFirst}}).outcome, kFirst);
  EXPECT_EQ(after(conflict, {Report{player(0, 1), kFirst}}), conflict) << "the team has said so already";
}

TEST(TeamReports, AReplayLeavesTheOtherTeamsWords) {
  const Match match =
      after(playing(2, 2), {Report{player(0, 0), kFirst}, ReplayDecides{player(1, 1), kSecond}});
  EXPECT_EQ(match.outcome, kSecond);
  EXPECT_EQ(match.find(player(1, 1))->report, kSecond);
  EXPECT_EQ(match.find(player(0, 0))->report, kFirst);
  const Match own =
      after(playing(2, 2), {Report{player(0, 0), kFirst}, ReplayDecides{player(0, 1), kSecond}});
  EXPECT_EQ(own.find(player(0, 0))->report, std::nullopt) << "whose team mate's file says otherwise";
  EXPECT_EQ(own.find(player(0, 1))->report, kSecond);
}

TEST(TeamReports, MoreThanHalfOfTheTeamsDecide) {
  Match match = after(playing(5, 1), {Report{player(0), kFirst}, Report{player(3), kSecond}});
  match = after(match, {Report{player(1), kFirst}});
  EXPECT_EQ(match.state, MatchState::reported) << "two of five are no majority";
  const Match won = after(match, {Report{player(4), kFirst}});
  EXPECT_EQ(won.state, MatchState::finished);
  EXPECT_EQ(won.outcome, kFirst) << "though one has spoken against it and one not at all";
  EXPECT_EQ(after(match, {Report{player(3), kFirst}}).outcome, kFirst) << "who changes his mind counts anew";
}

TEST(TeamReports, HalfOfTheTeamsAreNoMajority) {
  Match match = after(playing(4, 1), {Report{player(0), kFirst}, Report{player(1), kFirst}});
  EXPECT_EQ(match.state, MatchState::reported);
  match = after(match, {Report{player(2), kSecond}});
  EXPECT_EQ(match.state, MatchState::reported) << "the fourth can still make three";
  EXPECT_EQ(after(match, {Report{player(3), kFirst}}).outcome, kFirst);
  const Match even = after(match, {Report{player(3), kSecond}});
  EXPECT_EQ(even.state, MatchState::conflict);
  EXPECT_EQ(after(even, {Report{player(2), kFirst}}).outcome, kFirst);
}

TEST(TeamReports, AConflictDoesNotWaitForThoseWhoCannotChangeIt) {
  const Match match = after(playing(5, 1), {Report{player(0), kFirst}, Report{player(1), kSecond},
                                            Report{player(2), Outcome::win(2)}});
  EXPECT_EQ(match.state, MatchState::reported) << "two are silent, and one and two are three";
  EXPECT_EQ(after(match, {Report{player(3), Outcome::win(3)}}).state, MatchState::conflict);
}

TEST(TeamReports, AtTheDeadlineTheMostReportedCounts) {
  const Match one = after(playing(2, 2), {Report{player(1, 1), kSecond}});
  const Match by_one = after(one, {ReportDeadline{}}, *one.report_by);
  EXPECT_EQ(by_one.outcome, kSecond);
  EXPECT_EQ(by_one.decision, Decision::deadline);
  const Match most = after(
      playing(6, 1), {Report{player(0), kFirst}, Report{player(1), kFirst}, Report{player(2), kSecond}});
  EXPECT_EQ(after(most, {ReportDeadline{}}, *most.report_by).outcome, kFirst);
  const Match tied = after(playing(4, 1), {Report{player(0), kFirst}, Report{player(2), kSecond}});
  const Match undecided = after(tied, {ReportDeadline{}}, *tied.report_by);
  EXPECT_EQ(undecided.state, MatchState::conflict);
  EXPECT_EQ(undecided.report_by, *tied.report_by + kRules.amend_window) << "and may still be corrected";
}

}  // namespace
}  // namespace evo
