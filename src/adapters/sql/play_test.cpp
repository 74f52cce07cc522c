// Tickets, matches, replays and ratings.
#include <gmock/gmock.h>

#include "adapters/sql/test_world.hpp"
#include "core/mode/mode.hpp"

namespace evo::sql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

using PlayTest = StoreTest;
EVO_STORE_SUITE(PlayTest);

Ticket sample_ticket(PlayerId player) {
  Ticket ticket;
  ticket.player = player;
  ticket.joined_at = kStart;
  ticket.region = "EUW";
  ticket.options = {{"bw", "bw_terran", 1510}, {"sc2", "sc2_zerg", 1490}};
  ticket.vetoes = {"ruby_rock", "sylphid"};
  return ticket;
}

TEST_P(PlayTest, OneWaitingTicketAPlayer) {
  const auto alice = add_player("Alice");
  auto ticket = sample_ticket(alice);
  ticket.id = must(write([&](Tx& tx) { return tx.tickets().insert(ticket); }));
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.tickets().waiting_of(alice); })), ticket);
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.tickets().insert(sample_ticket(alice)); })),
            ErrorKind::conflict);
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.tickets().leave(alice); })));
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.tickets().leave(alice); })));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.tickets().waiting_of(alice); })), std::nullopt);
  must(write([&](Tx& tx) { return tx.tickets().insert(sample_ticket(alice)); }));
}

TEST_P(PlayTest, ATicketIsWrittenAnewOnlyWhileItWaits) {
  const auto alice = add_player("Alice");
  auto ticket = sample_ticket(alice);
  ticket.partners = {{add_player("Bob"), "EUW", {"sylphid"}, {"KOR"}, {"radeon"}}};
  ticket.id = must(write([&](Tx& tx) { return tx.tickets().insert(ticket); }));
  ticket.region = "NAE";
  ticket.options[0].rating = 1600;
  ticket.options[0].games = 7;
  ticket.blocked_servers = {"USC"};
  ticket.partners[0].region = "KRJ";
  ticket.partners[0].blocked_servers = {};
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.tickets().update(ticket); })));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.tickets().waiting_of(alice); })), ticket);
  must(write([&](Tx& tx) { return tx.tickets().leave(alice); }));
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.tickets().update(ticket); })));
}

TEST_P(PlayTest, TheReasonOfAMatchIsKept) {
  const auto alice = add_player("Alice");
  const auto match = must(write([&](Tx& tx) { return tx.matches().insert(sample_match({alice})); }));
  const auto stored = [&] { return must(read([&](Tx& tx) { return tx.matches().reason_of(match); })); };
  EXPECT_EQ(stored(), std::nullopt);
  MatchReason why{.tickets = {{.player = alice,
                               .team = 1,
                               .rating = 1510,
                               .waited = std::chrono::seconds(31),
                               .window = kOpenWindow,
                               .choices = 3}},
                  .waiting = 5,
                  .rating_difference = 20,
                  .expected = 0.475,
                  .cost = {.rating = 400, .spread = 1, .rematch = 7000, .ping = 2, .waiting = 40},
                  .maps = 9,
                  .maps_open = 4,
                  .map_chance = 0.125,
                  .server_is_usual = false,
                  .ping_ms = 80};
  must(write([&](Tx& tx) { return tx.matches().put_reason(match, why); }));
  EXPECT_EQ(stored(), why);
  why.expected.reset();
  why.ping_ms.reset();
  why.tickets[0].choices.reset();
  must(write([&](Tx& tx) { return tx.matches().put_reason(match, why); }));
  EXPECT_EQ(stored(), why);
}

