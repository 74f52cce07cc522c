// Bits of a bzip2 stream, most significant first, through a window of 64. Past the end come zeros, which are
// counted: the caller asks once in a while whether it has read what is not there.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace evo::replay::bzip2 {

// The failure when BitWindow::overrun().
inline constexpr const char* kCut = "bzip2 data is cut short";

class BitWindow {
 public:
  explicit BitWindow(std::span<const std::uint8_t> input)
      : next_(input.data()), end_(input.data() + input.size()) {}

  // Afterwards at least 56 bits are in the window.
  void refill() {
    if (end_ - next_ >= 8) [[likely]] {
      window_ |= load() >> count_;
      next_ += (63 - count_) >> 3;
      count_ |= 56;
    } else {
      refill_at_end();
    }
  }
  // Without refilling; `count` from 1 to 32.
  std::uint32_t peek(unsigned count) const { return static_cast<std::uint32_t>(window_ >> (64 - count)); }
  void drop(unsigned count) {
    window_ <<= count;
    count_ -= count;
  }
  std::uint32_t take(unsigned count) {
    refill();
    const std::uint32_t value = peek(count);
    drop(count);
    return value;
  }

  bool overrun() const { return missing_ > count_; }
  // Whole bytes that nobody has looked at.
  std::size_t bytes_left() const { return static_cast<std::size_t>(end_ - next_) + (count_ - missing_) / 8; }

 private:
  std::uint64_t load() const {
    std::uint64_t word = 0;
    std::memcpy(&word, next_, 8);
    return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
  }
  void refill_at_end() {
    for (; count_ <= 56; count_ += 8) {
      if (next_ == end_)
        missing_ += 8;
      else
        window_ |= std::uint64_t{*next_++} << (56 - count_);
    }
  }

  const std::uint8_t* next_;
  const std::uint8_t* end_;
  std::uint64_t window_ = 0;  // The next bits on top.
  unsigned count_ = 0;        // So many of them count; what is below is the same input again.
  std::uint64_t missing_ = 0;
};

}  // namespace evo::replay::bzip2
