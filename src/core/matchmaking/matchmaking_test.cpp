#include "core/matchmaking/matchmaking.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

using sample::bw;
using sample::kNow;
using sample::sc2;
using sample::ticket;

WavePlan plan(const std::vector<Ticket>& tickets, const PoolRules& rules = {}, std::uint64_t seed = 1,
              const Catalog& catalog = sample::catalog()) {
  Rng rng(seed);
  return plan_wave(tickets, rules, catalog, kNow, rng);
}

std::map<std::int64_t, MissReason> reasons(const WavePlan& plan) {
  std::map<std::int64_t, MissReason> by_ticket;
  for (const Miss& miss : plan.misses) by_ticket[miss.ticket.value] = miss.reason;
  return by_ticket;
}

Ticket waited(Ticket made, int waves) {
  made.joined_at = kNow - std::chrono::seconds(60) * (waves - 1);
  return made;
}

TEST(Window, V11_AFreshTicketStartsAt150) {
  const Ticket fresh = ticket(1, {bw(1500)});
  EXPECT_EQ(waves_waited(fresh, kNow, {}), 1);
  EXPECT_EQ(window(waves_waited(fresh, kNow, {}), {}), 150);
}

TEST(Window, WavesAreCountedWhole) {
  const Ticket fresh = ticket(1, {bw(1500)});
  EXPECT_EQ(waves_waited(fresh, kNow + std::chrono::seconds(59), {}), 1);
  EXPECT_EQ(waves_waited(fresh, kNow + std::chrono::seconds(60), {}), 2);
  EXPECT_EQ(waves_waited(fresh, kNow - std::chrono::hours(1), {}), 1) << "a clock that went back";
  const Time start = Time::min();
  EXPECT_GT(waves_waited(waited(fresh, 1), Time::max(), {}), 1000);
  Ticket oldest = fresh;
  oldest.joined_at = start;
  EXPECT_GT(waves_waited(oldest, Time::max(), {}), 1000);
}

TEST(Window, GrowsAsPublished) {
  const std::map<int, int> published{{1, 150}, {2, 200},  {3, 250},  {5, 350},
                                     {8, 500}, {10, 600}, {15, 850}, {20, 1100}};
  for (const auto& [waves, width] : published) EXPECT_EQ(window(waves, {}), width);
  EXPECT_EQ(window(std::numeric_limits<int>::max(), {}), kOpenWindow);
}

TEST(Window, OpensForWhoeverHasWaitedLongEnough) {
  PoolRules rules;
  rules.open_after = std::chrono::seconds(150);  // Three whole waves.
  EXPECT_EQ(window(3, rules), 250);
  EXPECT_EQ(window(4, rules), kOpenWindow);
  rules.wave_length = std::chrono::seconds(10);
  EXPECT_EQ(window(15, rules), 850);
  EXPECT_EQ(window(16, rules), kOpenWindow);
  const std::vector<Ticket> apart{ticket(1, {bw(-400'000)}), waited(ticket(2, {sc2(900'000)}), 16)};
  Rng rng(1);
  rules.wave_length = std::chrono::seconds(60);
  EXPECT_EQ(plan_wave(apart, rules, sample::catalog(), kNow, rng).proposals.size(), 1u);
}