TEST_P(PlayTest, PlayersRememberWhomTheyMet) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  const auto carol = add_player("Carol");
  const auto played = [&](PlayerId first, PlayerId second, MatchState state, Time at) {
    Match match = sample_match({first, second});
    match.assigned_at = at;
    match.id = must(write([&](Tx& tx) { return tx.matches().insert(match); }));
    match.state = state;
    ++match.version;
    must(write([&](Tx& tx) { return tx.matches().update(match); }));
  };
  played(alice, bob, MatchState::finished, kStart - std::chrono::hours(3));
  played(alice, bob, MatchState::finished, kStart - std::chrono::hours(1));
  played(alice, bob, MatchState::aborted, kStart);
  played(alice, carol, MatchState::finished, kStart);
  const auto meetings = [&](std::vector<PlayerId> players) {
    return must(
        read([&](Tx& tx) { return tx.tickets().meetings("1v1", kStart - std::chrono::hours(2), players); }));
  };
  EXPECT_THAT(meetings({}), IsEmpty());
  const Time met = kStart - std::chrono::hours(1);
  EXPECT_THAT(meetings({bob}), ElementsAre(Meeting{bob, alice, met}));
  EXPECT_THAT(meetings({alice, bob}),
              ElementsAre(Meeting{alice, bob, met}, Meeting{bob, alice, met}, Meeting{alice, carol, kStart}));
}

TEST_P(PlayTest, JoinsAreRememberedWhateverBecameOfThem) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  Ticket first = sample_ticket(alice);
  first.joined_at = kStart - std::chrono::minutes(9);
  first.options[0].games = 17;
  first.blocked_servers = {"KOR"};
  first.recent_maps = {"here", "there"};
  Ticket second = sample_ticket(bob);
  second.joined_at = kStart - std::chrono::minutes(5);
  first.id = must(write([&](Tx& tx) { return tx.tickets().insert(first); }));
  second.id = must(write([&](Tx& tx) { return tx.tickets().insert(second); }));
  must(write([&](Tx& tx) { return tx.tickets().claim(first.id, MatchId{1}); }));
  must(write([&](Tx& tx) { return tx.tickets().leave(bob); }));
  const auto joined = [&](Time since, int limit) {
    return must(read([&](Tx& tx) { return tx.tickets().joined_lately("1v1", since, limit); }));
  };
  EXPECT_THAT(joined(Time{}, 10), ElementsAre(second.id, first.id));
  EXPECT_THAT(joined(Time{}, 1), ElementsAre(second.id));
  EXPECT_THAT(joined(first.joined_at, 10), ElementsAre(second.id, first.id));
  EXPECT_THAT(joined(second.joined_at, 10), ElementsAre(second.id));
  const auto found = [&](std::vector<TicketId> ids) {
    return must(read([&](Tx& tx) { return tx.tickets().find_all(ids); }));
  };
  EXPECT_THAT(found({second.id, TicketId{99}, first.id}), ElementsAre(first, second));
  EXPECT_THAT(found({}), IsEmpty());
}

TEST_P(PlayTest, AWaitingTicketIsClaimedOnce) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  const auto first = must(write([&](Tx& tx) { return tx.tickets().insert(sample_ticket(alice)); }));
  auto other_mode = sample_ticket(bob);
  other_mode.mode = "2v2";
  must(write([&](Tx& tx) { return tx.tickets().insert(other_mode); }));
  const auto counts = [&] { return must(read([](Tx& tx) { return tx.tickets().waiting_counts(); })); };
  EXPECT_THAT(counts(), ElementsAre(Pair("1v1", 1), Pair("2v2", 1)));
  const auto waiting = must(write([&](Tx& tx) { return tx.tickets().waiting("1v1"); }));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].id, first);
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.tickets().claim(first, MatchId{1}); })));
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.tickets().claim(first, MatchId{1}); })));
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.tickets().waiting("1v1"); })), IsEmpty());
  EXPECT_THAT(counts(), ElementsAre(Pair("2v2", 1)));
}

