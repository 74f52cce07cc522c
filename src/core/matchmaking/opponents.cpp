#include "core/matchmaking/opponents.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace evo {
namespace {

// Entries of a group that one comparison may rule out.
constexpr std::size_t kBlock = 16;
// Pairs of one option that are looked at closely: those for which the duals suffice least are mostly near.
constexpr int kLooks = 20;

Weight squared(std::int64_t difference) {
  const std::int64_t within = std::min(difference, kDifferenceMax);
  return within * within;
}

}  // namespace

OpponentIndex::OpponentIndex(const Pool& pool) : pool_(pool), groups_(pool.sides().size()) {
  for (int i = 0; i < pool.size(); ++i) {
    for (const Candidate::Option& option : pool[i].options) {
      Group& group = groups_[option.side];
      group.window_max = std::max(group.window_max, pool[i].window);
      group.entries.push_back({option.rating, i});
    }
  }
  for (Group& group : groups_) std::ranges::sort(group.entries);
}

void OpponentIndex::add_nearest_edges(int wanted, std::vector<Edge>& edges) const {
  for (std::size_t side = 0; side < groups_.size(); ++side)
    for (std::size_t other = 0; other < groups_.size(); ++other)
      if (pool_.sides().may_meet(side, other))
        for (const Entry& entry : groups_[side].entries) add_nearest(entry, groups_[other], wanted, edges);
}

// Outwards from the entry's own rating, first the nearest, then further and further apart, so that candidates
// who have too many rivals nearby are connected to where there are fewer. Pairs not found here are found by
// close_edges() if they matter.
void OpponentIndex::add_nearest(const Entry& entry, const Group& group, int wanted,
                                std::vector<Edge>& edges) const {
  const auto& entries = group.entries;
  const auto middle = std::ranges::lower_bound(entries, entry) - entries.begin();
  const int reach = std::max(pool_[entry.candidate].window, group.window_max);
  for (const int direction : {-1, 1}) {
    int found = 0;
    std::ptrdiff_t step = 1;
    for (auto i = direction < 0 ? middle - 1 : middle; i >= 0 && i < std::ssize(entries);
         i += direction * step) {
      if (std::abs(std::int64_t{entries[i].rating} - entry.rating) > reach) break;
      if (entries[i].candidate == entry.candidate) continue;
      const auto cost = pool_.cost(entry.candidate, entries[i].candidate);
      if (cost) edges.push_back({entry.candidate, entries[i].candidate, *cost});
      if (++found >= wanted) step = 4 * step + 1;
    }
  }
}

// One pass over the pairs of two sides. A match of two earns the greater of their bonuses; a pass allows for
// that of the first side only, so that two passes are needed, either way.
class OpponentIndex::Scan {
 public:
  Scan(const Pool& pool, const MatchingDuals& duals, Weight slack_max, std::size_t wanted,
       std::vector<Edge>& edges)
      : pool_(pool),
        duals_(duals),
        slack_max_(slack_max),
        wanted_(wanted),
        edges_(edges),
        large_(duals.vertex.size()) {
    for (std::size_t vertex = 0; vertex < large_.size(); ++vertex) {
      int set = duals.innermost[vertex];
      while (set >= 0 && 2 * duals.odd_sets[set].size <= std::ssize(large_)) set = duals.odd_sets[set].parent;
      if (set >= 0) large_[vertex] = duals.odd_sets[set].dual_sum;
    }
  }

  void run(const Group& group, const Group& other) {
    prepare(other);
    for (const Entry& entry : group.entries) {
      const Candidate& candidate = pool_[entry.candidate];
      allowance_ = 2 * candidate.bonus - duals_.vertex[entry.candidate] + slack_max_;
      found_.clear();
      looks_ = kLooks;
      const auto home =
          std::ranges::lower_bound(blocks_, entry.rating, {}, &Block::rating_max) - blocks_.begin();
      const int reach = std::max(candidate.window, other.window_max);
      look_along(entry, other, reach, home, 1);
      look_along(entry, other, reach, home - 1, -1);
      for (const Close& close : found_) edges_.push_back(close.edge);
    }
  }

