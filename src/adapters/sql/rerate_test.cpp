// Matches settled and decided again through the store, held against a ledger that lives in memory.
#include "app/rerate.hpp"

#include <gmock/gmock.h>

#include "adapters/sql/test_world.hpp"
#include "app/seasons.hpp"
#include "app/settle.hpp"
#include "base/random.hpp"
#include "core/mode/mode.hpp"
#include "core/rating/ledger.hpp"

namespace evo::sql {
namespace {

class RerateTest : public StoreTest {
 protected:
  MatchId play(PlayerId first, PlayerId second, Outcome outcome) {
    Match match = sample_match({first, second});
    match.players[0].race = "bw_zerg";
    match.players[1].race = "sc2_zerg";
    match.id = must(write([&](Tx& tx) { return tx.matches().insert(match); }));
    decide(match.id, outcome);
    return match.id;
  }

  void decide(MatchId id, std::optional<Outcome> outcome) {
    must(write([&](Tx& tx) -> Task<Result<void>> {
      CO_TRY(const Match before, co_await tx.matches().find(id));
      Match after = before;
      after.state = outcome ? MatchState::finished : MatchState::invalidated;
      after.outcome = outcome;
      after.completed_at = before.completed_at.value_or(tx.now());
      ++after.revision;
      ++after.version;
      co_return co_await settle(tx, before, after, rules, {{}, "test", ""});
    }));
  }

  Rating rating(const RatingKey& key) {
    return must(write([&](Tx& tx) { return tx.ratings().find(key, 1500); }));
  }

