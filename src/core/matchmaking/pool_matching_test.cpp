#include "core/matchmaking/pool_matching.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

// Pools of any size are matched as large ones are.
constexpr MatchingLimits kSparse{.all_pairs_max = 0};

// The rules once more, told the long way and without the pool's tables: what it costs that the two play each
// other.
std::optional<std::int64_t> admissible_cost(const Ticket& a, const Ticket& b, const PoolRules& rules) {
  if ((a.region == "SAM" && b.region == "USB") || (a.region == "USB" && b.region == "SAM"))
    return std::nullopt;
  const int waves_a = waves_waited(a, sample::kNow, rules);
  const int waves_b = waves_waited(b, sample::kNow, rules);
  const int reach = std::max(window(waves_a, rules), window(waves_b, rules));
  std::optional<std::int64_t> least;
  for (const TicketOption& own : a.options) {
    for (const TicketOption& other : b.options) {
      if (own.side == other.side || std::abs(own.rating - other.rating) > reach) continue;
      const std::int64_t cost = pair_cost(own.rating, other.rating, waves_a, waves_b, rules);
      if (!least || cost < *least) least = cost;
    }
  }
  if (least) *least += rematch_cost(a, b, sample::kNow, rules);
  return least;
}

std::vector<const Ticket*> pointers(const std::vector<Ticket>& tickets) {
  std::vector<const Ticket*> all;
  for (const Ticket& ticket : tickets) all.push_back(&ticket);
  return all;
}

using Total = std::pair<int, std::int64_t>;  // Matches, cost.

// By trying all matchings: best[set] for every set of tickets.
Total brute_force(const std::vector<Ticket>& tickets, const PoolRules& rules) {
  std::array<std::array<std::optional<std::int64_t>, 9>, 9> costs;
  for (std::size_t a = 0; a < tickets.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) costs[b][a] = admissible_cost(tickets[a], tickets[b], rules);
  std::vector<Total> best(std::size_t{1} << tickets.size());
  for (std::size_t set = 1; set < best.size(); ++set) {
    const auto low = static_cast<std::size_t>(std::countr_zero(set));
    const std::size_t rest = set & (set - 1);
    best[set] = best[rest];
    for (std::size_t other = low + 1; other < tickets.size(); ++other) {
      if ((rest >> other & 1) == 0 || !costs[low][other]) continue;
      const Total& others = best[rest & ~(std::size_t{1} << other)];
      const Total candidate{others.first + 1, others.second + *costs[low][other]};
      const Total& known = best[set];
      if (candidate.first > known.first ||
          (candidate.first == known.first && candidate.second < known.second))
        best[set] = candidate;
    }
  }
  return best.back();
}

// A small queue in which everything interesting happens often.
std::vector<Ticket> small_queue(Rng& rng) {
  std::vector<Ticket> tickets;
  const int count = static_cast<int>(rng.between(0, 9));
  for (int i = 1; i <= count; ++i) {
    const auto rating = [&] { return 1500 + 25 * static_cast<int>(rng.between(-12, 12)); };
    std::vector<TicketOption> options;
    const auto kind = rng.below(3);
    if (kind != 1) options.push_back(sample::bw(rating()));
    if (kind != 0) options.push_back(sample::sc2(rating()));
    const char* const regions[] = {"SAM", "EUW", "USB", ""};
    tickets.push_back(sample::ticket(i, options, rng.pick(regions)));
    tickets.back().joined_at -= std::chrono::seconds(30) * rng.between(0, 14);
    if (i > 1 && rng.chance(0.3))
      tickets.back().recent_opponents.push_back(
          {PlayerId{rng.between(1, i - 1)}, sample::kNow - std::chrono::minutes(rng.between(0, 100))});
  }
  return tickets;
}

// What a matching amounts to; fails unless it is one.
Total total_of(const std::vector<int>& partner, const Pool& pool, const PoolRules& rules) {
  Total total;
  for (int a = 0; a < pool.size(); ++a) {
    const int b = partner[static_cast<std::size_t>(a)];
    if (b < 0) continue;
    EXPECT_EQ(partner[static_cast<std::size_t>(b)], a);
    if (b < a) continue;
    const auto cost = admissible_cost(*pool[a].ticket, *pool[b].ticket, rules);
    EXPECT_TRUE(cost) << "these two may not play each other";
    ++total.first;
    total.second += cost.value_or(0);
  }
  return total;
}

