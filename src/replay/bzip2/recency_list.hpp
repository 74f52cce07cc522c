// The byte values of a block, most recent first: asked for a rank, it gives the value there and moves it to
// the front. In replays, whose bits are packed, large ranks are common and no rank can be guessed; so every
// call does the same work for all places, in long rows, and branches on nothing.
#pragma once

#include <array>
#include <cstdint>

namespace evo::replay::bzip2 {

class RecencyList {
 public:
  // In order of rank.
  void append(std::uint8_t value) { values_[used_++] = value; }
  unsigned size() const { return used_; }

  // `rank` below size().
  std::uint8_t to_front(unsigned rank) {
    const std::uint8_t value = values_[rank];
    const Row last = Row{} + static_cast<std::uint8_t>(rank);
    Row before = Row{} + value;  // Its last place comes first in the row that follows.
    for (unsigned at = 0; at < used_; at += kRow) {
      Row old;
      Row places;
      __builtin_memcpy(&old, values_.data() + at, kRow);
      __builtin_memcpy(&places, kPlaces.data() + at, kRow);
      const Row moved =
          __builtin_shufflevector(before, old, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46,
                                  47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62);
      const Row moves = places <= last;
      const Row now = (moved & moves) | (old & ~moves);
      __builtin_memcpy(values_.data() + at, &now, kRow);
      before = old;
    }
    return value;
  }

 private:
  static constexpr unsigned kRow = 32;
  static constexpr unsigned kValues = 256;
  using Row = std::uint8_t __attribute__((vector_size(kRow)));

  alignas(kRow) static constexpr auto kPlaces = [] {
    std::array<std::uint8_t, kValues> places{};
    for (unsigned i = 0; i < kValues; ++i) places[i] = static_cast<std::uint8_t>(i);
    return places;
  }();

  alignas(kRow) std::array<std::uint8_t, kValues> values_{};
  unsigned used_ = 0;
};

}  // namespace evo::replay::bzip2
