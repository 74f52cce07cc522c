// EventQueue: what happens when, for a clock that never goes back (a radix heap). Entries lie in buckets by
// the highest bit in which their time differs from the time of the last pop; those far ahead are not touched
// until the clock comes near. So adding costs next to nothing, which suits events of which most become void
// before they are due.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace evo {

class EventQueue {
 public:
  using Event = std::pair<std::int64_t, int>;

  // Not before the last pop.
  void push(std::int64_t time, int what) {
    buckets_[bucket_of(time)].emplace_back(time, what);
    ++size_;
  }

  // One of those with the earliest time; the queue must not be empty. The same pushes give the same pops.
  Event pop() {
    EVO_ASSERT(size_ > 0);
    if (buckets_[0].empty()) advance();
    const Event event = buckets_[0].back();
    buckets_[0].pop_back();
    --size_;
    return event;
  }

 private:
  std::size_t bucket_of(std::int64_t time) const {
    return static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(time ^ now_)));
  }

  // All of the first bucket agree in higher bits, so that each moves to a lower bucket.
  void advance() {
    const auto first = std::ranges::find_if(buckets_, [](const auto& bucket) { return !bucket.empty(); });
    now_ = std::ranges::min(*first, {}, &Event::first).first;
    moving_.swap(*first);
    for (const Event& event : moving_) buckets_[bucket_of(event.first)].push_back(event);
    moving_.clear();
  }

  std::int64_t now_ = 0;
  std::size_t size_ = 0;
  std::array<std::vector<Event>, 65> buckets_;
  std::vector<Event> moving_;
};

}  // namespace evo
