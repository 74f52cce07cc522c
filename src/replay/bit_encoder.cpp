#include "replay/bit_encoder.hpp"

#include <algorithm>

namespace evo::replay {

using protocol::Op;
using protocol::Type;

void BitEncoder::bits(std::uint64_t value, unsigned count) {
  while (count > 0) {
    if (used_ == 0) bytes_.push_back(0);
    const unsigned taken = std::min(8 - used_, count);
    count -= taken;
    const auto chunk = static_cast<unsigned>(value >> count) & ((1u << taken) - 1);
    bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | chunk << used_);
    used_ = (used_ + taken) & 7;
  }
}

const Type& BitEncoder::present(TypeId id) {
  const Type* type = &protocol::type_of(id);
  while (type->op == Op::optional) {
    bits(1, 1);
    type = &protocol::type_of(type->sub);
  }
  return *type;
}

void BitEncoder::integer(TypeId id, std::int64_t value) {
  const Type& type = present(id);
  switch (type.op) {
    case Op::integer:
      if (fits(type, value))
        bits(static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(type.min), type.bits);
      return;
    case Op::boolean:
      return bits(value != 0 ? 1 : 0, 1);
    case Op::choice:
      if (const protocol::Field* option = option_for(type, value)) {
        bits(static_cast<std::uint64_t>(option->tag - type.min), type.bits);
        integer(option->type, value);
      }
      return;
    default:
      return mismatch("an integer");
  }
}

void BitEncoder::blob(TypeId id, std::string_view text) {
  const Type& type = present(id);
  if (type.op != Op::blob) return mismatch("a blob");
  if (!fits_count(type, text.size())) return;
  bits(text.size() - static_cast<std::size_t>(type.min), type.bits);
  align();
  bytes_.insert(bytes_.end(), text.begin(), text.end());
}

void BitEncoder::bit_array(TypeId id, std::size_t count) {
  const Type& type = present(id);
  if (type.op != Op::bit_array) return mismatch("a bit array");
  if (!fits_count(type, count)) return;
  bits(count - static_cast<std::size_t>(type.min), type.bits);
  for (std::size_t left = count; left > 0;) {
    const auto taken = static_cast<unsigned>(std::min<std::size_t>(left, 64));
    bits(~std::uint64_t{0}, taken);
    left -= taken;
  }
}

void BitEncoder::zero(TypeId id) {
  const Type& type = protocol::type_of(id);
  const auto count = static_cast<std::size_t>(std::max<std::int64_t>(type.min, 0));
  switch (type.op) {
    case Op::integer:
      return integer(id, in_range(type, 0) ? 0 : type.min);
    case Op::boolean:
    case Op::optional:
      return bits(0, 1);
    case Op::fourcc:
      return bits(0, 32);
    case Op::null:
      return;
    case Op::blob:
      bits(0, type.bits);
      align();
      bytes_.resize(bytes_.size() + count);
      return;
    case Op::array:
      return array(id, count, [this](std::size_t, TypeId item) { zero(item); });
    case Op::bit_array:
      bits(0, type.bits);
      for (std::size_t i = 0; i < count; ++i) bits(0, 1);
      return;
    case Op::choice: {
      const protocol::Field& first = protocol::fields_of(type).front();
      bits(static_cast<std::uint64_t>(first.tag - type.min), type.bits);
      return zero(first.type);
    }
    case Op::structure:
      for (const protocol::Field& field : protocol::fields_of(type)) zero(field.type);
      return;
  }
}

}  // namespace evo::replay
