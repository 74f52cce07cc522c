#include "core/matchmaking/half_matching.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/matchmaking/event_queue.hpp"
#include "core/matchmaking/nearest_outer.hpp"

namespace evo {
namespace {

constexpr Weight kNever = NearestOuter::kNever;

// Makes the start fit: every edge's duals suffice and matched edges are tight.
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
  }

 private:
  void part(int vertex) {
    partner_[partner_[vertex]] = -1;
    partner_[vertex] = -1;
  }

  void raise(int vertex) { dual_[vertex] = std::max(dual_[vertex], needed(vertex)); }

  Weight needed(int vertex) const {
    const ArcTable::Row row = arcs_.row(vertex);
    const Weight* const dual = dual_.data();
    Weight least = floor_;
    for (std::size_t i = 0; i < row.size; ++i) least = std::max(least, row.weights[i] - dual[row.heads[i]]);
    return least;
  }

  bool is_tight(int vertex) const {
    const ArcTable::Row row = arcs_.row(vertex);
    const auto place = std::find(row.heads, row.heads + row.size, partner_[vertex]) - row.heads;
    return dual_[vertex] + dual_[partner_[vertex]] == row.weights[place];
  }

  // As far as the edges allow; if one becomes tight whose other end is free as well, they are matched.
  void lower(int vertex) {
    const ArcTable::Row row = arcs_.row(vertex);
    dual_[vertex] = needed(vertex);
    for (std::size_t i = 0; i < row.size; ++i) {
      const int head = row.heads[i];
      if (partner_[head] >= 0 || dual_[vertex] + dual_[head] != row.weights[i]) continue;
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

// Alternating trees grow from all free vertices at once. A vertex of a tree is outer (its dual falls as time
// passes) or inner (its dual rises), the others are idle. Four things happen:
//  - An idle vertex becomes tight to an outer one. If it is matched, both join the tree, as inner and outer;
//  if it
//    has no partner or lies on an odd cycle, it is matched to the outer one, and the tree ends.
//  - Outer vertices of two trees become tight: they are matched, and both trees end.
//  - Outer vertices of one tree become tight: an odd cycle is made, and the tree ends.
//  - An outer vertex reaches the floor: it becomes the free one in place of the root, and the tree ends.
// Whenever a tree ends, the path to its root is exchanged. Time is the same for all and never goes back; all
// outer duals have one parity, so that the gap between two of them can be halved.
class HalfForest {
 public:
  // The duals of `matching` suffice for all edges and are nowhere below the (even) floor; its matching is
  // tight.
  HalfForest(const ArcTable& arcs, Weight floor, Matching& matching)
      : arcs_(arcs),
        floor_(floor),
        partner_(matching.partner),
        dual_(matching.duals.vertex),
        next_(partner_.size(), kNone),
        label_(partner_.size(), Label::idle),
        root_(partner_.size(), kNone),
        parent_(partner_.size(), kNone),
        outer_dual_(partner_.size(), kNever),
        nearest_(partner_.size()),
        happens_at_(partner_.size(), kNever),
        next_member_(partner_.size(), kNone) {}

  void run() {
    start();
    while (trees_ > 0) {
      const auto [time, vertex] = agenda_.pop();
      if (time != happens_at_[vertex]) continue;
      time_ = time;
      happens_at_[vertex] = kNever;
      happen(vertex);
    }
  }

  // Leaves one vertex of each odd cycle free and matches the others to each other. Returns how many there
  // were.
  int break_cycles() {
    int cycles = 0;
    for (int vertex = 0; vertex < arcs_.vertices(); ++vertex) {
      if (next_[vertex] == kNone) continue;
      break_cycle(vertex);
      ++cycles;
    }
    return cycles;
  }

 private:
  static constexpr int kNone = NearestOuter::kNone;
  static constexpr Weight kFar = NearestOuter::kFar;
  enum class Label : std::uint8_t { idle, outer, inner };

  void start() {
    for (int vertex = 0; vertex < arcs_.vertices(); ++vertex) {
      if (partner_[vertex] != kNone || dual_[vertex] <= floor_) continue;
      dual_[vertex] += dual_[vertex] & 1;
      label_[vertex] = Label::outer;
      root_[vertex] = vertex;
      outer_dual_[vertex] = dual_[vertex];
      ++trees_;
    }
    for (int vertex = 0; vertex < arcs_.vertices(); ++vertex)
      if (label_[vertex] == Label::outer) announce(vertex);
    for (int vertex = 0; vertex < arcs_.vertices(); ++vertex) schedule(vertex);
  }

  void happen(int vertex) {
    if (label_[vertex] == Label::outer && outer_dual_[vertex] - floor_ == time_) {
      free_outer(vertex);
      end_tree(root_[vertex]);
      return;
    }
    const int near = nearest_.of(vertex);
    if (!nearest_.holds(vertex, outer_dual_)) {
      // What was nearest has left its tree since.
      nearest_.find(arcs_, vertex, outer_dual_);
      schedule(vertex);
    } else if (label_[vertex] == Label::outer) {
      meet(vertex, near);
    } else if (partner_[vertex] != kNone) {
      grow(near, vertex);
    } else {
      const int root = root_[near];
      if (next_[vertex] != kNone) break_cycle(vertex);
      free_outer(near);
      match(near, vertex);
      end_tree(root);
      schedule(vertex);
    }
  }

  void grow(int outer, int vertex) {
    const int next_outer = partner_[vertex];
    label_[vertex] = Label::inner;
    dual_[vertex] -= time_;
    parent_[vertex] = outer;
    label_[next_outer] = Label::outer;
    dual_[next_outer] += time_;
    outer_dual_[next_outer] = dual_[next_outer];
    for (const int member : {vertex, next_outer}) {
      root_[member] = root_[outer];
      next_member_[member] = std::exchange(next_member_[root_[outer]], member);
      happens_at_[member] = kNever;
    }
    announce(next_outer);
    schedule(next_outer);
  }

  void meet(int a, int b) {
    const int root_a = root_[a];
    const int root_b = root_[b];
    if (root_a == root_b) {
      make_cycle(a, b);
    } else {
      free_outer(a);
      free_outer(b);
      match(a, b);
      end_tree(root_b);
    }
    end_tree(root_a);
  }

  void end_tree(int root) {
    for (int vertex = root; vertex != kNone; vertex = next_member_[vertex]) {
      dual_[vertex] += label_[vertex] == Label::outer ? -time_ : time_;
      label_[vertex] = Label::idle;
      outer_dual_[vertex] = kNever;
    }
    for (int vertex = root; vertex != kNone; vertex = next_member_[vertex]) schedule(vertex);
    --trees_;
  }

  // Tells all around of a vertex that has just become outer.
  void announce(int outer) {
    nearest_.announce(arcs_, outer, outer_dual_[outer], [this](int head) {
      if (label_[head] != Label::inner) schedule(head);
    });
  }

  void schedule(int vertex) {
    const bool outer = label_[vertex] == Label::outer;
    Weight time = kNever;
    if (nearest_.of(vertex) != kNone) {
      const Weight gap = nearest_.key(vertex) + dual_[vertex];
      time = outer ? gap / 2 : gap;
    }
    if (outer) time = std::min(time, outer_dual_[vertex] - floor_);
    // A bound that has become worthless may lie in the past.
    time = std::max(time, time_);
    if (time == happens_at_[vertex]) return;
    happens_at_[vertex] = time;
    if (time >= kFar) return;
    agenda_.push(time, vertex);
  }

  void match(int a, int b) {
    partner_[a] = b;
    partner_[b] = a;
  }

  // Exchanges matched and unmatched edges on the path to the root.
  void free_outer(int outer) {
    int inner = partner_[outer];
    partner_[outer] = kNone;
    while (inner != kNone) {
      const int above = parent_[inner];
      const int next_inner = partner_[above];
      match(inner, above);
      inner = next_inner;
    }
  }

  int outer_above(int outer) const { return partner_[outer] == kNone ? kNone : parent_[partner_[outer]]; }

  void make_cycle(int a, int b) {
    std::vector<int> from_a = path_up(a);
    std::vector<int> from_b = path_up(b);
    // Both end at the root; what they share but for the lowest is no part of the cycle.
    int base = kNone;
    while (!from_a.empty() && !from_b.empty() && from_a.back() == from_b.back()) {
      base = from_a.back();
      from_a.pop_back();
      from_b.pop_back();
    }
    free_outer(base);
    std::vector<int> cycle{base};
    for (auto outer = from_a.rbegin(); outer != from_a.rend(); ++outer)
      cycle.insert(cycle.end(), {partner_[*outer], *outer});
    for (const int outer : from_b) cycle.insert(cycle.end(), {outer, partner_[outer]});
    for (std::size_t i = 0; i < cycle.size(); ++i) next_[cycle[i]] = cycle[(i + 1) % cycle.size()];
    for (const int vertex : cycle) partner_[vertex] = kNone;
  }

  // The outer vertices from here to the root.
  std::vector<int> path_up(int outer) const {
    std::vector<int> path;
    for (; outer != kNone; outer = outer_above(outer)) path.push_back(outer);
    return path;
  }

  // Leaves one vertex free and matches the others to each other.
  void break_cycle(int left_out) {
    int vertex = std::exchange(next_[left_out], kNone);
    while (vertex != left_out) {
      const int other = std::exchange(next_[vertex], kNone);
      match(vertex, other);
      vertex = std::exchange(next_[other], kNone);
    }
  }

  const ArcTable& arcs_;
  const Weight floor_;
  Weight time_ = 0;
  int trees_ = 0;
  std::vector<int>& partner_;
  // While outer, of time 0: time_ more than now. While inner: time_ less.
  std::vector<Weight>& dual_;
  std::vector<int> next_;  // On an odd cycle, or kNone.
  std::vector<Label> label_;
  std::vector<int> root_;           // Of vertices of trees.
  std::vector<int> parent_;         // Of inner vertices: the outer one above.
  std::vector<Weight> outer_dual_;  // dual_ of outer vertices, kNever of others.
  // The outer vertex to which a vertex becomes tight first, the weight of the edge, and the part of the gap
  // that does not depend on the vertex itself. When the nearest stops being outer the key stays: it is then a
  // lower bound, and another nearest is looked for only if the bound comes due.
  NearestOuter nearest_;
  std::vector<Weight> happens_at_;  // Not later than that.
  EventQueue agenda_;               // What differs from happens_at_ is void.
  std::vector<int> next_member_;    // Of the tree; the root is the first.
};

}  // namespace

int best_half_matching(const ArcTable& arcs, Weight floor, Matching& matching) {
  StartRepair(arcs, floor, matching).run();
  HalfForest forest(arcs, floor, matching);
  forest.run();
  return forest.break_cycles();
}

}  // namespace evo
