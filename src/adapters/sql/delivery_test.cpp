// Jobs, outbox, inbox and leases: what several nodes share out among themselves.
#include <gmock/gmock.h>

#include "adapters/sql/test_world.hpp"
#include "app/lease.hpp"

namespace evo::sql {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

using DeliveryTest = StoreTest;
EVO_STORE_SUITE(DeliveryTest);

TEST_P(DeliveryTest, AnOpenJobIsNotDoubled) {
  const auto job = must(write([&](Tx& tx) { return tx.jobs().insert(JobKind::parse_replay, 7); }));
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.jobs().insert(JobKind::parse_replay, 7); })), job);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.jobs().unfinished(); })), 1);
  must(write([&](Tx& tx) { return tx.jobs().claim("a", 1min, 1); }));
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.jobs().finish(job, "a"); })));
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.jobs().finish(job, "a"); })));
  EXPECT_NE(must(write([&](Tx& tx) { return tx.jobs().insert(JobKind::parse_replay, 7); })), job);
}

TEST_P(DeliveryTest, JobsAreLeasedInOrder) {
  std::vector<JobId> ids;
  for (int subject = 1; subject <= 3; ++subject)
    ids.push_back(must(write([&](Tx& tx) { return tx.jobs().insert(JobKind::parse_replay, subject); })));
  const auto first = must(write([&](Tx& tx) { return tx.jobs().claim("a", 1min, 2); }));
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].id, ids[0]);
  EXPECT_EQ(first[0].subject, 1);
  EXPECT_EQ(first[0].attempts, 1);
  EXPECT_EQ(first[1].id, ids[1]);
  const auto second = must(write([&](Tx& tx) { return tx.jobs().claim("b", 2min, 5); }));
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].id, ids[2]);
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.jobs().claim("b", 1min, 5); })), IsEmpty());
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.jobs().next_due(); })), kStart + 1min);

  world.clock.advance(1min);
  const auto taken_over = must(write([&](Tx& tx) { return tx.jobs().claim("b", 1min, 5); }));
  ASSERT_EQ(taken_over.size(), 2u);
  EXPECT_EQ(taken_over[0].attempts, 2);
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.jobs().finish(ids[0], "a"); })))
      << "the lease has gone to b";
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.jobs().finish(ids[0], "b"); })));
}

TEST_P(DeliveryTest, JobsAreRetriedLaterOrBuried) {
  const auto job = must(write([&](Tx& tx) { return tx.jobs().insert(JobKind::parse_replay, 1); }));
  must(write([&](Tx& tx) { return tx.jobs().claim("a", 1min, 1); }));
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.jobs().retry(job, "b", 10s, "x"); })));
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.jobs().retry(job, "a", 10s, "out of memory"); })));
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.jobs().finish(job, "a"); })));
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.jobs().claim("a", 1min, 1); })), IsEmpty());
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.jobs().next_due(); })), kStart + 10s);
  world.clock.advance(10s);
  must(write([&](Tx& tx) { return tx.jobs().claim("a", 1min, 1); }));
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.jobs().bury(job, "b", "x"); })));
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.jobs().bury(job, "a", "hopeless"); })));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.jobs().unfinished(); })), 0);
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.jobs().next_due(); })), std::nullopt);
}

class OutboxTest : public StoreTest {
 protected:
  void insert(std::string key, PlayerId player, int priority = 0) {
    const Notice notice{player, NoticeKind::match_found, MatchId{1}, {}};
    must(write([&](Tx& tx) { return tx.outbox().insert(key, notice, priority); }));
  }
  std::vector<OutboxItem> claim(std::string owner = "a", int limit = 10) {
    return must(write([&](Tx& tx) { return tx.outbox().claim(owner, 1min, limit); }));
  }
  std::vector<std::string> keys(const std::vector<OutboxItem>& items) {
    std::vector<std::string> found;
    for (const auto& item : items) found.push_back(item.dedupe_key);
    return found;
  }
};
EVO_STORE_SUITE(OutboxTest);

