// Boards, statistics and seasons over the real store: what is kept in memory follows what is written.
#include <gmock/gmock.h>

#include "adapters/sql/test_world.hpp"
#include "app/read/reader.hpp"
#include "app/seasons.hpp"
#include "core/mode/mode.hpp"

namespace evo::sql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class BoardsTest : public StoreTest {
 protected:
  void store(const Rating& rating) {
    must(write([&](Tx& tx) -> Task<Result<void>> {
      CO_CHECK_OK(co_await tx.ratings().put(rating));
      co_return co_await tx.changes().append("player:" + std::to_string(rating.key.player.value));
    }));
  }

  void put(RatingKey key, int value, int games = 5) {
    Rating rating;
    rating.key = std::move(key);
    rating.value = rating.peak = value;
    rating.games = rating.wins = games;
    rating.last_played_at = world.clock.now();
    store(rating);
  }
  void put(PlayerId player, std::string race, int value, int games = 5) {
    put({player, "1v1", std::move(race)}, value, games);
  }
  void put_pair(PlayerId player, PlayerId partner, int value) {
    put(rating_key("2v2", player, partner, ""), value);
  }

  LeaderboardPage page(LeaderboardQuery query = {}) { return must(world.run(reader.leaderboard(query))); }

  std::vector<std::string> names(LeaderboardQuery query = {}) {
    std::vector<std::string> names;
    for (const StandingEntry& entry : page(std::move(query)).entries)
      names.push_back(entry.partner ? entry.name + "+" + entry.partner->name : entry.name);
    return names;
  }

  Rules rules = [] {
    Rules made;
    made.catalog = *builtin_catalog("scevo");
    return made;
  }();
  InlineOffload offload;
  Reader reader{*world.store, world.clock, offload, rules};
};
EVO_STORE_SUITE(BoardsTest);

TEST_P(BoardsTest, FollowResultsNamesAndBans) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  put(alice, "sc2_zerg", 1600);
  EXPECT_THAT(names(), ElementsAre("Alice"));
  put(bob, "sc2_zerg", 1700);
  put(bob, "bw_zerg", 1500);
  EXPECT_THAT(names(), ElementsAre("Bob", "Alice", "Bob"));
  auto player = must(read([&](Tx& tx) { return tx.players().find(bob); }));
  player.name = "Robert";
  const auto store_player = [&] {
    must(write([&](Tx& tx) -> Task<Result<void>> {
      CO_CHECK_OK(co_await tx.players().update(player));
      co_return co_await tx.changes().append("player:" + std::to_string(bob.value));
    }));
  };
  store_player();
  EXPECT_THAT(names(), ElementsAre("Robert", "Alice", "Robert"));
  player.banned = true;
  store_player();
  EXPECT_THAT(names(), ElementsAre("Alice"));
  player.banned = false;
  store_player();
  EXPECT_THAT(names(), ElementsAre("Robert", "Alice", "Robert"));
}

TEST_P(BoardsTest, APairIsFoundByEitherOfTheTwo) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  const auto carol = add_player("Carol");
  put_pair(alice, bob, 1600);
  put_pair(alice, carol, 1500);
  put_pair(bob, carol, 1400);
  Rating alone;
  alone.key = {bob, "2v2", ""};
  alone.value = 1550;
  store(alone);
  LeaderboardQuery query;
  query.ladder = "2v2";
  EXPECT_THAT(names(query), ElementsAre("Alice+Bob", "Alice+Carol", "Bob+Carol", "Bob"));
  query.search = "BOB";
  EXPECT_THAT(names(query), ElementsAre("Alice+Bob", "Bob+Carol", "Bob"));
  query.search = "carol";
  EXPECT_THAT(names(query), ElementsAre("Alice+Carol", "Bob+Carol"));
  query.search = "";
  query.around = carol;
  EXPECT_EQ(page(query).index, 1);
  query.around = bob;
  EXPECT_EQ(page(query).index, 0);
  query.around.reset();
  query.size = 1;
  query.after = rating_key("2v2", bob, alice, "");
  EXPECT_THAT(names(query), ElementsAre("Alice+Carol"));

  const auto profile = must(world.run(reader.profile(carol)));
  ASSERT_EQ(profile.entries.size(), 2u);
  const StandingPartner shown{carol, "Carol", "DE", "EUW"};
  EXPECT_EQ(profile.entries[0].name, "Alice");
  EXPECT_EQ(profile.entries[0].partner, shown);
  EXPECT_EQ(profile.entries[1].name, "Bob");
}

