#include "core/matchmaking/matching.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/assert.hpp"
#include "core/matchmaking/blossom.hpp"

namespace evo {
namespace {

// Keeps every dual far from the end of the numbers: none exceeds (number of vertices) * 2^41.
constexpr int kVerticesMax = 1 << 16;

// Makes `start` fit: every edge's duals suffice, matched edges are tight, vertices without a partner have
// even duals (the search halves the gaps between them).
class StartRepair {
 public:
  StartRepair(const ArcTable& arcs, Weight floor, Matching& start)
      : arcs_(arcs), floor_(floor), partner_(start.partner), dual_(start.duals.vertex) {}

  void run() {
    // A vertex without a partner has nothing to lose by being raised.
    for (const bool matched : {false, true})
      for (int vertex = 0; vertex < arcs_.vertices(); ++vertex)
        if ((partner_[vertex] >= 0) == matched) raise(vertex);
    for (int vertex = 0; vertex < arcs_.vertices(); ++vertex)
      if (partner_[vertex] >= 0 && !is_tight(vertex)) part(vertex);
    for (int vertex = 0; vertex < arcs_.vertices(); ++vertex)
      if (partner_[vertex] < 0) lower(vertex);
    for (int vertex = 0; vertex < arcs_.vertices(); ++vertex)
      if (partner_[vertex] < 0 && dual_[vertex] % 2 != 0) ++dual_[vertex];
  }

 private:
  void part(int vertex) {
    partner_[partner_[vertex]] = -1;
    partner_[vertex] = -1;
  }

  void raise(int vertex) {
    const ArcTable::Row row = arcs_.row(vertex);
    Weight needed = dual_[vertex];
    for (std::size_t i = 0; i < row.size; ++i)
      needed = std::max(needed, row.weights[i] - dual_[row.heads[i]]);
    dual_[vertex] = needed;
  }

  bool is_tight(int vertex) const {
    const ArcTable::Row row = arcs_.row(vertex);
    const auto place = std::find(row.heads, row.heads + row.size, partner_[vertex]) - row.heads;
    return dual_[vertex] + dual_[partner_[vertex]] == row.weights[place];
  }

  // As far as the edges allow; if one becomes tight whose other end is free as well, they are matched.
  void lower(int vertex) {
    const ArcTable::Row row = arcs_.row(vertex);
    Weight needed = floor_;
    for (std::size_t i = 0; i < row.size; ++i)
      needed = std::max(needed, row.weights[i] - dual_[row.heads[i]]);
    dual_[vertex] = needed;
    for (std::size_t i = 0; i < row.size; ++i) {
      const int head = row.heads[i];
      if (partner_[head] >= 0 || needed + dual_[head] != row.weights[i]) continue;
      partner_[vertex] = head;
      partner_[head] = vertex;
      return;
    }
  }

  const ArcTable& arcs_;
  const Weight floor_;
  std::vector<int>& partner_;
  std::vector<Weight>& dual_;
};

}  // namespace

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
  StartRepair(arcs, floor, start).run();
  return BlossomForest(arcs, floor, std::move(start)).match();
}

std::vector<int> minimum_cost_maximum_matching(int vertices, std::span<const Edge> edges) {
  const ArcTable arcs(vertices, edges);
  const Weight floor = matching_floor(vertices, arcs.lightest(), arcs.heaviest());
  return best_matching(arcs, floor, no_matching(arcs, floor)).partner;
}

}  // namespace evo
