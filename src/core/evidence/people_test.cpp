#include <gtest/gtest.h>

#include "core/evidence/evidence_story.hpp"

namespace evo {
namespace {

using namespace evidence_story;

TEST(People, FirstUseBindsAccountsAndLaterOnesMustBeTheSame) {
  Story story;
  story.forget_accounts();
  story.summary.players[0].name = "aLICE";
  story.summary.players[1].name = "김치찌개";
  const Verdict first = story.verdict();
  EXPECT_TRUE(first.decides);
  EXPECT_EQ(first.bindings, (std::vector<ToonBinding>{{toon_text(11), kAlice}, {toon_text(22), kBob}}));
  EXPECT_EQ(check(first, "people").found,
            "Alice as aLICE (2-S2-1-11, first use), Bob as 김치찌개 (2-S2-1-22, first use)");

  for (const ToonBinding& binding : first.bindings) {
    story.identities.owner_of[binding.toon] = binding.player;
    story.identities.toons_of[binding.player].push_back(binding.toon);
  }
  EXPECT_TRUE(story.verdict().bindings.empty());
  story.summary.players[0].name = "Renamed";
  EXPECT_TRUE(story.verdict().decides) << "the account tells, not the name";
  story.summary.players[0] = seen(1, 0, "Alice", 12, "BWZe");
  const Verdict other_account = story.verdict();
  EXPECT_FALSE(other_account.decides);
  EXPECT_EQ(other_account.outcome, std::nullopt);
  EXPECT_EQ(check(other_account, "people").found, "Alice plays from a different account, 2-S2-1-12");
}

TEST(People, ASecondAccountOfAPlayerCounts) {
  Story story;
  story.identities.owner_of[toon_text(23)] = kBob;
  story.identities.toons_of[kBob].push_back(toon_text(23));
  story.summary.players[1].toon = toon(23);
  EXPECT_TRUE(story.verdict().decides);
}

TEST(People, AccountsNamedOnOneSideOnlyStillCount) {
  Story story;
  story.identities.owner_of.clear();
  EXPECT_TRUE(story.verdict().decides);
  EXPECT_TRUE(story.verdict().bindings.empty());
  story = Story();
  story.identities.toons_of.clear();
  EXPECT_TRUE(story.verdict().decides);
  story.summary.players[1].toon = toon(23);
  EXPECT_FALSE(story.verdict().decides);
}

// Names alone cannot tell twins apart.
TEST(People, EqualNamesAreToldByRaceWhereRacesDiffer) {
  Story story;
  story.forget_accounts();
  for (MatchPlayer& player : story.match.players) player.name = "Twin";
  for (replay::ReplayPlayer& player : story.summary.players) player.name = "Twin";
  story.identities.names_of.clear();
  std::swap(story.summary.players[0], story.summary.players[1]);
  const Verdict verdict = story.verdict();
  EXPECT_TRUE(verdict.decides);
  EXPECT_EQ(verdict.outcome, Outcome::win(0));

  story.match.players[1].race = "bw_zerg";
  story.summary.players[0].race_code = "BWZe";
  const Verdict mirror = story.verdict();
  EXPECT_EQ(check(mirror, "people").result, CheckResult::unknown);
  EXPECT_EQ(check(mirror, "races").result, CheckResult::unknown);
  EXPECT_EQ(mirror.outcome, std::nullopt);
  EXPECT_FALSE(mirror.decides);

  story.identities.owner_of[toon_text(11)] = kAlice;
  EXPECT_EQ(story.verdict().outcome, Outcome::win(0)) << "one known account settles who the other is";
}

TEST(People, AStrangerOfTheSameNameIsNotGuessed) {
  Story story;
  story.forget_accounts();
  story.summary.players[1].name = "Alice";
  const Verdict verdict = story.verdict();
  EXPECT_NE(check(verdict, "people").result, CheckResult::passed);
  EXPECT_FALSE(verdict.decides);
}

// By races alone the wrong team of a mirror match-up could be credited.
TEST(People, TeamsAreToldByPeople) {
  Story story;
  story.match.mode = "2v2";
  story.match.map = "rohana";
  story.summary.map_title = "Rohana SEL";
  story.match.players = {
      match_player(kAlice, 0, "Alice", "bw_zerg"), match_player(kBob, 0, "Bob", "sc2_terran"),
      match_player(kCarol, 1, "Carol", "bw_zerg"), match_player(kDave, 1, "Dave", "sc2_terran")};
  story.summary.players = {seen(1, 0, "Carol", 33, "BWZe"), seen(2, 0, "Dave", 44, "Terr"),
                           seen(3, 1, "Bob", 22, "Terr"), seen(4, 1, "Alice", 11, "BWZe")};
  const Verdict verdict = story.verdict();
  EXPECT_EQ(not_passed(verdict), std::vector<std::string>{});
  EXPECT_EQ(verdict.outcome, Outcome::win(1)) << "the replay's first team is the match's second";
  EXPECT_EQ(verdict.bindings, (std::vector<ToonBinding>{{toon_text(33), kCarol}, {toon_text(44), kDave}}));

  std::swap(story.summary.players[1].team, story.summary.players[2].team);
  const Verdict mixed = story.verdict();
  EXPECT_EQ(not_passed(mixed), (std::vector<std::string>{"people", "races"}));
  EXPECT_EQ(mixed.outcome, std::nullopt);
  EXPECT_TRUE(check(mixed, "people").found.contains("Carol and Dave play in different teams"))
      << check(mixed, "people").found;
}

}  // namespace
}  // namespace evo