TEST_P(BoardsTest, APairFollowsBothItsPlayers) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  put_pair(alice, bob, 1600);
  LeaderboardQuery query;
  query.ladder = "2v2";
  EXPECT_THAT(names(query), ElementsAre("Alice+Bob"));
  auto player = must(read([&](Tx& tx) { return tx.players().find(bob); }));
  const auto store_player = [&] {
    must(write([&](Tx& tx) -> Task<Result<void>> {
      CO_CHECK_OK(co_await tx.players().update(player));
      co_return co_await tx.changes().append("player:" + std::to_string(bob.value));
    }));
  };
  player.name = "Robert";
  player.country = "KR";
  store_player();
  EXPECT_THAT(names(query), ElementsAre("Alice+Robert"));
  EXPECT_EQ(page(query).entries.front().partner->country, "KR");
  player.banned = true;
  store_player();
  EXPECT_THAT(names(query), ElementsAre());
  player.banned = false;
  store_player();
  EXPECT_THAT(names(query), ElementsAre("Alice+Robert"));

  const auto end = must(world.run(end_season(*world.store, rules, "Winter")));
  const auto kept = must(world.run(reader.season(end.season, "2v2", 1, 50)));
  ASSERT_EQ(kept.entries.size(), 1u);
  EXPECT_EQ(kept.entries[0].partner, (StandingPartner{bob, "Robert", "KR", "EUW"}));
}

TEST_P(BoardsTest, AgeWithoutAnyChange) {
  put(add_player("Alice"), "sc2_zerg", 1600);
  EXPECT_EQ(page().entries.front().rank, LetterRank::d);
  world.clock.advance(std::chrono::days(31));
  EXPECT_EQ(page().entries.front().rank, LetterRank::unranked);
}

TEST_P(BoardsTest, BeginAnewWhenTheFeedHasForgotten) {
  const auto alice = add_player("Alice");
  put(alice, "sc2_zerg", 1600);
  EXPECT_EQ(page().entries.front().rating.value, 1600);
  for (int i = 0; i < 5; ++i) put(alice, "sc2_zerg", 1601 + i);
  must(write([&](Tx& tx) { return tx.changes().trim(1); }));
  EXPECT_EQ(page().entries.front().rating.value, 1605);
  // Without a hint of it in the feed: only reading everything anew shows it.
  Rating silent;
  silent.key = {add_player("Bob"), "1v1", "sc2_zerg"};
  must(write([&](Tx& tx) { return tx.ratings().put(silent); }));
  put(alice, "sc2_zerg", 1700);
  EXPECT_THAT(names(), ElementsAre("Alice"));
  for (int i = 0; i < 5; ++i) put(alice, "sc2_zerg", 1701 + i);
  must(write([&](Tx& tx) { return tx.changes().trim(1); }));
  EXPECT_THAT(names(), ElementsAre("Alice", "Bob"));
}

TEST_P(BoardsTest, WhoWaitsIsReadAnewWhenTheQueueHasChanged) {
  const auto join = [&](PlayerId player, bool tells) {
    must(write([&](Tx& tx) -> Task<Result<void>> {
      Ticket ticket;
      ticket.player = player;
      ticket.joined_at = tx.now();
      ticket.region = "EUW";
      ticket.options = {{"bw", "bw_terran", 1500}};
      CO_CHECK_OK(co_await tx.tickets().insert(std::move(ticket)));
      if (tells) co_return co_await tx.changes().append("queue");
      co_return Result<void>{};
    }));
  };
  const auto waiting = [&] { return must(world.run(reader.queue())).waiting; };
  const auto status = [&](PlayerId player) { return must(world.run(reader.me(player))).status; };
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  const auto carol = add_player("Carol");
  EXPECT_EQ(waiting(), 0);
  join(alice, false);
  EXPECT_EQ(waiting(), 1) << "nothing is kept that no change says is still so";
  join(bob, true);
  EXPECT_EQ(waiting(), 2);
  EXPECT_EQ(status(alice), Status::queueing);
  EXPECT_EQ(status(carol), Status::idle);
  // Without a hint of it in the feed: what is kept goes on being shown.
  join(carol, false);
  EXPECT_EQ(waiting(), 2);
  must(write([](Tx& tx) { return tx.changes().append("queue"); }));
  EXPECT_EQ(status(carol), Status::queueing);
  const QueueView view = must(world.run(reader.queue()));
  EXPECT_EQ(view.waiting_by_mode.at("1v1"), 3);
  EXPECT_EQ(view.waiting_by_side.at("bw"), 3);
}

