// Decompression of one piece of a member into a buffer of exactly the size that it must have: more or less
// output, input left over and wrong checksums are errors.
#pragma once

#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace evo::replay {

// The first byte names the method: 0x10 bzip2, 0x02 zlib, 0 stored. Errors: invalid.
Result<> inflate(std::span<const std::uint8_t> packed, std::span<std::uint8_t> out);

}  // namespace evo::replay
