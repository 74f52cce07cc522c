#include "core/matchmaking/matching.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/assert.hpp"
#include "core/matchmaking/blossom.hpp"
#include "core/matchmaking/half_matching.hpp"

namespace evo {
namespace {

// Keeps every dual far from the end of the numbers: none exceeds (number of vertices) * 2^41.
constexpr int kVerticesMax = 1 << 16;

}  // namespace

// Sets around stand before those inside them.
Weight MatchingDuals::shared(int a, int b) const {
  int set_a = innermost[a];
  int set_b = innermost[b];
  while (set_a != set_b) {
    int& inner = set_a > set_b ? set_a : set_b;
    inner = odd_sets[inner].parent;
  }
  return set_a < 0 ? 0 : odd_sets[set_a].dual_sum;
}

// An augmenting path of k edges and k - 1 of the matching costs at most (k - 1) (heaviest - lightest) -
// lightest.
Weight matching_floor(int vertices, Weight lightest, Weight heaviest) {
  EVO_ASSERT(vertices >= 0 && vertices <= kVerticesMax);
  const Weight half_bonus =
      (vertices / 4 + 1) * (heaviest - lightest) + std::max(std::abs(lightest), std::abs(heaviest));
  return -(half_bonus / 2 + 1) * 2;
}

Matching no_matching(const ArcTable& arcs, Weight floor) {
  Matching matching;
  matching.partner.assign(static_cast<std::size_t>(arcs.vertices()), -1);
  matching.duals.innermost = matching.partner;
  // Half of its heaviest edge from every vertex is enough for all edges.
  for (int vertex = 0; vertex < arcs.vertices(); ++vertex) {
    const ArcTable::Row row = arcs.row(vertex);
    const bool alone = row.size == 0;
    matching.duals.vertex.push_back(alone ? floor
                                          : *std::max_element(row.weights, row.weights + row.size) / 2);
  }
  return matching;
}

Matching best_matching(const ArcTable& arcs, Weight floor, Matching start) {
  if (best_half_matching(arcs, floor, start) == 0) return start;
  // The search for the best matching halves the gaps between vertices without a partner.
  for (std::size_t vertex = 0; vertex < start.partner.size(); ++vertex)
    if (start.partner[vertex] < 0 && start.duals.vertex[vertex] % 2 != 0) ++start.duals.vertex[vertex];
  return BlossomForest(arcs, floor, std::move(start)).match();
}

void dissolve_odd_sets(Matching& matching) {
  MatchingDuals& duals = matching.duals;
  for (std::size_t vertex = 0; vertex < duals.vertex.size(); ++vertex)
    if (duals.innermost[vertex] >= 0)
      duals.vertex[vertex] += duals.odd_sets[duals.innermost[vertex]].dual_sum / 2;
  duals.innermost.assign(duals.vertex.size(), -1);
  duals.odd_sets.clear();
}

std::vector<int> minimum_cost_maximum_matching(int vertices, std::span<const Edge> edges) {
  const ArcTable arcs(vertices, edges);
  const Weight floor = matching_floor(vertices, arcs.lightest(), arcs.heaviest());
  return best_matching(arcs, floor, no_matching(arcs, floor)).partner;
}

}  // namespace evo
