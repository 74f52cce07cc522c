// The bit-packed form: no tags, fields in the order of the table. A byte is filled from its low bits; a value
// that spans bytes gives its most significant bits to the earlier one. Contents of blobs start at a byte's
// border.
#pragma once

#include "replay/encoder.hpp"

namespace evo::replay {

class BitEncoder : public Encoder {
 public:
  using TypeId = protocol::TypeId;

  // An integer, a boolean, or a choice of integers, of which the first that holds the value is taken. Here
  // and below a value for an optional type is written as present.
  void integer(TypeId id, std::int64_t value);
  void blob(TypeId id, std::string_view text);
  // `count` ones.
  void bit_array(TypeId id, std::size_t count);
  // The value that means nothing: absent, 0, false, empty, or the lowest that the type allows.
  void zero(TypeId id);
  // Leaves the rest of the current byte 0.
  void align() { used_ = 0; }

  // item(index, TypeId) writes one item.
  template <class Item>
  void array(TypeId id, std::size_t count, Item&& item) {
    const protocol::Type& type = present(id);
    if (type.op != protocol::Op::array) return mismatch("an array");
    if (!fits_count(type, count)) return;
    bits(count - static_cast<std::size_t>(type.min), type.bits);
    for (std::size_t i = 0; i < count && !failed(); ++i) item(i, TypeId{type.sub});
  }

  // source(Name, TypeId) writes that field and returns true, or writes nothing and returns false.
  template <class Source>
  void structure(TypeId id, Source&& source) {
    const protocol::Type& type = present(id);
    if (type.op != protocol::Op::structure) return mismatch("a structure");
    for (const protocol::Field& field : protocol::fields_of(type)) {
      field_ = field.name;
      if (!source(field.name, field.type)) zero(field.type);
    }
  }

  Result<std::vector<std::uint8_t>> finish(std::string_view member) { return finish_bytes(member); }

 private:
  void bits(std::uint64_t value, unsigned count);
  // Writes the bits that say "present" for optional types; the type of the value itself.
  const protocol::Type& present(TypeId id);

  unsigned used_ = 0;  // Bits of the last byte; 0: the next bit opens a byte.
};

}  // namespace evo::replay
