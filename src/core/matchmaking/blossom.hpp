// BlossomForest: the search behind best_matching().
//
// Every vertex has a dual value and every blossom (an odd set of vertices that is contracted to one node) a
// dual value that is not negative; an edge is tight when its ends' duals and those of the blossoms around it
// add up to its weight. The matching uses tight edges only. Alternating trees grow from all free vertices at
// once: a free vertex and every second node below it is outer, those between are inner, nodes of no tree are
// idle. As time passes the duals of outer vertices fall and those of inner vertices rise at the same pace,
// until something happens:
//  - An outer and an idle vertex become tight: the tree takes in the idle node and the one matched to it; if
//    that is matched to nobody, the path to the root is augmented and the tree ends.
//  - Outer nodes of two trees become tight: the path between the roots is augmented, and both trees end.
//  - Outer nodes of one tree become tight: the odd cycle is contracted to a new outer blossom.
//  - The dual of an inner blossom reaches zero: it is taken apart, and the tree runs through one half of it.
//  - The dual of an outer vertex reaches the floor: it becomes the free one in place of the root (the path
//    between them is exchanged), stays idle from then on, and the tree ends.
// When no tree is left, matching and duals fulfil what matching.hpp demands (Edmonds 1965, Galil 1986). Trees
// not touched by an augmentation live on, which saves most of the work of searching anew.
//
// Cost: between two augmentations every vertex becomes outer at most once, there are O(n) happenings, each
// found by a scan over the agenda, and every row of the graph is read O(1) times: O(n^2), so O(n^3) for all;
// from a good start there are few trees and they stay small. Time and duals are integers: all outer duals
// have one parity, so that the gap between two outer vertices can be halved.
#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "core/matchmaking/agenda.hpp"
#include "core/matchmaking/arc_table.hpp"
#include "core/matchmaking/matching.hpp"
#include "core/matchmaking/nearest_outer.hpp"

namespace evo {

class BlossomForest {
 public:
  // The duals of `start` suffice for all edges, are nowhere below the (even) floor and are even where there
  // is no partner; its matching is tight; it has no odd sets.
  BlossomForest(const ArcTable& arcs, Weight floor, Matching start);

  // May be called once.
  Matching match();

 private:
  // A node is a vertex (0 .. vertices - 1) or a blossom (from `vertices` on).
  using Node = int;
  using Vertex = int;
  static constexpr int kNone = NearestOuter::kNone;
  static constexpr Weight kNever = NearestOuter::kNever;
  static constexpr Weight kFar = NearestOuter::kFar;
  enum class Label : std::uint8_t { idle, outer, inner };

  // An edge seen from one end.
  struct Link {
    Vertex from = kNone;
    Vertex to = kNone;
  };
  // An edge that leaves an outer blossom.
  struct Contact {
    Vertex inside = kNone;
    Vertex outside = kNone;
    Weight weight = 0;
  };
  struct Blossom {
    Vertex base = kNone;            // The vertex whose partner is outside, or the free one.
    std::vector<Node> children;     // The cycle, beginning with the child that holds the base.
    std::vector<Link> joints;       // joints[i] leads from children[i] to the next one.
    std::vector<Contact> contacts;  // While outer: the heaviest edge to each outer node seen around.
    Contact best;                   // The contact that becomes tight first.
  };

  void start();
  void happen(Node node);
  bool sink_before(Weight time);
  MatchingDuals final_duals() const;
  void grow(Vertex reached);
  void meet(Link link);
  void contract(Link link, Node ancestor);
  void take_apart(Node node);
  void label_half(const Blossom& parts, Link entry, Vertex root);
  void augment(Link link);
  void flip_path(Link link);
  void set_base(Node node, Vertex base);
  void rotate_to(Blossom& blossom, Node child);
  void end_tree(Vertex root);

  void make_outer(Node node, Link link, Vertex root);
  void make_inner(Node node, Link link);
  void make_idle(Node node);
  Node add_blossom();
  void set_cycle(Blossom& blossom, Node ancestor, Link link);
  void enclose(Node node);
  void absorb(Node blossom, Node child);
  void inherit_contacts(Node child);

  bool renew_bound(Node node);
  void announce(Vertex outer);
  void schedule(Vertex vertex);
  void offer_contacts(Vertex inside);
  void accept_offer(const Contact& contact, Weight contact_gap);
  void give_back(std::vector<Contact>& contacts);
  void list_contacts(Node blossom);
  void choose_contact(Node blossom);
  Weight gap(const Contact& contact) const;

  Node common_ancestor(Node a, Node b);
  Node outer_above(Node outer) const;
  Node child_holding(Node blossom, Vertex vertex) const;
  // Calls visit(vertex) for all vertices of the node, at every depth.
  template <class Visit>
  void for_each_vertex(Node node, Visit&& visit) const {
    for (Vertex vertex = first_[node];; vertex = next_[vertex]) {
      visit(vertex);
      if (vertex == last_[node]) return;
    }
  }
  Vertex base_of(Node node) const;
  bool is_vertex(Node node) const { return node < vertices_; }
  bool is_outer(Vertex vertex) const { return outer_dual_[vertex] < kNever; }
  Blossom& blossom_at(Node node) { return blossoms_[node - vertices_]; }
  const Blossom& blossom_at(Node node) const { return blossoms_[node - vertices_]; }

  const ArcTable& arcs_;
  const int vertices_;
  const Weight floor_;
  Weight time_ = 0;         // How far the duals of outer vertices have fallen.
  Weight lowest_ = kNever;  // No outer_dual_ is lower.

  // By vertex.
  std::vector<Vertex> partner_;
  std::vector<Node> top_;     // The outermost node that holds the vertex.
  std::vector<Vertex> next_;  // In the lists below.
  std::vector<Weight>
      outer_dual_;  // dual_ of outer vertices; kNever of others, which keeps them out of minima.
  // When the nearest stops being outer its key stays: it is then a lower bound, and renew_bound() looks for
  // another nearest only if the bound comes due. Not used inside outer blossoms.
  NearestOuter nearest_;

  // By node. Duals are kept so that they need no touch while time passes: the dual of a vertex is dual_ -
  // time_ when outer, dual_ + time_ when inner, dual_ when idle; that of a topmost blossom dual_ + 2 time_,
  // dual_ - 2 time_, dual_.
  std::vector<Weight> dual_;
  // The vertices of a node are a list, in which those of each child stand together; so the list of a blossom
  // is made, and taken apart again, in as many steps as it has children.
  std::vector<Vertex> first_;
  std::vector<Vertex> last_;
  std::vector<int> size_;
  Agenda happens_at_;         // When the node causes something, not later than that; or kNever.
  std::vector<Label> label_;  // Valid for topmost nodes.
  std::vector<Vertex> root_;  // The tree, named by its free vertex.
  std::vector<Link> link_;    // From the parent in the tree; from kNone at a root.
  std::vector<Node> parent_;  // The blossom around, or kNone.
  std::vector<int> mark_;     // Of common_ancestor().
  int last_mark_ = 0;
  // The best contact with a node while a list of contacts is made; offered_by_ names the nodes that have one.
  std::vector<Weight> offered_gap_;
  std::vector<Contact> offered_;
  std::vector<Node> offered_by_;
  // Room for the next list of contacts: blossoms lie in one another, and only the outermost has a list.
  std::vector<Contact> spare_;

  std::vector<Blossom> blossoms_;
  std::vector<Node> unused_;  // Blossoms taken apart, for the next.
  // By root: the nodes that joined the tree; some may have left it since.
  std::vector<std::vector<Node>> joined_;
  int trees_ = 0;
};

}  // namespace evo
