// What the bit-packed and the versioned encoder share: the bytes written so far and the first thing that did
// not fit. A source of values names fields; the table of the build says how each is written, and a field the
// source does not name is written as zero. A value that the table cannot hold is remembered rather than
// returned from each call, so that the code that describes a member stays one line a field; finish() tells
// it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "replay/protocol_table.hpp"

namespace evo::replay {

class Encoder {
 public:
  std::size_t size() const { return bytes_.size(); }
  bool failed() const { return !fault_.empty(); }
  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }

 protected:
  // `member` opens the message of the error.
  Result<std::vector<std::uint8_t>> finish_bytes(std::string_view member);

  // Whether `value` is one of the 2^bits that an integer, a length or a count of this type can be.
  bool fits(const protocol::Type& type, std::int64_t value);
  // As above, for the length of a blob, an array or a bit array.
  bool fits_count(const protocol::Type& type, std::size_t count);
  // The value asked for is of another kind than the table's.
  void mismatch(std::string_view wanted);
  // The first option of a choice of integers that holds `value`; nullptr when none does.
  const protocol::Field* option_for(const protocol::Type& type, std::int64_t value);

  std::vector<std::uint8_t> bytes_;
  protocol::Name field_{};  // Named last; where a fault is.

 private:
  void fault(std::string message);

  std::string fault_;
};

// 2^bits - 1 above the lowest value, without overflow.
inline bool in_range(const protocol::Type& type, std::int64_t value) {
  if (value < type.min) return false;
  const auto above = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(type.min);
  return type.bits >= 64 || above >> type.bits == 0;
}

}  // namespace evo::replay
