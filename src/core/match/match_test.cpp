#include "core/match/match.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/match/match_support.hpp"

namespace evo {
namespace {

constexpr PlayerId kAnna{1};
constexpr PlayerId kBoris{2};
constexpr PlayerId kStranger{3};
const Outcome kAnnaWins = Outcome::win(0);
const Outcome kBorisWins = Outcome::win(1);

Match found_match() {
  Match match;
  match.id = MatchId{7};
  match.assigned_at = kStart;
  match.confirm_by = kStart + kRules.confirm_window;
  match.version = 1;
  match.players.resize(2);
  match.players[0].player = kAnna;
  match.players[1].player = kBoris;
  match.players[1].team = 1;
  return match;
}

Match playing_match() { return after(found_match(), {Confirm{kAnna}, Confirm{kBoris}}); }

Match match_in(MatchState state) {
  const Time late = kStart + std::chrono::hours(5);
  switch (state) {
    case MatchState::found:
      return found_match();
    case MatchState::playing:
      return playing_match();
    case MatchState::reported:
      return after(playing_match(), {Report{kAnna, kAnnaWins}});
    case MatchState::finished:
      return after(playing_match(), {Report{kAnna, kAnnaWins}, Report{kBoris, kAnnaWins}});
    case MatchState::conflict:
      return after(playing_match(), {Report{kAnna, kAnnaWins}, Report{kBoris, kBorisWins}});
    case MatchState::aborted:
      return after(playing_match(), {Abort{kBoris}});
    case MatchState::abandoned:
      return after(found_match(), {ConfirmDeadline{}}, late);
    case MatchState::invalidated:
      return after(playing_match(), {Resolve{std::nullopt, "lag"}});
    case MatchState::expired:
      return after(playing_match(), {ReportDeadline{}}, late);
  }
  return {};
}

// What an event leads to: a state, or a refusal.
struct Expected {
  MatchState state = MatchState::found;
  std::optional<ErrorKind> refusal;
};
Expected to(MatchState state) { return {state, {}}; }
Expected refused() { return {{}, ErrorKind::conflict}; }

struct Row {
  MatchState state;
  Expected confirm, abort, report_same, report_other, replay, confirm_deadline, report_deadline, resolve,
      invalidate;
};

class Transitions : public testing::TestWithParam<Row> {};

void expect_transition(const Match& match, const MatchEvent& event, const Expected& expected,
                       const char* name) {
  const auto result = apply(match, event, kStart + std::chrono::hours(6), kRules);
  SCOPED_TRACE(testing::Message() << to_string(match.state) << " + " << name);
  if (expected.refusal) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, *expected.refusal);
    EXPECT_NE(result.error().message.find(to_string(match.state)), std::string::npos)
        << result.error().message;
    return;
  }
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(to_string(result->state), to_string(expected.state));
  EXPECT_EQ(result->version, match.version + 1);
}

TEST_P(Transitions, FollowTheDiagram) {
  const Row row = GetParam();
  const Match match = match_in(row.state);
  ASSERT_EQ(match.state, row.state);
  expect_transition(match, Confirm{kAnna}, row.confirm, "confirm");
  expect_transition(match, Abort{kAnna}, row.abort, "abort");
  expect_transition(match, Report{kBoris, kAnnaWins}, row.report_same, "report by the other, same");
  expect_transition(match, Report{kBoris, kBorisWins}, row.report_other, "report by the other, different");
  expect_transition(match, ReplayDecides{kBoris, kBorisWins}, row.replay, "replay");
  expect_transition(match, ConfirmDeadline{}, row.confirm_deadline, "confirm deadline");
  expect_transition(match, ReportDeadline{}, row.report_deadline, "report deadline");
  expect_transition(match, Resolve{kBorisWins, "seen live"}, row.resolve, "resolve");
  expect_transition(match, Resolve{std::nullopt, "disconnect"}, row.invalidate, "invalidate");
}

Row ended(MatchState state) {
  return {state,
          refused(),
          refused(),
          refused(),
          refused(),
          refused(),
          refused(),
          refused(),
          to(MatchState::finished),
          to(MatchState::invalidated)};
}

