#include "replay/versioned_encoder.hpp"

#include <algorithm>

namespace evo::replay {

using protocol::Op;
using protocol::Type;

// The first byte holds the sign, six bits and whether more follow; each further one seven bits and the same.
void VersionedEncoder::number(std::uint64_t magnitude, bool negative) {
  const auto first = static_cast<unsigned>(magnitude & 0x3F) << 1 | (negative ? 1u : 0u);
  magnitude >>= 6;
  bytes_.push_back(static_cast<std::uint8_t>(first | (magnitude != 0 ? 0x80u : 0u)));
  while (magnitude != 0) {
    const auto next = static_cast<unsigned>(magnitude & 0x7F);
    magnitude >>= 7;
    bytes_.push_back(static_cast<std::uint8_t>(next | (magnitude != 0 ? 0x80u : 0u)));
  }
}

void VersionedEncoder::signed_number(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  number(value < 0 ? 0 - bits : bits, value < 0);
}

const Type& VersionedEncoder::present(TypeId id) {
  const Type* type = &protocol::type_of(id);
  while (type->op == Op::optional) {
    kind(Kind::optional);
    bytes_.push_back(1);
    type = &protocol::type_of(type->sub);
  }
  return *type;
}

void VersionedEncoder::integer(TypeId id, std::int64_t value) {
  const Type& type = present(id);
  switch (type.op) {
    case Op::integer:
      if (!fits(type, value)) return;
      kind(Kind::number);
      return signed_number(value);
    case Op::boolean:
      kind(Kind::byte);
      bytes_.push_back(value != 0 ? 1 : 0);
      return;
    case Op::choice:
      if (const protocol::Field* option = option_for(type, value)) {
        kind(Kind::choice);
        signed_number(option->tag);
        integer(option->type, value);
      }
      return;
    default:
      return mismatch("an integer");
  }
}

void VersionedEncoder::blob(TypeId id, std::string_view text) {
  const Type& type = present(id);
  if (type.op == Op::fourcc && text.size() == 4) {
    kind(Kind::four_bytes);
  } else {
    if (type.op != Op::blob) return mismatch("a blob");
    if (!fits_count(type, text.size())) return;
    kind(Kind::blob);
    number(text.size(), false);
  }
  bytes_.insert(bytes_.end(), text.begin(), text.end());
}

void VersionedEncoder::zero(TypeId id) {
  const Type& type = protocol::type_of(id);
  const auto count = static_cast<std::size_t>(std::max<std::int64_t>(type.min, 0));
  switch (type.op) {
    case Op::integer:
      return integer(id, in_range(type, 0) ? 0 : type.min);
    case Op::boolean:
      return integer(id, 0);
    case Op::optional:
      kind(Kind::optional);
      bytes_.push_back(0);
      return;
    case Op::fourcc:
      return blob(id, std::string_view("\0\0\0\0", 4));
    case Op::null:
      return;
    case Op::blob:
      kind(Kind::blob);
      number(count, false);
      bytes_.resize(bytes_.size() + count);
      return;
    case Op::array:
      return array(id, count, [this](std::size_t, TypeId item) { zero(item); });
    case Op::bit_array:
      kind(Kind::bit_array);
      number(count, false);
      bytes_.resize(bytes_.size() + (count + 7) / 8);
      return;
    case Op::choice: {
      const protocol::Field& first = protocol::fields_of(type).front();
      kind(Kind::choice);
      signed_number(first.tag);
      return zero(first.type);
    }
    case Op::structure:
      return structure(id, [](protocol::Name, TypeId) { return false; });
  }
}

}  // namespace evo::replay
