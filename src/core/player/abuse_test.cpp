#include "core/player/abuse.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evo {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class AbuseTest : public testing::Test {
 protected:
  Match& add(int first, int second, std::optional<int> winner, int first_rating = 1500) {
    Match match;
    match.id = MatchId{static_cast<std::int64_t>(matches.size()) + 1};
    match.state = MatchState::finished;
    match.outcome = Outcome{winner};
    match.players.resize(2);
    match.players[0].player = PlayerId{first};
    match.players[0].rating_before = first_rating;
    match.players[1].player = PlayerId{second};
    match.players[1].team = 1;
    matches.push_back(std::move(match));
    return matches.back();
  }
  // Everybody plays everybody, with results that go back and forth.
  void ordinary_play() {
    for (int round = 0; round < 4; ++round)
      for (int a = 1; a <= 8; ++a)
        for (int b = a + 1; b <= 8; ++b) add(a, b, (a + b + round) % 2);
  }
  std::vector<AbuseSignal> signals() const { return abuse_signals(matches, uses, {}, {}); }

  std::vector<Match> matches;
  std::vector<AccountUse> uses;
};

TEST_F(AbuseTest, OrdinaryPlayRaisesNothing) {
  EXPECT_THAT(signals(), IsEmpty());
  ordinary_play();
  EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(AbuseTest, TwoWhoMeetTooOftenWithOneWinner) {
  ordinary_play();
  for (int game = 0; game < 8; ++game) add(20, 21, 0, 1500 + 40 * game);
  const auto found = signals();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, SignalKind::unusual_pair);
  EXPECT_THAT(found[0].players, ElementsAre(PlayerId{20}, PlayerId{21}));
  EXPECT_THAT(found[0].evidence, HasSubstr("8 games together"));
  EXPECT_EQ(found[0].matches.front(), matches.back().id) << "the newest first";
}

TEST_F(AbuseTest, FriendsWhoShareTheWinsRaiseNothing) {
  ordinary_play();
  for (int game = 0; game < 8; ++game) add(20, 21, game % 2);
  EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(AbuseTest, WhoLeavesAThirdOfHisMatches) {
  ordinary_play();
  for (int game = 0; game < 12; ++game) {
    Match& match = add(1, 2 + game % 7, std::nullopt);
    match.state = MatchState::aborted;
    match.outcome.reset();
    match.players[0].fault = game % 2 == 0 ? Fault::aborted : Fault::not_confirmed;
  }
  const auto found = signals();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, SignalKind::abort_pattern);
  EXPECT_THAT(found[0].players, ElementsAre(PlayerId{1}));
  EXPECT_THAT(found[0].evidence, HasSubstr("left 12 of 40 matches"));
}

TEST_F(AbuseTest, WinsThatTheRatingDoesNotExplain) {
  ordinary_play();
  for (int game = 0; game < 24; ++game) add(30, 1 + game % 8, 0, 1300);
  const auto found = signals();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, SignalKind::rating_anomaly);
  EXPECT_THAT(found[0].players, ElementsAre(PlayerId{30}));
  EXPECT_THAT(found[0].matches, SizeIs(AbuseSignal::kMatchesShown));
}

TEST_F(AbuseTest, AnAccountOfTwoPlayersAndTheHeaviestFirst) {
  uses = {{"2-S2-1-7", PlayerId{1}, {PlayerId{5}, PlayerId{6}}, MatchId{3}},
          {"2-S2-1-7", PlayerId{1}, {PlayerId{5}, PlayerId{7}}, MatchId{4}},
          {"2-S2-1-8", PlayerId{2}, {PlayerId{9}}, MatchId{1}}};
  const auto found = signals();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].evidence, HasSubstr("2-S2-1-7"));
  EXPECT_THAT(found[0].matches, ElementsAre(MatchId{4}, MatchId{3}));
  EXPECT_GT(found[0].weight, found[1].weight);
}

}  // namespace
}  // namespace evo
