#include "replay/bzip2/inverse_sort.hpp"

#include <cstring>

namespace evo::replay::bzip2 {
namespace {

using Counts = std::array<std::uint32_t, 256>;

// A row of the sorted text, in one word: the value it ends with, the row two steps on, and how many values
// the one it begins with comes after that of the nearest kRankRows-th row.
constexpr unsigned kRowShift = 8;
constexpr unsigned kRankShift = 28;
constexpr std::uint32_t kRowMask = (1u << (kRankShift - kRowShift)) - 1;

// next[j] = i: the value first in row j is the one last in row i. Two halves at a time, because equal
// neighbours would wait for each other's counter. Gives the row behind the last that begins with each value.
Counts link_rows(const std::uint8_t* sorted, std::size_t size, std::uint32_t* next) {
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
  for (std::size_t i = 0; i < half; ++i) {
    next[low[sorted[i]]++] = static_cast<std::uint32_t>(i);
    next[high[sorted[half + i]]++] = static_cast<std::uint32_t>(half + i);
  }
  if (size % 2 != 0) next[high[sorted[size - 1]]++] = static_cast<std::uint32_t>(size - 1);
  return high;
}

}  // namespace

// The text is the last column read along `next`, a chain in which every load waits for the one before and
// finds nothing in the near cache. So the chain is halved first, which runs through memory nearly in order (a
// row's last value is followed by its first), and what a step needs is packed into one word.
void inverse_sort(Workspace& space, std::size_t size, std::size_t origin) {
  const std::uint8_t* sorted = space.sorted.get();
  const std::uint32_t* next = space.next.get();
  std::uint32_t* steps = space.steps.get();
  std::uint8_t* ranks = space.ranks.get();
  const Counts ends = link_rows(sorted, size, space.next.get());

  std::array<std::uint8_t, 256> values{};  // Those that occur, by rank.
  std::size_t row = 0;
  std::uint32_t rank = 0;
  for (std::size_t value = 0; value < 256; ++value) {
    const std::size_t end = ends[value];
    if (row == end) continue;
    values[rank] = static_cast<std::uint8_t>(value);
    for (std::size_t place = (row + kRankRows - 1) / kRankRows; place * kRankRows < end; ++place)
      ranks[place] = static_cast<std::uint8_t>(rank);
    for (; row < end; ++row)
      steps[row] = (rank - ranks[row / kRankRows]) << kRankShift | next[next[row]] << kRowShift | sorted[row];
    ++rank;
  }

  std::uint8_t* to = space.text.get();
  std::uint32_t at = next[origin];
  for (std::size_t done = 0; done < size; done += 2) {
    const std::uint32_t step = steps[at];
    to[done] = static_cast<std::uint8_t>(step);
    to[done + 1] = values[ranks[at / kRankRows] + (step >> kRankShift)];
    at = step >> kRowShift & kRowMask;
  }
}

}  // namespace evo::replay::bzip2
