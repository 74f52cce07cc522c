// What keeps candidates waiting that were given no match.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/matchmaking/pool.hpp"

namespace evo {

// Of the obstacles between a candidate and each of the others the one that was met last, as it says most:
// sides, regions, window, and if none is left, others took those whom the candidate could have played.
class MissReasons {
 public:
  explicit MissReasons(const Pool& pool);

  // O(log(number of candidates)) for each region and option; where rules look at both of a pair, also
  // O(kLooks).
  MissReason of(int candidate) const;

 private:
  static constexpr std::int64_t kNowhere = std::numeric_limits<std::int64_t>::min();
  // How far windows reach to one side: the farthest, and the farthest of another candidate.
  struct Reach {
    std::int64_t farthest = kNowhere;
    std::int64_t second = kNowhere;
    int candidate = -1;

    void extend(std::int64_t to, int by);
    std::int64_t without(int excluded) const { return excluded == candidate ? second : farthest; }
  };
  struct Entry {
    int rating;
    int candidate;
    int window;
    Reach upward{};    // Of the windows of this entry and those before it.
    Reach downward{};  // Of this entry and those after it; negated.
  };
  using Group = std::vector<Entry>;  // The options of one side and region, by rating.

  // Candidates nearest in rating that are looked at one by one.
  static constexpr int kLooks = 400;

  template <class Says>
  bool somebody_near(int candidate, const Says& says) const;
  static bool within_reach(int candidate, int rating, int window, const Group& group);
  const Group& group(std::size_t side, std::size_t region) const {
    return groups_[side * pool_.regions().size() + region];
  }

  const Pool& pool_;
  std::vector<Group> groups_;
};

}  // namespace evo