// Playing and reported, where a second confirm changes nothing, follow below.
INSTANTIATE_TEST_SUITE_P(AllStates, Transitions,
                         testing::Values(Row{MatchState::found, to(MatchState::found),
                                             to(MatchState::aborted), refused(), refused(), refused(),
                                             to(MatchState::abandoned), refused(), refused(), refused()},
                                         ended(MatchState::finished), ended(MatchState::conflict),
                                         ended(MatchState::aborted), ended(MatchState::abandoned),
                                         ended(MatchState::invalidated), ended(MatchState::expired)),
                         [](const auto& row) { return std::string(to_string(row.param.state)); });

TEST(PlayedTransitions, FollowTheDiagram) {
  const Match playing = match_in(MatchState::playing);
  const Match reported = match_in(MatchState::reported);
  for (const Match& match : {playing, reported}) {
    const bool has_report = match.state == MatchState::reported;
    expect_transition(match, Abort{kAnna}, to(MatchState::aborted), "abort");
    expect_transition(match, Report{kBoris, kAnnaWins},
                      to(has_report ? MatchState::finished : MatchState::reported), "same report");
    expect_transition(match, Report{kBoris, kBorisWins},
                      to(has_report ? MatchState::conflict : MatchState::reported), "different report");
    expect_transition(match, ReplayDecides{kBoris, kBorisWins}, to(MatchState::finished), "replay");
    expect_transition(match, ConfirmDeadline{}, refused(), "confirm deadline");
    expect_transition(match, ReportDeadline{}, to(has_report ? MatchState::finished : MatchState::expired),
                      "report deadline");
    expect_transition(match, Resolve{kBorisWins, "seen live"}, to(MatchState::finished), "resolve");
    expect_transition(match, Resolve{std::nullopt, "lag"}, to(MatchState::invalidated), "invalidate");
  }
}

TEST(Match, T2_OnlyItsPlayersMayAct) {
  for (const MatchEvent& event :
       {MatchEvent(Confirm{kStranger}), MatchEvent(Abort{kStranger}),
        MatchEvent(Report{kStranger, kAnnaWins}), MatchEvent(ReplayDecides{kStranger, kAnnaWins})})
    for (int state = 0; state < 9; ++state) {
      const auto result = apply(match_in(static_cast<MatchState>(state)), event, kStart, kRules);
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().kind, ErrorKind::forbidden);
    }
}

TEST(Match, AReplayThatStaffUploadedDecidesAndIsNobodysReport) {
  const Match match = after(match_in(MatchState::playing), {ReplayDecides{PlayerId{}, kBorisWins}});
  EXPECT_EQ(match.state, MatchState::finished);
  EXPECT_EQ(match.decision, Decision::replay);
  for (const MatchPlayer& player : match.players) EXPECT_FALSE(player.report);
  EXPECT_EQ(apply(match, ReplayDecides{PlayerId{}, kBorisWins}, kStart, kRules).value(), match);
}

TEST(Match, ConfirmationsOpenTheGameAndTheReportDeadline) {
  const Match half = after(found_match(), {Confirm{kAnna}});
  EXPECT_EQ(half.state, MatchState::found);
  EXPECT_EQ(half.find(kAnna)->confirmed_at, kStart);
  const Time later = kStart + std::chrono::seconds(90);
  const Match both = after(half, {Confirm{kBoris}}, later);
  EXPECT_EQ(both.state, MatchState::playing);
  EXPECT_EQ(both.confirm_by, std::nullopt);
  EXPECT_EQ(both.report_by, later + kRules.report_window);
}

TEST(Match, RepeatsChangeNothing) {
  const Time later = kStart + std::chrono::minutes(1);
  const Match half = after(found_match(), {Confirm{kAnna}});
  EXPECT_EQ(apply(half, Confirm{kAnna}, later, kRules).value(), half);
  const Match playing = playing_match();
  EXPECT_EQ(apply(playing, Confirm{kAnna}, later, kRules).value(), playing);
  const Match reported = match_in(MatchState::reported);
  EXPECT_EQ(apply(reported, Confirm{kAnna}, later, kRules).value(), reported);
  EXPECT_EQ(apply(reported, Report{kAnna, kAnnaWins}, later, kRules).value(), reported);
  const Match aborted = match_in(MatchState::aborted);
  EXPECT_EQ(apply(aborted, Abort{kBoris}, later, kRules).value(), aborted);
  const Match by_replay = after(playing, {ReplayDecides{kAnna, kAnnaWins}});
  EXPECT_EQ(apply(by_replay, ReplayDecides{kAnna, kAnnaWins}, later, kRules).value(), by_replay);
  const Match invalidated = match_in(MatchState::invalidated);
  EXPECT_EQ(apply(invalidated, Resolve{std::nullopt, "lag"}, later, kRules).value(), invalidated);
}