TEST_P(BoardsTest, PagesGoOnAfterAnEntryAndFindAPlayer) {
  std::vector<PlayerId> players;
  for (int i = 0; i < 7; ++i) {
    players.push_back(add_player(std::string("Player") + static_cast<char>('a' + i)));
    put(players.back(), i % 2 == 0 ? "bw_zerg" : "sc2_zerg", 1900 - i);
  }
  LeaderboardQuery query;
  query.size = 3;
  std::vector<PlayerId> seen;
  for (;;) {
    const auto shown = page(query);
    EXPECT_EQ(shown.total, 7);
    EXPECT_EQ(shown.pages, 3);
    for (const StandingEntry& entry : shown.entries) seen.push_back(entry.rating.key.player);
    if (!shown.next) break;
    query.after = shown.next;
  }
  EXPECT_EQ(seen, players);
  query.after.reset();
  query.around = players[4];
  EXPECT_EQ(page(query).index, 4);
  EXPECT_EQ(page(query).page, 2);
  query.races = {"bw_zerg"};
  EXPECT_EQ(page(query).index, 2);
  query.around = players[1];
  EXPECT_EQ(page(query).index, std::nullopt);
  query.around.reset();
  query.after = RatingKey{players[1], "1v1", "sc2_zerg"};
  EXPECT_EQ(kind_of(world.run(reader.leaderboard(query))), ErrorKind::not_found);
  query.ladder = "9v9";
  EXPECT_EQ(kind_of(world.run(reader.leaderboard(query))), ErrorKind::invalid);
}

TEST_P(BoardsTest, AreReadInPortions) {
  must(write([&](Tx& tx) -> Task<Result<void>> {
    for (int i = 0; i < 1050; ++i) {
      std::string name = "P";
      for (int rest = i + 26; rest > 0; rest /= 26) name += static_cast<char>('a' + rest % 26);
      CO_TRY(const PlayerId id, co_await tx.players().insert(sample_player(std::move(name))));
      for (const char* race : {"bw_zerg", "sc2_zerg"}) {
        Rating rating;
        rating.key = {id, "1v1", race};
        rating.value = 1500 + i;
        CO_CHECK_OK(co_await tx.ratings().put(std::move(rating)));
      }
    }
    co_return Result<void>{};
  }));
  EXPECT_EQ(page().total, 2100);
}

