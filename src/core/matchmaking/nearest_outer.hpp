// NearestOuter: for every vertex the outer vertex to which an edge becomes tight first. Both searches, the
// one with blossoms and the one without, ask for it.
#pragma once

#include <limits>
#include <vector>

#include "core/matchmaking/arc_table.hpp"

namespace evo {

class NearestOuter {
 public:
  static constexpr int kNone = -1;
  static constexpr Weight kNever = std::numeric_limits<Weight>::max() / 4;
  // A key beyond this is none: the dual of a vertex that is not outer is kNever.
  static constexpr Weight kFar = kNever / 2;

  explicit NearestOuter(std::size_t vertices)
      : vertex_(vertices, kNone), key_(vertices, kNever), weight_(vertices, 0) {}

  int of(int vertex) const { return vertex_[vertex]; }
  // The dual of the nearest less the weight of the edge to it.
  Weight key(int vertex) const { return key_[vertex]; }
  // Whether the nearest is where it was when it was found.
  bool holds(int vertex, const std::vector<Weight>& outer_dual) const {
    return outer_dual[vertex_[vertex]] - weight_[vertex] == key_[vertex];
  }

  // `outer` has become outer with that dual: calls closer(vertex) for all around that have it nearest now.
  template <class Closer>
  void announce(const ArcTable& arcs, int outer, Weight dual, Closer&& closer) {
    const ArcTable::Row row = arcs.row(outer);
    Weight* const keys = key_.data();
    for (std::size_t i = 0; i < row.size; ++i) {
      const int head = row.heads[i];
      const Weight key = dual - row.weights[i];
      if (key >= keys[head]) continue;
      keys[head] = key;
      vertex_[head] = outer;
      weight_[head] = row.weights[i];
      closer(head);
    }
  }

  // Looks at all around anew.
  void find(const ArcTable& arcs, int vertex, const std::vector<Weight>& outer_dual) {
    const ArcTable::Row row = arcs.row(vertex);
    const Weight* const duals = outer_dual.data();
    std::size_t best = row.size;
    Weight key = kFar;
    for (std::size_t i = 0; i < row.size; ++i) {
      const Weight candidate = duals[row.heads[i]] - row.weights[i];
      if (candidate >= key) continue;
      key = candidate;
      best = i;
    }
    const bool exists = best < row.size;
    vertex_[vertex] = exists ? row.heads[best] : kNone;
    key_[vertex] = exists ? key : kNever;
    weight_[vertex] = exists ? row.weights[best] : 0;
  }

 private:
  std::vector<int> vertex_;
  std::vector<Weight> key_;
  std::vector<Weight> weight_;
};

}  // namespace evo
