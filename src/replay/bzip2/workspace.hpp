// What one block needs while it is decoded. Every thread keeps one and grows it: a replay has a dozen members
// of a few hundred bytes, and mapping fresh memory for each costs more than decoding them.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

#include <sys/mman.h>

#include "replay/bzip2/prefix_code.hpp"

namespace evo::replay::bzip2 {

inline constexpr std::size_t kCodesMax = 6;
inline constexpr std::size_t kSelectorsMax = 18'002;
// The symbol decoder and the walk write ahead so far.
inline constexpr std::size_t kSlack = 16;

// In how many rows the first value can move on by no more than a number of four bits says.
inline constexpr std::size_t kRankRows = 16;

// Memory that is read in no order at all. Large pages spare it the misses of the translation buffer.
class WideWords {
 public:
  WideWords() = default;
  ~WideWords() { std::free(words_); }
  WideWords(const WideWords&) = delete;
  WideWords& operator=(const WideWords&) = delete;

  // What was there is lost.
  void reserve(std::size_t count) {
    std::free(words_);
    const std::size_t bytes = (count * sizeof(std::uint32_t) + kPage - 1) / kPage * kPage;
    words_ = static_cast<std::uint32_t*>(std::aligned_alloc(kPage, bytes));
    if (words_ == nullptr) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    ::madvise(words_, bytes, MADV_HUGEPAGE);
#endif
  }
  std::uint32_t* get() const { return words_; }

 private:
  static constexpr std::size_t kPage = 2u << 20;

  std::uint32_t* words_ = nullptr;
};

struct Workspace {
  // For blocks of up to `bytes`.
  void reserve(std::size_t bytes) {
    if (bytes <= capacity) return;
    capacity = bytes;
    sorted = std::make_unique_for_overwrite<std::uint8_t[]>(bytes + kSlack);
    text = std::make_unique_for_overwrite<std::uint8_t[]>(bytes + kSlack);
    ranks = std::make_unique_for_overwrite<std::uint8_t[]>(bytes / kRankRows + 1);
    next = std::make_unique_for_overwrite<std::uint32_t[]>(bytes);
    steps.reserve(bytes);
  }

  std::size_t capacity = 0;
  std::unique_ptr<std::uint8_t[]> sorted;  // The block as it was transmitted: the sorted text's last column.
  std::unique_ptr<std::uint8_t[]> text;    // The block's text, repetitions still counted.
  std::unique_ptr<std::uint8_t[]> ranks;   // Of the value first in every kRankRows-th row of the sorted text.
  std::unique_ptr<std::uint32_t[]> next;
  WideWords steps;
  std::array<PrefixCode, kCodesMax> codes;
  std::array<std::uint8_t, kSelectorsMax> selectors;
};

}  // namespace evo::replay::bzip2
