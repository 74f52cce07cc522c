#include "core/rating/ledger.hpp"

#include <array>

#include <gtest/gtest.h>

#include "core/rating/season.hpp"

namespace evo {
namespace {

RatingKey key_of(int player) { return {PlayerId{player}, "1v1", "sc2_zerg"}; }

RatedGame duel(int match, int first, int second, std::optional<Outcome> outcome) {
  return {MatchId{match}, from_micros(match), {{key_of(first), 0}, {key_of(second), 1}}, outcome};
}

TEST(RatingLedger, ARedecisionReplaysWhatFollows) {
  const auto system = make_rating_system({}, {});
  RatingLedger ledger(*system);
  ledger.record(duel(1, 1, 2, Outcome::win(0)));
  ledger.record(duel(2, 3, 4, Outcome::win(0)));
  ledger.record(duel(3, 1, 3, Outcome::win(0)));
  EXPECT_EQ(ledger.find(key_of(1))->value, 1540);
  ledger.redecide(MatchId{1}, Outcome::win(1), from_micros(9));

  // 1480 beats 1520: the gap of 40 points pays 22 instead of 20.
  EXPECT_EQ(ledger.find(key_of(1))->value, 1502);
  EXPECT_EQ(ledger.find(key_of(1))->peak, 1502) << "what the wrong decision gave is no peak";
  EXPECT_EQ(ledger.find(key_of(3))->value, 1498);
  EXPECT_EQ(ledger.find(key_of(4))->value, 1480);
  ASSERT_EQ(ledger.lines().size(), 10u);
  EXPECT_EQ(ledger.lines()[6].change(), -40);
  EXPECT_EQ(ledger.lines()[7].change(), 40);
  EXPECT_EQ(ledger.lines()[8].match, MatchId{3});
  EXPECT_EQ(ledger.lines()[8].change(), 2);
  EXPECT_EQ(ledger.lines()[8].revision, 2);
  EXPECT_EQ(ledger.history(key_of(1)).front().value, 1480);
}

TEST(RatingLedger, AGameThatCountsNoLongerLeavesNoTrace) {
  const auto system = make_rating_system({.system = RatingSystemKind::glicko2}, {});
  RatingLedger ledger(*system);
  ledger.record(duel(1, 1, 2, Outcome::win(0)));
  EXPECT_LT(ledger.find(key_of(1))->deviation, 350);
  ledger.redecide(MatchId{1}, std::nullopt, from_micros(2));
  EXPECT_EQ(ledger.find(key_of(1))->value, 1500);
  EXPECT_EQ(ledger.find(key_of(1))->deviation, 350);
  EXPECT_EQ(ledger.find(key_of(1))->games, 0);
  EXPECT_TRUE(ledger.history(key_of(1)).empty());
}

TEST(RatingLedger, SeedsAndAdjustmentsKeepTheirPlace) {
  const auto system = make_rating_system({}, {});
  RatingLedger ledger(*system);
  Rating seeded;
  seeded.key = key_of(1);
  seeded.value = seeded.peak = 1700;
  ledger.seed(seeded);
  ledger.record(duel(1, 1, 2, Outcome::win(1)));
  ledger.adjust(key_of(1), 100, from_micros(2));
  EXPECT_EQ(ledger.find(key_of(1))->value, 1700 - 29 + 100);
  EXPECT_EQ(ledger.find(key_of(1))->games, 1);
  ledger.redecide(MatchId{1}, Outcome::win(0), from_micros(3));
  EXPECT_EQ(ledger.find(key_of(1))->value, 1700 + 11 + 100);
  EXPECT_EQ(ledger.history(key_of(1)).size(), 2u);
}

TEST(Season, ThePhaseIsProvisionalUntilTheSystemIsSure) {
  Rating rating;
  EXPECT_FALSE(is_provisional(rating, {})) << "Elo has no such phase by default";
  EXPECT_TRUE(is_provisional(rating, {.games_min = 5}));
  rating.games = 5;
  EXPECT_FALSE(is_provisional(rating, {.games_min = 5}));
  rating.deviation = 110.5;
  EXPECT_TRUE(is_provisional(rating, {}));
}

TEST(Season, SeedsComeFromTheSurveyOrFromOtherModes) {
  const auto system = make_rating_system({.system = RatingSystemKind::glicko2}, {});
  SeedRules rules;
  EXPECT_EQ(seed_from_survey(*system, key_of(1), Experience::professional, rules).value, 1500);
  rules.survey_offsets = {-200, 0, 200, 500};
  EXPECT_EQ(seed_from_survey(*system, key_of(1), Experience::professional, rules).value, 2000);

  Rating terran;
  terran.key = {PlayerId{1}, "1v1", "sc2_terran"};
  terran.value = 1900;
  terran.games = 20;
  const std::vector<Rating> others{terran};
  EXPECT_EQ(seed_from_others(*system, key_of(1), others, rules), std::nullopt);
  rules.other_mode_percent = 80;
  rules.deviation_percent = 60;
  const auto seeded = seed_from_others(*system, key_of(1), others, rules);
  ASSERT_TRUE(seeded);
  EXPECT_EQ(seeded->value, 1820);
  EXPECT_EQ(seeded->deviation, 210);
  EXPECT_EQ(seeded->games, 0);
  EXPECT_EQ(seed_from_others(*system, key_of(1), {}, rules), std::nullopt);
}

TEST(Season, SeedsStayWithinWhatTheRulesGive) {
  SeedRules rules;
  rules.survey_offsets = {-200, 0, 200, 500};
  for (const auto kind : {RatingSystemKind::elo, RatingSystemKind::glicko2, RatingSystemKind::weng_lin}) {
    const auto system = make_rating_system({.system = kind}, {.start = 1400});
    for (const auto experience :
         {Experience::none, Experience::casual, Experience::competitive, Experience::professional}) {
      const Rating seed = seed_from_survey(*system, key_of(1), experience, rules);
      EXPECT_EQ(seed.value,
                system->start().value + rules.survey_offsets[static_cast<std::size_t>(experience)]);
      EXPECT_EQ(seed.peak, seed.value);
      EXPECT_EQ(seed.games, 0);
      EXPECT_EQ(seed.last_played_at, std::nullopt);
      EXPECT_EQ(seed.deviation, system->start().deviation) << "words make nobody more certain";
    }
  }
  const auto system = make_rating_system({.system = RatingSystemKind::glicko2}, {});
  Rating own;
  own.key = key_of(1);
  own.value = 3000;
  own.games = 50;
  Rating idle = own;
  idle.key.race = "bw_terran";
  idle.games = 0;
  Rating other = own;
  other.key.race = "bw_protoss";
  rules.other_mode_percent = 100;
  EXPECT_EQ(seed_from_others(*system, key_of(1), std::vector{own, idle}, rules), std::nullopt)
      << "neither the rating itself nor one without a game";
  for (const int games : {1, 20, 1000}) {
    other.games = games;
    for (const int value : {0, 1499, 3000}) {
      other.value = value;
      const auto seed = seed_from_others(*system, key_of(1), std::vector{other}, rules);
      ASSERT_TRUE(seed);
      EXPECT_GE(seed->value, std::min(value, 1500)) << "never beyond the other rating";
      EXPECT_LE(seed->value, std::max(value, 1500));
      if (games >= rules.other_mode_games_full) EXPECT_EQ(seed->value, value);
      EXPECT_LE(seed->deviation, system->start().deviation);
    }
  }
}

TEST(Season, TheEndArchivesAndMovesEverybodyTowardsTheStart) {
  const auto system = make_rating_system({.system = RatingSystemKind::glicko2}, {});
  std::vector<Rating> ratings(3);
  for (int i = 0; i < 3; ++i) ratings[static_cast<std::size_t>(i)].key = key_of(i + 1);
  ratings[0].value = 1401;
  ratings[0].games = 3;
  ratings[0].deviation = 60;
  ratings[1].value = 1900;
  ratings[1].games = 9;
  ratings[1].deviation = 340;
  const SeasonTurn turn = close_season(*system, "2026-1", ratings, {});
  ASSERT_EQ(turn.archive.size(), 2u) << "who did not play is not archived";
  EXPECT_EQ(turn.archive[0].rating, ratings[1]);
  EXPECT_EQ(turn.archive[0].position, 1);
  EXPECT_EQ(turn.archive[1].season, "2026-1");
  ASSERT_EQ(turn.next.size(), 3u);
  EXPECT_EQ(turn.next[0].value, 1450);
  EXPECT_EQ(turn.next[0].games, 0);
  EXPECT_NEAR(turn.next[0].deviation, 116.619, 0.001);
  EXPECT_EQ(turn.next[1].value, 1700);
  EXPECT_EQ(turn.next[1].peak, 1700);
  EXPECT_EQ(turn.next[1].deviation, 350);
}

}  // namespace
}  // namespace evo
