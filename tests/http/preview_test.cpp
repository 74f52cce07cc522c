// What staff are shown before they decide a match is what then happens, to everybody whom it reaches.
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "core/mode/mode.hpp"
#include "http/world.hpp"

namespace evo::http_test {
namespace {

using Ratings = std::map<RatingKey, int>;

class PreviewTest : public testing::Test {
 protected:
  PreviewTest() {
    auto body = [this](Tx& tx) -> Task<Result<void>> {
      for (const char* name : {"Alice", "Bobby", "Carol", "David", "Ellen", "Judge"}) {
        Player player;
        player.name = name;
        player.region = "EUW";
        player.created_at = tx.now();
        if (std::string_view(name) == "Judge") player.role = Role::staff;
        CO_TRY(player.id, co_await tx.players().insert(player));
        people.push_back(player.id);
      }
      co_return Result<void>{};
    };
    world.must(world.store->transact(body));
    judge = {people.back(), Role::staff};
    people.pop_back();
  }

  void decide(MatchId match, std::optional<Outcome> outcome) {
    world.must(world.commands->handle({judge, "", ResolveMatch{match, outcome, "for this test"}}));
  }
  MatchId play(std::size_t first, std::size_t second, Outcome outcome) {
    const MatchId match = world.must(world.insert_match(people[first], people[second], MatchState::playing));
    decide(match, outcome);
    return match;
  }

  Ratings ratings() {
    Ratings all;
    auto body = [&](Tx& tx) -> Task<Result<void>> {
      for (const Mode& mode : modes()) {
        CO_TRY(const auto entries, co_await tx.ratings().standings(std::string(mode.name)));
        for (const StandingEntry& entry : entries) all[entry.rating.key] = entry.rating.value;
      }
      co_return Result<void>{};
    };
    world.must(world.store->read(body));
    return all;
  }

  // Previews, does it and compares; returns what was previewed.
  ResolutionPreview previewed_and_done(MatchId match, std::optional<Outcome> outcome) {
    const Ratings before = ratings();
    const auto preview =
        world.must(world.commands->preview(judge, ResolveMatch{match, outcome, "for this test"}));
    EXPECT_EQ(ratings(), before) << "a look changes nothing";
    decide(match, outcome);
    const Ratings after = ratings();
    Ratings listed;
    for (const RatingPreview& one : preview.ratings) {
      EXPECT_TRUE(listed.emplace(one.key, one.after).second) << "each once";
      if (before.contains(one.key)) EXPECT_EQ(one.before, before.at(one.key)) << one.name;
      EXPECT_EQ(one.after, after.at(one.key)) << one.name;
      EXPECT_TRUE(one.in_match || one.before != one.after) << one.name;
    }
    for (const auto& [key, value] : after)
      if (!listed.contains(key)) EXPECT_EQ(value, before.at(key)) << "changed, and nobody was told";
    const auto read = world.must(world.reader->match(match, {}, Role::player));
    EXPECT_EQ(read.match.outcome, preview.after.outcome);
    for (const MatchPlayer& player : preview.after.players)
      EXPECT_EQ(read.match.find(player.player)->rating_change, player.rating_change);
    return preview;
  }

  World world;
  Actor judge;
  std::vector<PlayerId> people;
};

TEST_F(PreviewTest, ListsWhomLaterMatchesReach) {
  const MatchId first = play(0, 1, Outcome::win(0));
  play(2, 1, Outcome::win(0));
  play(2, 3, Outcome::win(0));
  play(4, 0, Outcome::win(0));  // Alice with another race: her rating of the first match is not in it.
  const auto preview = previewed_and_done(first, Outcome::win(1));
  std::map<std::string, bool> in_match;
  for (const RatingPreview& one : preview.ratings) in_match[one.name] = one.in_match;
  EXPECT_THAT(in_match, testing::ElementsAre(testing::Pair("Alice", true), testing::Pair("Bobby", true),
                                             testing::Pair("Carol", false)))
      << "David's rating moves by less than a point";
}

TEST_F(PreviewTest, EqualsWhatHappensInEveryHistory) {
  Rng rng(11);
  std::size_t reached = 0;
  for (const auto system : {RatingSystemKind::elo, RatingSystemKind::glicko2}) {
    world.rules.rating.system = system;
    std::vector<MatchId> matches;
    for (int i = 0; i < 25; ++i) {
      const auto first = static_cast<std::size_t>(rng.below(people.size()));
      const auto second =
          (first + 1 + static_cast<std::size_t>(rng.below(people.size() - 1))) % people.size();
      matches.push_back(play(first, second, Outcome::win(static_cast<int>(rng.below(2)))));
    }
    for (int i = 0; i < 8; ++i) {
      std::optional<Outcome> outcome = Outcome::win(static_cast<int>(rng.below(2)));
      if (i % 4 == 2) outcome = Outcome::draw();
      if (i % 4 == 3) outcome.reset();
      const MatchId match = matches[static_cast<std::size_t>(rng.below(matches.size()))];
      const auto preview = previewed_and_done(match, outcome);
      for (const RatingPreview& one : preview.ratings) reached += one.in_match ? 0 : 1;
    }
  }
  EXPECT_GT(reached, 10u);
}

TEST_F(PreviewTest, EqualsTheDifferenceWhereTheRulesWantNoReplay) {
  world.rules.redecision = Redecision::difference;
  const MatchId first = play(0, 1, Outcome::win(0));
  play(2, 1, Outcome::win(0));
  EXPECT_EQ(previewed_and_done(first, Outcome::win(1)).ratings.size(), 2u);
}

TEST_F(PreviewTest, APairIsListedOnceWithBothNames) {
  auto body = [this](Tx& tx) -> Task<Result<MatchId>> {
    Match match;
    match.mode = "2v2";
    match.season = world.rules.catalog.current_season;
    match.state = MatchState::playing;
    match.map = world.rules.catalog.pools.front().maps.front().code;
    match.server = world.rules.catalog.servers.front().code;
    match.assigned_at = tx.now();
    match.report_by = tx.now() + world.rules.match.report_window;
    for (std::size_t i = 0; i < 4; ++i) {
      MatchPlayer seat;
      seat.player = people[i];
      seat.team = static_cast<int>(i / 2);
      seat.race = "bw_zerg";
      seat.confirmed_at = tx.now();
      if (i < 2) seat.partner = people[1 - i];
      match.players.push_back(std::move(seat));
    }
    co_return co_await tx.matches().insert(std::move(match));
  };
  const MatchId match = world.must(world.store->transact(body));
  for (const auto& outcome :
       {std::optional(Outcome::win(0)), std::optional(Outcome::win(1)), std::optional<Outcome>()}) {
    const auto preview = previewed_and_done(match, outcome);
    ASSERT_EQ(preview.ratings.size(), 3u);
    EXPECT_EQ(preview.ratings[0].key, rating_key("2v2", people[1], people[0], ""));
    EXPECT_EQ(preview.ratings[0].name, "Alice");
    EXPECT_EQ(preview.ratings[0].partner_name, "Bobby");
    EXPECT_EQ(preview.ratings[2].name, "David");
  }
}

}  // namespace
}  // namespace evo::http_test
