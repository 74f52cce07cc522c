#include "replay/versioned_decoder.hpp"

namespace evo::replay {

using protocol::Field;
using protocol::Type;

namespace {

constexpr int kIntegerBytesMax = 10;

}  // namespace

void VersionedDecoder::fail(const char* what) {
  if (failure_ == nullptr) failure_ = what;
  bytes_ = bytes_.first(position_);
}

std::uint8_t VersionedDecoder::byte() {
  if (position_ == bytes_.size()) return fail("input ends inside a value"), std::uint8_t{0};
  return bytes_[position_++];
}

bool VersionedDecoder::expect(Tag tag) {
  if (position_ == bytes_.size()) return fail("input ends before a value"), false;
  if (bytes_[position_] != static_cast<std::uint8_t>(tag))
    return fail("a value of another kind is here"), false;
  ++position_;
  return true;
}

// The lowest bit of the first byte is the sign and its next six are the lowest of the value; then seven a
// byte.
std::int64_t VersionedDecoder::bare_integer() {
  std::uint8_t next = byte();
  const bool negative = (next & 1) != 0;
  std::uint64_t value = (next >> 1) & 0x3Fu;
  unsigned shift = 6;
  for (int taken = 1; (next & 0x80) != 0 && !failed(); ++taken) {
    if (taken == kIntegerBytesMax) return fail("a number is too long"), 0;
    next = byte();
    const std::uint64_t bits = next & 0x7Fu;
    if (shift >= 64 || (bits << shift) >> shift != bits) return fail("a number is too large"), 0;
    value |= bits << shift;
    shift += 7;
  }
  if (failed()) return 0;
  return static_cast<std::int64_t>(negative ? ~value + 1 : value);
}

std::uint64_t VersionedDecoder::little_endian(int width) {
  std::uint64_t value = 0;
  for (int i = 0; i < width; ++i) value |= std::uint64_t{byte()} << (8 * i);
  return value;
}

std::int64_t VersionedDecoder::integer() {
  const auto tag = static_cast<Tag>(byte());
  switch (tag) {
    case Tag::integer:
      return bare_integer();
    case Tag::fixed8:
      return byte();
    case Tag::fixed32:
      return static_cast<std::int64_t>(little_endian(4));
    case Tag::fixed64:
      return static_cast<std::int64_t>(little_endian(8));
    default:
      break;
  }
  if (!failed()) --position_;
  fail("a value of another kind is here");
  return 0;
}

std::int64_t VersionedDecoder::chosen_integer() {
  if (!expect(Tag::choice)) return 0;
  bare_integer();
  return integer();
}

std::uint64_t VersionedDecoder::count(std::size_t item_bytes) {
  const std::int64_t items = bare_integer();
  if (items < 0 || static_cast<std::uint64_t>(items) > bytes_left() / item_bytes)
    return fail("more items than the input can hold"), 0;
  return static_cast<std::uint64_t>(items);
}

std::uint64_t VersionedDecoder::open(Tag tag, std::size_t item_bytes) {
  return expect(tag) ? count(item_bytes) : 0;
}

bool VersionedDecoder::open_optional() { return expect(Tag::optional) && byte() != 0; }

std::string_view VersionedDecoder::blob() {
  const std::uint64_t size = open(Tag::blob, 1);
  const auto* begin = reinterpret_cast<const char*>(bytes_.data()) + position_;
  position_ += size;
  return {begin, size};
}

const Field* VersionedDecoder::next_field(const Type& type, std::uint64_t& seen) {
  const std::int64_t tag = bare_integer();
  const auto fields = protocol::fields_of(type);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].tag != tag) continue;
    const std::uint64_t bit = std::uint64_t{1} << i;
    if ((seen & bit) != 0) return fail("a field comes twice"), nullptr;
    seen |= bit;
    return &fields[i];
  }
  return nullptr;
}

void VersionedDecoder::skip_bytes(std::uint64_t count) {
  if (count > bytes_left()) return fail("input ends inside a value");
  position_ += count;
}

void VersionedDecoder::skip_nested(int depth_left) {
  if (depth_left == 0) return fail("values are nested too deeply");
  switch (static_cast<Tag>(byte())) {
    case Tag::array:
      for (std::uint64_t left = count(1); left > 0 && !failed(); --left) skip_nested(depth_left - 1);
      return;
    case Tag::bit_array: {
      const std::int64_t bits = bare_integer();
      if (bits < 0) return fail("a negative length");
      return skip_bytes(static_cast<std::uint64_t>(bits) / 8 + (bits % 8 != 0 ? 1 : 0));
    }
    case Tag::blob:
      return skip_bytes(count(1));
    case Tag::choice:
      bare_integer();
      return skip_nested(depth_left - 1);
    case Tag::optional:
      if (byte() != 0) skip_nested(depth_left - 1);
      return;
    case Tag::structure:
      for (std::uint64_t left = count(2); left > 0 && !failed(); --left) {
        bare_integer();
        skip_nested(depth_left - 1);
      }
      return;
    case Tag::fixed8:
      return skip_bytes(1);
    case Tag::fixed32:
      return skip_bytes(4);
    case Tag::fixed64:
      return skip_bytes(8);
    case Tag::integer:
      bare_integer();
      return;
  }
  fail("unknown kind of value");
}

}  // namespace evo::replay
