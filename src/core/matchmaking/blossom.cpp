#include "core/matchmaking/blossom.hpp"

#include <algorithm>
#include <numeric>

#include "base/assert.hpp"

namespace evo {
namespace {

// Keeps every dual far from kNever: no dual exceeds (number of vertices) * 2^42.
constexpr int kVerticesMax = 1 << 16;

}  // namespace

std::vector<int> minimum_cost_maximum_matching(int vertices, std::span<const Edge> edges) {
  EVO_ASSERT(vertices >= 0 && vertices <= kVerticesMax);
  const ArcTable arcs(vertices, edges);
  return BlossomForest(arcs).match();
}

BlossomForest::BlossomForest(const ArcTable& arcs) : arcs_(arcs), vertices_(arcs.vertices()) {
  // Blossoms are nested or disjoint and hold at least two more vertices than each of their parts.
  const std::size_t nodes = vertices_ + vertices_ / 2;
  partner_.assign(vertices_, kNone);
  identity_.resize(vertices_);
  std::iota(identity_.begin(), identity_.end(), 0);
  top_ = identity_;
  outer_dual_.assign(vertices_, kNever);
  nearest_.assign(vertices_, kNone);
  nearest_key_.assign(vertices_, kNever);
  nearest_weight_.assign(vertices_, 0);
  dual_.assign(nodes, 0);
  happens_at_.assign(nodes, kNever);
  label_.assign(nodes, Label::idle);
  root_.assign(nodes, kNone);
  link_.resize(nodes);
  parent_.assign(nodes, kNone);
  mark_.assign(nodes, 0);
  offered_gap_.assign(nodes, kFar);
  offered_.resize(nodes);
}

std::vector<int> BlossomForest::match() {
  if (vertices_ == 0) return {};
  start();
  for (;;) {
    const Node node = next_happening();
    if (happens_at_[node] == kNever) return std::move(partner_);
    if (renew_bound(node)) continue;
    EVO_ASSERT(happens_at_[node] >= time_);
    time_ = happens_at_[node];
    happen(node);
  }
}

// Every vertex begins as a tree of its own, with a dual so high that at most the heaviest edges are tight.
void BlossomForest::start() {
  for (Vertex vertex = 0; vertex < vertices_; ++vertex) {
    label_[vertex] = Label::outer;
    root_[vertex] = vertex;
    dual_[vertex] = outer_dual_[vertex] = arcs_.heaviest() / 2;
  }
  for (Vertex vertex = 0; vertex < vertices_; ++vertex) {
    find_nearest(vertex);
    schedule(vertex);
  }
}

BlossomForest::Node BlossomForest::next_happening() const {
  const auto end = happens_at_.begin() + vertices_ + static_cast<std::ptrdiff_t>(blossoms_.size());
  return static_cast<Node>(std::min_element(happens_at_.begin(), end) - happens_at_.begin());
}

void BlossomForest::happen(Node node) {
  if (is_vertex(node)) {
    if (label_[top_[node]] == Label::idle)
      grow(node);
    else
      meet({node, nearest_[node]});
  } else if (label_[node] == Label::outer) {
    const Contact& best = blossom_at(node).best;
    meet({best.inside, best.outside});
  } else {
    take_apart(node);
  }
}

void BlossomForest::grow(Vertex reached) {
  const Node inner = top_[reached];
  make_inner(inner, {nearest_[reached], reached});
  const Vertex base = base_of(inner);
  const Vertex partner = partner_[base];
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

// Labels.

void BlossomForest::make_outer(Node node, Link link, Vertex root) {
  label_[node] = Label::outer;
  link_[node] = link;
  root_[node] = root;
  for (const Vertex vertex : vertices_of(node)) {
    dual_[vertex] += time_;
    outer_dual_[vertex] = dual_[vertex];
    happens_at_[vertex] = kNever;
  }
  for (const Vertex vertex : vertices_of(node)) announce(vertex);
  if (is_vertex(node)) {
    schedule(node);
    return;
  }
  dual_[node] -= 2 * time_;
  for (const Vertex vertex : vertices_of(node)) offer_contacts(vertex);
  list_contacts(node);
}

void BlossomForest::make_inner(Node node, Link link) {
  label_[node] = Label::inner;
  link_[node] = link;
  root_[node] = root_[top_[link.from]];
  for (const Vertex vertex : vertices_of(node)) {
    dual_[vertex] -= time_;
    happens_at_[vertex] = kNever;
  }
  if (is_vertex(node)) return;
  dual_[node] += 2 * time_;
  happens_at_[node] = dual_[node] / 2;
}

void BlossomForest::make_idle(Node node) {
  const bool was_outer = label_[node] == Label::outer;
  const Weight fallen = was_outer ? time_ : -time_;
  label_[node] = Label::idle;
  if (!is_vertex(node)) {
    dual_[node] += 2 * fallen;
    happens_at_[node] = kNever;
    blossom_at(node).contacts.clear();
    blossom_at(node).best = {};
  }
  for (const Vertex vertex : vertices_of(node)) {
    dual_[vertex] -= fallen;
    outer_dual_[vertex] = kNever;
    schedule(vertex);
  }
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
  parent_[node] = kNone;
  dual_[node] = -2 * time_;
  for (const Node child : blossom.children) absorb(node, child);
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

// The dual of a child stands still while it is enclosed; its label keeps saying what it was.
void BlossomForest::absorb(Node blossom, Node child) {
  const bool was_inner = label_[child] == Label::inner;
  parent_[child] = blossom;
  if (!is_vertex(child)) {
    dual_[child] += was_inner ? -2 * time_ : 2 * time_;
    happens_at_[child] = kNever;
  }
  auto& vertices = blossom_at(blossom).vertices;
  for (const Vertex vertex : vertices_of(child)) {
    top_[vertex] = blossom;
    happens_at_[vertex] = kNever;
    if (was_inner) {
      dual_[vertex] += 2 * time_;
      outer_dual_[vertex] = dual_[vertex];
    }
    vertices.push_back(vertex);
  }
}

void BlossomForest::inherit_contacts(Node child) {
  const bool was_inner = label_[child] == Label::inner;
  if (!was_inner && !is_vertex(child)) {
    for (const Contact& contact : blossom_at(child).contacts) {
      const Weight candidate = gap(contact);
      if (candidate < offered_gap_[top_[contact.outside]]) accept_offer(contact, candidate);
    }
    blossom_at(child).contacts.clear();
    return;
  }
  for (const Vertex vertex : vertices_of(child)) {
    if (was_inner) announce(vertex);
    offer_contacts(vertex);
  }
}

void BlossomForest::take_apart(Node node) {
  const Blossom parts = std::move(blossom_at(node));
  const Link entry = link_[node];
  label_[node] = Label::idle;
  happens_at_[node] = kNever;
  unused_.push_back(node);
  for (const Node child : parts.children) {
    parent_[child] = kNone;
    label_[child] = Label::idle;
    for (const Vertex vertex : vertices_of(child)) {
      top_[vertex] = child;
      dual_[vertex] += time_;
    }
  }
  for (const Vertex vertex : parts.vertices) schedule(vertex);
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
  end_trees(root_a, root_b);
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

void BlossomForest::end_trees(Vertex root_a, Vertex root_b) {
  for (Vertex vertex = 0; vertex < vertices_; ++vertex) {
    const Node node = top_[vertex];
    if (label_[node] == Label::idle) continue;
    if (root_[node] == root_a || root_[node] == root_b) make_idle(node);
  }
}

// What becomes tight when.

// The time of a node may have become too early because what it waits for is gone. Puts that right and says
// so.
bool BlossomForest::renew_bound(Node node) {
  if (is_vertex(node)) {
    if (outer_dual_[nearest_[node]] - nearest_weight_[node] == nearest_key_[node]) return false;
    find_nearest(node);
    schedule(node);
    return true;
  }
  if (label_[node] != Label::outer || gap(blossom_at(node).best) / 2 == happens_at_[node]) return false;
  choose_contact(node);
  return true;
}

// Tells all around of a vertex that has just become outer.
void BlossomForest::announce(Vertex outer) {
  const Weight dual = outer_dual_[outer];
  const ArcTable::Row row = arcs_.row(outer);
  Weight* const nearest_key = nearest_key_.data();
  for (std::size_t i = 0; i < row.size; ++i) {
    const Vertex head = row.heads[i];
    const Weight key = dual - row.weights[i];
    if (key >= nearest_key[head]) continue;
    nearest_key[head] = key;
    nearest_[head] = outer;
    nearest_weight_[head] = row.weights[i];
    schedule(head);
  }
}

void BlossomForest::find_nearest(Vertex vertex) {
  const ArcTable::Row row = arcs_.row(vertex);
  const Weight* const outer_dual = outer_dual_.data();
  std::size_t best = row.size;
  Weight key = kFar;
  for (std::size_t i = 0; i < row.size; ++i) {
    const Weight candidate = outer_dual[row.heads[i]] - row.weights[i];
    if (candidate >= key) continue;
    key = candidate;
    best = i;
  }
  const bool exists = best < row.size;
  nearest_[vertex] = exists ? row.heads[best] : kNone;
  nearest_weight_[vertex] = exists ? row.weights[best] : 0;
  nearest_key_[vertex] = exists ? key : kNever;
}

// Outer blossoms wait for their contacts instead, inner nodes for nobody.
void BlossomForest::schedule(Vertex vertex) {
  const Node node = top_[vertex];
  happens_at_[vertex] = kNever;
  if (nearest_[vertex] == kNone) return;
  const Weight gap_now = nearest_key_[vertex] + dual_[vertex];
  if (label_[node] == Label::idle)
    happens_at_[vertex] = gap_now;
  else if (label_[node] == Label::outer && node == vertex)
    happens_at_[vertex] = gap_now / 2;
}

// Offers made since the last list_contacts() compete for the node they lead to.
void BlossomForest::offer_contacts(Vertex inside) {
  const ArcTable::Row row = arcs_.row(inside);
  const Weight dual = outer_dual_[inside];
  const Weight* const outer_dual = outer_dual_.data();
  const Weight* const offered_gap = offered_gap_.data();
  const Node* const top = top_.data();
  for (std::size_t i = 0; i < row.size; ++i) {
    const Vertex head = row.heads[i];
    const Weight candidate = dual + outer_dual[head] - row.weights[i];
    if (candidate < offered_gap[top[head]]) accept_offer({inside, head, row.weights[i]}, candidate);
  }
}

void BlossomForest::accept_offer(const Contact& contact, Weight contact_gap) {
  const Node other = top_[contact.outside];
  if (offered_gap_[other] == kFar) offered_by_.push_back(other);
  offered_gap_[other] = contact_gap;
  offered_[other] = contact;
}

void BlossomForest::list_contacts(Node blossom) {
  auto& contacts = blossom_at(blossom).contacts;
  contacts.clear();
  for (const Node other : offered_by_) {
    if (other != blossom) contacts.push_back(offered_[other]);
    offered_gap_[other] = kFar;
  }
  offered_by_.clear();
  choose_contact(blossom);
}

// Contacts with outer nodes that came later are not here: those have them in their own lists.
void BlossomForest::choose_contact(Node blossom) {
  auto& contacts = blossom_at(blossom).contacts;
  std::erase_if(contacts, [&](const Contact& contact) { return !is_outer(contact.outside); });
  const auto best =
      std::ranges::min_element(contacts, {}, [&](const Contact& contact) { return gap(contact); });
  const bool exists = best != contacts.end();
  blossom_at(blossom).best = exists ? *best : Contact{};
  happens_at_[blossom] = exists ? gap(*best) / 2 : kNever;
}

// Between two outer vertices, at time 0.
Weight BlossomForest::gap(const Contact& contact) const {
  return outer_dual_[contact.inside] + outer_dual_[contact.outside] - contact.weight;
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

std::span<const int> BlossomForest::vertices_of(Node node) const {
  if (is_vertex(node)) return std::span(identity_).subspan(node, 1);
  return blossom_at(node).vertices;
}

int BlossomForest::base_of(Node node) const { return is_vertex(node) ? node : blossom_at(node).base; }

}  // namespace evo
