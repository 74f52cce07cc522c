// The keyed hash and the stream cipher by which MPQ archives find members and hide their tables. Both rest on
// one table of pseudo-random words, which is computed when this is compiled.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace evo::replay::mpq {

namespace detail {

constexpr std::array<std::uint32_t, 0x500> make_words() {
  std::array<std::uint32_t, 0x500> words{};
  std::uint32_t seed = 0x100001;
  const auto next = [&seed] { return (seed = (seed * 125 + 3) % 0x2AAAAB) & 0xFFFF; };
  for (std::uint32_t i = 0; i < 0x100; ++i) {
    for (std::uint32_t row = 0; row < 5; ++row) {
      const std::uint32_t high = next();
      words[i + row * 0x100] = high << 16 | next();
    }
  }
  return words;
}

inline constexpr std::array<std::uint32_t, 0x500> kWords = make_words();

}  // namespace detail

enum class HashKind : std::uint32_t { slot = 0, name_a = 1, name_b = 2, key = 3 };

constexpr std::uint32_t hash(std::string_view text, HashKind kind) {
  std::uint32_t a = 0x7FED7FED;
  std::uint32_t b = 0xEEEEEEEE;
  for (const char c : text) {
    const auto upper = static_cast<std::uint8_t>(c >= 'a' && c <= 'z' ? c - 32 : c);
    a = detail::kWords[static_cast<std::uint32_t>(kind) * 0x100 + upper] ^ (a + b);
    b = upper + a + b + (b << 5) + 3;
  }
  return a;
}

inline constexpr std::uint32_t kHashTableKey = hash("(hash table)", HashKind::key);
inline constexpr std::uint32_t kBlockTableKey = hash("(block table)", HashKind::key);
static_assert(kHashTableKey == 0xC3AF3770 && kBlockTableKey == 0xEC83B3A3);

constexpr void decrypt(std::span<std::uint32_t> words, std::uint32_t key) {
  std::uint32_t chain = 0xEEEEEEEE;
  for (std::uint32_t& word : words) {
    chain += detail::kWords[0x400 + (key & 0xFF)];
    word ^= key + chain;
    key = ((~key << 21) + 0x11111111) | (key >> 11);
    chain = word + chain + (chain << 5) + 3;
  }
}

constexpr void encrypt(std::span<std::uint32_t> words, std::uint32_t key) {
  std::uint32_t chain = 0xEEEEEEEE;
  for (std::uint32_t& word : words) {
    const std::uint32_t plain = word;
    chain += detail::kWords[0x400 + (key & 0xFF)];
    word = plain ^ (key + chain);
    key = ((~key << 21) + 0x11111111) | (key >> 11);
    chain = plain + chain + (chain << 5) + 3;
  }
}

}  // namespace evo::replay::mpq