TEST_P(PlayTest, AMatchComesBackAsStored) {
  const auto alice = add_player("Alice");
  auto match = sample_match({alice, add_player("Bob")});
  match.id = must(write([&](Tx& tx) { return tx.matches().insert(match); }));
  const auto last_over = [&] { return must(read([&](Tx& tx) { return tx.matches().last_over_of(alice); })); };
  EXPECT_EQ(last_over(), std::nullopt);
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.matches().find(match.id); })), match);
  EXPECT_EQ(kind_of(read([&](Tx& tx) { return tx.matches().find(MatchId{99}); })), ErrorKind::not_found);

  match.state = MatchState::finished;
  match.confirm_by.reset();
  match.completed_at = kStart + std::chrono::minutes(20);
  match.outcome = Outcome::win(1);
  match.decision = Decision::reports;
  match.note = "staff said so";
  match.revision = 1;
  match.version = 1;
  match.players[0].confirmed_at = kStart;
  match.players[0].report = Outcome::draw();
  match.players[0].reported_at = kStart;
  match.players[0].rating_change = -20;
  match.players[1].report = Outcome::win(1);
  match.players[1].fault = Fault::aborted;
  must(write([&](Tx& tx) { return tx.matches().update(match); }));
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.matches().find(match.id); })), match);
  EXPECT_EQ(last_over(), match.id);
  add_match({alice});
  EXPECT_EQ(last_over(), match.id);
}

TEST_P(PlayTest, OnlyTheNextVersionIsStored) {
  auto match = sample_match({add_player("Alice"), add_player("Bob")});
  match.id = must(write([&](Tx& tx) { return tx.matches().insert(match); }));
  match.version = 1;
  must(write([&](Tx& tx) { return tx.matches().update(match); }));
  match.map = "sylphid";
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.matches().update(match); })), ErrorKind::conflict);
  match.version = 3;
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.matches().update(match); })), ErrorKind::conflict);
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.matches().find(match.id); })).map, "ruby_rock");
}

TEST_P(PlayTest, APlayerIsInOneLiveMatch) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  const auto carol = add_player("Carol");
  const auto first = add_match({alice, bob});
  auto clash = [&](Tx& tx) -> Task<Result<void>> {
    EXPECT_EQ(kind_of(co_await tx.matches().insert(sample_match({carol, bob}))), ErrorKind::conflict);
    co_return Result<void>{};
  };
  must(write(clash));
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.matches().live_count(); })), 1)
      << "nothing is left of the clash";
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.matches().live_of(bob); })), first);
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.matches().live_of(carol); })), std::nullopt);

  auto match = must(read([&](Tx& tx) { return tx.matches().find(first); }));
  match.state = MatchState::aborted;
  match.version = 1;
  must(write([&](Tx& tx) { return tx.matches().update(match); }));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.matches().live_of(bob); })), std::nullopt);
  add_match({carol, bob});

  auto imported = sample_match({carol, bob});
  imported.state = MatchState::finished;
  must(write([&](Tx& tx) { return tx.matches().insert(imported); }));
}

TEST_P(PlayTest, DeadlinesComeDueInOrder) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.matches().next_deadline(); })), std::nullopt);
  auto late = sample_match({alice});
  late.state = MatchState::playing;
  late.confirm_by.reset();
  late.report_by = kStart + std::chrono::hours(4);
  const auto second = must(write([&](Tx& tx) { return tx.matches().insert(late); }));
  const auto first = add_match({bob});
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.matches().next_deadline(); })),
            kStart + std::chrono::seconds(120));
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.matches().due(10); })), IsEmpty());
  world.clock.advance(std::chrono::seconds(120));
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.matches().due(10); })), ElementsAre(first));
  world.clock.advance(std::chrono::hours(4));
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.matches().due(10); })), ElementsAre(first, second));
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.matches().due(1); })), ElementsAre(first));
}

