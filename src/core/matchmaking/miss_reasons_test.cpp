#include "core/matchmaking/miss_reasons.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include <gtest/gtest.h>

#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

// By looking at everybody else.
MissReason the_long_way(const std::vector<Ticket>& tickets, const Ticket& own, const Catalog& catalog) {
  const PoolRules rules;
  int obstacle = 0;
  for (const Ticket& other : tickets) {
    if (other.id == own.id) continue;
    obstacle = std::max(obstacle, 1);
    const int reach = std::max(window(waves_waited(own, sample::kNow, rules), rules),
                               window(waves_waited(other, sample::kNow, rules), rules));
    for (const TicketOption& a : own.options) {
      for (const TicketOption& b : other.options) {
        if (!catalog.sides_may_meet(a.side, b.side)) continue;
        const bool near = std::abs(a.rating - b.rating) <= reach;
        obstacle = std::max(obstacle, !catalog.regions_may_meet(own.region, other.region) ? 2 : near ? 4 : 3);
      }
    }
  }
  constexpr MissReason kReasons[] = {MissReason::alone, MissReason::no_opposite_side,
                                     MissReason::regions_apart, MissReason::outside_window,
                                     MissReason::opponents_taken};
  return kReasons[obstacle];
}

TEST(MissReasons, AreWhatLookingAtEverybodySays) {
  const Catalog catalog = sample::catalog();
  const PoolRules rules;
  Rng rng(1);
  std::map<MissReason, int> seen;
  for (int i = 0; i < 3'000; ++i) {
    std::vector<Ticket> tickets = sample::queue(static_cast<int>(rng.between(1, 8)), rng);
    // Far apart, often on one side only, often with both sides near each other: one must not count as one's
    // own opponent.
    for (Ticket& ticket : tickets) {
      for (TicketOption& option : ticket.options) option.rating = 1500 + 3 * (option.rating - 1500);
      if (rng.chance(0.3)) ticket.options = {sample::bw(1500), sample::bw(2000)};
      if (rng.chance(0.2)) ticket.options = {sample::bw(1900), sample::sc2(1950), sample::sc2(1950)};
    }
    std::vector<const Ticket*> all;
    for (const Ticket& ticket : tickets) all.push_back(&ticket);
    const Pool pool(all, {}, rules, catalog, sample::kNow);
    const MissReasons reasons(pool);
    for (int candidate = 0; candidate < pool.size(); ++candidate) {
      const MissReason expected = the_long_way(tickets, *pool[candidate].ticket, catalog);
      ASSERT_EQ(reasons.of(candidate), expected) << "pool " << i;
      ++seen[expected];
    }
  }
  for (const MissReason reason : {MissReason::alone, MissReason::no_opposite_side, MissReason::regions_apart,
                                  MissReason::outside_window, MissReason::opponents_taken})
    EXPECT_GT(seen[reason], 100) << to_string(reason);
}

}  // namespace
}  // namespace evo
