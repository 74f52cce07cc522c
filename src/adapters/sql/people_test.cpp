// Players, sessions, receipts, audit, changes and settings.
#include <gmock/gmock.h>

#include "adapters/sql/test_world.hpp"

namespace evo::sql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using PeopleTest = StoreTest;
EVO_STORE_SUITE(PeopleTest);

TEST_P(PeopleTest, APlayerComesBackAsStored) {
  Player player = sample_player("Alice");
  player.other_names = {"앨리스", "Ali\"ce"};
  player.region = "EUW";
  player.country = "DE";
  player.language = "koKR";
  player.role = Role::staff;
  player.banned = true;
  player.simulated = true;
  player.timeout_until = kStart + std::chrono::minutes(5);
  player.races = {"bw_terran", "sc2_zerg"};
  player.vetoes = {"ruby_rock"};
  player.battletag = "앨리스#12345";
  player.terms_accepted = "2";
  player.terms_accepted_at = kStart;
  player.setup_completed_at = kStart + std::chrono::minutes(1);
  player.alerts = {{"1v1", 15}, {"2v2", 0}};
  player.survey = SetupSurvey{
      .source = "in_game", .experience = "gt_1yr", .motive = "casual", .placements = {"bw_a", "sc2_master"}};
  player.referred_by = add_player("Bob");
  player.referred_at = kStart + std::chrono::minutes(2);
  player.deleted_at = kStart + std::chrono::minutes(3);
  player.time_zone = "Asia/Seoul";
  player.quiet_hours = quiet_hours_from({0, 7, 23}).value();
  player.alerted_at = kStart + std::chrono::minutes(4);
  player.blocked_servers = {"KOR", "USW"};
  player.choices = {{"2v2", {{{"bw_zerg", "sc2_terran"}, {"bw_zerg", "bw_zerg"}}, {"rohana"}}}, {"FFA", {}}};
  player.id = must(write([&](Tx& tx) { return tx.players().insert(player); }));
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.players().find(player.id); })), player);
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.players().find_by_name("aLICE"); })), player);

  Player later = sample_player("Alice");
  later.id = player.id;
  later.created_at = player.created_at;
  later.alerted_at = kStart + std::chrono::minutes(5);
  for (const Player& wanted : {later, player}) {
    must(write([&](Tx& tx) { return tx.players().update(wanted); }));
    EXPECT_EQ(must(read([&](Tx& tx) { return tx.players().find(player.id); })), wanted);
  }
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.players().find_by_name("Carol"); })), std::nullopt);
  EXPECT_EQ(kind_of(read([&](Tx& tx) { return tx.players().find(PlayerId{99}); })), ErrorKind::not_found);
}

TEST_P(PeopleTest, NamesAreUniqueIgnoringCase) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.players().insert(sample_player("ALICE")); })),
            ErrorKind::conflict);

  auto renamed = must(read([&](Tx& tx) { return tx.players().find(bob); }));
  renamed.name = "alice";
  const auto refused = write([&](Tx& tx) { return tx.players().update(renamed); });
  EXPECT_EQ(kind_of(refused), ErrorKind::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("alice"));

  renamed.name = "BOB";
  renamed.banned = true;
  must(write([&](Tx& tx) { return tx.players().update(renamed); }));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.players().find(bob); })), renamed);
  renamed.id = PlayerId{99};
  renamed.name = "Nobody";
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.players().update(renamed); })), ErrorKind::not_found);
  must(write([&](Tx& tx) { return tx.players().lock({bob, alice}); }));
}

TEST_P(PeopleTest, AConflictLeavesTheTransactionUsable) {
  add_player("Alice");
  auto body = [&](Tx& tx) -> Task<Result<PlayerId>> {
    const auto taken = co_await tx.players().insert(sample_player("Alice"));
    EXPECT_EQ(kind_of(taken), ErrorKind::conflict);
    co_return co_await tx.players().insert(sample_player("Alice2"));
  };
  must(write(body));
  EXPECT_TRUE(must(read([&](Tx& tx) { return tx.players().find_by_name("alice2"); })).has_value());
}