TEST(Match, T41_ReportsWaitForEverybodysConfirmation) {
  const Match half = after(found_match(), {Confirm{kAnna}});
  for (const MatchEvent& event :
       {MatchEvent(Report{kAnna, kAnnaWins}), MatchEvent(ReplayDecides{kAnna, kAnnaWins}),
        MatchEvent(Resolve{kAnnaWins, "x"})}) {
    const auto result = apply(half, event, kStart, kRules);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::conflict);
  }
}

TEST(Match, EqualReportsFinishIt) {
  const Match match = after(playing_match(), {Report{kBoris, kBorisWins}, Report{kAnna, kBorisWins}});
  EXPECT_EQ(match.outcome, kBorisWins);
  EXPECT_EQ(match.decision, Decision::reports);
  EXPECT_EQ(match.revision, 1);
  EXPECT_EQ(match.completed_at, kStart);
  EXPECT_EQ(match.report_by, std::nullopt);
}

TEST(Match, T19_ADrawIsAResultLikeAnyOther) {
  const Match one = after(playing_match(), {Report{kAnna, Outcome::draw()}});
  EXPECT_EQ(one.state, MatchState::reported);
  const Match both = after(one, {Report{kBoris, Outcome::draw()}});
  EXPECT_EQ(both.state, MatchState::finished);
  EXPECT_EQ(both.outcome, Outcome::draw());
  EXPECT_EQ(after(one, {Report{kBoris, kBorisWins}}).state, MatchState::conflict);
}

TEST(Match, V15_DifferentReportsAreAConflict) {
  const Match match = match_in(MatchState::conflict);
  EXPECT_EQ(match.outcome, std::nullopt);
  EXPECT_EQ(match.decision, Decision::none);
  EXPECT_EQ(match.revision, 0);
  EXPECT_EQ(match.completed_at, kStart);
  EXPECT_FALSE(is_live(match.state));
  EXPECT_EQ(match.find(kAnna)->report, kAnnaWins);
  EXPECT_EQ(match.find(kBoris)->report, kBorisWins);
}

TEST(Match, T42_AReportMayChangeUntilTheOtherSideHasSpoken) {
  const Match changed = after(match_in(MatchState::reported), {Report{kAnna, kBorisWins}});
  EXPECT_EQ(changed.state, MatchState::reported);
  EXPECT_EQ(changed.find(kAnna)->report, kBorisWins);
  EXPECT_EQ(after(changed, {Report{kBoris, kBorisWins}}).outcome, kBorisWins);
}

TEST(Match, T36_ASlipMayBeCorrectedForAWhileAfterTheConflict) {
  const Match conflict = match_in(MatchState::conflict);
  const Time last = kStart + kRules.amend_window;
  const Match agreed = after(conflict, {Report{kAnna, kBorisWins}}, last);
  EXPECT_EQ(agreed.state, MatchState::finished);
  EXPECT_EQ(agreed.outcome, kBorisWins);
  EXPECT_EQ(agreed.completed_at, kStart) << "when it was played";
  EXPECT_EQ(after(conflict, {Report{kAnna, Outcome::draw()}}, last).state, MatchState::conflict);
  EXPECT_FALSE(apply(conflict, Report{kAnna, kBorisWins}, last + std::chrono::seconds(1), kRules));
  const Match staff = after(conflict, {Resolve{kAnnaWins, "seen live"}});
  EXPECT_FALSE(apply(staff, Report{kAnna, kBorisWins}, kStart, kRules)) << "staff have the last word";
}

