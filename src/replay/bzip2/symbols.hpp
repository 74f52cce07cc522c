// From the bits of a block to the last column of its sorted text: prefix codes, recency ranks, runs.
#pragma once

#include <cstddef>

#include "replay/bzip2/bit_window.hpp"
#include "replay/bzip2/workspace.hpp"

namespace evo::replay::bzip2 {

struct Column {
  std::size_t size = 0;
  const char* failure = nullptr;
};

// Reads from the map of used values to the end of the block. At most `size_max` bytes, for which `space` has
// room, go to space.sorted; `too_long` is the failure when there are more.
Column read_column(BitWindow& bits, Workspace& space, std::size_t size_max, const char* too_long);

}  // namespace evo::replay::bzip2
