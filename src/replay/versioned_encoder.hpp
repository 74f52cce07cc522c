// The versioned form: each value is preceded by a byte that tells its kind, each field of a structure by its
// tag, and numbers take as many bytes as they need, so that older readers can skip what they do not know.
#pragma once

#include "replay/encoder.hpp"

namespace evo::replay {

class VersionedEncoder : public Encoder {
 public:
  using TypeId = protocol::TypeId;

  // An integer, a boolean, or a choice of integers, of which the first that holds the value is taken. Here
  // and below a value for an optional type is written as present.
  void integer(TypeId id, std::int64_t value);
  // A blob, or four characters for a fourcc.
  void blob(TypeId id, std::string_view text);
  // The value that means nothing: absent, 0, false, empty, or the lowest that the type allows.
  void zero(TypeId id);

  // item(index, TypeId) writes one item.
  template <class Item>
  void array(TypeId id, std::size_t count, Item&& item) {
    const protocol::Type& type = present(id);
    if (type.op != protocol::Op::array) return mismatch("an array");
    if (!fits_count(type, count)) return;
    kind(Kind::array);
    number(count, false);
    for (std::size_t i = 0; i < count && !failed(); ++i) item(i, TypeId{type.sub});
  }

  // source(Name, TypeId) writes that field and returns true, or writes nothing and returns false.
  template <class Source>
  void structure(TypeId id, Source&& source) {
    const protocol::Type& type = present(id);
    if (type.op != protocol::Op::structure) return mismatch("a structure");
    kind(Kind::structure);
    number(type.count, false);
    for (const protocol::Field& field : protocol::fields_of(type)) {
      field_ = field.name;
      signed_number(field.tag);
      if (!source(field.name, field.type)) zero(field.type);
    }
  }

  Result<std::vector<std::uint8_t>> finish(std::string_view member) { return finish_bytes(member); }

 private:
  enum class Kind : std::uint8_t {
    array,
    bit_array,
    blob,
    choice,
    optional,
    structure,
    byte,
    four_bytes,
    eight_bytes,
    number,
  };

  void kind(Kind kind) { bytes_.push_back(static_cast<std::uint8_t>(kind)); }
  void number(std::uint64_t magnitude, bool negative);
  void signed_number(std::int64_t value);
  // Writes what says "present" for optional types; the type of the value itself.
  const protocol::Type& present(TypeId id);
};

}  // namespace evo::replay