TEST_P(PeopleTest, AnIdentityBelongsToOnePlayer) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  must(write([&](Tx& tx) { return tx.players().add_identity({"discord", "42", alice}); }));
  must(write([&](Tx& tx) { return tx.players().add_identity({"discord", "42", alice}); }));
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.players().add_identity({"discord", "42", bob}); })),
            ErrorKind::conflict);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.players().find_identity("discord", "42"); })), alice);
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.players().find_identity("guest", "42"); })), std::nullopt);
}

TEST_P(PeopleTest, AToonHandleBelongsToOnePlayer) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  must(write([&](Tx& tx) { return tx.players().bind_toon({"2-S2-1-7", alice}); }));
  must(write([&](Tx& tx) { return tx.players().bind_toon({"2-S2-1-7", alice}); }));
  must(write([&](Tx& tx) { return tx.players().bind_toon({"1-S2-1-8", alice}); }));
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.players().bind_toon({"2-S2-1-7", bob}); })),
            ErrorKind::conflict);
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.players().owners_of_toons({"2-S2-1-7", "3-S2-1-9"}); })),
              ElementsAre(ToonBinding{"2-S2-1-7", alice}));
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.players().toons_of({bob, alice}); })),
              ElementsAre(ToonBinding{"1-S2-1-8", alice}, ToonBinding{"2-S2-1-7", alice}));
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.players().toons_of({}); })), IsEmpty());
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.players().release_toon({"2-S2-1-7", bob}); })));
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.players().release_toon({"2-S2-1-7", alice}); })));
  must(write([&](Tx& tx) { return tx.players().bind_toon({"2-S2-1-7", bob}); }));
}

TEST_P(PeopleTest, T28_SessionsExpire) {
  evo::Session session;
  session.token_hash = "abc";
  session.csrf = "csrf";
  session.player = add_player("Alice");
  session.created_at = kStart;
  session.expires_at = kStart + std::chrono::hours(1);
  must(write([&](Tx& tx) { return tx.sessions().insert(session); }));

  const auto found = must(write([&](Tx& tx) { return tx.sessions().find("abc"); }));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->csrf, "csrf");
  EXPECT_EQ(found->player, session.player);
  EXPECT_EQ(found->expires_at, session.expires_at);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.sessions().remove_expired(); })), 0);
  world.clock.advance(std::chrono::hours(1));
  EXPECT_FALSE(must(read([&](Tx& tx) { return tx.sessions().find("abc"); })).has_value());
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.sessions().remove_expired(); })), 1);

  session.expires_at = kStart + std::chrono::hours(5);
  must(write([&](Tx& tx) { return tx.sessions().insert(session); }));
  must(write([&](Tx& tx) { return tx.sessions().remove("abc"); }));
  must(write([&](Tx& tx) { return tx.sessions().remove("abc"); }));
  EXPECT_FALSE(must(read([&](Tx& tx) { return tx.sessions().find("abc"); })).has_value());
}

TEST_P(PeopleTest, AReceiptIsWrittenOnce) {
  const auto alice = add_player("Alice");
  const Receipt receipt{"queued", 12};
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.receipts().find(alice, "k"); })), std::nullopt);
  must(write([&](Tx& tx) { return tx.receipts().insert(alice, "k", receipt); }));
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.receipts().insert(alice, "k", {"left", 1}); })),
            ErrorKind::conflict);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.receipts().find(alice, "k"); })), receipt);
  must(write([&](Tx& tx) { return tx.receipts().insert(PlayerId{}, "k", receipt); }));
}

TEST_P(PeopleTest, TheAuditKeepsOrder) {
  AuditEntry entry;
  entry.at = kStart;
  entry.actor = PlayerId{3};
  entry.action = "resolve";
  entry.match = MatchId{5};
  entry.before = "conflict";
  entry.after = "finished";
  entry.reason = "watched the replay";
  must(write([&](Tx& tx) { return tx.audit().append(entry); }));
  auto second = entry;
  second.actor = {};
  second.target = PlayerId{4};
  second.action = "expire";
  must(write([&](Tx& tx) { return tx.audit().append(second); }));
  const auto lines = must(write([&](Tx& tx) { return tx.audit().of_match(MatchId{5}, 10); }));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].action, "resolve");
  EXPECT_EQ(lines[0].actor, PlayerId{3});
  EXPECT_EQ(lines[0].reason, "watched the replay");
  EXPECT_EQ(lines[1].target, PlayerId{4});
  EXPECT_FALSE(lines[1].actor);
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.audit().of_match(MatchId{5}, 1); })).size(), 1u);
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.audit().of_match(MatchId{6}, 1); })), IsEmpty());
}

