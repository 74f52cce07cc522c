#include "core/matchmaking/pool_matching.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/matchmaking/half_matching.hpp"
#include "core/matchmaking/opponents.hpp"

namespace evo {
namespace {

// Likely opponents that every option begins with on either side of its rating, before they are spaced out.
constexpr int kNearest = 5;
// Opponents that are added for every option for which the duals do not suffice.
constexpr std::size_t kWorst = 3;
// Pairs whose duals exceed their weight by more than this are hardly ever needed; of those below, so many for
// every option are kept at hand for the odd cycles.
constexpr Weight kCloseSlack = 2'000;
constexpr std::size_t kClosest = 5;

class PoolMatcher {
 public:
  PoolMatcher(const Pool& pool, const MatchingLimits& limits)
      : pool_(pool),
        limits_(limits),
        vertices_(pool.size() + pool.size() % 2),
        floor_(matching_floor(vertices_, std::min<Weight>(-2 * pool.cost_max(), 0),
                              std::max<Weight>(-2 * pool.cost_min(), 0))) {
    // Nobody is a worse match than somebody, but the last one left gets nobody.
    if (vertices_ > pool.size())
      for (int candidate = 0; candidate < pool.size(); ++candidate)
        edges_.push_back({candidate, pool.size(), 0});
  }

  PoolMatching run() {
    PoolMatching result;
    if (pool_.size() <= limits_.all_pairs_max) {
      add_all_pairs();
      arcs_.assign(vertices_, edges_);
      matching_ = best_matching(arcs_, floor_, no_matching(arcs_, floor_));
      result.exact = true;
    } else {
      const OpponentIndex opponents(pool_);
      find_half_matching(opponents);
      const MatchingDuals half_duals = matching_.duals;
      result.exact = find_matching(opponents);
      if (!result.exact) matching_.duals = half_duals;
    }
    result.cost_bound = cost_bound();
    result.partner = std::move(matching_.partner);
    result.duals = std::move(matching_.duals);
    result.partner.resize(static_cast<std::size_t>(pool_.size()));
    for (int candidate = 0; candidate < pool_.size(); ++candidate) {
      int& partner = result.partner[candidate];
      if (partner == pool_.size()) partner = -1;
      if (partner > candidate) result.cost += *pool_.cost(candidate, partner);
    }
    return result;
  }

 private:
  void add_all_pairs() {
    for (int a = 0; a < pool_.size(); ++a)
      for (int b = a + 1; b < pool_.size(); ++b)
        if (const auto cost = pool_.cost(a, b)) edges_.push_back({a, b, *cost});
  }

  void add(const std::vector<Edge>& edges) { edges_.insert(edges_.end(), edges.begin(), edges.end()); }

  // Ends with duals that suffice for all pairs of the pool.
  void find_half_matching(const OpponentIndex& opponents) {
    opponents.add_nearest_edges(kNearest, edges_);
    arcs_.assign(vertices_, edges_);
    matching_ = no_matching(arcs_, floor_);
    best_half_matching(arcs_, floor_, matching_);
    std::erase_if(edges_, [&](const Edge& edge) {
      const std::vector<Weight>& dual = matching_.duals.vertex;
      return edge.b < pool_.size() && dual[edge.a] + dual[edge.b] + 2 * edge.cost > kCloseSlack;
    });
    for (auto more = opponents.close_edges(matching_.duals, kCloseSlack, kClosest); !more.empty();
         more = opponents.close_edges(matching_.duals, 0, kWorst)) {
      add(more);
      arcs_.assign(vertices_, edges_);
      best_half_matching(arcs_, floor_, matching_);
    }
  }

  // From there to the best matching. Returns whether the duals suffice for all pairs.
  bool find_matching(const OpponentIndex& opponents) {
    for (int round = 1;; ++round) {
      arcs_.assign(vertices_, edges_);
      matching_ = best_matching(arcs_, floor_, std::move(matching_));
      const auto more = opponents.close_edges(matching_.duals, 0, kWorst);
      if (more.empty()) return true;
      if (pool_.size() > limits_.exact_max && round >= limits_.rounds_max) return false;
      add(more);
      dissolve_odd_sets(matching_);
    }
  }

  // The vertices of a matching weigh no more than their duals, and those left out have at least the floor.
  std::int64_t cost_bound() const {
    const MatchingDuals& duals = matching_.duals;
    const auto left_out = std::ranges::count(matching_.partner, -1);
    Weight heaviest =
        std::accumulate(duals.vertex.begin(), duals.vertex.end(), Weight{0}) - left_out * floor_;
    for (const MatchingDuals::OddSet& set : duals.odd_sets) heaviest += set.dual * (set.size / 2);
    // Rounded up.
    return -(heaviest >= 0 ? heaviest / 2 : (heaviest - 1) / 2);
  }

  const Pool& pool_;
  const MatchingLimits& limits_;
  const int vertices_;
  const Weight floor_;
  std::vector<Edge> edges_;
  ArcTable arcs_{0, {}};
  Matching matching_;
};

}  // namespace

PoolMatching match_pool(const Pool& pool, const MatchingLimits& limits) {
  return PoolMatcher(pool, limits).run();
}

}  // namespace evo
