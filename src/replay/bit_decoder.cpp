#include "replay/bit_decoder.hpp"

namespace evo::replay {

using protocol::Op;
using protocol::Type;
using protocol::TypeId;

std::int64_t BitDecoder::integer(TypeId id) {
  const Type& type = protocol::type_of(id);
  switch (type.op) {
    case Op::integer:
      return static_cast<std::int64_t>(number(type));
    case Op::boolean:
      return static_cast<std::int64_t>(in_.read(1));
    case Op::fourcc:
      return static_cast<std::int64_t>(in_.read(32));
    default:
      in_.fail("the table has no number here");
      return 0;
  }
}

std::string_view BitDecoder::blob(TypeId id) {
  const Type& type = protocol::type_of(id);
  if (type.op != Op::blob) return in_.fail("the table has no text here"), std::string_view{};
  const auto bytes = in_.bytes(number(type));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint64_t BitDecoder::bit_array(TypeId id) {
  const Type& type = protocol::type_of(id);
  if (type.op != Op::bit_array) return in_.fail("the table has no bit array here"), 0;
  const std::uint64_t count = number(type);
  if (count > in_.bits_left()) return in_.fail("input ends inside a bit array"), 0;
  return count;
}

std::uint64_t BitDecoder::item_count(const Type& array) {
  const std::uint64_t count = number(array);
  const std::uint64_t item_bits = protocol::type_of(array.sub).bits_min;
  if (count > in_.bits_left() / item_bits) return in_.fail("more items than the input can hold"), 0;
  return count;
}

void BitDecoder::skip(TypeId id) {
  const Type& type = protocol::type_of(id);
  if (type.fixed) return in_.skip(type.bits_min);
  switch (type.op) {
    case Op::blob:
      in_.bytes(number(type));
      return;
    case Op::bit_array:
      in_.skip(number(type));
      return;
    case Op::optional:
      if (in_.read(1) != 0) skip(type.sub);
      return;
    case Op::array: {
      const std::uint64_t count = item_count(type);
      const Type& item = protocol::type_of(type.sub);
      if (item.fixed) return in_.skip(count * item.bits_min);
      for (std::uint64_t left = count; left > 0 && !failed(); --left) skip(type.sub);
      return;
    }
    case Op::choice:
      if (const protocol::Field* chosen = option(type)) skip(chosen->type);
      return;
    case Op::structure:
      return skip_fields(type);
    default:
      return in_.fail("the table has an unknown kind of type");
  }
}

// Fields of fixed size that stand together are one step.
void BitDecoder::skip_fields(const Type& type) {
  std::uint64_t pending = 0;
  for (const protocol::Field& field : protocol::fields_of(type)) {
    const Type& inner = protocol::type_of(field.type);
    if (inner.fixed) {
      pending += inner.bits_min;
      continue;
    }
    in_.skip(pending);
    pending = 0;
    if (failed()) return;
    skip(field.type);
  }
  in_.skip(pending);
}

const protocol::Field* BitDecoder::option(const Type& choice) {
  const auto tag = static_cast<std::int64_t>(number(choice));
  if (failed()) return nullptr;
  for (const protocol::Field& option : protocol::fields_of(choice))
    if (option.tag == tag) return &option;
  return in_.fail("unknown option of a choice"), nullptr;
}

std::int64_t BitDecoder::chosen_integer(TypeId id) {
  const Type& type = protocol::type_of(id);
  if (type.op != Op::choice) return in_.fail("the table has no choice here"), 0;
  const protocol::Field* chosen = option(type);
  return chosen == nullptr ? 0 : integer(chosen->type);
}

}  // namespace evo::replay