TEST_P(PeopleTest, TheAuditIsSearchedByWhoWhomWhatAndWhen) {
  const auto line = [&](int minute, PlayerId actor, PlayerId target, std::string action) {
    AuditEntry entry;
    entry.at = kStart + std::chrono::minutes(minute);
    entry.actor = actor;
    entry.target = target;
    entry.action = std::move(action);
    must(write([&](Tx& tx) { return tx.audit().append(entry); }));
  };
  line(0, PlayerId{1}, PlayerId{2}, "ban_player");
  line(1, PlayerId{1}, PlayerId{3}, "ban_player");
  line(2, {}, PlayerId{2}, "expire");
  const auto found = [&](AuditQuery query) {
    std::string minutes;
    for (const auto& entry : must(read([&](Tx& tx) { return tx.audit().search(query); })))
      minutes += std::to_string((entry.at - kStart) / std::chrono::minutes(1));
    return minutes;
  };
  EXPECT_EQ(found({}), "210") << "newest first";
  EXPECT_EQ(found({.actor = PlayerId{1}}), "10");
  EXPECT_EQ(found({.actor = PlayerId{}}), "2") << "the system itself";
  EXPECT_EQ(found({.target = PlayerId{2}}), "20");
  EXPECT_EQ(found({.action = "ban_player", .limit = 1}), "1");
  EXPECT_EQ(found({.since = kStart + std::chrono::minutes(1), .until = kStart + std::chrono::minutes(2)}),
            "1");
  const auto all = must(read([&](Tx& tx) { return tx.audit().search({}); }));
  EXPECT_EQ(found({.before = all[0].id}), "10");
  EXPECT_EQ(found({.match = MatchId{9}}), "");
}

TEST_P(PeopleTest, WhoWantsAlertsIsReadByPages) {
  std::vector<PlayerId> wanted;
  for (const char* name : {"Alice", "Bob", "Carol", "Dora"}) {
    Player player = sample_player(name);
    if (player.name != "Bob") player.alerts = {{"1v1", 15}};
    player.banned = player.name == "Carol";
    const auto id = must(write([&](Tx& tx) { return tx.players().insert(player); }));
    if (player.name == "Alice" || player.name == "Dora") wanted.push_back(id);
  }
  const auto page = [&](PlayerId after, int limit) {
    std::vector<PlayerId> ids;
    for (const Player& player : must(read([&](Tx& tx) { return tx.players().with_alerts(after, limit); })))
      ids.push_back(player.id);
    return ids;
  };
  EXPECT_EQ(page({}, 10), wanted);
  EXPECT_THAT(page({}, 1), ElementsAre(wanted[0]));
  EXPECT_THAT(page(wanted[0], 1), ElementsAre(wanted[1]));
  EXPECT_THAT(page(wanted[1], 1), IsEmpty());
}

TEST_P(PeopleTest, VersionsOfTheModAreKeptByRegion) {
  const auto put = [&](std::string version, ModFiles files) {
    must(write([&](Tx& tx) { return tx.mods().put(version, files); }));
  };
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.mods().all(); })), IsEmpty());
  put("2.1", {"EU", {"a", "b"}, {"c"}});
  put("2.2", {"EU", {"d"}, {}});
  put("2.1", {"US", {"e"}, {}});
  put("2.1", {"EU", {"a"}, {"b", "c"}});
  const auto versions = must(read([&](Tx& tx) { return tx.mods().all(); }));
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].name, "2.1");
  ASSERT_EQ(versions[0].files.size(), 2u);
  EXPECT_THAT(versions[0].files[0].required, ElementsAre("a"));
  EXPECT_THAT(versions[0].files[0].optional, ElementsAre("b", "c"));
  EXPECT_EQ(versions[0].files[1].depot_region, "US");
  EXPECT_EQ(versions[1].name, "2.2");
}

