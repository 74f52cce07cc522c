#include "replay/bzip2/checksum.hpp"

#include <array>

namespace evo::replay::bzip2 {
namespace {

constexpr std::uint32_t kPolynomial = 0x04C11DB7;
constexpr std::size_t kStep = 8;

// kTables[k][b]: what byte b does to the remainder when k further bytes follow.
constexpr auto kTables = [] {
  std::array<std::array<std::uint32_t, 256>, kStep> tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte << 24;
    for (int bit = 0; bit < 8; ++bit) rest = rest << 1 ^ ((rest >> 31) != 0 ? kPolynomial : 0);
    tables[0][byte] = rest;
  }
  for (std::size_t k = 1; k < kStep; ++k)
    for (std::size_t byte = 0; byte < 256; ++byte)
      tables[k][byte] = tables[k - 1][byte] << 8 ^ tables[0][tables[k - 1][byte] >> 24];
  return tables;
}();

}  // namespace

std::uint32_t checksum(std::span<const std::uint8_t> bytes) {
  std::uint32_t rest = 0xFFFFFFFF;
  const std::uint8_t* next = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= kStep; left -= kStep, next += kStep) {
    rest = kTables[7][next[0] ^ rest >> 24] ^ kTables[6][next[1] ^ (rest >> 16 & 0xFF)] ^
           kTables[5][next[2] ^ (rest >> 8 & 0xFF)] ^ kTables[4][next[3] ^ (rest & 0xFF)] ^
           kTables[3][next[4]] ^ kTables[2][next[5]] ^ kTables[1][next[6]] ^ kTables[0][next[7]];
  }
  for (; left > 0; --left, ++next) rest = rest << 8 ^ kTables[0][rest >> 24 ^ *next];
  return ~rest;
}

}  // namespace evo::replay::bzip2
