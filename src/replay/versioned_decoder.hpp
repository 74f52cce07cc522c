// VersionedDecoder: values of the self-describing streams (header, details, tracker). Every value says what
// it is, so that unknown ones can be skipped and new builds read with old tables; the table gives the fields
// their names.
//
// The same pull interface as BitDecoder. Failures stick: from then on nothing is left and every read gives 0.
// Every value takes at least one byte, counts are checked against the bytes left, and nesting is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "replay/protocol_table.hpp"

namespace evo::replay {

class VersionedDecoder {
 public:
  static constexpr int kNestingMax = 32;

  explicit VersionedDecoder(std::span<const std::uint8_t> member) : bytes_(member) {}

  // A number of any of the form's widths: integer, boolean, fourcc.
  std::int64_t integer();
  std::string_view blob();
  // A value of whatever kind within one that is read.
  void skip() { skip_nested(kNestingMax); }
  // A whole value. Whatever can be read can be skipped: what is read lies under the types of the table, and
  // each of its parts that is left out may nest as deep as skip() allows.
  void skip_whole() { skip_nested(protocol::kTypeDepthMax + kNestingMax); }
  // The number in the option of a choice that was chosen.
  std::int64_t chosen_integer();

  // Calls take(Name, TypeId) for every field that the table knows, in the order of the input. `take` reads
  // the field and returns true, or returns false to have it skipped. A field that comes twice is a failure.
  template <class Take>
  void each_field(protocol::TypeId id, Take&& take) {
    const protocol::Type& type = protocol::type_of(id);
    if (type.op != protocol::Op::structure) return fail("the table has no structure here");
    std::uint64_t seen = 0;
    for (std::uint64_t left = open(Tag::structure, 2); left > 0 && !failed(); --left) {
      const protocol::Field* field = next_field(type, seen);
      if (failed()) return;
      if (field == nullptr || !take(field->name, field->type)) skip();
    }
  }
  // Calls take(TypeId) for every item; it must read the item.
  template <class Take>
  void each_item(protocol::TypeId id, Take&& take) {
    const protocol::Type& type = protocol::type_of(id);
    if (type.op != protocol::Op::array) return fail("the table has no array here");
    for (std::uint64_t left = open(Tag::array, 1); left > 0 && !failed(); --left)
      take(protocol::TypeId{type.sub});
  }
  // Calls take(TypeId) when there is a value; it must read the value.
  template <class Take>
  void optional(protocol::TypeId id, Take&& take) {
    const protocol::Type& type = protocol::type_of(id);
    if (type.op != protocol::Op::optional) return fail("the table has no optional here");
    if (open_optional()) take(protocol::TypeId{type.sub});
  }
  // For whoever reads on by itself, EventValues: what is left, and how much of it has been read.
  std::span<const std::uint8_t> rest() const { return bytes_.subspan(position_); }
  void advance(std::size_t bytes) { position_ += bytes; }
  std::size_t bytes_left() const { return bytes_.size() - position_; }
  std::size_t position() const { return position_; }  // In bytes.
  // `what` must outlive the decoder; the first failure is kept.
  void fail(const char* what);
  bool failed() const { return failure_ != nullptr; }
  const char* failure() const { return failure_; }  // nullptr: none.

 private:
  enum class Tag : std::uint8_t {
    array = 0,
    bit_array = 1,
    blob = 2,
    choice = 3,
    optional = 4,
    structure = 5,
    fixed8 = 6,
    fixed32 = 7,
    fixed64 = 8,
    integer = 9,
  };

  std::uint8_t byte();
  // A number without a kind before it.
  std::int64_t bare_integer();
  bool expect(Tag tag);
  // Tag and count of a container whose items take at least `item_bytes`; 0 on failure.
  std::uint64_t open(Tag tag, std::size_t item_bytes);
  std::uint64_t count(std::size_t item_bytes);
  bool open_optional();
  // The field whose tag comes next; nullptr for one that the table does not know.
  const protocol::Field* next_field(const protocol::Type& type, std::uint64_t& seen);
  std::uint64_t little_endian(int width);
  void skip_bytes(std::uint64_t count);
  void skip_nested(int depth_left);

  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
  const char* failure_ = nullptr;
};

}  // namespace evo::replay
