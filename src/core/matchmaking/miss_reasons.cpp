#include "core/matchmaking/miss_reasons.hpp"

#include <algorithm>
#include <tuple>

namespace evo {

void MissReasons::Reach::extend(std::int64_t to, int by) {
  if (by == candidate) {
    farthest = std::max(farthest, to);
  } else if (to > farthest) {
    second = farthest;
    farthest = to;
    candidate = by;
  } else {
    second = std::max(second, to);
  }
}

MissReasons::MissReasons(const Pool& pool)
    : pool_(pool), groups_(pool.sides().size() * pool.regions().size()) {
  for (int i = 0; i < pool.size(); ++i)
    for (const Candidate::Option& option : pool[i].options)
      groups_[option.side * pool.regions().size() + pool[i].region].push_back(
          {.rating = option.rating, .candidate = i, .window = pool[i].window});
  for (Group& group : groups_) {
    std::ranges::sort(group, {}, [](const Entry& entry) { return std::tie(entry.rating, entry.candidate); });
    Reach upward;
    for (Entry& entry : group) {
      upward.extend(std::int64_t{entry.rating} + entry.window, entry.candidate);
      entry.upward = upward;
    }
    Reach downward;
    for (auto entry = group.rbegin(); entry != group.rend(); ++entry) {
      downward.extend(std::int64_t{entry->window} - entry->rating, entry->candidate);
      entry->downward = downward;
    }
  }
}

// By its own window or by somebody's in the group.
bool MissReasons::within_reach(int candidate, int rating, int window, const Group& group) {
  const auto first_from = [&](std::int64_t least) {
    return std::ranges::lower_bound(group, least, {},
                                    [](const Entry& entry) { return std::int64_t{entry.rating}; });
  };
  for (auto near = first_from(std::int64_t{rating} - window);
       near != group.end() && near->rating <= std::int64_t{rating} + window; ++near)
    if (near->candidate != candidate) return true;
  const auto place = first_from(rating) - group.begin();
  if (place > 0 && group[place - 1].upward.without(candidate) >= rating) return true;
  return place < std::ssize(group) && group[place].downward.without(candidate) >= -std::int64_t{rating};
}

template <class Says>
bool MissReasons::somebody_near(int candidate, const Says& says) const {
  for (int apart = 1; apart <= kLooks / 2; ++apart) {
    for (const int other : {candidate - apart, candidate + apart})
      if (other >= 0 && other < pool_.size() && says(other)) return true;
  }
  return false;
}

MissReason MissReasons::of(int candidate) const {
  const Candidate& own = pool_[candidate];
  bool opposed = false;
  bool allowed = false;
  bool reached = false;
  for (const Candidate::Option& option : own.options) {
    for (std::size_t side = 0; side < pool_.sides().size(); ++side) {
      if (!pool_.sides().may_meet(option.side, side)) continue;
      for (std::size_t region = 0; region < pool_.regions().size(); ++region) {
        const Group& others = group(side, region);
        const bool somebody =
            std::ranges::any_of(others, [&](const Entry& entry) { return entry.candidate != candidate; });
        opposed = opposed || somebody;
        if (!somebody || !pool_.regions().may_meet(own.region, region)) continue;
        allowed = true;
        reached = reached || within_reach(candidate, option.rating, own.window, others);
      }
    }
  }
  const PairPrices& prices = pool_.prices();
  if (!prices.looks_at_both()) {
    if (reached) return MissReason::opponents_taken;
    if (allowed) return MissReason::outside_window;
  } else if (allowed) {
    if (reached &&
        somebody_near(candidate, [&](int other) { return pool_.cost(candidate, other).has_value(); }))
      return MissReason::opponents_taken;
    const bool served =
        somebody_near(candidate, [&](int other) { return prices.price(own, pool_[other]).has_value(); });
    return served ? MissReason::outside_window : MissReason::servers_blocked;
  }
  if (opposed) return MissReason::regions_apart;
  return pool_.size() > 1 ? MissReason::no_opposite_side : MissReason::alone;
}

}  // namespace evo