TEST(PoolMatching, EqualsBruteForceOn20000PoolsOfUpToNine) {
  const Catalog catalog = sample::catalog();
  Rng rng(1);
  for (int i = 0; i < 20'000; ++i) {
    PoolRules rules;
    if (i % 4 == 0) rules.rematch_cost = 5'000;
    const std::vector<Ticket> tickets = small_queue(rng);
    const Total expected = brute_force(tickets, rules);
    Rng draw(2);
    const WavePlan plan = plan_wave(tickets, rules, catalog, sample::kNow, draw);
    ASSERT_EQ(Total(plan.proposals.size(), plan.cost), expected) << "pool " << i;
    ASSERT_TRUE(plan.exact);
    ASSERT_EQ(plan.cost_bound, plan.cost);
    const Pool pool(pointers(tickets), {}, rules, catalog, sample::kNow);
    const PoolMatching sparse = match_pool(pool, kSparse);
    ASSERT_EQ(total_of(sparse.partner, pool, rules), expected) << "pool " << i;
    ASSERT_TRUE(sparse.exact);
    ASSERT_EQ(sparse.cost_bound, sparse.cost);
  }
}

// Checks a proof by what matching.hpp demands of it, against the tickets themselves.
class Certificate {
 public:
  Certificate(const Pool& pool, const PoolRules& rules, const PoolMatching& best)
      : pool_(pool), rules_(rules), best_(best), vertices_(static_cast<int>(best.duals.vertex.size())) {
    partner_ = best.partner;
    if (vertices_ > pool.size()) add_one_more();
    floor_ = *std::ranges::min_element(best.duals.vertex);
  }

  // Matched pairs have no slack, others none below zero; nobody left out could have been worth more than the
  // floor; odd sets are full.
  void check() const {
    for (int a = 0; a < vertices_; ++a) {
      for (int b = a + 1; b < vertices_; ++b) {
        const auto cost = cost_of(a, b);
        const bool matched = partner_[static_cast<std::size_t>(a)] == b;
        ASSERT_TRUE(cost || !matched);
        if (!cost) continue;
        const Weight slack = dual(a) + dual(b) + shared(a, b) + 2 * *cost;
        ASSERT_GE(slack, 0) << a << " - " << b;
        if (matched) ASSERT_EQ(slack, 0) << a << " - " << b;
      }
      if (partner_[static_cast<std::size_t>(a)] < 0) ASSERT_EQ(dual(a), floor_);
    }
    for (int set = 0; set < std::ssize(best_.duals.odd_sets); ++set) check_set(set);
  }

  // If anybody is left out, the floor is so low that one match more would outweigh all else.
  void check_floor() const {
    if (std::ranges::find(partner_, -1) == partner_.end()) return;
    std::int64_t widest = 0;
    for (int a = 0; a < pool_.size(); ++a)
      for (int b = a + 1; b < pool_.size(); ++b)
        if (const auto cost = cost_of(a, b)) widest = std::max(widest, std::abs(*cost));
    // An alternating path has up to half of all vertices' edges of each kind.
    EXPECT_LT(floor_, -widest * (vertices_ / 4 + 1));
  }

 private:
  void add_one_more() {
    const auto left_out = std::ranges::find(partner_, -1);
    ASSERT_NE(left_out, partner_.end());
    // Whoever it is matched to has the dual that fits.
    const auto last = static_cast<int>(partner_.size());
    for (int vertex = 0; vertex < last; ++vertex) {
      if (partner_[static_cast<std::size_t>(vertex)] >= 0) continue;
      if (dual(vertex) + dual(last) + shared(vertex, last) != 0) continue;
      partner_[static_cast<std::size_t>(vertex)] = last;
      partner_.push_back(vertex);
      return;
    }
    FAIL() << "nobody is matched to the one added";
  }

  std::optional<std::int64_t> cost_of(int a, int b) const {
    if (b == pool_.size()) return 0;
    return admissible_cost(*pool_[a].ticket, *pool_[b].ticket, rules_);
  }

