#include "replay/bzip2/inverse_sort.hpp"

#include <cstring>

namespace evo::replay::bzip2 {
namespace {

using Counts = std::array<std::uint32_t, 256>;

// next[j] = i: the value first in row j is the one last in row i. Two halves at a time, because equal
// neighbours would wait for each other's counter.
void link_rows(const std::uint8_t* sorted, std::size_t size, std::uint8_t* first, std::uint32_t* next) {
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
    std::memset(first + begin, static_cast<int>(value), count);
    low[value] = begin;
    high[value] = begin + before;
    begin += count;
  }
  for (std::size_t i = 0; i < half; ++i) {
    next[low[sorted[i]]++] = static_cast<std::uint32_t>(i);
    next[high[sorted[half + i]]++] = static_cast<std::uint32_t>(half + i);
  }
  if (size % 2 != 0) next[high[sorted[size - 1]]++] = static_cast<std::uint32_t>(size - 1);
}

}  // namespace

// The text is the last column read along `next`, a chain in which every load waits for the one before. So
// the chain is halved first, which runs through memory nearly in order: a row's last value is followed by
// its first.
void inverse_sort(Workspace& space, std::size_t size, std::size_t origin) {
  const std::uint8_t* sorted = space.sorted.get();
  std::uint8_t* first = space.first.get();
  std::uint32_t* next = space.next.get();
  std::uint32_t* steps = space.steps.get();
  link_rows(sorted, size, first, next);
  for (std::size_t row = 0; row < size; ++row) steps[row] = next[next[row]] << 8 | sorted[row];

  std::uint8_t* to = space.text.get();
  std::uint32_t row = next[origin];
  for (std::size_t done = 0; done < size; done += 2) {
    const std::uint32_t step = steps[row];
    const std::uint16_t both = static_cast<std::uint16_t>((step & 0xFF) | first[row] << 8);
    to[done] = static_cast<std::uint8_t>(both);
    to[done + 1] = static_cast<std::uint8_t>(both >> 8);
    row = step >> 8;
  }
}

}  // namespace evo::replay::bzip2
