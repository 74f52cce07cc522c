#include "core/matchmaking/arc_table.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace evo {

void ArcTable::assign(int vertices, std::span<const Edge> edges) {
  first_.assign(static_cast<std::size_t>(vertices) + 1, 0);
  count_rows(edges);
  fill_rows(edges);
  merge_parallel();
  lightest_ = heaviest_ = 0;
  if (weights_.empty()) return;
  const auto [lightest, heaviest] = std::ranges::minmax_element(weights_);
  lightest_ = *lightest;
  heaviest_ = *heaviest;
}

void ArcTable::count_rows(std::span<const Edge> edges) {
  const int count = vertices();
  for (const Edge& edge : edges) {
    EVO_ASSERT(edge.a >= 0 && edge.a < count && edge.b >= 0 && edge.b < count && edge.a != edge.b);
    EVO_ASSERT(edge.cost >= -kMatchingCostMax && edge.cost <= kMatchingCostMax);
    ++first_[static_cast<std::size_t>(edge.a)];
    ++first_[static_cast<std::size_t>(edge.b)];
  }
  // Each entry becomes the end of its row; fill_rows() moves it back to the beginning.
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
}

void ArcTable::fill_rows(std::span<const Edge> edges) {
  heads_.resize(first_.back());
  weights_.resize(first_.back());
  const auto put = [&](int tail, int head, Weight weight) {
    const std::size_t place = --first_[static_cast<std::size_t>(tail)];
    heads_[place] = head;
    weights_[place] = weight;
  };
  for (const Edge& edge : edges) {
    put(edge.a, edge.b, -2 * edge.cost);
    put(edge.b, edge.a, -2 * edge.cost);
  }
}

void ArcTable::merge_parallel() {
  constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  std::vector<std::size_t> place_of(first_.size(), kNowhere);  // By head, in the row at hand.
  std::size_t write = 0;
  for (std::size_t vertex = 0; vertex + 1 < first_.size(); ++vertex) {
    const std::size_t begin = first_[vertex];
    const std::size_t end = first_[vertex + 1];
    first_[vertex] = write;
    for (std::size_t read = begin; read < end; ++read) {
      std::size_t& place = place_of[static_cast<std::size_t>(heads_[read])];
      // Places of earlier rows lie before this row: the table needs no clearing.
      if (place == kNowhere || place < first_[vertex]) {
        place = write++;
        heads_[place] = heads_[read];
        weights_[place] = weights_[read];
      } else {
        weights_[place] = std::max(weights_[place], weights_[read]);
      }
    }
  }
  first_.back() = write;
  heads_.resize(write);
  weights_.resize(write);
}

}  // namespace evo