TEST_P(PlayTest, RecentMatchesArePagedWithTheirPlayers) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  std::vector<MatchId> ids;
  for (int i = 0; i < 6; ++i) {
    auto match = sample_match(i % 2 == 0 ? std::vector{alice, bob} : std::vector{bob});
    match.state = i % 3 == 0 ? MatchState::expired : MatchState::finished;
    ids.push_back(must(write([&](Tx& tx) { return tx.matches().insert(match); })));
  }
  auto recent = [&](MatchQuery query) {
    std::vector<int> found;
    for (const auto& match : must(write([&](Tx& tx) { return tx.matches().recent(query); }))) {
      found.push_back(static_cast<int>(std::ranges::find(ids, match.id) - ids.begin()));
      EXPECT_EQ(match.players.size(), found.back() % 2 == 0 ? 2u : 1u);
    }
    return found;
  };
  auto query = [](std::optional<PlayerId> player, std::optional<MatchId> before, bool finished_only,
                  int limit) { return MatchQuery{player, before, finished_only, limit}; };
  EXPECT_THAT(recent({}), ElementsAre(5, 4, 3, 2, 1, 0));
  EXPECT_THAT(recent(query({}, {}, false, 2)), ElementsAre(5, 4));
  EXPECT_THAT(recent(query({}, ids[4], false, 2)), ElementsAre(3, 2));
  EXPECT_THAT(recent(query(alice, {}, false, 20)), ElementsAre(4, 2, 0));
  EXPECT_THAT(recent(query({}, {}, true, 20)), ElementsAre(5, 4, 2, 1));
  EXPECT_THAT(recent(query(alice, ids[4], true, 20)), ElementsAre(2));
  EXPECT_THAT(recent(query({}, {}, false, -1)), IsEmpty());
}

ReplayRecord sample_replay(std::string sha256, MatchId match) {
  ReplayRecord replay;
  replay.sha256 = std::move(sha256);
  replay.size = 12'345;
  replay.match = match;
  replay.uploaded_at = kStart;
  return replay;
}

TEST_P(PlayTest, AReplayIsStoredOnce) {
  const auto alice = add_player("Alice");
  const auto match = add_match({alice});
  auto replay = sample_replay("aa", match);
  replay.uploader = alice;
  replay.id = must(write([&](Tx& tx) { return tx.replays().insert(replay); }));
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.replays().insert(replay); })), ErrorKind::conflict);
  const auto found = must(write([&](Tx& tx) { return tx.replays().find(replay.id); }));
  EXPECT_EQ(found.size, 12'345);
  EXPECT_EQ(found.match, match);
  EXPECT_EQ(found.uploader, alice);
  EXPECT_EQ(found.status, ReplayStatus::pending);
  EXPECT_FALSE(found.summary || found.verdict);
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.replays().find_by_hash("aa"); })).has_value());
  EXPECT_FALSE(must(read([&](Tx& tx) { return tx.replays().find_by_hash("bb"); })).has_value());
  EXPECT_EQ(kind_of(read([&](Tx& tx) { return tx.replays().find(ReplayId{99}); })), ErrorKind::not_found);

  const auto second = must(write([&](Tx& tx) { return tx.replays().insert(sample_replay("bb", match)); }));
  const auto all = must(write([&](Tx& tx) { return tx.replays().of_match(match); }));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].id, second);
  EXPECT_FALSE(all[1].uploader);
}

