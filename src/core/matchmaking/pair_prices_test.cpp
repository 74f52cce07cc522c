// What a pair of players brings beside their ratings: ping, blocked servers, newcomers, maps played lately.
#include "core/matchmaking/pair_prices.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/matchmaking/pool.hpp"
#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

using sample::bw;
using sample::kNow;
using sample::sc2;
using sample::ticket;

WavePlan plan(const std::vector<Ticket>& tickets, const PoolRules& rules, const Catalog& catalog,
              Time now = kNow) {
  Rng rng(1);
  return plan_wave(tickets, rules, catalog, now, rng);
}

Catalog real() { return builtin_catalog("scevo").value(); }

TEST(PairPrices, AnEquallyRatedOpponentNearbyIsBetterThanOneFarAway) {
  const std::vector<Ticket> tickets{ticket(1, {bw(1500)}, "EUW"), ticket(2, {sc2(1500)}, "KRJ"),
                                    ticket(3, {sc2(1520)}, "EUE")};
  const Catalog catalog = real();
  EXPECT_EQ(plan(tickets, {}, catalog).proposals[0].second.ticket, TicketId{2});
  PoolRules rules;
  rules.ping_worth = 100;
  const WavePlan better = plan(tickets, rules, catalog);
  EXPECT_EQ(better.proposals[0].second.ticket, TicketId{3});
  // Both have 0 to 60 ms to Central Europe, so it costs what the rating difference does.
  EXPECT_EQ(better.cost, 20 * 20 - 40);
}

TEST(PairPrices, PingIsThatOfTheOneWhoHasItWorse) {
  PoolRules rules;
  rules.ping_worth = 100;
  // EUW and KRJ play on USW: 130 to 160 and 120 to 140 ms. 145 ms are 85 more than make no difference.
  EXPECT_EQ(plan({ticket(1, {bw(1500)}, "EUW"), ticket(2, {sc2(1500)}, "KRJ")}, rules, real()).cost,
            85 * 85 - 40);
  // Nobody knows where the other lives.
  EXPECT_EQ(plan({ticket(1, {bw(1500)}, "EUW"), ticket(2, {sc2(1500)}, "")}, rules, real()).cost, -40);
}

TEST(PairPrices, BlockedServersAreAvoidedOrKeepTwoApart) {
  std::vector<Ticket> tickets{ticket(1, {bw(1500)}, "NAE"), ticket(2, {sc2(1500)}, "EUE")};
  EXPECT_EQ(plan(tickets, {}, real()).proposals[0].server, "EUC");
  tickets[0].blocked_servers = {"EUC"};
  // US East and US Central are as good for both of them; the first that is in the catalog.
  const WavePlan elsewhere = plan(tickets, {}, real());
  ASSERT_EQ(elsewhere.proposals.size(), 1u);
  EXPECT_EQ(elsewhere.proposals[0].server, "USC");
  tickets[1].blocked_servers = {"USW", "USC", "USE"};
  const WavePlan apart = plan(tickets, {}, real());
  EXPECT_TRUE(apart.proposals.empty());
  EXPECT_EQ(apart.misses[0].reason, MissReason::servers_blocked);
}

// Every server that may be chosen between two regions, sorted: the catalog's first, then the best for the one
// who has it worse.
std::vector<std::pair<std::string, double>> sorted_servers(const Catalog& catalog, const std::string& a,
                                                           const std::string& b) {
  const std::string_view first = catalog.server_for(a, b);
  std::vector<std::pair<std::string, double>> found;
  for (const Server& server : catalog.servers) {
    const auto ping_a = catalog.ping_ms(a.empty() ? b : a, server.code);
    const auto ping_b = catalog.ping_ms(b.empty() ? a : b, server.code);
    if (server.code == first || (ping_a && ping_b))
      found.emplace_back(server.code, std::max(ping_a.value_or(250), ping_b.value_or(250)));
  }
  std::ranges::stable_sort(
      found, {}, [&](const auto& choice) { return std::pair(choice.first != first, choice.second); });
  return found;
}

// Between any two regions, whatever the two have blocked, and never worse than the bound that searches trust.
TEST(PairPrices, TheServerIsTheFirstThatNeitherHasBlocked) {
  const Catalog catalog = real();
  PoolRules rules;
  rules.ping_worth = 100;
  std::vector<std::string> codes{"", "ATLANTIS"};
  for (const Region& region : catalog.regions) codes.push_back(region.code);
  std::vector<Ticket> tickets;
  Rng rng(5);
  for (const std::string& code : codes) {
    for (const int blocked : {0, 1, 3}) {
      tickets.push_back(ticket(std::ssize(tickets) + 1, {bw(1500), sc2(1500)}, code));
      for (int i = 0; i < blocked; ++i)
        tickets.back().blocked_servers.push_back(rng.pick(catalog.servers).code);
    }
  }
  std::vector<const Ticket*> all;
  for (const Ticket& one : tickets) all.push_back(&one);
  const PairPrices prices(all, {}, rules, catalog, kNow);
  for (const Ticket& a : tickets) {
    for (const Ticket& b : tickets) {
      auto servers = sorted_servers(catalog, a.region, b.region);
      std::erase_if(servers, [&](const auto& server) {
        return std::ranges::count(a.blocked_servers, server.first) > 0 ||
               std::ranges::count(b.blocked_servers, server.first) > 0;
      });
      const Candidate first = prices.candidate(a);
      const Candidate second = prices.candidate(b);
      ASSERT_EQ(prices.server_is_left(first, second), !servers.empty()) << a.region << ' ' << b.region;
      ASSERT_EQ(prices.server(first, second), servers.empty() ? "" : servers[0].first);
      const auto price = prices.price(first, second);
      ASSERT_EQ(price.has_value(), !servers.empty() && catalog.regions_may_meet(a.region, b.region));
      if (!price) continue;
      const double more = std::max(servers[0].second - rules.ping_free_ms, 0.0);
      const bool known = !a.region.empty() || !b.region.empty();
      ASSERT_EQ(*price, known ? static_cast<std::int64_t>(more * more) : 0) << a.region << ' ' << b.region;
      ASSERT_LE(*price, prices.extra_max());
    }
  }
}

