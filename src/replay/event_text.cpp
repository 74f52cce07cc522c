#include "replay/event_text.hpp"

namespace evo::replay {
namespace {

constexpr const char* kHexDigits = "0123456789abcdef";

void append_escape(std::string& out, unsigned char byte) {
  out += "\\u00";
  out += kHexDigits[byte >> 4];
  out += kHexDigits[byte & 15];
}

// The character after the backslash, for those that have a short form.
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    default:
      return 0;
  }
}

}  // namespace

void append_canonical_text(std::string& out, std::string_view bytes) {
  out += '"';
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (const char letter = short_escape(c)) {
      out += '\\';
      out += letter;
    } else if (byte < 0x20 || byte >= 0x7F) {
      append_escape(out, byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_readable_text(std::string& out, std::string_view bytes) {
  out += '"';
  for (const char c : harmless(bytes, bytes.size() * 3)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void EventText::four_letters(std::int64_t value) {
  std::string letters;
  for (int shift = 24; shift >= 0; shift -= 8) letters += static_cast<char>(value >> shift & 0xFF);
  append_text(letters);
}

// The bits are one long number, read from byte to byte, the first piece on top.
void EventText::bit_array(BitDecoder& in, protocol::TypeId id) {
  const std::uint64_t count = in.bit_array(id);
  std::string bits;
  for (std::uint64_t left = count; left > 0 && !in.failed();) {
    const std::uint64_t in_byte = 8 - in.position() % 8;
    const auto piece = static_cast<unsigned>(std::min(left, in_byte));
    const std::uint64_t value = in.bits(piece);
    for (unsigned bit = piece; bit-- > 0;) bits += static_cast<char>(value >> bit & 1);
    left -= piece;
  }
  std::string hex;
  for (std::size_t end = bits.size(); end > 0; end -= std::min<std::size_t>(end, 4)) {
    const std::size_t begin = end - std::min<std::size_t>(end, 4);
    int digit = 0;
    for (std::size_t i = begin; i < end; ++i) digit = digit * 2 + bits[i];
    hex += kHexDigits[digit];
  }
  while (!hex.empty() && hex.back() == '0') hex.pop_back();
  text_ += '[';
  append_number(static_cast<std::int64_t>(count));
  text_ += ",\"";
  hex.empty() ? text_ += '0' : text_.append(hex.rbegin(), hex.rend());
  text_ += "\"]";
}

}  // namespace evo::replay