TEST_P(OutboxTest, AFactIsWrittenOnce) {
  const auto alice = add_player("Alice");
  const Notice notice{alice, NoticeKind::replay_judged, MatchId{3}, ReplayId{4}};
  must(write([&](Tx& tx) { return tx.outbox().insert("k", notice, 5); }));
  must(write([&](Tx& tx) { return tx.outbox().insert("k", notice, 5); }));
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.outbox().undelivered(); })), 1);
  const auto items = claim();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].dedupe_key, "k");
  EXPECT_EQ(items[0].notice, notice);
  EXPECT_EQ(items[0].priority, 5);
  EXPECT_EQ(items[0].attempts, 1);
  EXPECT_EQ(items[0].created_at, kStart);
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.outbox().delivered(items[0].id, "a"); })));
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.outbox().delivered(items[0].id, "a"); })));
  must(write([&](Tx& tx) { return tx.outbox().insert("k", notice, 5); }));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.outbox().undelivered(); })), 0);
}

TEST_P(OutboxTest, WhatCanWaitHoldsUpOnlyItsLike) {
  const auto alice = add_player("Alice");
  insert("later", alice, -1);
  insert("much later", alice, -1);
  insert("now", alice);
  const auto first = claim();
  EXPECT_THAT(keys(first), ElementsAre("now", "later"));
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.outbox().hold(first[1].id, "b", 30s); })), false);
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.outbox().hold(first[1].id, "a", 30s); })));
  insert("soon", alice);
  EXPECT_THAT(claim(), IsEmpty()) << "what cannot wait keeps its order";
  must(write([&](Tx& tx) { return tx.outbox().delivered(first[0].id, "a"); }));
  EXPECT_THAT(keys(claim()), ElementsAre("soon"));
  world.clock.advance(30s);
  const auto later = claim();
  ASSERT_THAT(keys(later), ElementsAre("later"));
  EXPECT_EQ(later[0].attempts, 1) << "waiting is no failed attempt";
}

TEST_P(OutboxTest, T35_ItemsOfOnePlayerKeepTheirOrder) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  insert("a1", alice);
  insert("a2", alice, 9);
  insert("b1", bob, 1);
  const auto first = claim();
  EXPECT_THAT(keys(first), ElementsAre("b1", "a1"));
  EXPECT_THAT(claim("b"), IsEmpty());
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.outbox().retry(first[1].id, "a", 30s, "offline"); })));
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.outbox().delivered(first[1].id, "a"); })));
  EXPECT_THAT(claim(), IsEmpty()) << "a2 waits for a1";
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.outbox().next_due(); })), kStart + 30s) << "a2 is not due";
  world.clock.advance(30s);
  const auto again = claim();
  EXPECT_THAT(keys(again), ElementsAre("a1"));
  EXPECT_EQ(again[0].attempts, 2);
  must(write([&](Tx& tx) { return tx.outbox().delivered(again[0].id, "a"); }));
  EXPECT_THAT(keys(claim()), ElementsAre("a2"));
}

TEST_P(OutboxTest, AParkedItemHoldsUpNobody) {
  const auto alice = add_player("Alice");
  insert("a1", alice);
  insert("a2", alice);
  const auto first = claim();
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.outbox().park(first[0].id, "b", "x"); })));
  EXPECT_TRUE(must(write([&](Tx& tx) { return tx.outbox().park(first[0].id, "a", "no such user"); })));
  EXPECT_THAT(keys(claim()), ElementsAre("a2"));
  EXPECT_EQ(must(read([&](Tx& tx) { return tx.outbox().undelivered(); })), 1);
}

TEST_P(OutboxTest, T8_AnExpiredLeasePassesOn) {
  insert("a1", add_player("Alice"));
  const auto first = claim("a");
  world.clock.advance(1min);
  EXPECT_THAT(keys(claim("b", 1)), ElementsAre("a1"));
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.outbox().delivered(first[0].id, "a"); })));
  EXPECT_THAT(claim("b", 0), IsEmpty());
}

TEST_P(OutboxTest, UnreachedPlayersOfAMatch) {
  const auto alice = add_player("Alice");
  const auto bob = add_player("Bob");
  const auto match = add_match({alice, bob});
  for (const auto player : {alice, bob}) {
    const Notice notice{player, NoticeKind::match_found, match, {}};
    must(write([&](Tx& tx) { return tx.outbox().insert(std::to_string(player.value), notice, 0); }));
  }
  const auto items = claim("a", 1);
  must(write([&](Tx& tx) { return tx.outbox().delivered(items[0].id, "a"); }));
  EXPECT_THAT(must(write([&](Tx& tx) { return tx.outbox().unreached(match, NoticeKind::match_found); })),
              ElementsAre(bob));
  EXPECT_THAT(must(read([&](Tx& tx) { return tx.outbox().unreached(match, NoticeKind::match_finished); })),
              ElementsAre(alice, bob));
}