  Weight dual(int vertex) const { return best_.duals.vertex[static_cast<std::size_t>(vertex)]; }
  const MatchingDuals::OddSet& odd_set(int set) const {
    return best_.duals.odd_sets[static_cast<std::size_t>(set)];
  }

  bool holds(int set, int vertex) const {
    for (int inner = best_.duals.innermost[static_cast<std::size_t>(vertex)]; inner >= 0;
         inner = odd_set(inner).parent)
      if (inner == set) return true;
    return false;
  }

  Weight shared(int a, int b) const {
    Weight sum = 0;
    for (int set = best_.duals.innermost[static_cast<std::size_t>(a)]; set >= 0; set = odd_set(set).parent)
      if (holds(set, b)) sum += odd_set(set).dual;
    return sum;
  }

  void check_set(int set) const {
    ASSERT_GE(odd_set(set).dual, 0);
    if (odd_set(set).dual == 0) return;
    int size = 0;
    int matched_inside = 0;
    for (int vertex = 0; vertex < vertices_; ++vertex) {
      if (!holds(set, vertex)) continue;
      ++size;
      const int partner = partner_[static_cast<std::size_t>(vertex)];
      matched_inside += partner >= 0 && holds(set, partner) ? 1 : 0;
    }
    ASSERT_EQ(size % 2, 1);
    ASSERT_EQ(matched_inside, size - 1);
  }

  const Pool& pool_;
  const PoolRules& rules_;
  const PoolMatching& best_;
  const int vertices_;
  std::vector<int> partner_;
  Weight floor_ = 0;
};

constexpr std::array kKinds{sample::Kind::usual, sample::Kind::both, sample::Kind::uneven,
                            sample::Kind::close, sample::Kind::long_waits};

TEST(PoolMatching, ProvesItsOptimumOn200PoolsOf200) {
  const Catalog catalog = sample::catalog();
  Rng rng(1);
  for (int i = 0; i < 200; ++i) {
    SCOPED_TRACE(i);
    PoolRules rules;
    if (i % 2 == 1) rules.rematch_cost = 5'000;
    std::vector<Ticket> tickets =
        sample::queue_of(kKinds[static_cast<std::size_t>(i) % kKinds.size()], 199 + i % 3, rng);
    for (std::size_t k = 1; k < tickets.size(); k += 2)
      tickets[k].recent_opponents.push_back({tickets[k - 1].player, sample::kNow - std::chrono::minutes(5)});
    const Pool pool(pointers(tickets), {}, rules, catalog, sample::kNow);
    const PoolMatching best = match_pool(pool, {});
    ASSERT_TRUE(best.exact);
    ASSERT_EQ(best.cost_bound, best.cost);
    ASSERT_EQ(total_of(best.partner, pool, rules).second, best.cost);
    const Certificate certificate(pool, rules, best);
    certificate.check();
    certificate.check_floor();
    if (HasFailure()) return;
  }
}

TEST(PoolMatching, LargePoolsAreBookedOnceWithinTheBound) {
  const Catalog catalog = sample::catalog();
  const PoolRules rules;
  Rng rng(1);
  for (const sample::Kind kind : kKinds) {
    const std::vector<Ticket> tickets = sample::queue_of(kind, 1'501, rng);
    const Pool pool(pointers(tickets), {}, rules, catalog, sample::kNow);
    // The search stops early: the matching may not be the best, but the bound holds and is near.
    const PoolMatching hurried = match_pool(pool, {.exact_max = 0, .rounds_max = 1});
    const PoolMatching best = match_pool(pool, {});
    const Total total = total_of(hurried.partner, pool, rules);
    EXPECT_EQ(total.second, hurried.cost);
    EXPECT_LE(hurried.cost_bound, hurried.cost);
    EXPECT_TRUE(best.exact);
    EXPECT_EQ(total.first, total_of(best.partner, pool, rules).first);
    EXPECT_GE(best.cost, hurried.cost_bound);
    EXPECT_LE(hurried.cost, best.cost + std::abs(best.cost) / 100);
  }
}

}  // namespace
}  // namespace evo