TEST(PairPrices, NewcomersMeetNearOpponentsUntilTheirWindowIsOpen) {
  std::vector<Ticket> tickets{ticket(1, {bw(1500)}), ticket(2, {sc2(1640)})};
  tickets[0].options[0].games = 2;
  tickets[1].options[0].games = 50;
  PoolRules rules;
  rules.newcomer_games = 10;
  rules.newcomer_window = 100;
  rules.open_after = std::chrono::minutes(4);
  EXPECT_TRUE(plan(tickets, rules, sample::catalog()).proposals.empty());
  EXPECT_EQ(plan(tickets, rules, sample::catalog()).misses[0].reason, MissReason::outside_window);
  EXPECT_EQ(plan(tickets, rules, sample::catalog(), kNow + std::chrono::minutes(4)).proposals.size(), 1u);
  tickets[0].options[0].games = 10;
  EXPECT_EQ(plan(tickets, rules, sample::catalog()).proposals.size(), 1u);
}

TEST(PairPrices, MapsPlayedLatelyComeLessOften) {
  std::vector<Ticket> tickets{ticket(1, {bw(1500)}), ticket(2, {sc2(1500)})};
  tickets[0].recent_maps = {"now_1", "now_2", "now_1"};
  tickets[1].recent_maps = {"now_1"};
  const auto drawn = [&](int remembered) {
    PoolRules rules;
    rules.maps_remembered = remembered;
    std::map<std::string, int> count;
    Rng rng(7);
    for (int i = 0; i < 9000; ++i)
      ++count[plan_wave(tickets, rules, sample::catalog(), kNow, rng).proposals[0].map];
    return count;
  };
  EXPECT_NEAR(drawn(0)["now_1"], 1000, 100);
  // Weights 1/4 and 1/2 beside seven times 1.
  const auto fresh = drawn(10);
  EXPECT_NEAR(fresh.at("now_1"), 9000 * 0.25 / 7.75, 60);
  EXPECT_NEAR(fresh.at("now_2"), 9000 * 0.5 / 7.75, 80);
  EXPECT_NEAR(fresh.at("now_3"), 9000 / 7.75, 110);
  // Only the newest one of each.
  EXPECT_NEAR(drawn(1)["now_2"], 9000 / (8 + 1.0 / 3), 110);
}

// With everything that a price can hold, the few pairs that the search looks at are enough: the plan is as
// good as the best on all pairs.
TEST(PairPrices, TheOptimumStaysTheOptimum) {
  Rng rng(11);
  const Catalog catalog = real();
  constexpr const char* kRegions[] = {"EUW", "NAE", "KRJ", "SAM", "USB", "OCE", ""};
  for (int round = 0; round < 300; ++round) {
    PoolRules rules;
    rules.ping_worth = static_cast<int>(rng.between(0, 1)) * 100;
    rules.rematch_cost = rng.between(0, 1) * 8000;
    rules.newcomer_games = static_cast<int>(rng.between(0, 1)) * 10;
    if (rng.chance(0.5)) rules.open_after = std::chrono::minutes(4);
    if (rng.chance(0.7)) rules.forecast.half_life = std::chrono::minutes(20);
    std::vector<Ticket> tickets = sample::queue(static_cast<int>(rng.between(2, 60)), rng);
    std::vector<Ticket> joins = sample::queue(static_cast<int>(rng.between(0, 100)), rng);
    for (std::vector<Ticket>* some : {&tickets, &joins}) {
      for (Ticket& one : *some) {
        one.region = rng.pick(kRegions);
        if (rng.chance(0.2))
          one.blocked_servers = {rng.pick(catalog.servers).code, rng.pick(catalog.servers).code};
        for (TicketOption& option : one.options) option.games = static_cast<int>(rng.between(0, 20));
        one.recent_opponents = {
            {PlayerId{rng.between(1, 60)}, kNow - std::chrono::minutes(rng.between(0, 120))}};
      }
    }
    std::vector<const Ticket*> waiting;
    for (const Ticket& one : tickets) waiting.push_back(&one);
    std::vector<const Ticket*> lately;
    for (const Ticket& one : joins) lately.push_back(&one);
    const Pool pool(waiting, lately, rules, catalog, kNow);
    std::vector<Edge> edges;
    for (int a = 0; a < pool.size(); ++a)
      for (int b = a + 1; b < pool.size(); ++b)
        if (const auto cost = pool.cost(a, b)) edges.push_back({a, b, *cost});
    const std::vector<int> best = minimum_cost_maximum_matching(pool.size(), edges);
    std::pair<std::size_t, std::int64_t> expected{};
    for (int a = 0; a < pool.size(); ++a) {
      if (best[static_cast<std::size_t>(a)] < a) continue;
      ++expected.first;
      expected.second += *pool.cost(a, best[static_cast<std::size_t>(a)]);
    }
    Rng draw(1);
    const WavePlan wave = plan_wave(tickets, rules, catalog, kNow, draw, joins);
    ASSERT_TRUE(wave.exact);
    ASSERT_EQ(std::pair(wave.proposals.size(), wave.cost), expected) << "round " << round;
  }
}

}  // namespace
}  // namespace evo