TEST_P(PlayTest, AJudgementIsRecordedAndFoundByFingerprint) {
  const auto match = add_match({add_player("Alice")});
  auto replay = sample_replay("aa", match);
  replay.id = must(write([&](Tx& tx) { return tx.replays().insert(replay); }));
  replay.fingerprint = "game";
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.replays().matches_with_fingerprint("game"); })), IsEmpty());

  replay.status = ReplayStatus::judged;
  replay.summary.emplace();
  replay.summary->sha256 = std::string(64, 'a');
  replay.summary->map_title = "루비 록";
  replay.summary->players.resize(2);
  replay.summary->players[0].id = 1;
  replay.summary->players[1].id = 2;
  replay.summary->players[1].name = "Bob";
  replay.verdict.emplace();
  replay.verdict->checks = {{"map", CheckMode::blocking, CheckResult::passed, "Ruby", "Ruby"},
                            {"speed", CheckMode::advisory, CheckResult::unknown, "Faster", ""}};
  replay.verdict->decides = true;
  replay.verdict->outcome = Outcome::win(1);
  replay.verdict->bindings = {{"2-S2-1-7", PlayerId{1}}};
  must(write([&](Tx& tx) { return tx.replays().record_judgement(replay); }));
  must(write([&](Tx& tx) { return tx.replays().record_judgement(replay); }));
  const auto found = must(read([&](Tx& tx) { return tx.replays().find(replay.id); }));
  EXPECT_EQ(found.status, ReplayStatus::judged);
  EXPECT_EQ(found.summary, replay.summary);
  EXPECT_EQ(found.verdict, replay.verdict);
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.replays().matches_with_fingerprint("game"); })),
              ElementsAre(match));
  replay.id = ReplayId{99};
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.replays().record_judgement(replay); })),
            ErrorKind::not_found);
}

TEST_P(PlayTest, T20_RatingsStartAndAreReplaced) {
  const auto alice = add_player("Alice");
  const RatingKey key{alice, "1v1", "sc2_zerg"};
  auto rating = must(write([&](Tx& tx) { return tx.ratings().find(key, 1400); }));
  EXPECT_EQ(rating.key, key);
  EXPECT_EQ(rating.value, 1400);
  EXPECT_EQ(rating.peak, 1400);
  EXPECT_EQ(rating.games, 0);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.ratings().standings("1v1"); })).size(), 0u);

  rating = after_game(rating, 20, 1, kStart);
  must(write([&](Tx& tx) { return tx.ratings().put(rating); }));
  rating = after_game(rating, -30, 0, kStart + std::chrono::hours(1));
  must(write([&](Tx& tx) { return tx.ratings().put(rating); }));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.ratings().find(key, 1500); })), rating);
  Rating other;
  other.key = {alice, "2v2", ""};
  must(write([&](Tx& tx) { return tx.ratings().put(other); }));
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.ratings().of_player(alice); })), ElementsAre(rating, other));
  const auto board = must(write([&](Tx& tx) { return tx.ratings().standings("1v1"); }));
  ASSERT_EQ(board.size(), 1u);
  EXPECT_EQ(board[0].rating, rating);
  EXPECT_EQ(board[0].name, "Alice");
  EXPECT_EQ(board[0].country, "DE");
  EXPECT_EQ(board[0].region, "EUW");

  auto banned = must(read([&](Tx& tx) { return tx.players().find(alice); }));
  banned.banned = true;
  must(write([&](Tx& tx) { return tx.players().update(banned); }));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.ratings().standings("1v1"); })).size(), 0u);
}

