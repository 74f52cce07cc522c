#include "replay/bzip2/inverse_sort.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

// The text is a chain through the rows of the sorted text, and every step of a chain has to wait until memory
// has answered the one before. So the chain is entered at many rows at once: each entrance begins an arc,
// which ends where the next entrance is met, and as many arcs are walked side by side as the processor can
// keep in flight. Which arc follows which is known when all have ended; laid end to end from the origin's,
// they are the text.
namespace evo::replay::bzip2 {
namespace {

using Counts = std::array<std::uint32_t, 256>;

// A step: the next row above the row's value in the first column, which is the text's. Rows take 20 bits.
constexpr unsigned kValueBits = 8;
constexpr std::uint32_t kEntrance = 1u << 31;

constexpr std::size_t kArcsMax = 256;
constexpr std::size_t kArcBytes = 64;  // With shorter ones, changing arcs would cost more than waiting.

// The value first in row j is the one last in its next row, and equal values keep their order. Two halves at
// a time, because equal neighbours would wait for each other's counter.
void link_rows(const std::uint8_t* sorted, std::size_t size, std::uint32_t* steps) {
  const std::size_t half = size / 2;
  Counts low{};
  Counts high{};
  for (std::size_t i = 0; i < half; ++i) {
    ++low[sorted[i]];
    ++high[sorted[half + i]];
  }
  if (size % 2 != 0) ++high[sorted[size - 1]];

  std::uint32_t begin = 0;
  for (std::size_t value = 0; value < 256; ++value) {
    const std::uint32_t before = low[value];
    const std::uint32_t count = before + high[value];
    low[value] = begin;
    high[value] = begin + before;
    begin += count;
  }
  const auto link = [&](Counts& places, std::size_t row) {
    const std::uint8_t value = sorted[row];
    steps[places[value]++] = static_cast<std::uint32_t>(row << kValueBits) | value;
  };
  for (std::size_t i = 0; i < half; ++i) {
    link(low, i);
    link(high, half + i);
  }
  if (size % 2 != 0) link(high, size - 1);
}

void walk_alone(const std::uint32_t* steps, std::size_t size, std::size_t origin, std::uint8_t* to) {
  auto row = static_cast<std::uint32_t>(origin);
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint32_t step = steps[row];
    to[i] = static_cast<std::uint8_t>(step);
    row = step >> kValueBits;
  }
}

struct Arc {
  const std::uint8_t* text = nullptr;
  std::size_t size = 0;
  std::size_t next = 0;
};

class Walk {
 public:
  Walk(Workspace& space, std::size_t size, std::size_t origin)
      : steps_(space.steps.get()), size_(size), origin_(origin) {
    arcs_ = std::min(size / kArcBytes, kArcsMax);
    stride_ = size / arcs_;
    steps_[origin] |= kEntrance;
    for (std::size_t arc = 1; arc <= arcs_; ++arc) steps_[row_of(arc)] |= kEntrance;
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      lanes_[lane].to = space.lanes.get() + lane * space.capacity;
  }

  void walk_arcs() {
    while (active_ < kLanes && begin_arc(lanes_[active_])) ++active_;
    while (active_ > 0) {
      if (active_ == kLanes)
        walk_until_entrance<kLanes>();
      else if (active_ >= kLanes / 2)
        walk_until_entrance<kLanes / 2>();
      else if (active_ >= 2)
        walk_until_entrance<2>();
      else
        walk_until_entrance<1>();
    }
  }
  // Where a text repeats itself the rows are several chains, and the origin's is gone through several times.
  void join(std::uint8_t* to) const {
    std::size_t arc = 0;
    for (std::size_t done = 0; done < size_; arc = found_[arc].next) {
      const std::size_t more = std::min(found_[arc].size, size_ - done);
      std::memcpy(to + done, found_[arc].text, more);
      done += more;
    }
  }

 private:
  struct Lane {
    std::uint32_t row = 0;
    std::uint8_t* to = nullptr;
    std::size_t arc = 0;
  };

  // Arc 0 begins at the origin, the others evenly spread over the rows, which scatters them over the text.
  std::size_t row_of(std::size_t arc) const { return arc == 0 ? origin_ : (arc - 1) * stride_; }
  std::size_t arc_at(std::size_t row) const { return row == origin_ ? 0 : row / stride_ + 1; }

  bool begin_arc(Lane& lane) {
    if (next_arc_ > 0 && next_arc_ <= arcs_ && row_of(next_arc_) == origin_) ++next_arc_;
    if (next_arc_ > arcs_) return false;
    lane.arc = next_arc_++;
    found_[lane.arc].text = lane.to;
    const std::uint32_t step = steps_[row_of(lane.arc)];
    *lane.to++ = static_cast<std::uint8_t>(step);
    lane.row = (step & ~kEntrance) >> kValueBits;
    return true;
  }
  void end_arc(Lane& lane) {
    Arc& arc = found_[lane.arc];
    arc.size = static_cast<std::size_t>(lane.to - arc.text);
    arc.next = arc_at(lane.row);
  }

  // Moves the first kCount lanes until one of them is at an entrance; there its arc ends and another begins.
  template <std::size_t kCount>
  void walk_until_entrance() {
    std::array<std::uint32_t, kCount> rows;
    std::array<std::uint8_t*, kCount> to;
    std::array<std::uint32_t, kCount> steps;
    for (std::size_t i = 0; i < kCount; ++i) {
      rows[i] = lanes_[i].row;
      to[i] = lanes_[i].to;
    }
    std::size_t moved = 0;
    for (;; ++moved) {
      std::uint32_t any = 0;
#pragma clang loop unroll(full)
      for (std::size_t i = 0; i < kCount; ++i) {
        steps[i] = steps_[rows[i]];
        any |= steps[i];
      }
      if ((any & kEntrance) != 0) [[unlikely]]
        break;
#pragma clang loop unroll(full)
      for (std::size_t i = 0; i < kCount; ++i) {
        to[i][moved] = static_cast<std::uint8_t>(steps[i]);
        rows[i] = steps[i] >> kValueBits;
      }
    }
    for (std::size_t i = 0; i < kCount; ++i) {
      lanes_[i].row = rows[i];
      lanes_[i].to = to[i] + moved;
    }
    for (std::size_t i = kCount; i-- > 0;) {
      if ((steps[i] & kEntrance) == 0) continue;
      end_arc(lanes_[i]);
      if (!begin_arc(lanes_[i])) std::swap(lanes_[i], lanes_[--active_]);
    }
  }

  std::uint32_t* steps_;
  std::size_t size_;
  std::size_t origin_;
  std::size_t arcs_ = 0;
  std::size_t stride_ = 0;
  std::size_t next_arc_ = 0;
  std::size_t active_ = 0;  // Lanes with an arc; they stand first.
  std::array<Lane, kLanes> lanes_;
  std::array<Arc, kArcsMax + 1> found_;
};

}  // namespace

void inverse_sort(Workspace& space, std::size_t size, std::size_t origin) {
  link_rows(space.sorted.get(), size, space.steps.get());
  if (size < kLanes * kArcBytes) return walk_alone(space.steps.get(), size, origin, space.text.get());
  Walk walk(space, size, origin);
  walk.walk_arcs();
  walk.join(space.text.get());
}

}  // namespace evo::replay::bzip2