TEST(Match, ATeamSpeaksWithOneVoice) {
  Match match = found_match();
  for (const auto& [id, team] : {std::pair{11, 0}, {12, 1}}) {
    MatchPlayer mate;
    mate.player = PlayerId{id};
    mate.team = team;
    match.players.push_back(mate);
  }
  constexpr PlayerId kAnnasMate{11};
  match = after(match, {Confirm{kAnna}, Confirm{kBoris}, Confirm{kAnnasMate}});
  EXPECT_EQ(match.state, MatchState::found) << "two of one team are not everybody";
  match = after(match, {Confirm{PlayerId{12}}, Report{kAnna, kAnnaWins}});
  EXPECT_EQ(apply(match, Report{kAnnasMate, kAnnaWins}, kStart, kRules).value(), match);
  match = after(match, {Report{kAnnasMate, kBorisWins}});
  EXPECT_EQ(match.state, MatchState::reported);
  EXPECT_EQ(match.find(kAnna)->report, std::nullopt);
  match = after(match, {Report{kBoris, kBorisWins}});
  EXPECT_EQ(match.outcome, kBorisWins);
}

TEST(Match, AReplayOverridesTheOtherSidesReport) {
  const Match match = after(match_in(MatchState::reported), {ReplayDecides{kBoris, kBorisWins}});
  EXPECT_EQ(match.outcome, kBorisWins);
  EXPECT_EQ(match.decision, Decision::replay);
  EXPECT_EQ(match.find(kBoris)->report, kBorisWins);
  EXPECT_EQ(match.find(kAnna)->report, kAnnaWins) << "what she said stays on record";
}

TEST(Match, V16_AbortAfterConfirmationBlamesTheAborter) {
  for (const MatchState state : {MatchState::found, MatchState::playing, MatchState::reported}) {
    const Match match = after(match_in(state), {Abort{kBoris}});
    EXPECT_EQ(match.state, MatchState::aborted);
    EXPECT_EQ(match.find(kBoris)->fault, Fault::aborted);
    EXPECT_EQ(match.find(kAnna)->fault, Fault::none);
    EXPECT_EQ(match.outcome, std::nullopt);
  }
  EXPECT_EQ(penalty(Fault::aborted, kRules), std::chrono::minutes(5));
}

TEST(Match, T25_OnlyTheFirstAbortCounts) {
  const Match match = match_in(MatchState::aborted);
  const auto second = apply(match, Abort{kAnna}, kStart, kRules);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, "cannot abort: match 7 is aborted");
  EXPECT_FALSE(apply(match, Report{kAnna, kAnnaWins}, kStart, kRules));
  EXPECT_FALSE(apply(match_in(MatchState::finished), Abort{kAnna}, kStart, kRules));
}

TEST(Match, V17_WithoutAnyConfirmationBothAreAtFault) {
  const auto early = apply(found_match(), ConfirmDeadline{}, kStart + std::chrono::seconds(119), kRules);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().kind, ErrorKind::conflict);
  const Match match = after(found_match(), {ConfirmDeadline{}}, kStart + std::chrono::seconds(120));
  EXPECT_EQ(match.state, MatchState::abandoned);
  EXPECT_EQ(match.find(kAnna)->fault, Fault::not_confirmed);
  EXPECT_EQ(match.find(kBoris)->fault, Fault::not_confirmed);
  EXPECT_EQ(penalty(Fault::not_confirmed, kRules), std::chrono::minutes(10));
  EXPECT_EQ(penalty(Fault::none, kRules), Duration::zero());
}

TEST(Match, ConfirmersAndTheUnreachedAreNotAtFault) {
  const Time late = kStart + kRules.confirm_window;
  const Match half = after(found_match(), {Confirm{kAnna}});
  const Match match = after(half, {ConfirmDeadline{}}, late);
  EXPECT_EQ(match.find(kAnna)->fault, Fault::none);
  EXPECT_EQ(match.find(kBoris)->fault, Fault::not_confirmed);
  const Match unreached = after(half, {ConfirmDeadline{{kBoris}}}, late);
  EXPECT_EQ(unreached.state, MatchState::abandoned);
  EXPECT_EQ(unreached.find(kBoris)->fault, Fault::none);
}

