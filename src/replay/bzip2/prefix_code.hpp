// One of the up to six prefix codes of a block, as look-up tables. Codes are canonical: shorter ones first,
// equal lengths in the order of the symbols.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace evo::replay::bzip2 {

inline constexpr unsigned kCodeBitsMax = 20;
inline constexpr unsigned kSymbolsMax = 258;

class PrefixCode {
 public:
  static constexpr unsigned kFastBits = 10;
  // What a look-up gives: the symbol above its length; 0 where no code begins so.
  using Entry = std::uint16_t;
  static unsigned length(Entry entry) { return entry & 31u; }
  static unsigned symbol(Entry entry) { return entry >> 5; }

  // Lengths from 1 to kCodeBitsMax of up to kSymbolsMax symbols. False when there are more codes than room.
  bool build(std::span<const std::uint8_t> lengths);

  // For the next kFastBits; 0 when the code is longer than that.
  Entry fast(std::uint32_t bits) const { return fast_[bits]; }
  // For the next kCodeBitsMax, after fast() gave 0.
  Entry slow(std::uint32_t bits) const;

 private:
  std::array<Entry, 1u << kFastBits> fast_;
  std::array<std::uint32_t, kCodeBitsMax + 1> limit_;  // First value, in kCodeBitsMax bits, of a longer code.
  std::array<std::uint32_t, kCodeBitsMax + 1> shift_;  // From a code to its place in order_.
  std::array<std::uint16_t, kSymbolsMax> order_;
};

}  // namespace evo::replay::bzip2
