// Archive: the MPQ container of a replay. Finds members by name and inflates one only when it is asked for.
//
// Every offset, count and size is checked against the file before it is used; look-ups are linear scans of
// small tables (no probing that could go round in circles); what is inflated is bounded for each member, for
// all together, and in relation to the size of the file. The classic tables are used alone. Nothing refers
// into the archive after it is gone except into the file's own bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "replay/mpq_cipher.hpp"
#include "replay/replay.hpp"

namespace evo::replay {

// A member's name with the two hashes it is found by.
struct MemberName {
  std::string_view text;
  std::uint32_t hash_a;
  std::uint32_t hash_b;

  consteval MemberName(const char* name)
      : text(name),
        hash_a(mpq::hash(text, mpq::HashKind::name_a)),
        hash_b(mpq::hash(text, mpq::HashKind::name_b)) {}
};

// Bytes of one inflated member.
class Member {
 public:
  Member() = default;
  explicit Member(std::size_t size)
      : bytes_(std::make_unique_for_overwrite<std::uint8_t[]>(size)), size_(size) {}

  Bytes bytes() const { return {bytes_.get(), size_}; }
  std::span<std::uint8_t> writable() { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_ = 0;
};

class Archive {
 public:
  static constexpr std::uint32_t kTableEntriesMax = 4096;
  // All members together come to no more than so many bytes and so many for each byte of the file: what a
  // file costs follows from its size, however its blocks lie over each other. Genuine files were seen with 8
  // for each byte; the bytes on top are for short ones of games in which nothing happened.
  static constexpr std::size_t kInflateFreeBytes = 512u << 10;
  static constexpr std::size_t kInflateRatioMax = 16;

  // `file` must outlive the archive. Errors: invalid.
  static Result<Archive> open(Bytes file);

  // The replay's header, which stands before the archive proper.
  Bytes header() const { return header_; }
  bool contains(const MemberName& name) const { return find(name) != nullptr; }
  // Errors: not_found; invalid, naming the member. Each call counts against the limits of all members.
  Result<Member> read(const MemberName& name);

 private:
  struct HashEntry {
    std::uint32_t hash_a;
    std::uint32_t hash_b;
    std::uint32_t block;
  };
  struct Block {
    std::uint32_t offset;
    std::uint32_t stored;
    std::uint32_t size;
    std::uint32_t flags;
  };
  struct TablePlaces;

  Result<> read_tables(const TablePlaces& places);
  const HashEntry* find(const MemberName& name) const;
  Result<Member> unpack(const Block& block);
  Result<> unpack_sectors(const Block& block, Bytes packed, std::span<std::uint8_t> out) const;

  Bytes header_;
  Bytes body_;  // From the archive's header to the end of the file; offsets count from here.
  std::size_t sector_bytes_ = 0;
  std::size_t inflated_ = 0;
  std::vector<HashEntry> names_;  // Used entries only.
  std::vector<Block> blocks_;
};

}  // namespace evo::replay
