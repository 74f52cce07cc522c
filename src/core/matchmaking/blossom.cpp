#include "core/matchmaking/blossom.hpp"

#include <algorithm>
#include <numeric>

#include "base/assert.hpp"

namespace evo {

BlossomForest::BlossomForest(const ArcTable& arcs, Weight floor, Matching start)
    : arcs_(arcs),
      vertices_(arcs.vertices()),
      floor_(floor),
      partner_(std::move(start.partner)),
      nearest_(static_cast<std::size_t>(vertices_)),
      // Blossoms are nested or disjoint and hold at least two more vertices than each of their parts.
      happens_at_(static_cast<std::size_t>(vertices_ + vertices_ / 2), kNever) {
  const std::size_t nodes = vertices_ + vertices_ / 2;
  top_.resize(vertices_);
  std::iota(top_.begin(), top_.end(), 0);
  next_.assign(vertices_, kNone);
  first_ = last_ = top_;
  first_.resize(nodes, kNone);
  last_.resize(nodes, kNone);
  size_.assign(nodes, 1);
  outer_dual_.assign(vertices_, kNever);
  dual_ = std::move(start.duals.vertex);
  dual_.resize(nodes, 0);
  label_.assign(nodes, Label::idle);
  root_.assign(nodes, kNone);
  link_.resize(nodes);
  parent_.assign(nodes, kNone);
  mark_.assign(nodes, 0);
  offered_gap_.assign(nodes, kFar);
  offered_.resize(nodes);
  joined_.resize(vertices_);
}

Matching BlossomForest::match() {
  start();
  while (trees_ > 0) {
    const Node node = happens_at_.first();
    if (sink_before(happens_at_.at(node)) || renew_bound(node)) continue;
    EVO_ASSERT(happens_at_.at(node) >= time_);
    time_ = happens_at_.at(node);
    happen(node);
  }
  MatchingDuals duals = final_duals();
  return {std::move(partner_), std::move(duals)};
}

// Every free vertex above the floor begins as a tree of its own.
void BlossomForest::start() {
  for (Vertex vertex = 0; vertex < vertices_; ++vertex) {
    if (partner_[vertex] != kNone || dual_[vertex] <= floor_) continue;
    label_[vertex] = Label::outer;
    root_[vertex] = vertex;
    outer_dual_[vertex] = dual_[vertex];
    lowest_ = std::min(lowest_, dual_[vertex]);
    joined_[vertex].push_back(vertex);
    ++trees_;
  }
  for (Vertex vertex = 0; vertex < vertices_; ++vertex)
    if (is_outer(vertex)) announce(vertex);
}

void BlossomForest::happen(Node node) {
  if (is_vertex(node)) {
    if (label_[top_[node]] == Label::idle)
      grow(node);
    else
      meet({node, nearest_.of(node)});
  } else if (label_[node] == Label::outer) {
    const Contact& best = blossom_at(node).best;
    meet({best.inside, best.outside});
  } else {
    take_apart(node);
  }
}

void BlossomForest::grow(Vertex reached) {
  const Node inner = top_[reached];
  const Vertex base = base_of(inner);
  const Vertex partner = partner_[base];
  if (partner == kNone) {
    const Vertex root = root_[top_[nearest_.of(reached)]];
    flip_path({nearest_.of(reached), reached});
    set_base(inner, reached);
    partner_[reached] = nearest_.of(reached);
    end_tree(root);
    return;
  }
  make_inner(inner, {nearest_.of(reached), reached});
  make_outer(top_[partner], {base, partner}, root_[inner]);
}

void BlossomForest::meet(Link link) {
  const Node a = top_[link.from];
  const Node b = top_[link.to];
  if (root_[a] != root_[b])
    augment(link);
  else
    contract(link, common_ancestor(a, b));
}

// If an outer vertex reaches the floor before that time, it becomes the free one of its tree for good.
bool BlossomForest::sink_before(Weight time) {
  if (lowest_ - floor_ >= time) return false;
  const auto least = std::ranges::min_element(outer_dual_);
  lowest_ = *least;
  if (lowest_ - floor_ >= time) return false;
  time_ = lowest_ - floor_;
  const auto vertex = static_cast<Vertex>(least - outer_dual_.begin());
  const Vertex root = root_[top_[vertex]];
  flip_path({vertex, kNone});
  end_tree(root);
  return true;
}

// Of blossoms, those around come before those inside. No tree is left, so that all duals stand still.
MatchingDuals BlossomForest::final_duals() const {
  MatchingDuals duals;
  duals.vertex.assign(dual_.begin(), dual_.begin() + vertices_);
  duals.innermost.assign(vertices_, kNone);
  std::vector<int> number(dual_.size(), kNone);
  std::vector<Node> unnumbered;
  for (Vertex vertex = 0; vertex < vertices_; ++vertex) {
    for (Node node = parent_[vertex]; node != kNone && number[node] == kNone; node = parent_[node])
      unnumbered.push_back(node);
    for (; !unnumbered.empty(); unnumbered.pop_back()) {
      const Node node = unnumbered.back();
      number[node] = static_cast<int>(duals.odd_sets.size());
      const int parent = parent_[node] == kNone ? kNone : number[parent_[node]];
      const Weight outside = parent == kNone ? 0 : duals.odd_sets[parent].dual_sum;
      duals.odd_sets.push_back(
          {.parent = parent, .size = size_[node], .dual = dual_[node], .dual_sum = outside + dual_[node]});
    }
    if (parent_[vertex] != kNone) duals.innermost[vertex] = number[parent_[vertex]];
  }
  return duals;
}

// Labels.

void BlossomForest::make_outer(Node node, Link link, Vertex root) {
  label_[node] = Label::outer;
  link_[node] = link;
  root_[node] = root;
  joined_[root].push_back(node);
  for_each_vertex(node, [&](Vertex vertex) {
    dual_[vertex] += time_;
    outer_dual_[vertex] = dual_[vertex];
    lowest_ = std::min(lowest_, dual_[vertex]);
    happens_at_.set(vertex, kNever);
  });
  for_each_vertex(node, [&](Vertex vertex) { announce(vertex); });
  if (is_vertex(node)) {
    schedule(node);
    return;
  }
  dual_[node] -= 2 * time_;
  for_each_vertex(node, [&](Vertex vertex) { offer_contacts(vertex); });
  list_contacts(node);
}

void BlossomForest::make_inner(Node node, Link link) {
  label_[node] = Label::inner;
  link_[node] = link;
  root_[node] = root_[top_[link.from]];
  joined_[root_[node]].push_back(node);
  for_each_vertex(node, [&](Vertex vertex) {
    dual_[vertex] -= time_;
    happens_at_.set(vertex, kNever);
  });
  if (is_vertex(node)) return;
  dual_[node] += 2 * time_;
  happens_at_.set(node, dual_[node] / 2);
}

void BlossomForest::make_idle(Node node) {
  const bool was_outer = label_[node] == Label::outer;
  const Weight fallen = was_outer ? time_ : -time_;
  label_[node] = Label::idle;
  if (!is_vertex(node)) {
    dual_[node] += 2 * fallen;
    happens_at_.set(node, kNever);
    give_back(blossom_at(node).contacts);
    blossom_at(node).best = {};
  }
  for_each_vertex(node, [&](Vertex vertex) {
    dual_[vertex] -= fallen;
    outer_dual_[vertex] = kNever;
    schedule(vertex);
  });
}

// Blossoms.

BlossomForest::Node BlossomForest::add_blossom() {
  if (unused_.empty()) {
    EVO_ASSERT(vertices_ + blossoms_.size() < dual_.size());
    unused_.push_back(vertices_ + static_cast<Node>(blossoms_.size()));
    blossoms_.emplace_back();
  }
  const Node node = unused_.back();
  unused_.pop_back();
  blossom_at(node) = {};
  return node;
}

void BlossomForest::contract(Link link, Node ancestor) {
  const Node node = add_blossom();
  Blossom& blossom = blossom_at(node);
  blossom.base = base_of(ancestor);
  set_cycle(blossom, ancestor, link);
  label_[node] = Label::outer;
  link_[node] = link_[ancestor];
  root_[node] = root_[ancestor];
  joined_[root_[node]].push_back(node);
  parent_[node] = kNone;
  dual_[node] = -2 * time_;
  enclose(node);
  for (const Node child : blossom.children) inherit_contacts(child);
  list_contacts(node);
}

// From the ancestor down to one end of the link, over it, and up again from the other end.
void BlossomForest::set_cycle(Blossom& blossom, Node ancestor, Link link) {
  for (Node node = top_[link.from]; node != ancestor; node = top_[link_[node].from]) {
    blossom.children.push_back(node);
    blossom.joints.push_back(link_[node]);
  }
  blossom.children.push_back(ancestor);
  std::ranges::reverse(blossom.children);
  std::ranges::reverse(blossom.joints);
  blossom.joints.push_back(link);
  for (Node node = top_[link.to]; node != ancestor; node = top_[link_[node].from]) {
    blossom.children.push_back(node);
    blossom.joints.push_back({link_[node].to, link_[node].from});
  }
}

// Makes one list of those of the children.
void BlossomForest::enclose(Node node) {
  const Blossom& blossom = blossom_at(node);
  first_[node] = first_[blossom.children.front()];
  size_[node] = 0;
  for (const Node child : blossom.children) {
    absorb(node, child);
    if (size_[node] > 0) next_[last_[node]] = first_[child];
    last_[node] = last_[child];
    size_[node] += size_[child];
  }
}

// The dual of a child stands still while it is enclosed; its label keeps saying what it was.
void BlossomForest::absorb(Node blossom, Node child) {
  const bool was_inner = label_[child] == Label::inner;
  parent_[child] = blossom;
  if (!is_vertex(child)) {
    dual_[child] += was_inner ? -2 * time_ : 2 * time_;
    happens_at_.set(child, kNever);
  }
  for_each_vertex(child, [&](Vertex vertex) {
    top_[vertex] = blossom;
    happens_at_.set(vertex, kNever);
    if (was_inner) {
      dual_[vertex] += 2 * time_;
      outer_dual_[vertex] = dual_[vertex];
      lowest_ = std::min(lowest_, dual_[vertex]);
    }
  });
}

void BlossomForest::inherit_contacts(Node child) {
  const bool was_inner = label_[child] == Label::inner;
  if (!was_inner && !is_vertex(child)) {
    for (const Contact& contact : blossom_at(child).contacts) {
      const Weight candidate = gap(contact);
      if (candidate < offered_gap_[top_[contact.outside]]) accept_offer(contact, candidate);
    }
    give_back(blossom_at(child).contacts);
    return;
  }
  for_each_vertex(child, [&](Vertex vertex) {
    if (was_inner) announce(vertex);
    offer_contacts(vertex);
  });
}

void BlossomForest::take_apart(Node node) {
  const Blossom parts = std::move(blossom_at(node));
  const Link entry = link_[node];
  label_[node] = Label::idle;
  happens_at_.set(node, kNever);
  unused_.push_back(node);
  for (const Node child : parts.children) {
    parent_[child] = kNone;
    label_[child] = Label::idle;
    for_each_vertex(child, [&](Vertex vertex) {
      top_[vertex] = child;
      dual_[vertex] += time_;
    });
  }
  for_each_vertex(node, [&](Vertex vertex) { schedule(vertex); });
  label_half(parts, entry, root_[node]);
}

// Of the two ways round the cycle from the child that the tree enters to the base, the one with an even
// number of steps alternates as a path of the tree must. The children on the other way are matched to each
// other and stay idle.
void BlossomForest::label_half(const Blossom& parts, Link entry, Vertex root) {
  const std::size_t count = parts.children.size();
  const auto entered = std::ranges::find(parts.children, top_[entry.to]);
  std::size_t at = static_cast<std::size_t>(entered - parts.children.begin());
  const bool forward = at % 2 == 1;
  const auto step = [&] {
    if (forward) {
      const Link joint = parts.joints[at];
      at = (at + 1) % count;
      return joint;
    }
    --at;
    return Link{parts.joints[at].to, parts.joints[at].from};
  };
  make_inner(parts.children[at], entry);
  while (at != 0) {
    const Link matched = step();
    make_outer(parts.children[at], matched, root);
    const Link unmatched = step();
    make_inner(parts.children[at], unmatched);
  }
}

// Augmentation.

void BlossomForest::augment(Link link) {
  const Vertex root_a = root_[top_[link.from]];
  const Vertex root_b = root_[top_[link.to]];
  flip_path(link);
  flip_path({link.to, link.from});
  end_tree(root_a);
  end_tree(root_b);
}

// Matches link.from to link.to and exchanges matched and unmatched edges from there up to the root.
void BlossomForest::flip_path(Link link) {
  for (;;) {
    const Node outer = top_[link.from];
    const Vertex old_partner = link_[outer].from;
    set_base(outer, link.from);
    partner_[link.from] = link.to;
    if (old_partner == kNone) return;
    const Node inner = top_[old_partner];
    const Link entry = link_[inner];
    set_base(inner, entry.to);
    partner_[entry.to] = entry.from;
    link = entry;
  }
}

// Matches all vertices of the node but `base` among each other.
void BlossomForest::set_base(Node node, Vertex base) {
  if (is_vertex(node)) return;
  std::vector<std::pair<Node, Vertex>> open{{node, base}};
  while (!open.empty()) {
    const auto [each, new_base] = open.back();
    open.pop_back();
    if (is_vertex(each)) continue;
    Blossom& blossom = blossom_at(each);
    const Node child = child_holding(each, new_base);
    rotate_to(blossom, child);
    blossom.base = new_base;
    open.emplace_back(child, new_base);
    for (std::size_t i = 1; i < blossom.children.size(); i += 2) {
      const Link joint = blossom.joints[i];
      if (partner_[joint.from] == joint.to) continue;
      partner_[joint.from] = joint.to;
      partner_[joint.to] = joint.from;
      open.emplace_back(blossom.children[i], joint.from);
      open.emplace_back(blossom.children[i + 1], joint.to);
    }
  }
}

void BlossomForest::rotate_to(Blossom& blossom, Node child) {
  const auto found = std::ranges::find(blossom.children, child);
  const auto places = found - blossom.children.begin();
  std::ranges::rotate(blossom.children, found);
  std::ranges::rotate(blossom.joints, blossom.joints.begin() + places);
}

void BlossomForest::end_tree(Vertex root) {
  for (const Node node : joined_[root])
    if (label_[node] != Label::idle && root_[node] == root && parent_[node] == kNone) make_idle(node);
  joined_[root].clear();
  --trees_;
}

// Walks.

BlossomForest::Node BlossomForest::common_ancestor(Node a, Node b) {
  ++last_mark_;
  for (;;) {
    if (a != kNone) {
      if (mark_[a] == last_mark_) return a;
      mark_[a] = last_mark_;
      a = outer_above(a);
    }
    std::swap(a, b);
  }
}

BlossomForest::Node BlossomForest::outer_above(Node outer) const {
  const Vertex partner = link_[outer].from;
  return partner == kNone ? kNone : top_[link_[top_[partner]].from];
}

BlossomForest::Node BlossomForest::child_holding(Node blossom, Vertex vertex) const {
  Node node = vertex;
  while (parent_[node] != blossom) node = parent_[node];
  return node;
}

int BlossomForest::base_of(Node node) const { return is_vertex(node) ? node : blossom_at(node).base; }

}  // namespace evo
