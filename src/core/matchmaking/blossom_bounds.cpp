// What of BlossomForest tells when edges become tight.
#include <algorithm>

#include "core/matchmaking/blossom.hpp"

namespace evo {

// The time of a node may have become too early because what it waits for is gone. Puts that right and says
// so.
bool BlossomForest::renew_bound(Node node) {
  if (is_vertex(node)) {
    if (nearest_.holds(node, outer_dual_)) return false;
    nearest_.find(arcs_, node, outer_dual_);
    schedule(node);
    return true;
  }
  if (label_[node] != Label::outer || gap(blossom_at(node).best) / 2 == happens_at_.at(node)) return false;
  choose_contact(node);
  return true;
}

// Tells all around of a vertex that has just become outer.
void BlossomForest::announce(Vertex outer) {
  nearest_.announce(arcs_, outer, outer_dual_[outer], [this](Vertex head) { schedule(head); });
}

// Outer blossoms wait for their contacts instead, inner nodes for nobody.
void BlossomForest::schedule(Vertex vertex) {
  const Node node = top_[vertex];
  happens_at_.set(vertex, kNever);
  if (nearest_.of(vertex) == kNone) return;
  const Weight gap_now = nearest_.key(vertex) + dual_[vertex];
  if (label_[node] == Label::idle)
    happens_at_.set(vertex, gap_now);
  else if (label_[node] == Label::outer && node == vertex)
    happens_at_.set(vertex, gap_now / 2);
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

void BlossomForest::give_back(std::vector<Contact>& contacts) {
  contacts.clear();
  if (contacts.capacity() > spare_.capacity()) spare_.swap(contacts);
  contacts = {};
}

void BlossomForest::list_contacts(Node blossom) {
  auto& contacts = blossom_at(blossom).contacts;
  contacts.clear();
  if (spare_.capacity() > contacts.capacity()) contacts.swap(spare_);
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
  happens_at_.set(blossom, exists ? gap(*best) / 2 : kNever);
}

// Between two outer vertices, at time 0.
Weight BlossomForest::gap(const Contact& contact) const {
  return outer_dual_[contact.inside] + outer_dual_[contact.outside] - contact.weight;
}

}  // namespace evo
