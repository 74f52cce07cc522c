// OpponentIndex: the options of a pool's candidates by side and rating, so that a candidate's best opponents
// and the reasons for having none are found without looking at all pairs.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matchmaking/matching.hpp"
#include "core/matchmaking/pool.hpp"

namespace evo {

class OpponentIndex {
 public:
  explicit OpponentIndex(const Pool& pool);

  // Appends for every option the nearest opponents. Pairs may appear more than once.
  void add_nearest_edges(int wanted, std::vector<Edge>& edges) const;

  // Pairs whose duals exceed their weight by less than `slack_max`, which may be 0: then the pairs for which
  // the duals do not suffice. At least one for every option that has any, at most `wanted` each, those of
  // least slack. None, with 0, means that the duals suffice for all pairs that may play each other.
  std::vector<Edge> close_edges(const MatchingDuals& duals, Weight slack_max, std::size_t wanted) const;

 private:
  struct Entry {
    int rating;
    int candidate;
    auto operator<=>(const Entry&) const = default;
  };
  // The options of one side, by rating.
  struct Group {
    int window_max = 0;
    std::vector<Entry> entries;
  };
  class Scan;

  void add_nearest(const Entry& entry, const Group& group, int wanted, std::vector<Edge>& edges) const;

  const Pool& pool_;
  std::vector<Group> groups_;  // By side.
};

}  // namespace evo
