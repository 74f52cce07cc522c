// For tests: builds MPQ archives piece by piece, so that every field can also be wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <bzlib.h>
#include <zlib.h>

#include "replay/mpq_cipher.hpp"

namespace evo::replay::test {

using Buffer = std::vector<std::uint8_t>;

inline Buffer bytes(std::string_view text) { return {text.begin(), text.end()}; }

inline Buffer bzip2(const Buffer& content) {
  Buffer out(content.size() + content.size() / 50 + 1000);
  auto size = static_cast<unsigned>(out.size() - 1);
  out[0] = 0x10;
  BZ2_bzBuffToBuffCompress(reinterpret_cast<char*>(out.data() + 1), &size,
                           reinterpret_cast<char*>(const_cast<std::uint8_t*>(content.data())),
                           static_cast<unsigned>(content.size()), 9, 0, 0);
  out.resize(size + 1);
  return out;
}

inline Buffer zlib(const Buffer& content) {
  Buffer out(compressBound(content.size()) + 1);
  uLongf size = out.size() - 1;
  out[0] = 0x02;
  compress2(out.data() + 1, &size, content.data(), content.size(), 9);
  out.resize(size + 1);
  return out;
}

struct TestMember {
  static constexpr std::uint32_t kSingle = 0x81000200;
  static constexpr std::uint32_t kSectors = 0x80000200;

  std::string name;
  Buffer stored;
  std::uint32_t size = 0;
  std::uint32_t flags = kSingle;
};

inline TestMember stored_member(std::string name, const Buffer& content) {
  return {std::move(name), content, static_cast<std::uint32_t>(content.size()), TestMember::kSingle};
}
inline TestMember packed_member(std::string name, const Buffer& content) {
  return {std::move(name), bzip2(content), static_cast<std::uint32_t>(content.size()), TestMember::kSingle};
}

inline void put_word(Buffer& out, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

inline void append_encrypted(Buffer& out, std::vector<std::uint32_t> words, std::uint32_t key) {
  mpq::encrypt(words, key);
  const std::size_t start = out.size();
  out.resize(start + 4 * words.size());
  for (std::size_t i = 0; i < words.size(); ++i) put_word(out, start + 4 * i, words[i]);
}

// What a well-formed archive says; tests override single values.
struct TestArchive {
  static constexpr std::size_t kStart = 1024;

  std::vector<TestMember> members{};
  Buffer header{};           // The replay's header.
  std::uint32_t format = 3;  // With a header of 208 bytes; 1 with 44.
  std::uint32_t sector_shift = 5;
  std::uint32_t hash_entries = 16;
  std::optional<std::uint32_t> hash_count{};
  std::optional<std::uint32_t> block_count{};
  std::optional<std::uint32_t> hash_offset{};
  std::optional<std::uint32_t> block_offset{};
  std::optional<std::uint32_t> first_block_index{};
  std::optional<std::uint32_t> first_block_offset{};

  Buffer build() const {
    const std::uint32_t header_bytes = format == 3 ? 208 : 44;
    Buffer body(header_bytes);
    std::vector<std::uint32_t> blocks;
    for (const TestMember& member : members) {
      const bool moved = blocks.empty() && first_block_offset;
      blocks.push_back(moved ? *first_block_offset : static_cast<std::uint32_t>(body.size()));
      blocks.push_back(static_cast<std::uint32_t>(member.stored.size()));
      blocks.push_back(member.size);
      blocks.push_back(member.flags);
      body.insert(body.end(), member.stored.begin(), member.stored.end());
    }
    const auto hash_at = static_cast<std::uint32_t>(body.size());
    append_encrypted(body, hash_table(), mpq::kHashTableKey);
    const auto block_at = static_cast<std::uint32_t>(body.size());
    append_encrypted(body, blocks, mpq::kBlockTableKey);

    put_word(body, 0, 0x1A51504D);
    put_word(body, 4, header_bytes);
    put_word(body, 8, static_cast<std::uint32_t>(body.size()));
    put_word(body, 12, format | sector_shift << 16);
    put_word(body, 16, hash_offset.value_or(hash_at));
    put_word(body, 20, block_offset.value_or(block_at));
    put_word(body, 24, hash_count.value_or(hash_entries));
    put_word(body, 28, block_count.value_or(static_cast<std::uint32_t>(members.size())));

    Buffer file(kStart);
    put_word(file, 0, 0x1B51504D);
    put_word(file, 4, 512);
    put_word(file, 8, kStart);
    put_word(file, 12, static_cast<std::uint32_t>(header.size()));
    std::copy(header.begin(), header.end(), file.begin() + 16);
    file.insert(file.end(), body.begin(), body.end());
    return file;
  }

 private:
  std::vector<std::uint32_t> hash_table() const {
    std::vector<std::uint32_t> words(std::size_t{hash_entries} * 4, 0xFFFFFFFF);
    for (std::size_t i = 0; i < members.size(); ++i) {
      words[4 * i] = mpq::hash(members[i].name, mpq::HashKind::name_a);
      words[4 * i + 1] = mpq::hash(members[i].name, mpq::HashKind::name_b);
      words[4 * i + 2] = 0;
      words[4 * i + 3] = i == 0 ? first_block_index.value_or(0) : static_cast<std::uint32_t>(i);
    }
    return words;
  }
};

// A sector file: table of offsets, then the sectors, each as given.
inline Buffer sectors(const std::vector<Buffer>& pieces, std::size_t extra_offsets = 0) {
  const std::size_t count = pieces.size() + 1 + extra_offsets;
  Buffer out(count * 4);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    put_word(out, 4 * i, static_cast<std::uint32_t>(out.size()));
    out.insert(out.end(), pieces[i].begin(), pieces[i].end());
  }
  for (std::size_t i = pieces.size(); i < count; ++i)
    put_word(out, 4 * i, static_cast<std::uint32_t>(out.size()));
  return out;
}

}  // namespace evo::replay::test
