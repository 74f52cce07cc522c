// EventText: renders one event's value tree as JSON into a buffer that is used again for the next event. The
// protocol's order of fields differs from the sorted order of keys; so every field is written once,
// remembered as a piece, and the pieces of a structure are put in order when it is complete.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "replay/bit_decoder.hpp"
#include "replay/canonical.hpp"
#include "replay/versioned_decoder.hpp"

namespace evo::replay {

// The JSON text of bytes, in quotes.
void append_canonical_text(std::string& out, std::string_view bytes);
void append_readable_text(std::string& out, std::string_view bytes);

class EventText {
 public:
  explicit EventText(LineFormat format) : readable_(format == LineFormat::readable) {}

  void clear() {
    text_.clear();
    pieces_.clear();
  }
  void add_number(std::string_view key, std::int64_t value) {
    const std::size_t begin = text_.size();
    append_number(value);
    pieces_.push_back({key, begin, text_.size()});
  }
  // As it stands.
  void add_raw(std::string_view key, std::string_view value) {
    const std::size_t begin = text_.size();
    text_ += value;
    pieces_.push_back({key, begin, text_.size()});
  }
  // The event's fields among those added so far.
  template <class Decoder>
  void add_fields(Decoder& in, protocol::TypeId id) {
    fields(in, id);
  }
  // {...} of everything added so far. Valid until the next call.
  std::string_view finish() {
    close(0, 0);
    return text_;
  }

 private:
  struct Piece {
    std::string_view key;
    std::size_t begin;
    std::size_t end;
  };

  void append_number(std::int64_t value) {
    char digits[24];
    const auto [end, problem] = std::to_chars(digits, digits + sizeof digits, value);
    text_.append(digits, end);
  }
  void append_text(std::string_view bytes) {
    readable_ ? append_readable_text(text_, bytes) : append_canonical_text(text_, bytes);
  }
  std::string_view key_of(protocol::Name name) const {
    std::string_view key = name == protocol::Name::parent ? "__parent" : protocol::name_text(name);
    if (readable_ && key.starts_with("m_")) key.remove_prefix(2);
    return key;
  }

  // Replaces the pieces from `first` on, whose text begins at `begin`, by one object.
  void close(std::size_t first, std::size_t begin) {
    const auto from = pieces_.begin() + static_cast<std::ptrdiff_t>(first);
    if (!readable_)
      std::sort(from, pieces_.end(), [](const Piece& a, const Piece& b) { return a.key < b.key; });
    object_.assign("{");
    for (auto piece = from; piece != pieces_.end(); ++piece) {
      if (object_.size() > 1) object_ += ',';
      object_.append("\"").append(piece->key).append("\":");
      object_.append(text_, piece->begin, piece->end - piece->begin);
    }
    object_ += '}';
    pieces_.erase(from, pieces_.end());
    text_.resize(begin);
    text_ += object_;
  }

  // The fields of a structure, those of its base among them, as pieces. false: it consists of a base that is
  // no structure, and its value was written instead.
  template <class Decoder>
  bool fields(Decoder& in, protocol::TypeId id) {
    const bool alone = protocol::type_of(id).count == 1;
    bool is_object = true;
    in.each_field(id, [&](protocol::Name name, protocol::TypeId type) {
      const std::size_t begin = text_.size();
      if (name == protocol::Name::parent) {
        if (base(in, type)) return true;
        if (alone) return is_object = false, true;
      } else {
        value(in, type);
      }
      pieces_.push_back({key_of(name), begin, text_.size()});
      return true;
    });
    return is_object;
  }

  // true: its fields have become pieces of the structure it is the base of.
  template <class Decoder>
  bool base(Decoder& in, protocol::TypeId type) {
    const protocol::Op op = protocol::type_of(type).op;
    if (op == protocol::Op::structure) return fields(in, type);
    if (op == protocol::Op::choice) return chosen(in, type), true;
    value(in, type);
    return false;
  }

  void chosen(BitDecoder& in, protocol::TypeId id) {
    in.choice(id, [&](protocol::Name name, protocol::TypeId type) {
      const std::size_t begin = text_.size();
      value(in, type);
      pieces_.push_back({key_of(name), begin, text_.size()});
    });
  }
  void chosen(VersionedDecoder& in, protocol::TypeId) { in.fail("no event of this stream holds a choice"); }

  static std::int64_t number(BitDecoder& in, protocol::TypeId id) { return in.integer(id); }
  static std::int64_t number(VersionedDecoder& in, protocol::TypeId) { return in.integer(); }
  static std::string_view blob(BitDecoder& in, protocol::TypeId id) { return in.blob(id); }
  static std::string_view blob(VersionedDecoder& in, protocol::TypeId) { return in.blob(); }

  template <class Decoder>
  void value(Decoder& in, protocol::TypeId id) {
    switch (protocol::type_of(id).op) {
      case protocol::Op::integer:
        return append_number(number(in, id));
      case protocol::Op::boolean:
        text_ += number(in, id) != 0 ? "true" : "false";
        return;
      case protocol::Op::fourcc:
        return four_letters(number(in, id));
      case protocol::Op::blob:
        return append_text(blob(in, id));
      case protocol::Op::null:
        text_ += "null";
        return;
      case protocol::Op::array:
        return array(in, id);
      case protocol::Op::bit_array:
        return bit_array(in, id);
      case protocol::Op::optional:
        return optional(in, id);
      case protocol::Op::choice:
      case protocol::Op::structure:
        return object(in, id);
    }
  }

  template <class Decoder>
  void array(Decoder& in, protocol::TypeId id) {
    text_ += '[';
    bool first = true;
    in.each_item(id, [&](protocol::TypeId type) {
      if (!first) text_ += ',';
      first = false;
      value(in, type);
    });
    text_ += ']';
  }

  template <class Decoder>
  void optional(Decoder& in, protocol::TypeId id) {
    bool present = false;
    in.optional(id, [&](protocol::TypeId type) {
      present = true;
      value(in, type);
    });
    if (!present) text_ += "null";
  }

  template <class Decoder>
  void object(Decoder& in, protocol::TypeId id) {
    const std::size_t first = pieces_.size();
    const std::size_t begin = text_.size();
    if (base(in, id)) close(first, begin);
  }

  void four_letters(std::int64_t value);
  void bit_array(BitDecoder& in, protocol::TypeId id);
  void bit_array(VersionedDecoder& in, protocol::TypeId) {
    in.fail("no event of this stream holds an array of bits");
  }

  bool readable_;
  std::string text_;
  std::string object_;
  std::vector<Piece> pieces_;
};

}  // namespace evo::replay
