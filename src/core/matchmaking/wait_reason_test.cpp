#include "core/matchmaking/wait_reason.hpp"

#include <gtest/gtest.h>

#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

using sample::bw;
using sample::kNow;
using sample::sc2;
using sample::ticket;

WaitReason why(const std::vector<Ticket>& tickets, Time now = kNow, const PoolRules& rules = {}) {
  return explain_wait(tickets.front(), tickets, rules, sample::catalog(), now);
}

TEST(WaitReason, NobodyElse) {
  EXPECT_EQ(why({ticket(1, {bw(1500)})}), (WaitReason{MissReason::alone, 0, {}, {}}));
}

TEST(WaitReason, NobodyOnTheOtherSide) {
  EXPECT_EQ(why({ticket(1, {bw(1500)}), ticket(2, {bw(1500)})}),
            (WaitReason{MissReason::no_opposite_side, 1, {}, {}, {{MissReason::no_opposite_side, 1}}}));
}

TEST(WaitReason, RegionsApart) {
  EXPECT_EQ(why({ticket(1, {bw(1500)}, "SAM"), ticket(2, {sc2(1500)}, "USB"), ticket(3, {bw(1500)})}),
            (WaitReason{MissReason::regions_apart,
                        2,
                        {},
                        {},
                        {{MissReason::regions_apart, 1}, {MissReason::no_opposite_side, 1}}}));
}

TEST(WaitReason, TheWindowSaysWhenItReaches) {
  // 1500 and 1740: 240 points need the window of the third wave.
  std::vector<Ticket> tickets{ticket(1, {bw(1500)}), ticket(2, {sc2(1740)}), ticket(3, {sc2(2000)})};
  const std::map<MissReason, int> both{{MissReason::outside_window, 2}};
  EXPECT_EQ(why(tickets),
            (WaitReason{MissReason::outside_window, 2, 240, kNow + std::chrono::seconds(120), both}));
  // Somebody further away who has waited long reaches over earlier: 500 points in the eighth wave.
  tickets[2].joined_at = kNow - std::chrono::seconds(60 * 6 + 30);
  EXPECT_EQ(why(tickets),
            (WaitReason{MissReason::outside_window, 2, 500, kNow + std::chrono::seconds(30), both}));
}

TEST(WaitReason, SomebodyIsWithinReach) {
  const std::vector<Ticket> tickets{ticket(1, {bw(1500)}), ticket(2, {sc2(1640)}), ticket(3, {sc2(1520)}),
                                    ticket(4, {sc2(1900)})};
  EXPECT_EQ(why(tickets),
            (WaitReason{MissReason::opponents_taken, 3, 20, {}, {{MissReason::outside_window, 1}}}))
      << "140 points are within the window of the first wave, 400 are not";
}

TEST(WaitReason, WindowsThatDoNotGrowPromiseNothing) {
  PoolRules rules;
  rules.window_growth = 0;
  EXPECT_EQ(why({ticket(1, {bw(1500)}), ticket(2, {sc2(1800)})}, kNow, rules),
            (WaitReason{MissReason::outside_window, 1, 300, {}, {{MissReason::outside_window, 1}}}));
}

TEST(WaitReason, WhoeverHasWaitedLongEnoughTakesAnybody) {
  PoolRules rules;
  rules.window_growth = 0;
  rules.open_after = std::chrono::minutes(4);
  EXPECT_EQ(why({ticket(1, {bw(1500)}), ticket(2, {sc2(2800)})}, kNow, rules),
            (WaitReason{MissReason::outside_window,
                        1,
                        1300,
                        kNow + std::chrono::minutes(4),
                        {{MissReason::outside_window, 1}}}));
}

TEST(WaitReason, NewcomersAreProtectedUntilTheWindowOpens) {
  PoolRules rules;
  rules.newcomer_games = 5;
  rules.newcomer_window = 100;
  rules.open_after = std::chrono::minutes(4);
  std::vector<Ticket> tickets{ticket(1, {bw(1500)}), ticket(2, {sc2(1640)})};
  tickets[1].options[0].games = 5;
  EXPECT_EQ(why(tickets, kNow, rules), (WaitReason{MissReason::newcomer_protected,
                                                   1,
                                                   140,
                                                   kNow + std::chrono::minutes(4),
                                                   {{MissReason::newcomer_protected, 1}}}));
  tickets[0].options[0].games = 5;
  EXPECT_EQ(why(tickets, kNow, rules).reason, MissReason::opponents_taken);
}

// Many come, so that only a good match is better than waiting.
PoolRules choosy() {
  PoolRules rules;
  rules.forecast.half_life = std::chrono::minutes(20);
  rules.open_after = std::chrono::minutes(4);
  rules.rematch_cost = 8000;
  return rules;
}

