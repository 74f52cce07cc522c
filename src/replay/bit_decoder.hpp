// BitDecoder: values of the bit-packed streams (initData, messages, game events), driven by the type tables.
// The form carries no tags, so that a wrong table gives nonsense: whoever reads a stream checks that it comes
// out even.
//
// A pull interface without a value tree: the caller names what it wants and the rest is skipped in place.
// Failures stick as in BitReader. Counts are checked against the bits left before anything is done with them.
#pragma once

#include <string_view>

#include "replay/bit_reader.hpp"
#include "replay/protocol_table.hpp"

namespace evo::replay {

class BitDecoder {
 public:
  explicit BitDecoder(std::span<const std::uint8_t> member) : in_(member) {}

  // Of an integer, boolean or fourcc.
  std::int64_t integer(protocol::TypeId id);
  std::string_view blob(protocol::TypeId id);
  void skip(protocol::TypeId id);

  // Calls take(Name, TypeId) for every field in order, those of an inlined base structure among them. `take`
  // reads the field and returns true, or returns false to have it skipped.
  template <class Take>
  void each_field(protocol::TypeId id, Take&& take) {
    const protocol::Type& type = protocol::type_of(id);
    if (type.op != protocol::Op::structure) return in_.fail("the table has no structure here");
    for (const protocol::Field& field : protocol::fields_of(type)) {
      if (failed()) return;
      if (!take(field.name, field.type)) skip(field.type);
    }
  }
  // Calls take(TypeId) for every item; it must read the item.
  template <class Take>
  void each_item(protocol::TypeId id, Take&& take) {
    const protocol::Type& type = protocol::type_of(id);
    if (type.op != protocol::Op::array) return in_.fail("the table has no array here");
    for (std::uint64_t left = item_count(type); left > 0 && !failed(); --left)
      take(protocol::TypeId{type.sub});
  }
  // Calls take(TypeId) when there is a value; it must read the value.
  template <class Take>
  void optional(protocol::TypeId id, Take&& take) {
    const protocol::Type& type = protocol::type_of(id);
    if (type.op != protocol::Op::optional) return in_.fail("the table has no optional here");
    if (in_.read(1) != 0) take(protocol::TypeId{type.sub});
  }

  // Calls take(Name, TypeId) with the option that was chosen; it must read the option.
  template <class Take>
  void choice(protocol::TypeId id, Take&& take) {
    const protocol::Type& type = protocol::type_of(id);
    if (type.op != protocol::Op::choice) return in_.fail("the table has no choice here");
    if (const protocol::Field* chosen = option(type)) take(chosen->name, chosen->type);
  }
  // How many bits of a bit array follow; the caller reads or skips them.
  std::uint64_t bit_array(protocol::TypeId id);
  std::uint64_t bits(unsigned count) { return in_.read(count); }
  // The number in the option that was chosen.
  std::int64_t chosen_integer(protocol::TypeId id);

  void align() { in_.align(); }
  std::uint64_t bits_left() const { return in_.bits_left(); }
  std::uint64_t position() const { return in_.position(); }
  void fail(const char* what) { in_.fail(what); }
  bool failed() const { return in_.failed(); }
  const char* failure() const { return in_.failure(); }
  // For whoever knows the types better: EventValues.
  BitReader& reader() { return in_; }

 private:
  std::uint64_t number(const protocol::Type& type) {
    return static_cast<std::uint64_t>(type.min) + in_.read(type.bits);
  }
  // Fails when so many items cannot be left.
  std::uint64_t item_count(const protocol::Type& array);
  void skip_fields(const protocol::Type& type);
  // The option chosen; nullptr on failure.
  const protocol::Field* option(const protocol::Type& choice);

  BitReader in_;
};

}  // namespace evo::replay
