#include "core/matchmaking/match_reason.hpp"

#include <gtest/gtest.h>

#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

using sample::bw;
using sample::kNow;
using sample::sc2;
using sample::ticket;

std::vector<MatchReason> reasons(const std::vector<Ticket>& tickets, const PoolRules& rules,
                                 const Catalog& catalog) {
  Rng rng(1);
  const WavePlan plan = plan_wave(tickets, rules, catalog, kNow, rng);
  return explain_matches(plan, tickets, rules, catalog, kNow);
}

TEST(MatchReason, SaysWhatTheWaveWeighed) {
  PoolRules rules;
  rules.rematch_cost = 8000;
  std::vector<Ticket> tickets{ticket(1, {bw(1500)}), ticket(2, {sc2(1530)}), ticket(3, {sc2(1640)}),
                              ticket(4, {sc2(1900)})};
  tickets[0].joined_at = kNow - std::chrono::seconds(125);  // The third wave: 160, and a window of 250.
  tickets[1].recent_opponents = {{PlayerId{1}, kNow - std::chrono::hours(1)}};
  tickets[0].vetoes = {"now_1", "now_2"};
  const auto made = reasons(tickets, rules, sample::catalog());
  ASSERT_EQ(made.size(), 1u);
  const MatchReason& why = made[0];
  EXPECT_EQ(why.waiting, 4);
  EXPECT_EQ(why.rating_difference, 30);
  EXPECT_EQ(why.cost, (CostParts{.rating = 900, .rematch = 4000, .waiting = 160}));
  ASSERT_EQ(why.tickets.size(), 2u);
  EXPECT_EQ(why.tickets[0], (MatchedTicket{.player = PlayerId{1},
                                           .rating = 1500,
                                           .waited = std::chrono::seconds(125),
                                           .window = 250,
                                           .choices = 2}));
  EXPECT_EQ(why.tickets[1].choices, 1);
  EXPECT_EQ(why.tickets[1].team, 1);
  EXPECT_EQ(why.maps, 9);
  EXPECT_EQ(why.maps_open, 7);
  EXPECT_NEAR(why.map_chance, 1.0 / 7, 1e-9);
  EXPECT_TRUE(why.server_is_usual);
  EXPECT_FALSE(why.ping_ms) << "this ladder knows of no pings";
}

TEST(MatchReason, SaysThatTheServerIsAWayOut) {
  const Catalog ladder = builtin_catalog("scevo").value();
  std::vector<Ticket> tickets{ticket(1, {bw(1500)}, "EUW"), ticket(2, {sc2(1500)}, "NAE")};
  tickets[0].blocked_servers = {"USE"};
  const auto made = reasons(tickets, {}, ladder);
  ASSERT_EQ(made.size(), 1u);
  EXPECT_FALSE(made[0].server_is_usual);
  EXPECT_EQ(made[0].ping_ms, 80);
}

// Whatever the wave, what it says adds up to what the plan cost.
TEST(MatchReason, AddsUpInEveryPlan) {
  Rng rng(9);
  for (int i = 0; i < 50; ++i) {
    PoolRules rules;
    rules.rematch_cost = 8000;
    rules.maps_remembered = 5;
    std::vector<Ticket> tickets = sample::queue(30, rng);
    for (Ticket& each : tickets)
      if (rng.chance(0.3))
        each.recent_opponents = {{PlayerId{rng.between(1, 30)}, kNow - std::chrono::minutes(10)}};
    const WavePlan plan = plan_wave(tickets, rules, sample::catalog(), kNow, rng);
    const auto made = explain_matches(plan, tickets, rules, sample::catalog(), kNow);
    ASSERT_EQ(made.size(), plan.proposals.size());
    for (std::size_t k = 0; k < made.size(); ++k) {
      EXPECT_EQ(made[k].cost.sum(), plan.proposals[k].cost);
      EXPECT_EQ(made[k].tickets[0].player, plan.proposals[k].first.player);
      for (const MatchedTicket& each : made[k].tickets) EXPECT_GE(each.choices, 1);
      EXPECT_GT(made[k].map_chance, 0);
    }
  }
}

}  // namespace
}  // namespace evo
