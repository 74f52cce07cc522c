// What keeps candidates waiting that were given no match.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/matchmaking/pool.hpp"

namespace evo {

// Of the obstacles between a candidate and each of the others the one that was met last, as it says most:
// sides, regions, window, and if none is left, others took those whom the candidate could have played.
class MissReasons {
 public:
  explicit MissReasons(const Pool& pool);

  // O(log(number of candidates)) for each region and option.
  MissReason of(int candidate) const;

 private:
  struct Entry {
    int rating;
    int candidate;
    int window;
  };
  // How far windows reach to one side: the farthest, and the farthest of another candidate.
  struct Reach {
    std::int64_t farthest;
    std::int64_t second;
    int candidate = -1;

    void extend(std::int64_t to, int by);
    std::int64_t without(int excluded) const { return excluded == candidate ? second : farthest; }
  };
  // The options of one side and region, by rating.
  struct Group {
    std::vector<Entry> entries;
    std::vector<Reach> upward;    // Of the windows of this entry and those before it.
    std::vector<Reach> downward;  // Of this entry and those after it; negated.
  };

  static bool within_reach(int candidate, int rating, int window, const Group& group);
  const Group& group(std::size_t side, std::size_t region) const {
    return groups_[side * pool_.regions().size() + region];
  }

  const Pool& pool_;
  std::vector<Group> groups_;
};

}  // namespace evo