std::vector<Ticket> many_joins(const std::vector<std::string>& regions) {
  std::vector<Ticket> joins;
  for (std::size_t i = 0; i < 60; ++i) {
    joins.push_back(ticket(static_cast<std::int64_t>(100 + i), {i / 2 % 2 == 0 ? bw(1500) : sc2(1500)},
                           regions[i % regions.size()]));
    joins.back().joined_at = kNow - std::chrono::seconds(5 * i);
  }
  return joins;
}

TEST(WaitReason, WhoHasJustMetMayBeKeptForLater) {
  const PoolRules rules = choosy();
  std::vector<Ticket> tickets{ticket(1, {bw(1500)}), ticket(2, {sc2(1500)})};
  tickets[0].recent_opponents = {{PlayerId{2}, kNow}};
  const auto joins = many_joins({"EUW"});
  const WaitReason reason = explain_wait(tickets[0], tickets, rules, sample::catalog(), kNow, joins);
  EXPECT_EQ(reason.reason, MissReason::just_met);
  EXPECT_EQ(reason.rating_difference, 0);
  ASSERT_TRUE(reason.reached_at);
  EXPECT_LE(*reason.reached_at, kNow + rules.open_after);
  EXPECT_EQ(reason.excluded, (std::map<MissReason, int>{{MissReason::just_met, 1}}));
  tickets[0].recent_opponents.clear();
  EXPECT_EQ(explain_wait(tickets[0], tickets, rules, sample::catalog(), kNow, joins).reason,
            MissReason::opponents_taken);
}

TEST(WaitReason, ASlowConnectionMayBeKeptForLater) {
  PoolRules rules = choosy();
  rules.ping_worth = 100;
  const Catalog ladder = builtin_catalog("scevo").value();
  const std::vector<Ticket> tickets{ticket(1, {bw(1500)}, "EUW"), ticket(2, {sc2(1500)}, "OCE")};
  EXPECT_EQ(explain_wait(tickets[0], tickets, rules, ladder, kNow, many_joins({"EUW", "OCE"})).reason,
            MissReason::ping_too_high);
}

// What it promises is what the matchmaker does: at the moment named, and not a microsecond before, the two
// are paired.
TEST(WaitReason, TheMatchmakerKeepsThePromise) {
  Rng rng(5);
  for (int i = 0; i < 500; ++i) {
    std::vector<Ticket> tickets{ticket(1, {bw(1500)}),
                                ticket(2, {sc2(1500 + static_cast<int>(rng.between(151, 900)))})};
    tickets[1].joined_at -= std::chrono::seconds(rng.between(0, 200));
    const WaitReason reason = why(tickets);
    if (reason.reason != MissReason::outside_window) continue;
    ASSERT_TRUE(reason.reached_at);
    Rng draw(1);
    EXPECT_EQ(plan_wave(tickets, {}, sample::catalog(), *reason.reached_at, draw).proposals.size(), 1u);
    EXPECT_EQ(
        plan_wave(tickets, {}, sample::catalog(), *reason.reached_at - Duration(1), draw).proposals.size(),
        0u);
  }
}

// The same with a forecast, as long as nobody else joins; what has joined counts less from moment to moment,
// so it may come true earlier, but never later.
TEST(WaitReason, TheForecastKeepsThePromise) {
  Rng rng(6);
  PoolRules rules;
  rules.forecast.half_life = std::chrono::minutes(20);
  rules.open_after = std::chrono::minutes(10);
  int promised = 0;
  for (int i = 0; i < 300; ++i) {
    const std::vector<Ticket> tickets{ticket(1, {bw(1500)}),
                                      ticket(2, {sc2(1500 + static_cast<int>(rng.between(20, 500)))})};
    std::vector<Ticket> joins = sample::queue(static_cast<int>(rng.between(0, 40)), rng, 20);
    for (Ticket& join : joins) join.player = PlayerId{join.id.value + 100};
    const WaitReason reason = explain_wait(tickets[0], tickets, rules, sample::catalog(), kNow, joins);
    Rng draw(1);
    const auto pairs = [&](Time at) {
      return plan_wave(tickets, rules, sample::catalog(), at, draw, joins).proposals.size();
    };
    EXPECT_EQ(pairs(kNow), reason.reason == MissReason::opponents_taken ? 1u : 0u);
    if (reason.reason != MissReason::outside_window) continue;
    ASSERT_TRUE(reason.reached_at) << "in the end anybody will do";
    ++promised;
    EXPECT_LE(*reason.reached_at, kNow + rules.open_after);
    EXPECT_EQ(pairs(*reason.reached_at + std::chrono::milliseconds(1)), 1u);
  }
  EXPECT_GT(promised, 50);
}

}  // namespace
}  // namespace evo
