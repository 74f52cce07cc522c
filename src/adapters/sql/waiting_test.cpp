// Who waits, looked at again and again.
#include "app/read/waiting.hpp"

#include <set>

#include <gmock/gmock.h>

#include "adapters/sql/test_world.hpp"
#include "base/random.hpp"

namespace evo::sql {
namespace {

class WaitingTest : public StoreTest {
 protected:
  std::shared_ptr<const Waiting> look(std::shared_ptr<const Waiting> known) {
    return must(read([&](Tx& tx) { return waiting_now(tx, known, rules); }));
  }
  void join(PlayerId player) {
    must(write([&](Tx& tx) -> Task<Result<void>> {
      Ticket ticket;
      ticket.player = player;
      ticket.joined_at = tx.now();
      ticket.region = "EUW";
      ticket.options = {{"bw", "bw_terran", 1500 + static_cast<int>(player.value)}};
      CO_CHECK_OK(co_await tx.tickets().insert(ticket));
      co_return co_await tx.changes().append("queue");
    }));
  }
  void leave(PlayerId player) {
    must(write([&](Tx& tx) -> Task<Result<void>> {
      CO_CHECK_OK(co_await tx.tickets().leave(player));
      co_return co_await tx.changes().append("queue");
    }));
  }
  void meet(PlayerId first, PlayerId second) {
    must(write([&](Tx& tx) -> Task<Result<void>> {
      CO_CHECK_OK(co_await tx.tickets().leave(first));
      CO_CHECK_OK(co_await tx.tickets().leave(second));
      Match match = sample_match({first, second});
      match.assigned_at = tx.now();
      CO_TRY(match.id, co_await tx.matches().insert(match));
      match.state = MatchState::finished;
      ++match.version;
      CO_CHECK_OK(co_await tx.matches().update(match));
      co_return co_await tx.changes().append("queue");
    }));
  }

  Rules rules = [] {
    Rules made;
    made.catalog = *builtin_catalog("scevo");
    balance_queue(made);
    made.pool.forecast.joins_max = 4;
    made.pool.rematch_window = std::chrono::minutes(5);
    return made;
  }();
};
EVO_STORE_SUITE(WaitingTest);

TEST_P(WaitingTest, WhatIsKnownFromBeforeMakesNoDifference) {
  std::vector<PlayerId> players;
  for (const char* name : {"Alice", "Bobby", "Carol", "David", "Ellen", "Frank"})
    players.push_back(add_player(name));
  Rng rng(3);
  std::shared_ptr<const Waiting> known;
  std::set<PlayerId> waiting;
  std::size_t most = 0;
  std::size_t met = 0;
  for (int step = 0; step < 200; ++step) {
    world.clock.advance(std::chrono::seconds(rng.chance(0.5) ? 0 : rng.between(0, 60)));
    const PlayerId player = rng.pick(players);
    if (waiting.erase(player) > 0) {
      if (waiting.empty() || rng.chance(0.5)) {
        leave(player);
      } else {
        meet(player, *waiting.begin());
        waiting.erase(waiting.begin());
      }
    } else {
      join(player);
      waiting.insert(player);
    }
    // Somebody looks now and then; in between others join and are gone again.
    if (rng.chance(0.4)) continue;
    const auto anew = look(nullptr);
    known = look(known);
    EXPECT_EQ(known->joins, anew->joins);
    EXPECT_EQ(known->tickets, anew->tickets);
    EXPECT_EQ(known, look(known)) << "nothing has changed";
    most = std::max(most, known->joins.size());
    for (const auto& [mode, tickets] : known->tickets)
      for (const Ticket& ticket : tickets) met = std::max(met, ticket.recent_opponents.size());
  }
  EXPECT_GT(met, 1u);
  EXPECT_EQ(most, 4u);
}

}  // namespace
}  // namespace evo::sql