TEST_P(PeopleTest, ForgettingRemovesWhatSaysWhoItWas) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  must(write([&](Tx& tx) { return tx.players().add_identity({"discord", "42", alice}); }));
  must(write([&](Tx& tx) { return tx.players().add_identity({"discord", "43", bob}); }));
  must(write([&](Tx& tx) { return tx.players().bind_toon({"2-S2-1-7", alice}); }));
  evo::Session session{"abc", "csrf", alice, kStart, kStart + std::chrono::hours(1)};
  must(write([&](Tx& tx) { return tx.sessions().insert(session); }));
  AuditEntry renamed;
  renamed.at = kStart;
  renamed.action = "update_profile";
  renamed.target = alice;
  renamed.after = "Alice DE";
  must(write([&](Tx& tx) { return tx.audit().append(renamed); }));
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.players().identities_of(alice); })), testing::SizeIs(1));
  for (int i = 0; i < 2; ++i) must(write([&](Tx& tx) { return tx.players().forget(alice, "Deletedb"); }));
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.players().identities_of(alice); })), IsEmpty());
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.players().identities_of(bob); })), testing::SizeIs(1));
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.players().toons_of({alice}); })), IsEmpty());
  EXPECT_FALSE(must(read([&](Tx& tx) { return tx.sessions().find("abc"); })).has_value());
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.audit().search({}); })).at(0).after, "");
}

TEST_P(PeopleTest, AnnouncementsReachEverybodyButTheBanned) {
  add_player("Alice");
  auto bob = must(read([&](Tx& tx) { return tx.players().find(PlayerId{1}); }));
  bob.name = "Bob";
  bob.banned = true;
  must(write([&](Tx& tx) { return tx.players().insert(bob); }));
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.outbox().announce("a:1", "Hear!", 0); })), 1);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.outbox().announce("a:1", "Hear!", 0); })), 0);
  const auto items =
      must(write([&](Tx& tx) { return tx.outbox().claim("me", std::chrono::seconds(9), 10); }));
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].notice.kind, NoticeKind::announcement);
  EXPECT_EQ(items[0].notice.text, "Hear!");
  must(write([&](Tx& tx) { return tx.inbox().insert("a", items[0].notice); }));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.inbox().newest(PlayerId{1}, 5); })).at(0).notice.text, "Hear!");
}

TEST_P(PeopleTest, ChangesAreNumberedAndTrimmed) {
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.changes().head(); })), 0);
  auto append = [](Tx& tx) -> Task<Result<void>> {
    for (const char* topic : {"queue", "match:1", "match:2", "queue"})
      CO_CHECK_OK(co_await tx.changes().append(topic));
    co_return Result<void>{};
  };
  must(write(append));
  const auto head = must(read([&](Tx& tx) { return tx.changes().head(); }));
  const auto newer = must(write([&](Tx& tx) { return tx.changes().since(head - 2, 1); }));
  ASSERT_EQ(newer.size(), 1u);
  EXPECT_EQ(newer[0].topic, "match:2");
  EXPECT_EQ(newer[0].seq, head - 1);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.changes().newest("match:1"); })), head - 2);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.changes().newest("queue"); })), head);
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.changes().newest("standings"); })), 0);
  must(write([&](Tx& tx) { return tx.changes().trim(2); }));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.changes().since(0, 10); })).size(), 2u);
  must(write([&](Tx& tx) { return tx.changes().trim(0); }));
  must(write([&](Tx& tx) { return tx.changes().append("player:7"); }));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.changes().head(); })), head + 1);
}

TEST_P(PeopleTest, SettingsAreReplaced) {
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.settings().find("season"); })), std::nullopt);
  must(write([&](Tx& tx) { return tx.settings().put("season", "one"); }));
  must(write([&](Tx& tx) { return tx.settings().put("season", "two"); }));
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.settings().find("season"); })), "two");
}

}  // namespace
}  // namespace evo::sql
