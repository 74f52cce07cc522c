// What one block needs while it is decoded. Every thread keeps one and grows it: a replay has a dozen members
// of a few hundred bytes, and mapping fresh memory for each costs more than decoding them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "replay/bzip2/prefix_code.hpp"

namespace evo::replay::bzip2 {

inline constexpr std::size_t kCodesMax = 6;
inline constexpr std::size_t kSelectorsMax = 18'002;
// The symbol decoder writes ahead so far.
inline constexpr std::size_t kSlack = 16;
// So many pieces of text are walked at a time.
inline constexpr std::size_t kLanes = 8;

struct Workspace {
  // For blocks of up to `bytes`.
  void reserve(std::size_t bytes) {
    if (bytes <= capacity) return;
    capacity = bytes;
    sorted = std::make_unique_for_overwrite<std::uint8_t[]>(bytes + kSlack);
    text = std::make_unique_for_overwrite<std::uint8_t[]>(bytes);
    lanes = std::make_unique_for_overwrite<std::uint8_t[]>(bytes * kLanes);
    steps = std::make_unique_for_overwrite<std::uint32_t[]>(bytes);
  }

  std::size_t capacity = 0;
  std::unique_ptr<std::uint8_t[]> sorted;  // The block as it was transmitted: the sorted text's last column.
  std::unique_ptr<std::uint8_t[]> text;    // The block's text, repetitions still counted.
  // Pieces of the text before they are joined, `capacity` bytes for each lane. All together they are one
  // text, so that most of these pages are never touched.
  std::unique_ptr<std::uint8_t[]> lanes;
  std::unique_ptr<std::uint32_t[]> steps;
  std::array<PrefixCode, kCodesMax> codes;
  std::array<std::uint8_t, kSelectorsMax> selectors;
};

}  // namespace evo::replay::bzip2
