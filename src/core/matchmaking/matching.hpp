// A matching together with the proof that it is the best one: the values of the dual linear programme.
//
// Weights are twice the negated costs. Every vertex has a dual y and some odd sets of vertices have a dual z
// that is positive. The matching has the most edges, and of those matchings the least cost, when
//  - y(a) + y(b) + (z of all sets that hold both) is at least the weight of every edge a - b, and equal to it
//  if
//    the edge is in the matching,
//  - every vertex without a partner has y = floor, all others at least that,
//  - every odd set is matched inside but for one vertex.
// The floor is so low that one edge more outweighs whatever it costs elsewhere: it stands for half the bonus
// that each edge of the matching earns.
#pragma once

#include <span>
#include <vector>

#include "core/matchmaking/arc_table.hpp"

namespace evo {

struct MatchingDuals {
  // Odd sets are nested or disjoint. A set stands behind the one around it.
  struct OddSet {
    int parent = -1;      // The set around it.
    int size = 0;         // Vertices.
    Weight dual = 0;      // Even.
    Weight dual_sum = 0;  // Of this set and all around it.
  };
  std::vector<Weight> vertex;
  std::vector<int> innermost;  // By vertex: the smallest set that holds it, or -1.
  std::vector<OddSet> odd_sets;

  // The duals of all odd sets that hold both.
  Weight shared(int a, int b) const;
};

struct Matching {
  std::vector<int> partner;  // Or -1.
  MatchingDuals duals;
};

// For weights between these two and up to that many vertices.
Weight matching_floor(int vertices, Weight lightest, Weight heaviest);

// A beginning for best_matching().
Matching no_matching(const ArcTable& arcs, Weight floor);

// The best matching and its proof: the best half-integral matching (half_matching.hpp), then the blossom
// algorithm (blossom.hpp) for the odd cycles it leaves. `start` is where the search begins: any duals without
// odd sets, any matching of these arcs; what does not fit is put right first. The nearer to the optimum, the
// faster. No weight may make matching_floor() lower than `floor`.
Matching best_matching(const ArcTable& arcs, Weight floor, Matching start);

// Spreads the duals of the odd sets over their vertices: a start that holds for the same edges.
void dissolve_odd_sets(Matching& matching);

}  // namespace evo