TEST_P(BoardsTest, SeasonsKeepTheirStandingsAndBeginAnew) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  put(alice, "sc2_zerg", 1700);
  put(bob, "bw_zerg", 1400);
  put(bob, "bw_terran", 1500, 0);
  const auto end = must(world.run(end_season(*world.store, rules, "Winter")));
  EXPECT_EQ(end.entries, 2);
  EXPECT_EQ(kind_of(world.run(end_season(*world.store, rules, "Winter"))), ErrorKind::conflict);
  EXPECT_EQ(kind_of(world.run(end_season(*world.store, rules, " "))), ErrorKind::invalid);
  EXPECT_THAT(names(), ElementsAre("Alice", "Bob", "Bob"));
  rules.season.keep_percent = 50;
  EXPECT_EQ(must(world.run(begin_season(*world.store, rules))), 2);
  const auto now = page();
  EXPECT_EQ(now.entries[0].rating.value, 1600);
  EXPECT_EQ(now.entries[0].rating.games, 0);
  const auto seasons = must(world.run(reader.seasons()));
  ASSERT_EQ(seasons.size(), 1u);
  EXPECT_EQ(seasons[0].name, "Winter");
  const auto kept = must(world.run(reader.season(end.season, "1v1", 1, 50)));
  EXPECT_EQ(kept.total, 2);
  ASSERT_EQ(kept.entries.size(), 2u);
  EXPECT_EQ(kept.entries[0].name, "Alice");
  EXPECT_EQ(kept.entries[0].rating.value, 1700);
  EXPECT_EQ(kept.entries[0].rank, LetterRank::c);
  EXPECT_EQ(kept.entries[1].position, 2);
  EXPECT_EQ(must(world.run(reader.season(end.season, "1v1", 2, 1))).entries.front().name, "Bob");
  EXPECT_EQ(kind_of(world.run(reader.season(SeasonId{99}, "1v1", 1, 50))), ErrorKind::not_found);
  must(write([&](Tx& tx) { return tx.players().forget(alice, "Deleted"); }));
  EXPECT_EQ(must(world.run(reader.season(end.season, "1v1", 1, 1))).entries.front().name, "Deleted");
  const auto history = must(read([&](Tx& tx) { return tx.ratings().history(alice, 10); }));
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].cause, RatingCause::season);
  EXPECT_EQ(history[0].change(), -100);
}

TEST_P(BoardsTest, StatisticsCountWhatIsWithinTheirDays) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  const auto played = [&](Duration ago, std::optional<int> winner) {
    Match match = sample_match({alice, bob});
    match.assigned_at = world.clock.now() - ago;
    match.id = must(write([&](Tx& tx) { return tx.matches().insert(match); }));
    match.state = winner ? MatchState::finished : MatchState::aborted;
    if (winner) match.outcome = Outcome::win(*winner);
    match.completed_at = match.assigned_at;
    ++match.version;
    must(write([&](Tx& tx) { return tx.matches().update(match); }));
  };
  for (int i = 0; i < 130; ++i) played(std::chrono::hours(1), i % 3 == 0 ? 1 : 0);
  played(std::chrono::hours(2), std::nullopt);
  played(std::chrono::days(10), 0);
  LadderStatistics& statistics = reader.statistics();
  EXPECT_EQ(must(world.run(statistics.ladder("1v1", 7))).totals.all.games, 130);
  EXPECT_EQ(must(world.run(statistics.ladder("1v1", 30))).totals.all.games, 131);
  EXPECT_EQ(kind_of(world.run(statistics.ladder("1v1", 91))), ErrorKind::invalid);
  EXPECT_EQ(kind_of(world.run(statistics.ladder("9v9", 7))), ErrorKind::invalid);
  const auto of_alice = must(world.run(statistics.player(alice)));
  EXPECT_EQ(of_alice.totals.all.games, 131);
  EXPECT_EQ(of_alice.totals.week.games, 130);
  EXPECT_EQ(kind_of(world.run(statistics.player(PlayerId{99}))), ErrorKind::not_found);
  EXPECT_THAT(must(world.run(statistics.digest("1v1"))),
              HasSubstr("130 matches (+12900 % on the week before)"));
}

TEST_P(BoardsTest, ActivityCountsAPlayerOnceInFiveMinutes) {
  const auto alice = add_player("Alice");
  const auto join = [&] {
    Ticket ticket;
    ticket.player = alice;
    ticket.joined_at = world.clock.now();
    must(write([&](Tx& tx) { return tx.tickets().insert(ticket); }));
    must(write([&](Tx& tx) { return tx.tickets().leave(alice); }));
  };
  // kStart is 22:13:20 of a day: in the window from 22:10.
  join();
  world.clock.advance(std::chrono::minutes(1));
  join();
  world.clock.advance(std::chrono::minutes(4));
  join();
  const auto view = must(world.run(reader.statistics().activity("1v1", ActivityRange::day)));
  EXPECT_EQ(view.points.size(), 48u);
  EXPECT_EQ(view.points.back().joins, 2);
}

}  // namespace
}  // namespace evo::sql
