// Our own bzip2 decoder, for input that lies in memory as a whole and output of known size. It is written for
// replays: many tiny members and a few of some hundred kilobytes, each usually one block.
//
// Every checksum is verified. What it reads is taken for hostile: nothing is read or written out of bounds,
// memory follows from the size of the output (below 12 bytes for one, and never more than a block of 900 kB
// needs) and work from that and the size of the input. It refuses what the format's own compressor has not
// written for decades: randomised blocks.
#pragma once

#include <cstdint>
#include <span>

namespace evo::replay::bzip2 {

// `packed` must be exactly one stream, and `out` exactly what it holds. nullptr, or a constant text that says
// what is wrong.
const char* decompress(std::span<const std::uint8_t> packed, std::span<std::uint8_t> out);

inline constexpr const char* kRandomised = "bzip2 data has a randomised block, which is not supported";

}  // namespace evo::replay::bzip2
