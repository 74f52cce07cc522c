// ArcTable: a weighted graph as the blossom algorithm reads it, row by row. Every edge stands in the rows of
// both its ends; of parallel edges only the heaviest is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/matchmaking/matchmaking.hpp"

namespace evo {

// Twice the negated cost of an edge: heavier is better, and half of it is still an integer.
using Weight = std::int64_t;

class ArcTable {
 public:
  ArcTable(int vertices, std::span<const Edge> edges) { assign(vertices, edges); }
  // Another graph, in the memory of this one.
  void assign(int vertices, std::span<const Edge> edges);

  int vertices() const { return static_cast<int>(first_.size()) - 1; }
  // heads[i] is reached by an edge of weight weights[i]. Bare pointers: the inner loops of the search run
  // over rows.
  struct Row {
    const int* heads;
    const Weight* weights;
    std::size_t size;
  };
  Row row(int vertex) const {
    const std::size_t begin = first_[static_cast<std::size_t>(vertex)];
    const std::size_t end = first_[static_cast<std::size_t>(vertex) + 1];
    return {heads_.data() + begin, weights_.data() + begin, end - begin};
  }
  // Of all edges; 0 if there are none.
  Weight heaviest() const { return heaviest_; }
  Weight lightest() const { return lightest_; }

 private:
  void count_rows(std::span<const Edge> edges);
  void fill_rows(std::span<const Edge> edges);
  void merge_parallel();

  std::vector<std::size_t> first_;  // Where each row begins; one more than there are vertices.
  std::vector<int> heads_;
  std::vector<Weight> weights_;
  Weight heaviest_ = 0;
  Weight lightest_ = 0;
};

}  // namespace evo