TEST(Match, AtTheReportDeadlineTheSingleReportCounts) {
  const Match reported = match_in(MatchState::reported);
  EXPECT_FALSE(apply(reported, ReportDeadline{}, *reported.report_by - Duration(1), kRules));
  const Match match = after(reported, {ReportDeadline{}}, *reported.report_by);
  EXPECT_EQ(match.outcome, kAnnaWins);
  EXPECT_EQ(match.decision, Decision::deadline);
  EXPECT_EQ(match.revision, 1);
  const Match expired = match_in(MatchState::expired);
  EXPECT_EQ(expired.outcome, std::nullopt);
  EXPECT_EQ(expired.decision, Decision::none);
}

TEST(Match, V20_StaffDecideAgainAndAgain) {
  const Time later = kStart + std::chrono::hours(30);
  Match match = match_in(MatchState::finished);
  match.players[0].rating_change = 20;
  match = after(match, {Resolve{kBorisWins, "wrong replay"}}, later);
  EXPECT_EQ(match.state, MatchState::finished);
  EXPECT_EQ(match.outcome, kBorisWins);
  EXPECT_EQ(match.decision, Decision::staff);
  EXPECT_EQ(match.note, "wrong replay");
  EXPECT_EQ(match.revision, 2);
  EXPECT_EQ(match.completed_at, kStart) << "deciding again does not move the game in time";
  match = after(match, {Resolve{std::nullopt, "neither"}}, later);
  EXPECT_EQ(match.state, MatchState::invalidated);
  EXPECT_EQ(match.outcome, std::nullopt);
  EXPECT_EQ(match.revision, 3);
  EXPECT_EQ(match.players[0].rating_change, std::nullopt);
  match = after(match, {Resolve{Outcome::draw(), "agreed"}}, later);
  EXPECT_EQ(match.outcome, Outcome::draw());
  EXPECT_EQ(match.revision, 4);
}

TEST(Match, DecidingAnAbortedMatchClearsTheBlame) {
  const Match match = after(match_in(MatchState::aborted), {Resolve{kAnnaWins, "played after all"}});
  EXPECT_EQ(match.state, MatchState::finished);
  EXPECT_EQ(match.find(kBoris)->fault, Fault::none);
}

TEST(Match, OutcomesNameATeamOfTheMatch) {
  for (const MatchEvent& event :
       {MatchEvent(Report{kAnna, Outcome::win(2)}), MatchEvent(ReplayDecides{kAnna, Outcome::win(-1)}),
        MatchEvent(Resolve{Outcome::win(9), "x"})}) {
    const auto result = apply(playing_match(), event, kStart, kRules);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::invalid);
  }
}

TEST(MatchText, GoesThereAndBack) {
  for (int i = 0; i < 9; ++i) {
    const auto state = static_cast<MatchState>(i);
    EXPECT_EQ(match_state_from(to_string(state)), state);
  }
  for (int i = 0; i < 6; ++i) {
    const auto decision = static_cast<Decision>(i);
    EXPECT_EQ(decision_from(to_string(decision)), decision);
  }
  for (const Fault fault : {Fault::none, Fault::aborted, Fault::not_confirmed})
    EXPECT_EQ(fault_from(to_string(fault)), fault);
  EXPECT_EQ(match_state_from("over"), std::nullopt);
  EXPECT_EQ(decision_from(""), std::nullopt);
  EXPECT_EQ(fault_from("late"), std::nullopt);
}

TEST(Match, APairIsRatedOnceAndStrangersEach) {
  Match match;
  match.mode = "2v2";
  for (const int id : {7, 3, 5, 9}) {
    match.players.emplace_back().player = PlayerId{id};
    match.players.back().team = id == 5 || id == 9 ? 1 : 0;
  }
  match.players[0].partner = PlayerId{3};
  match.players[1].partner = PlayerId{7};
  const std::vector<RatedSeat> seats = rated_seats(match);
  ASSERT_EQ(seats.size(), 3u);
  EXPECT_EQ(seats[0].key.player, PlayerId{3});
  EXPECT_EQ(std::pair(seats[0].team, seats[0].people), std::pair(0, 2));
  EXPECT_EQ(seats[1].key.player, PlayerId{5});
  EXPECT_EQ(std::pair(seats[2].team, seats[2].people), std::pair(1, 1));
  EXPECT_EQ(players_of(match, seats[0].key), (std::vector{&match.players[0], &match.players[1]}));
  EXPECT_EQ(players_of(match, seats[2].key), std::vector{&match.players[3]});
}

}  // namespace
}  // namespace evo