 private:
  struct Block {
    int rating_min;
    int rating_max;
    Weight dual_min;
    Weight large_min;
  };
  struct Close {
    Edge edge;
    Weight slack;
  };

  void prepare(const Group& group) {
    blocks_.clear();
    dual_.clear();
    dual_min_ = std::numeric_limits<Weight>::max() / 4;
    for (const Entry& entry : group.entries) {
      const Weight dual = duals_.vertex[entry.candidate];
      const Weight large = large_[entry.candidate];
      if (dual_.size() % kBlock == 0) blocks_.push_back({entry.rating, entry.rating, dual, large});
      blocks_.back().rating_max = entry.rating;
      blocks_.back().dual_min = std::min(blocks_.back().dual_min, dual);
      blocks_.back().large_min = std::min(blocks_.back().large_min, large);
      dual_min_ = std::min(dual_min_, dual);
      dual_.push_back(dual);
    }
  }

  void look_along(const Entry& entry, const Group& other, int reach, std::ptrdiff_t block, int direction) {
    for (; block >= 0 && block < std::ssize(blocks_) && looks_ > 0; block += direction) {
      const std::int64_t apart = distance(entry.rating, blocks_[block]);
      const Weight allowed = allowance_ - 2 * squared(apart);
      if (apart > reach || allowed <= dual_min_) return;
      const Weight large = std::min(large_[entry.candidate], blocks_[block].large_min);
      if (allowed > blocks_[block].dual_min + large) look_into(entry, other, static_cast<std::size_t>(block));
    }
  }

  static std::int64_t distance(int rating, const Block& block) {
    if (rating < block.rating_min) return std::int64_t{block.rating_min} - rating;
    return std::max<std::int64_t>(std::int64_t{rating} - block.rating_max, 0);
  }

  void look_into(const Entry& entry, const Group& other, std::size_t block) {
    const std::size_t end = std::min((block + 1) * kBlock, dual_.size());
    const Weight large = large_[entry.candidate];
    for (std::size_t i = block * kBlock; i < end; ++i) {
      const Entry& near = other.entries[i];
      const std::int64_t difference = std::abs(std::int64_t{entry.rating} - near.rating);
      if (2 * squared(difference) < allowance_ - dual_[i] - std::min(large, large_[near.candidate]))
        consider(entry.candidate, near.candidate);
    }
  }

  // Whatever the quick look leaves out (regions, windows, odd sets, rematches) is looked at here.
  void consider(int a, int b) {
    if (a == b) return;
    const auto cost = pool_.cost(a, b);
    if (!cost) return;
    const Weight slack = duals_.vertex[a] + duals_.vertex[b] + duals_.shared(a, b) + 2 * *cost;
    if (slack >= slack_max_) return;
    --looks_;
    const auto place = std::ranges::upper_bound(found_, slack, {}, &Close::slack);
    if (found_.size() == wanted_ && place == found_.end()) return;
    found_.insert(place, {{a, b, *cost}, slack});
    if (found_.size() > wanted_) found_.pop_back();
  }

  const Pool& pool_;
  const MatchingDuals& duals_;
  const Weight slack_max_;
  const std::size_t wanted_;
  std::vector<Edge>& edges_;
  // By candidate: the duals of the odd sets around it that hold more than half of all. Such sets lie in one
  // another, so that two candidates share at least the lesser of their sums.
  std::vector<Weight> large_;

  // Of the other group.
  std::vector<Block> blocks_;
  std::vector<Weight> dual_;  // As its entries.
  Weight dual_min_ = 0;

  // Of the option at hand.
  Weight allowance_ = 0;
  int looks_ = 0;
  std::vector<Close> found_;  // The least slack first.
};

std::vector<Edge> OpponentIndex::close_edges(const MatchingDuals& duals, Weight slack_max,
                                             std::size_t wanted) const {
  std::vector<Edge> edges;
  Scan scan(pool_, duals, slack_max, wanted, edges);
  for (std::size_t side = 0; side < groups_.size(); ++side)
    for (std::size_t other = 0; other < groups_.size(); ++other)
      if (pool_.sides().may_meet(side, other)) scan.run(groups_[side], groups_[other]);
  return edges;
}

}  // namespace evo