// The indexes of pairs are what their second player is found by.
TEST_P(PlayTest, PairsBelongToBothTheirPlayers) {
  // Plans are kept of the connection that writes.
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  const auto carol = add_player("Carol");
  const auto stored = [&](RatingKey key) {
    Rating rating;
    rating.key = std::move(key);
    must(write([&](Tx& tx) { return tx.ratings().put(rating); }));
    return rating;
  };
  const Rating pair = stored(rating_key("2v2", bob, alice, ""));
  const Rating other_pair = stored(rating_key("2v2", alice, carol, ""));
  const Rating alone = stored({bob, "2v2", ""});
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.ratings().of_player(bob); })), ElementsAre(alone, pair));
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.ratings().of_player(carol); })), ElementsAre(other_pair));

  std::vector<RatingEvent> lines;
  for (const Rating* rating : {&pair, &other_pair, &alone, &pair})
    lines.push_back(
        {{}, rating->key, 0, 1500, 1500 + static_cast<int>(lines.size()), RatingCause::adjustment, kStart});
  for (const RatingEvent& line : lines) must(write([&](Tx& tx) { return tx.ratings().append(line); }));
  const auto history = [&](PlayerId player, int limit) {
    return must(write([&](Tx& tx) { return tx.ratings().history(player, limit); }));
  };
  EXPECT_THAT(history(bob, 5), ElementsAre(lines[0], lines[2], lines[3]));
  EXPECT_THAT(history(bob, 2), ElementsAre(lines[2], lines[3]));
  EXPECT_THAT(history(alice, 5), ElementsAre(lines[0], lines[1], lines[3]));

  EXPECT_EQ(must(write([&](Tx& tx) { return tx.ratings().standings_of("2v2", {bob}); })).size(), 2u);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.ratings().standings_of("2v2", {alice, bob}); })).size(), 3u)
      << "each once";
  EXPECT_TRUE(plan_uses("ratings_pair", "FROM ratings WHERE"));
  EXPECT_TRUE(plan_uses("ratings_pair", "AND r.ladder = '2v2' AND r.race IN"));
  EXPECT_TRUE(plan_uses("rating_events_pair", "WITH page"));
}

// More rows than a paged interface would hand out at once.
TEST_P(PlayTest, T30_EveryRowIsReadHoweverManyThereAre) {
  constexpr int kMany = 1500;
  must(write([](Tx& tx) -> Task<Result<void>> {
    for (int i = 0; i < kMany; ++i) {
      Player player;
      player.name = "Player" + std::to_string(i);
      CO_TRY(const PlayerId id, co_await tx.players().insert(player));
      Rating rating;
      rating.key = {id, "1v1", "sc2_zerg"};
      rating.games = 1;
      CO_CHECK_OK(co_await tx.ratings().put(rating));
      Ticket ticket;
      ticket.player = id;
      ticket.joined_at = tx.now();
      CO_CHECK_OK(co_await tx.tickets().insert(ticket));
    }
    co_return Result<void>{};
  }));
  EXPECT_EQ(must(read([](Tx& tx) { return tx.tickets().waiting("1v1"); })).size(), std::size_t{kMany});
  EXPECT_EQ(must(read([](Tx& tx) { return tx.ratings().standings("1v1"); })).size(), std::size_t{kMany});
}

TEST_P(PlayTest, T34_RatingsHaveRoom) {
  const auto alice = add_player("Alice");
  Rating rating;
  rating.key = {alice, "1v1", "sc2_zerg"};
  rating.value = 2'000'000'000;
  rating.peak = 2'000'000'001;
  rating.games = 40'000;
  must(write([&](Tx& tx) { return tx.ratings().put(rating); }));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.ratings().find(rating.key, 1500); })), rating);
}

TEST_P(PlayTest, TheLedgerRefusesASecondLine) {
  const auto alice = add_player("Alice");
  const auto match = add_match({alice});
  RatingEvent event{match, {alice, "1v1", "sc2_zerg"}, 0, 1500, 1520, RatingCause::match, kStart};
  event.deviation = 151.517;
  event.volatility = 0.059995984;
  must(write([&](Tx& tx) { return tx.ratings().append(event); }));
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.ratings().append(event); })), ErrorKind::conflict);
  auto second = event;
  second.revision = 1;
  second.before = 1520;
  second.after = 1480;
  second.cause = RatingCause::redecision;
  must(write([&](Tx& tx) { return tx.ratings().append(second); }));
  auto adjustment = second;
  adjustment.match = {};
  adjustment.cause = RatingCause::adjustment;
  must(write([&](Tx& tx) { return tx.ratings().append(adjustment); }));
  must(write([&](Tx& tx) { return tx.ratings().append(adjustment); }));
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.ratings().events_of_match(match); })),
              ElementsAre(event, second));
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.ratings().history(alice, 3); })),
              ElementsAre(second, adjustment, adjustment));
}

}  // namespace
}  // namespace evo::sql
