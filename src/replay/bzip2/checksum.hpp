// bzip2's checksum: CRC-32 with the polynomial 0x04C11DB7, bits taken most significant first.
#pragma once

#include <cstdint>
#include <span>

namespace evo::replay::bzip2 {

std::uint32_t checksum(std::span<const std::uint8_t> bytes);

}  // namespace evo::replay::bzip2