  Rules rules = [] {
    Rules made;
    made.catalog = *builtin_catalog("scevo");
    return made;
  }();
};
EVO_STORE_SUITE(RerateTest);

std::optional<Outcome> any_outcome(Rng& rng, bool may_void) {
  const auto pick = rng.between(0, 9);
  if (pick == 0 && may_void) return std::nullopt;
  if (pick == 1) return Outcome::draw();
  return Outcome::win(static_cast<int>(pick % 2));
}

TEST_P(RerateTest, T3T4V20EveryHistoryEndsWhereALedgerEnds) {
  std::vector<PlayerId> players;
  for (const char* name : {"Alice", "Bobby", "Carol", "David", "Ellen"}) players.push_back(add_player(name));
  Rng rng(7);
  for (const auto kind : {RatingSystemKind::elo, RatingSystemKind::glicko2, RatingSystemKind::weng_lin}) {
    rules.rating.system = kind;
    // A ladder of its own for each system: a season begins from nothing.
    const auto system = make_rating_system(rules.rating, rules.elo);
    RatingLedger ledger(*system);
    std::map<MatchId, std::optional<Outcome>> decided;
    for (const PlayerId player : players)
      for (const char* race : {"bw_zerg", "sc2_zerg"}) {
        Rating fresh;
        fresh.key = {player, "1v1", race};
        const Skill start = system->start();
        fresh.deviation = start.deviation;
        fresh.volatility = start.volatility;
        must(write([&](Tx& tx) { return tx.ratings().put(fresh); }));
      }
    for (int step = 0; step < 40; ++step) {
      world.clock.advance(std::chrono::hours(rng.between(1, 40)));
      const Time now = world.clock.now();
      if (decided.empty() || rng.chance(0.6)) {
        const auto first = static_cast<std::size_t>(rng.below(players.size()));
        const auto second =
            (first + 1 + static_cast<std::size_t>(rng.below(players.size() - 1))) % players.size();
        const Outcome outcome = Outcome::win(static_cast<int>(rng.below(2)));
        const MatchId id = play(players[first], players[second], outcome);
        decided[id] = outcome;
        ledger.record({id,
                       now,
                       {{{players[first], "1v1", "bw_zerg"}, 0}, {{players[second], "1v1", "sc2_zerg"}, 1}},
                       outcome});
        continue;
      }
      auto chosen = decided.begin();
      std::advance(chosen, rng.below(decided.size()));
      // How long somebody had not played before a void game is not looked up again, which makes a hair's
      // difference to how certain he is.
      const auto outcome = any_outcome(rng, kind == RatingSystemKind::elo);
      if (outcome == chosen->second) continue;
      decide(chosen->first, outcome);
      ledger.redecide(chosen->first, outcome, now);
      chosen->second = outcome;
    }
    for (const auto& [key, wanted] : ledger.ratings()) {
      const Rating found = rating(key);
      EXPECT_EQ(found.value, wanted.value) << to_string(kind) << " " << key.player.value << key.race;
      EXPECT_NEAR(found.deviation, wanted.deviation, kind == RatingSystemKind::elo ? 1000 : 0.0015);
      EXPECT_EQ(found.games, wanted.games);
      EXPECT_EQ(found.wins, wanted.wins);
      EXPECT_EQ(found.losses, wanted.losses);
      EXPECT_EQ(found.draws, wanted.draws);
      // The ledger in the store adds up to the same, and so do the changes that the matches show.
      const auto history = must(read([&](Tx& tx) { return tx.ratings().history(key.player, 10'000); }));
      int sum = 0;
      for (const RatingEvent& line : history)
        if (line.key == key && decided.contains(line.match)) sum += line.change();
      EXPECT_EQ(1500 + sum, found.value);
      int shown = 0;
      for (const auto& [id, outcome] : decided) {
        const Match match = must(read([&](Tx& tx) { return tx.matches().find(id); }));
        const MatchPlayer* seat = match.find(key.player);
        if (seat != nullptr && seat->race == key.race) shown += seat->rating_change.value_or(0);
      }
      EXPECT_EQ(1500 + shown, found.value);
    }
  }
}

// Two pairs and four who come alone. Each pair has one rating, which counts for both of its people.
struct Party {
  PlayerId first;
  PlayerId second;
  bool paired = false;
};

TEST_P(RerateTest, PairsAndStrangersAreRatedAgainLikeEverybody) {
  std::vector<PlayerId> players;
  for (const char* name : {"Alice", "Bobby", "Carol", "David", "Ellen", "Frank", "Grace", "Henry"})
    players.push_back(add_player(name));
  const std::vector<Party> parties{{players[0], players[1], true},
                                   {players[3], players[2], true},
                                   {players[4], players[5], false},
                                   {players[6], players[7], false}};
  Rng rng(11);
  for (const auto kind : {RatingSystemKind::elo, RatingSystemKind::weng_lin}) {
    rules.rating.system = kind;
    const auto system = make_rating_system(rules.rating, rules.elo);
    RatingLedger ledger(*system);
    std::vector<std::pair<MatchId, std::optional<Outcome>>> decided;
    must(write([&](Tx& tx) -> Task<Result<void>> {
      Rating fresh;
      fresh.deviation = system->start().deviation;
      fresh.volatility = system->start().volatility;
      for (const Party& party : parties)
        for (const auto& [own, other] : {std::pair(party.first, party.second), {party.second, party.first}}) {
          fresh.key = rating_key("2v2", own, party.paired ? other : PlayerId{}, "");
          CO_CHECK_OK(co_await tx.ratings().put(fresh));
        }
      co_return Result<void>{};
    }));
    for (int step = 0; step < 30; ++step) {
      world.clock.advance(std::chrono::hours(rng.between(1, 40)));
      if (!decided.empty() && rng.chance(0.4)) {
        auto& [id, outcome] = decided[static_cast<std::size_t>(rng.below(decided.size()))];
        const auto other = any_outcome(rng, kind == RatingSystemKind::elo);
        if (other == outcome) continue;
        decide(id, outcome = other);
        ledger.redecide(id, outcome, world.clock.now());
        continue;
      }
      const auto one = static_cast<std::size_t>(rng.below(4));
      const auto two = (one + 1 + static_cast<std::size_t>(rng.below(3))) % 4;
      Match match =
          sample_match({parties[one].first, parties[one].second, parties[two].first, parties[two].second});
      match.mode = "2v2";
      for (std::size_t seat = 0; seat < 4; ++seat) {
        const Party& party = parties[seat < 2 ? one : two];
        match.players[seat].team = seat < 2 ? 0 : 1;
        if (party.paired) match.players[seat].partner = seat % 2 == 0 ? party.second : party.first;
      }
      match.id = must(write([&](Tx& tx) { return tx.matches().insert(match); }));
      decided.emplace_back(match.id, Outcome::win(static_cast<int>(rng.below(2))));
      decide(match.id, decided.back().second);
      ledger.record({match.id, world.clock.now(), rated_seats(match), decided.back().second});
    }
    EXPECT_EQ(ledger.ratings().size(), 6u);
    std::map<RatingKey, int> shown;
    for (const auto& [id, outcome] : decided) {
      const Match match = must(read([&](Tx& tx) { return tx.matches().find(id); }));
      for (const MatchPlayer& player : match.players) {
        shown[rating_key(match, player)] += player.rating_change.value_or(0);
        const MatchPlayer* partner = match.find(player.partner);
        if (partner != nullptr) EXPECT_EQ(partner->rating_change, player.rating_change);
      }
    }
    for (const auto& [key, wanted] : ledger.ratings()) {
      const Rating found = rating(key);
      EXPECT_EQ(found.value, wanted.value) << to_string(kind) << " " << key.player.value << key.race;
      EXPECT_EQ(std::tuple(found.games, found.wins, found.losses, found.draws),
                std::tuple(wanted.games, wanted.wins, wanted.losses, wanted.draws));
      EXPECT_EQ(1500 + shown[key] / (pair_partner(key) ? 2 : 1), found.value);
    }
  }
}

TEST_P(RerateTest, T3WhatIsNotReachedKeepsItsLines) {
  const auto alice = add_player("Alice");
  const auto bobby = add_player("Bobby");
  const auto carol = add_player("Carol");
  const auto david = add_player("David");
  const MatchId first = play(alice, bobby, Outcome::win(0));
  const MatchId apart = play(carol, david, Outcome::win(0));
  const Match before = must(read([&](Tx& tx) { return tx.matches().find(apart); }));
  decide(first, Outcome::win(1));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.matches().find(apart); })), before);
  EXPECT_EQ(rating({alice, "1v1", "bw_zerg"}).value, 1480);
  EXPECT_EQ(rating({carol, "1v1", "bw_zerg"}).value, 1520);
}

TEST_P(RerateTest, AMatchOfASeasonThatIsOverMovesNoRating) {
  const auto alice = add_player("Alice");
  const auto bobby = add_player("Bobby");
  const MatchId match = play(alice, bobby, Outcome::win(0));
  rules.season.keep_percent = 50;
  EXPECT_EQ(must(world.run(begin_season(*world.store, rules))), 2);
  decide(match, Outcome::win(1));
  EXPECT_EQ(rating({alice, "1v1", "bw_zerg"}).value, 1510);
  EXPECT_EQ(rating({alice, "1v1", "bw_zerg"}).games, 0);
  const Match after = must(read([&](Tx& tx) { return tx.matches().find(match); }));
  EXPECT_EQ(after.outcome, Outcome::win(1));
  EXPECT_EQ(after.find(alice)->rating_change, 20);
}

}  // namespace
}  // namespace evo::sql
