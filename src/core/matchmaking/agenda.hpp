// Agenda: the time of each of many things, and which comes first. Times change far more often than the first
// is asked for, so a change costs a few operations and first() scans: over one minimum for each block of
// entries, and over a block again only when the entry that held its minimum was put off.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace evo {

class Agenda {
 public:
  Agenda(std::size_t entries, std::int64_t never)
      : times_((entries + kBlock - 1) / kBlock * kBlock, never), earliest_(times_.size() / kBlock, never) {}

  std::int64_t at(int entry) const { return times_[static_cast<std::size_t>(entry)]; }

  void set(int entry, std::int64_t time) {
    times_[static_cast<std::size_t>(entry)] = time;
    std::int64_t& earliest = earliest_[static_cast<std::size_t>(entry) / kBlock];
    earliest = std::min(earliest, time);
  }

  // The lowest entry among those with the earliest time. There must be entries.
  int first() {
    for (;;) {
      const auto least = std::min_element(earliest_.begin(), earliest_.end());
      const auto begin = times_.begin() + (least - earliest_.begin()) * kBlock;
      const auto found = std::min_element(begin, begin + kBlock);
      // The minimum of a block may be too early by what has been put off since.
      if (*found == *least) return static_cast<int>(found - times_.begin());
      *least = *found;
    }
  }

 private:
  static constexpr std::ptrdiff_t kBlock = 32;

  std::vector<std::int64_t> times_;
  std::vector<std::int64_t> earliest_;  // By block; never later than the block's minimum.
};

}  // namespace evo