TEST(PairCost, BonusGrowsAsPublished) {
  const std::map<int, std::int64_t> published{{1, 40},    {2, 80},      {3, 160},      {5, 640},
                                              {8, 5'120}, {10, 20'480}, {15, 655'360}, {20, 20'971'520}};
  for (const auto& [waves, bonus] : published) {
    EXPECT_EQ(pair_cost(1500, 1500, waves, 1, {}), -bonus);
    EXPECT_EQ(pair_cost(1500, 1500, 1, waves, {}), -bonus);
  }
  EXPECT_EQ(pair_cost(1500, 1600, 1, 1, {}), 10'000 - 40);
  EXPECT_EQ(pair_cost(1600, 1500, 1, 1, {}), 10'000 - 40);
}

TEST(PairCost, NeverOverflowsHoweverLongTheWait) {
  constexpr std::int64_t kLimit = std::int64_t{1} << 40;
  constexpr int kHuge = std::numeric_limits<int>::max();
  EXPECT_EQ(pair_cost(1500, 1500, 1'023, 1, {}), pair_cost(1500, 1500, 30, 1, {}));
  EXPECT_EQ(pair_cost(1500, 1500, kHuge, 1, {}), -20 * (std::int64_t{1} << 30));
  PoolRules wild;
  wild.wait_coefficient = kHuge;
  wild.wait_exponent_max = kHuge;
  EXPECT_EQ(pair_cost(1500, 1500, kHuge, kHuge, wild), -kLimit);
  EXPECT_LE(pair_cost(kHuge, std::numeric_limits<int>::min(), 1, 1, {}), kLimit);
}

TEST(Matching, TakesTheMostEdgesThenTheCheapest) {
  // 1 - 2 alone is cheaper than the two edges around it, but one match fewer.
  const std::vector<Edge> path{{0, 1, 50}, {1, 2, 1}, {2, 3, 50}};
  EXPECT_EQ(minimum_cost_maximum_matching(4, path), (std::vector<int>{1, 0, 3, 2}));
  const std::vector<Edge> square{{0, 1, 5}, {1, 2, 1}, {2, 3, 5}, {3, 0, 1}};
  EXPECT_EQ(minimum_cost_maximum_matching(4, square), (std::vector<int>{3, 2, 1, 0}));
}

TEST(Matching, OddCyclesLeaveTheRightVertexAlone) {
  const std::vector<Edge> triangle{{0, 1, 3}, {1, 2, 2}, {2, 0, -7}};
  EXPECT_EQ(minimum_cost_maximum_matching(3, triangle), (std::vector<int>{2, -1, 0}));
  // Two triangles joined by a bridge: everybody can be matched only across it.
  const std::vector<Edge> bow{{0, 1, 1}, {1, 2, 1}, {2, 0, 1}, {2, 3, 90}, {3, 4, 1}, {4, 5, 1}, {5, 3, 1}};
  EXPECT_EQ(minimum_cost_maximum_matching(6, bow), (std::vector<int>{1, 0, 3, 2, 5, 4}));
}

TEST(Matching, EdgeCases) {
  EXPECT_TRUE(minimum_cost_maximum_matching(0, {}).empty());
  EXPECT_EQ(minimum_cost_maximum_matching(2, {}), (std::vector<int>{-1, -1}));
  const std::vector<Edge> parallel{{0, 1, 9}, {1, 0, -3}, {0, 1, 4}, {1, 2, -1}};
  EXPECT_EQ(minimum_cost_maximum_matching(3, parallel), (std::vector<int>{1, 0, -1}));
  constexpr std::int64_t kLimit = std::int64_t{1} << 40;
  const std::vector<Edge> extreme{{0, 1, kLimit}, {1, 2, -kLimit}, {2, 3, kLimit}};
  EXPECT_EQ(minimum_cost_maximum_matching(4, extreme), (std::vector<int>{1, 0, 3, 2}));
}

TEST(PlanWave, FirstIsTheFirstSideOfTheMatchup) {
  const WavePlan wave = plan({ticket(1, {sc2(1510)}), ticket(2, {bw(1500)})});
  ASSERT_EQ(wave.proposals.size(), 1u);
  const Proposal& proposal = wave.proposals.front();
  EXPECT_EQ(proposal.first.ticket, TicketId{2});
  EXPECT_EQ(proposal.first.option, bw(1500));
  EXPECT_EQ(proposal.second.player, PlayerId{1});
  EXPECT_EQ(proposal.rating_difference, 10);
  EXPECT_EQ(proposal.cost, 100 - 40);
  EXPECT_EQ(wave.cost, proposal.cost);
  EXPECT_EQ(wave.candidates, 2u);
  EXPECT_EQ(proposal.server, "EUC");
  EXPECT_TRUE(wave.misses.empty());
}

TEST(PlanWave, BothSidesTakesTheCheaperWay) {
  const WavePlan wave = plan({ticket(1, {bw(1500), sc2(1900)}), ticket(2, {bw(1880), sc2(1490)})});
  ASSERT_EQ(wave.proposals.size(), 1u);
  EXPECT_EQ(wave.proposals[0].first.option, bw(1500));
  EXPECT_EQ(wave.proposals[0].second.option, sc2(1490));
}

TEST(PlanWave, EquallyGoodWaysAreDrawnByChance) {
  std::set<std::int64_t> first;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    first.insert(plan({ticket(1, {bw(1500), sc2(1500)}), ticket(2, {bw(1500), sc2(1500)})}, {}, seed)
                     .proposals.at(0)
                     .first.ticket.value);
  EXPECT_EQ(first.size(), 2u);
}

TEST(PlanWave, OneSideAgainstItself) {
  Catalog plain = sample::catalog();
  plain.sides = {{"sc2", "StarCraft II"}};
  plain.matchups = {{"sc2", "sc2"}};
  std::set<std::int64_t> first;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const WavePlan wave = plan({ticket(1, {sc2(1500)}), ticket(2, {sc2(1500)})}, {}, seed, plain);
    first.insert(wave.proposals.at(0).first.ticket.value);
  }
  EXPECT_EQ(first.size(), 2u);
}

TEST(PlanWave, V10_ForbiddenRegionsNeverMeet) {
  const WavePlan wave =
      plan({waited(ticket(1, {bw(1500)}, "USB"), 30), waited(ticket(2, {sc2(1500)}, "SAM"), 30)});
  EXPECT_TRUE(wave.proposals.empty());
  EXPECT_EQ(reasons(wave), (std::map<std::int64_t, MissReason>{{1, MissReason::regions_apart},
                                                               {2, MissReason::regions_apart}}));
}

TEST(PlanWave, V19_ThreeCompatibleGiveOneMatch) {
  const std::vector<TicketOption> both{bw(1500), sc2(1500)};
  const WavePlan wave = plan({ticket(1, both), ticket(2, both), ticket(3, both)});
  EXPECT_EQ(wave.proposals.size(), 1u);
  ASSERT_EQ(wave.misses.size(), 1u);
  EXPECT_EQ(wave.misses[0].reason, MissReason::opponents_taken);
}

TEST(PlanWave, T24_NobodyMeetsHimself) {
  Ticket second = ticket(2, {sc2(1500)});
  second.player = PlayerId{1};
  const WavePlan pair = plan({ticket(1, {bw(1500), sc2(1500)}), second});
  EXPECT_TRUE(pair.proposals.empty());
  // With others around, still one match for each person.
  const WavePlan more = plan({ticket(1, {bw(1500)}), second, ticket(3, {sc2(1500)}), ticket(4, {bw(1500)})});
  EXPECT_EQ(more.proposals.size(), 1u);
}

TEST(PlanWave, TheWindowOfEitherOpensTheDoor) {
  const Ticket strong = ticket(1, {bw(1800)});
  EXPECT_TRUE(plan({strong, ticket(2, {sc2(1500)})}).proposals.empty());
  EXPECT_EQ(plan({strong, waited(ticket(2, {sc2(1500)}), 3)}).proposals.size(), 0u);
  EXPECT_EQ(plan({strong, waited(ticket(2, {sc2(1500)}), 4)}).proposals.size(), 1u);
  EXPECT_EQ(plan({waited(strong, 4), ticket(2, {sc2(1500)})}).proposals.size(), 1u);
}

TEST(PlanWave, TheLongerWaitWinsTheOpponent) {
  const WavePlan wave =
      plan({ticket(1, {bw(1500)}), ticket(2, {sc2(1500)}), waited(ticket(3, {sc2(1520)}), 8)});
  ASSERT_EQ(wave.proposals.size(), 1u);
  EXPECT_EQ(wave.proposals[0].second.ticket, TicketId{3});
}

TEST(PlanWave, SaysTheTrueReason) {
  EXPECT_TRUE(plan({}).misses.empty());
  EXPECT_EQ(reasons(plan({ticket(1, {bw(1500)})})).at(1), MissReason::alone);
  EXPECT_EQ(reasons(plan({ticket(1, {bw(1500)}), ticket(2, {bw(1500)})})).at(1),
            MissReason::no_opposite_side);
  EXPECT_EQ(reasons(plan({ticket(1, {bw(1500)}), ticket(2, {sc2(1900)})})).at(1), MissReason::outside_window);
  // One opponent lives too far away, another is too strong: waiting would help, so that is what is said.
  const WavePlan wave =
      plan({ticket(1, {bw(1500)}, "USB"), ticket(2, {sc2(1500)}, "SAM"), ticket(3, {sc2(1900)}, "EUW")});
  EXPECT_EQ(reasons(wave).at(1), MissReason::outside_window);
  EXPECT_EQ(reasons(wave).at(2), MissReason::regions_apart);
}

TEST(PlanWave, OverTheLimitTheLongestWaitingArePlanned) {
  PoolRules rules;
  rules.tickets_max = 2;
  const WavePlan wave = plan({ticket(1, {bw(1500)}), waited(ticket(2, {sc2(1500)}), 3),
                              waited(ticket(3, {bw(1500)}), 2), ticket(4, {sc2(1500)})},
                             rules);
  EXPECT_EQ(wave.candidates, 2u);
  ASSERT_EQ(wave.proposals.size(), 1u);
  EXPECT_EQ(wave.proposals[0].first.ticket, TicketId{3});
  EXPECT_EQ(wave.proposals[0].second.ticket, TicketId{2});
  EXPECT_EQ(reasons(wave),
            (std::map<std::int64_t, MissReason>{{1, MissReason::over_limit}, {4, MissReason::over_limit}}));
}

TEST(PlanWave, OtherModesAreNotLookedAt) {
  Ticket team = ticket(2, {sc2(1500)});
  team.mode = "2v2";
  const WavePlan wave = plan({ticket(1, {bw(1500)}), team});
  EXPECT_EQ(wave.candidates, 1u);
  EXPECT_EQ(reasons(wave), (std::map<std::int64_t, MissReason>{{1, MissReason::alone}}));
}

std::set<std::string> maps_drawn(std::vector<std::string> vetoes_a, std::vector<std::string> vetoes_b,
                                 const Catalog& catalog = sample::catalog()) {
  Ticket a = ticket(1, {bw(1500)});
  Ticket b = ticket(2, {sc2(1500)});
  a.vetoes = std::move(vetoes_a);
  b.vetoes = std::move(vetoes_b);
  std::set<std::string> drawn;
  for (std::uint64_t seed = 0; seed < 300; ++seed)
    drawn.insert(plan({a, b}, {}, seed, catalog).proposals.at(0).map);
  return drawn;
}

TEST(PlanWave, MapsComeFromTheCurrentPoolWithoutTheVetoed) {
  EXPECT_EQ(maps_drawn({}, {}).size(), 9u);
  EXPECT_EQ(maps_drawn({"now_1", "now_2", "now_3", "now_4"}, {"now_5", "now_6", "now_7", "now_8"}),
            (std::set<std::string>{"now_9"}));
}

TEST(PlanWave, WrongVetoesNeverEmptyThePool) {
  // Nine vetoes: four count. Unknown, old and repeated codes use up none of them.
  EXPECT_EQ(maps_drawn({"now_1", "now_2", "now_3", "now_4", "now_5", "now_6", "now_7", "now_8", "now_9"}, {}),
            (std::set<std::string>{"now_5", "now_6", "now_7", "now_8", "now_9"}));
  EXPECT_EQ(maps_drawn({"x", "old_1", "now_1", "now_1", "now_2", "now_3", "now_4", "now_5"}, {}),
            (std::set<std::string>{"now_5", "now_6", "now_7", "now_8", "now_9"}));
  Catalog tiny = sample::catalog();
  tiny.pools[1].maps.resize(2);
  EXPECT_EQ(maps_drawn({"now_1"}, {"now_2"}, tiny), (std::set<std::string>{"now_1", "now_2"}));
  tiny.pools.clear();
  EXPECT_EQ(maps_drawn({}, {}, tiny), (std::set<std::string>{""}));
}

TEST(MissReason, TextIsTheName) {
  EXPECT_EQ(to_string(MissReason::alone), "alone");
  EXPECT_EQ(to_string(MissReason::over_limit), "over_limit");
}

TEST(Rematch, CostsLessAsTimePasses) {
  PoolRules rules;
  rules.rematch_cost = 8'000;
  Ticket alice = ticket(1, {bw(1500)});
  const Ticket bob = ticket(2, {sc2(1500)});
  EXPECT_EQ(rematch_cost(alice, bob, kNow, rules), 0);
  alice.recent_opponents = {{PlayerId{2}, kNow}};
  EXPECT_EQ(rematch_cost(alice, bob, kNow, rules), 8'000);
  EXPECT_EQ(rematch_cost(bob, alice, kNow, rules), 8'000);
  EXPECT_EQ(rematch_cost(alice, bob, kNow + std::chrono::hours(1), rules), 4'000);
  EXPECT_EQ(rematch_cost(alice, bob, kNow + std::chrono::hours(3), rules), 0);
  alice.recent_opponents.push_back({PlayerId{2}, kNow});
  EXPECT_EQ(rematch_cost(alice, bob, kNow, rules), 10'000) << "all of them together have a limit";
  EXPECT_EQ(rematch_cost(alice, bob, kNow, {}), 0) << "the reference has no memory";
  EXPECT_EQ(rematch_cost(alice, bob, Time::min(), rules), 10'000) << "a clock that went back";
}

TEST(Rematch, IsAvoidedButBeatsNoMatch) {
  PoolRules rules;
  rules.rematch_cost = 8'000;
  std::vector<Ticket> tickets{ticket(1, {bw(1500)}), ticket(2, {sc2(1500)}), ticket(3, {bw(1550)}),
                              ticket(4, {sc2(1550)})};
  tickets[0].recent_opponents = {{PlayerId{2}, kNow}};
  const WavePlan four = plan(tickets, rules);
  ASSERT_EQ(four.proposals.size(), 2u);
  EXPECT_EQ(four.proposals[0].second.ticket, TicketId{4});
  EXPECT_EQ(four.cost, 2 * (2'500 - 40));

  tickets.resize(2);
  const WavePlan two = plan(tickets, rules);
  ASSERT_EQ(two.proposals.size(), 1u);
  EXPECT_EQ(two.cost, 8'000 - 40);
}

}  // namespace
}  // namespace evo
