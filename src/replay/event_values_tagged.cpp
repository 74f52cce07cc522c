#include "replay/event_values.hpp"

namespace evo::replay {

using protocol::Field;
using protocol::Name;
using protocol::Op;
using protocol::Type;
using protocol::TypeId;

// Reads values that say themselves what they are, with names and order of fields from the table. The same
// limits as VersionedDecoder, which skips what the table does not know.
class EventValues::Tagged {
 public:
  Tagged(EventValues& out, std::span<const std::uint8_t> input) : out_(out), input_(input) {}

  void read(TypeId id, Name name) {
    const Type& type = protocol::type_of(id);
    const std::uint8_t kind = byte();
    switch (type.op) {
      case Op::integer:
      case Op::boolean:
      case Op::fourcc:
        return out_.add_number(name, type.op, number(kind));
      case Op::blob:
        if (expect(kind, kBlob)) out_.add_text(name, bytes(count(1)));
        return;
      case Op::structure:
        if (expect(kind, kStructure)) read_fields(type);
        return;
      case Op::array:
        return read_items(type, name, kind);
      case Op::optional:
        if (!expect(kind, kOptional)) return;
        out_.add_number(name, Op::optional, byte());
        if (out_.values_[out_.size_ - 1].number != 0) read(type.sub, name);
        return;
      case Op::choice:
        return read_option(type, name, kind);
      case Op::bit_array:
        return read_bits(name, kind);
      case Op::null:
        break;
    }
    if (failed()) return;
    --position_;
    skip();
    out_.add_number(name, Op::null, 0);
  }

  std::size_t position() const { return position_; }
  const char* failure() const { return failure_; }

 private:
  static constexpr std::uint8_t kArray = 0;
  static constexpr std::uint8_t kBitArray = 1;
  static constexpr std::uint8_t kBlob = 2;
  static constexpr std::uint8_t kChoice = 3;
  static constexpr std::uint8_t kOptional = 4;
  static constexpr std::uint8_t kStructure = 5;
  static constexpr std::uint8_t kFixed8 = 6;
  static constexpr std::uint8_t kFixed32 = 7;
  static constexpr std::uint8_t kFixed64 = 8;
  static constexpr std::uint8_t kInteger = 9;
  static constexpr int kIntegerBytesMax = 10;

  void fail(const char* what) {
    if (failure_ == nullptr) failure_ = what;
    input_ = input_.first(position_);
  }
  bool failed() const { return failure_ != nullptr; }
  std::size_t left() const { return input_.size() - position_; }

  std::uint8_t byte() {
    if (position_ == input_.size()) [[unlikely]]
      return fail("input ends inside a value"), std::uint8_t{0};
    return input_[position_++];
  }
  std::span<const std::uint8_t> bytes(std::size_t count) {
    const auto found = input_.subspan(position_, count);
    position_ += count;
    return found;
  }
  bool expect(std::uint8_t kind, std::uint8_t expected) {
    if (kind != expected) fail("a value of another kind is here");
    return !failed();
  }

  std::int64_t integer() {
    const std::uint8_t head = byte();
    std::uint64_t value = (head >> 1) & 0x3Fu;
    if ((head & 0x80) != 0) value |= integer_rest();
    return static_cast<std::int64_t>((head & 1) != 0 ? ~value + 1 : value);
  }
  std::uint64_t integer_rest() {
    std::uint64_t value = 0;
    unsigned shift = 6;
    for (int taken = 1;; ++taken) {
      if (taken == kIntegerBytesMax) return fail("a number is too long"), 0;
      const std::uint8_t next = byte();
      const std::uint64_t bits = next & 0x7Fu;
      if (shift >= 64 || (bits << shift) >> shift != bits) return fail("a number is too large"), 0;
      value |= bits << shift;
      shift += 7;
      if ((next & 0x80) == 0) return value;
    }
  }
  std::int64_t fixed(std::size_t width) {
    if (width > left()) return fail("input ends inside a value"), 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value |= std::uint64_t{input_[position_ + i]} << (8 * i);
    position_ += width;
    return static_cast<std::int64_t>(value);
  }
  std::int64_t number(std::uint8_t kind) {
    switch (kind) {
      case kInteger:
        return integer();
      case kFixed8:
        return byte();
      case kFixed32:
        return fixed(4);
      case kFixed64:
        return fixed(8);
      default:
        return fail("a value of another kind is here"), 0;
    }
  }
  std::size_t count(std::size_t item_bytes) {
    const std::int64_t items = integer();
    if (items < 0 || static_cast<std::uint64_t>(items) > left() / item_bytes)
      return fail("more items than the input can hold"), 0;
    return static_cast<std::size_t>(items);
  }
  void skip() {
    if (failed()) return;
    VersionedDecoder in(input_.subspan(position_));
    in.skip();
    position_ += in.position();
    if (in.failed()) fail(in.failure());
  }

  // Fields come in the table's order, as far as seen; others are looked for.
  void read_fields(const Type& type) {
    const auto fields = protocol::fields_of(type);
    std::uint64_t seen = 0;
    std::size_t place = 0;
    for (std::size_t left = count(2); left > 0 && !failed(); --left) {
      const std::int64_t tag = integer();
      if (place >= fields.size() || fields[place].tag != tag) {
        for (place = 0; place < fields.size() && fields[place].tag != tag;) ++place;
      }
      if (place == fields.size()) {
        skip();
        continue;
      }
      const std::uint64_t bit = std::uint64_t{1} << place;
      if ((seen & bit) != 0) return fail("a field comes twice");
      seen |= bit;
      read(fields[place].type, fields[place].name);
      ++place;
    }
  }
  void read_items(const Type& type, Name name, std::uint8_t kind) {
    if (!expect(kind, kArray)) return;
    const std::size_t items = count(1);
    out_.add_number(name, Op::array, static_cast<std::int64_t>(items));
    for (std::size_t left = items; left > 0 && !failed(); --left) {
      if (out_.size_ > kValuesMax) return fail(kTooMany);
      read(type.sub, name);
    }
  }
  void read_option(const Type& type, Name name, std::uint8_t kind) {
    if (!expect(kind, kChoice)) return;
    const std::int64_t tag = integer();
    out_.add_number(name, Op::choice, tag);
    for (const Field& option : protocol::fields_of(type))
      if (option.tag == tag) return read(option.type, option.name);
    skip();
  }
  void read_bits(Name name, std::uint8_t kind) {
    if (!expect(kind, kBitArray)) return;
    const std::int64_t bits = integer();
    const std::uint64_t size = static_cast<std::uint64_t>(bits) / 8 + (bits % 8 != 0 ? 1 : 0);
    if (bits < 0 || size > left()) return fail("input ends inside a bit array");
    Value& length = out_.next_value(name, Op::bit_array);
    length.size = static_cast<std::uint32_t>(bits);
    length.number = 0;
    for (const std::uint8_t piece : bytes(size)) {
      Value& value = out_.next_value(name, Op::integer);
      value.size = 8;
      value.number = piece;
    }
  }

  EventValues& out_;
  std::span<const std::uint8_t> input_;
  std::size_t position_ = 0;
  const char* failure_ = nullptr;
};

void EventValues::read(VersionedDecoder& in, TypeId id) {
  size_ = 0;
  Tagged values(*this, in.rest());
  values.read(id, Name::parent);
  in.advance(values.position());
  if (values.failure() != nullptr) in.fail(values.failure());
}

}  // namespace evo::replay
