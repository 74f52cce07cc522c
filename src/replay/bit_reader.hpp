// BitReader: numbers out of the protocol's bit stream. Every byte gives its low bits first; the pieces of one
// number are joined most significant first. Reading past the end is a failure that sticks: from then on
// nothing is left and every read gives 0, so that callers check once, where they are done.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace evo::replay {

class BitReader {
 public:
  explicit BitReader(std::span<const std::uint8_t> bytes) : data_(bytes.data()), end_(bytes.size() * 8) {}

  // `count` up to 64.
  std::uint64_t read(unsigned count) {
    if (count > end_ - position_) return fail("input ends inside a value"), 0;
    if (count <= kOneLoadBits) return take(count);
    // A number of more bits is cut where the stream cuts it too: at a byte's border.
    const unsigned head = 8 - static_cast<unsigned>(position_ & 7);
    const std::uint64_t first = take(head);
    const unsigned rest = count - head;
    const unsigned low = rest > 32 ? rest - 32 : 0;
    const std::uint64_t middle = take(rest - low);
    const std::uint64_t joined = first << (rest - low) | middle;
    return low == 0 ? joined : joined << low | take(low);
  }
  void skip(std::uint64_t bits) {
    if (bits > end_ - position_) return fail("input ends inside a value");
    position_ += bits;
  }
  // Drops what is left of the current byte.
  void align() { position_ = std::min((position_ + 7) & ~std::uint64_t{7}, end_); }
  // `count` bytes from the next byte's border.
  std::span<const std::uint8_t> bytes(std::uint64_t count) {
    align();
    if (count > (end_ - position_) / 8)
      return fail("input ends inside a text"), std::span<const std::uint8_t>{};
    const std::uint8_t* begin = data_ + position_ / 8;
    position_ += count * 8;
    return {begin, count};
  }

  std::uint64_t bits_left() const { return end_ - position_; }
  std::uint64_t position() const { return position_; }  // In bits.

  // `what` must outlive the reader; the first failure is kept.
  void fail(const char* what) {
    if (failure_ == nullptr) failure_ = what;
    end_ = position_;
  }
  bool failed() const { return failure_ != nullptr; }
  const char* failure() const { return failure_; }  // nullptr: none.

 private:
  // Largest number that lies within eight bytes wherever it starts.
  static constexpr unsigned kOneLoadBits = 57;

  static std::uint64_t low_bits(std::uint64_t value, unsigned count) {
    return value & ~(~std::uint64_t{0} << count);
  }
  // Eight bytes, the first one on top; zeros beyond the end.
  std::uint64_t load() const {
    const std::uint64_t byte = position_ / 8;
    std::uint64_t word = 0;
    const std::uint64_t left = (end_ + 7) / 8 - byte;
    if (left >= 8) [[likely]] {
      std::memcpy(&word, data_ + byte, 8);
    } else if (left > 0) {
      std::memcpy(&word, data_ + byte, left);
    }
    return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
  }
  // `count` is at most kOneLoadBits and not more than what is left. Where in a byte a number starts is as
  // good as random, so that nothing here branches on it.
  std::uint64_t take(unsigned count) {
    const std::uint64_t word = load();
    const unsigned used = static_cast<unsigned>(position_ & 7);
    position_ += count;
    const std::uint64_t first = (word >> 56) >> used;
    const unsigned head = 8 - used;
    if (count < 8) {
      const unsigned rest = count > head ? count - head : 0;
      const std::uint64_t joined = first << rest | low_bits(word >> 48 & 0xFF, rest);
      return low_bits(joined, count);
    }
    const unsigned rest = count - head;
    const unsigned whole = rest & ~7u;
    const unsigned tail = rest & 7u;
    const std::uint64_t later = (word << 8) >> (56 - whole);  // The whole bytes and the one of the tail.
    return first << rest | (later >> 8) << tail | low_bits(later, tail);
  }

  const std::uint8_t* data_;
  std::uint64_t end_;           // In bits.
  std::uint64_t position_ = 0;  // In bits; never above end_.
  const char* failure_ = nullptr;
};

}  // namespace evo::replay