TEST_P(DeliveryTest, TheInboxShowsTheNewestFirst) {
  const auto alice = add_player("Alice");
  for (int i = 1; i <= 3; ++i) {
    const Notice notice{alice, NoticeKind::match_finished, MatchId{i}, {}};
    must(write([&](Tx& tx) { return tx.inbox().insert("k" + std::to_string(i), notice); }));
    must(write([&](Tx& tx) { return tx.inbox().insert("k" + std::to_string(i), notice); }));
  }
  const auto newest = must(write([&](Tx& tx) { return tx.inbox().newest(alice, 2); }));
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_EQ(newest[0].notice.match, MatchId{3});
  EXPECT_EQ(newest[1].notice.match, MatchId{2});
  EXPECT_GT(newest[0].seq, newest[1].seq);
  EXPECT_EQ(newest[0].delivered_at, kStart);
}

TEST_P(DeliveryTest, ALeaseIsLookedAtWithoutAskingForIt) {
  const auto found = [&] { return must(read([&](Tx& tx) { return tx.leases().find("wave"); })); };
  EXPECT_EQ(found(), std::nullopt);
  const auto held = must(write([&](Tx& tx) { return tx.leases().acquire("wave", "a", 30s); }));
  ASSERT_TRUE(found());
  EXPECT_EQ(found()->holder, "a");
  EXPECT_EQ(found()->expires_at, held->expires_at);

  LeaderLease own(*world.store, world.clock, "wave", "a", 30s);
  LeaderLease other(*world.store, world.clock, "wave", "b", 30s);
  const auto elsewhere = [&](LeaderLease& lease) {
    return must(read([&](Tx& tx) { return lease.is_elsewhere(tx); }));
  };
  EXPECT_FALSE(elsewhere(own));
  EXPECT_TRUE(elsewhere(other));
  world.clock.advance(30s);
  EXPECT_FALSE(elsewhere(other)) << "past its end";
  EXPECT_EQ(must(world.run(other.epoch())), 2);
  EXPECT_TRUE(elsewhere(own));
  must(world.run(other.release()));
  EXPECT_EQ(found()->holder, "");
  EXPECT_FALSE(elsewhere(own)) << "given back";
}

TEST_P(DeliveryTest, ALeaseHasOneHolderAndFencesTheLast) {
  const auto held = must(write([&](Tx& tx) { return tx.leases().acquire("wave", "a", 30s); }));
  ASSERT_TRUE(held.has_value());
  EXPECT_EQ(held->epoch, 1);
  EXPECT_EQ(held->expires_at, kStart + 30s);
  EXPECT_FALSE(must(write([&](Tx& tx) { return tx.leases().acquire("wave", "b", 30s); })).has_value());
  world.clock.advance(20s);
  const auto renewed = must(write([&](Tx& tx) { return tx.leases().acquire("wave", "a", 30s); }));
  EXPECT_EQ(renewed->epoch, 1);
  EXPECT_EQ(renewed->expires_at, kStart + 50s);
  must(write([&](Tx& tx) { return tx.leases().check("wave", 1); }));

  world.clock.advance(30s);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.leases().acquire("wave", "b", 30s); }))->epoch, 2);
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.leases().check("wave", 1); })), ErrorKind::conflict);
  must(write([&](Tx& tx) { return tx.leases().release("wave", "a"); }));
  must(write([&](Tx& tx) { return tx.leases().check("wave", 2); }));
  must(write([&](Tx& tx) { return tx.leases().release("wave", "b"); }));
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.leases().check("wave", 2); })), ErrorKind::conflict);
  EXPECT_EQ(must(write([&](Tx& tx) { return tx.leases().acquire("wave", "b", 30s); }))->epoch, 3);
  EXPECT_EQ(kind_of(write([&](Tx& tx) { return tx.leases().check("other", 1); })), ErrorKind::conflict);
}

}  // namespace
}  // namespace evo::sql
