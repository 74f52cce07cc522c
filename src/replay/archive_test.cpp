#include "replay/archive.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "replay/archive_support.hpp"
#include "replay/inflate.hpp"

namespace evo::replay {
namespace {

using test::Buffer;
using test::bytes;
using test::TestArchive;
using test::TestMember;
using testing::HasSubstr;

constexpr MemberName kDetails = "replay.details";
constexpr MemberName kGame = "replay.game.events";

Buffer noise(std::size_t size) {
  Rng rng(size);
  Buffer out(size);
  for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(rng.below(16));
  return out;
}

Buffer copy(const Result<Member>& member) {
  EXPECT_TRUE(member) << member.error().message;
  return member ? Buffer(member->bytes().begin(), member->bytes().end()) : Buffer();
}

// Reads the first member of a file that must open.
Result<Member> read_first(const Buffer& file, const MemberName& name = kDetails) {
  Result<Archive> archive = Archive::open(file);
  if (!archive) return fail(archive.error());
  return archive->read(name);
}

std::string open_error(const TestArchive& archive) {
  const Buffer file = archive.build();
  const Result<Archive> opened = Archive::open(file);
  return opened ? "" : opened.error().message;
}

std::string read_error(TestMember member) {
  const Result<Member> read = read_first(TestArchive{.members = {std::move(member)}}.build());
  if (read) return "";
  EXPECT_EQ(read.error().kind, ErrorKind::invalid);
  return read.error().message;
}

TEST(archive, reads_members_of_every_storage_in_both_shapes) {
  const Buffer content = noise(3000);
  for (const std::uint32_t format : {1u, 3u}) {
    const TestArchive archive{
        .members = {test::packed_member("replay.details", content),
                    {"replay.game.events", test::zlib(content), 3000, TestMember::kSingle},
                    test::stored_member("replay.initData", content),
                    test::stored_member("replay.message.events", {}),
                    {"replay.load.info", Buffer(1, 0), 0, 0x80000200}},
        .header = bytes("header"),
        .format = format};
    const Buffer file = archive.build();
    Result<Archive> opened = Archive::open(file);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(Buffer(opened->header().begin(), opened->header().end()), bytes("header"));
    EXPECT_EQ(copy(opened->read(kDetails)), content);
    EXPECT_EQ(copy(opened->read(kGame)), content);
    EXPECT_EQ(copy(opened->read("replay.initData")), content);
    EXPECT_EQ(copy(opened->read("replay.message.events")), Buffer());
    EXPECT_TRUE(opened->contains(kDetails));
    EXPECT_FALSE(opened->contains("replay.tracker.events"));
    EXPECT_EQ(opened->read("replay.tracker.events").error().kind, ErrorKind::not_found);
  }
}

TEST(archive, finds_names_whatever_their_case) {
  EXPECT_TRUE(
      read_first(TestArchive{.members = {test::stored_member("REPLAY.Details", bytes("x"))}}.build()));
}

TEST(archive, reads_sectors) {
  constexpr std::size_t kSector = 512u << 3;
  for (const std::size_t size : {std::size_t{1}, kSector, 2 * kSector, 2 * kSector + 77}) {
    for (const std::size_t checksums : {0u, 1u}) {
      const Buffer content = noise(size);
      std::vector<Buffer> pieces;
      for (std::size_t at = 0; at < size; at += kSector) {
        const Buffer piece(content.begin() + static_cast<std::ptrdiff_t>(at),
                           content.begin() + static_cast<std::ptrdiff_t>(std::min(size, at + kSector)));
        const Buffer packed = at == 0 ? test::bzip2(piece) : test::zlib(piece);
        pieces.push_back(packed.size() < piece.size() ? packed : piece);
      }
      const std::uint32_t flags = TestMember::kSectors | (checksums != 0 ? 0x04000000 : 0);
      const TestMember member{"replay.details", test::sectors(pieces, checksums),
                              static_cast<std::uint32_t>(size), flags};
      EXPECT_EQ(copy(read_first(TestArchive{.members = {member}, .format = 1, .sector_shift = 3}.build())),
                content);
    }
  }
}

TEST(archive, refuses_wrong_sectors) {
  const Buffer content = noise(100);
  const auto error = [](Buffer stored) {
    return read_error({"replay.details", std::move(stored), 100, TestMember::kSectors});
  };
  EXPECT_EQ(error(test::sectors({content})), "");
  EXPECT_THAT(error(Buffer(6)), HasSubstr("table of sectors is cut short"));
  Buffer stored = test::sectors({content});
  test::put_word(stored, 0, 4);
  EXPECT_THAT(error(stored), HasSubstr("sector 0 overlaps"));
  stored = test::sectors({content});
  test::put_word(stored, 4, 7);
  EXPECT_THAT(error(stored), HasSubstr("sector 0 is out of bounds"));
  test::put_word(stored, 4, 0xFFFFFFF0);
  EXPECT_THAT(error(stored), HasSubstr("sector 0 is out of bounds"));
  EXPECT_THAT(error(test::sectors({bytes("\x10"
                                         "BZh9 nonsense")})),
              HasSubstr("sector 0: bzip2 data"));
}

TEST(archive, refuses_storage_that_no_replay_has) {
  const auto error = [](std::uint32_t flags) {
    return read_error({"replay.details", bytes("abcd"), 4, flags});
  };
  EXPECT_THAT(error(0x81010200), HasSubstr("replay.details: it is encrypted"));
  EXPECT_THAT(error(0x81000100), HasSubstr("unsupported storage"));
  EXPECT_THAT(error(0x81100200), HasSubstr("unsupported storage"));
  EXPECT_THAT(error(0x01000200), HasSubstr("deleted"));
  EXPECT_THAT(error(0x83000200), HasSubstr("deleted"));
}

TEST(archive, refuses_sizes_that_cannot_be_true) {
  const auto error = [](std::uint32_t size, Buffer stored) {
    return read_error({"replay.details", std::move(stored), size, TestMember::kSingle});
  };
  EXPECT_THAT(error(0xFFFFFFFF, bytes("\x10x")), HasSubstr("4294967295 bytes are more than a replay has"));
  EXPECT_THAT(error(kMemberBytesMax, bytes("\x10x")),
              HasSubstr("33554432 bytes and 0 of other members are too many for a file of"));
  EXPECT_THAT(error(3, bytes("four")), HasSubstr("stores more bytes than it has"));
  EXPECT_THAT(read_error({"replay.details", bytes("four"), 5, 0x80000000}),
              HasSubstr("fewer bytes than it has"));
}

TEST(archive, bounds_the_sum_of_what_is_inflated) {
  const std::size_t size = kAllMembersBytesMax / 8;
  const Buffer file = TestArchive{.members = {test::stored_member("replay.details", Buffer(size))}}.build();
  Result<Archive> archive = Archive::open(file);
  ASSERT_TRUE(archive);
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(archive->read(kDetails));
  EXPECT_THAT(archive->read(kDetails).error().message, HasSubstr("more than a replay has"));
}

// A file of many names for the same few bytes is no way around the limit.
TEST(archive, bounds_what_is_inflated_by_the_size_of_the_file) {
  const Buffer zeros(300u << 10);
  TestArchive archive{.members = {test::packed_member("replay.details", zeros)}};
  const Buffer file = archive.build();
  Result<Archive> opened = Archive::open(file);
  ASSERT_TRUE(opened);
  EXPECT_TRUE(opened->read(kDetails));
  EXPECT_THAT(opened->read(kDetails).error().message,
              HasSubstr("307200 bytes and 307200 of other members are too many for a file of"));
}

// Two names for the same stored bytes: both are read, and both are counted.
TEST(archive, counts_bytes_that_two_members_share_twice) {
  const TestMember shared = test::packed_member("replay.initData", Buffer(300u << 10));
  TestMember other = shared;
  other.name = "replay.details";
  TestArchive archive{.members = {other, shared}};
  archive.first_block_offset = static_cast<std::uint32_t>(208 + other.stored.size());
  const Buffer file = archive.build();
  Result<Archive> opened = Archive::open(file);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(opened->read("replay.initData"));
  EXPECT_THAT(opened->read(kDetails).error().message,
              HasSubstr("307200 bytes and 307200 of other members are too many"));
}

TEST(archive, refuses_wrong_tables) {
  const TestArchive good{.members = {test::stored_member("replay.details", bytes("content"))}};
  EXPECT_EQ(open_error(good), "");
  const auto error = [&good](auto TestArchive::* field, std::uint32_t value) {
    TestArchive archive = good;
    archive.*field = value;
    return open_error(archive);
  };
  for (const std::uint32_t count : {0u, 3u, 15u, 8192u, 0x10000000u, 0xFFFFFFFFu})
    EXPECT_THAT(error(&TestArchive::hash_count, count), HasSubstr("a hash table of"));
  EXPECT_THAT(error(&TestArchive::hash_count, 2048), HasSubstr("beyond the end of the file"));
  for (const std::uint32_t count : {4097u, 0xFFFFFFFFu})
    EXPECT_THAT(error(&TestArchive::block_count, count), HasSubstr("a block table of"));
  EXPECT_THAT(error(&TestArchive::block_count, 4096), HasSubstr("beyond the end of the file"));
  for (const std::uint32_t offset : {0x7FFFFFFFu, 0xFFFFFFF0u, 0xFFFFFFFFu}) {
    EXPECT_THAT(error(&TestArchive::hash_offset, offset), HasSubstr("beyond the end of the file"));
    EXPECT_THAT(error(&TestArchive::block_offset, offset), HasSubstr("beyond the end of the file"));
  }
  EXPECT_THAT(error(&TestArchive::hash_offset, 0), HasSubstr("overlaps the header"));
  EXPECT_THAT(error(&TestArchive::block_offset, 200), HasSubstr("overlaps the header"));
  EXPECT_THAT(error(&TestArchive::block_offset, 208 + 7 + 16), HasSubstr("overlap"));
  EXPECT_THAT(error(&TestArchive::first_block_index, 1), HasSubstr("names block 1 of 1"));
  EXPECT_THAT(error(&TestArchive::first_block_index, 0xFFFFFFF0), HasSubstr("names block"));
  EXPECT_THAT(error(&TestArchive::format, 9), HasSubstr("format 9"));
  EXPECT_THAT(error(&TestArchive::sector_shift, 60), HasSubstr("sector size"));
}

TEST(archive, refuses_members_outside_the_file) {
  TestArchive archive{.members = {test::stored_member("replay.details", bytes("content"))}};
  for (const std::uint32_t offset : {5000u, 0xFFFFFFFFu}) {
    archive.first_block_offset = offset;
    const Result<Member> member = read_first(archive.build());
    ASSERT_FALSE(member);
    EXPECT_THAT(member.error().message, HasSubstr("replay.details: it reaches beyond the end of the file"));
  }
}

TEST(archive, refuses_a_member_that_comes_twice) {
  const TestMember member = test::stored_member("replay.details", bytes("content"));
  const Result<Member> read = read_first(TestArchive{.members = {member, member}}.build());
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("twice"));
}

TEST(archive, refuses_what_is_not_a_replay) {
  const Buffer good =
      TestArchive{.members = {test::stored_member("replay.details", bytes("content"))}}.build();
  const auto error = [&good](std::size_t at, std::uint32_t value) {
    Buffer file = good;
    test::put_word(file, at, value);
    const Result<Archive> archive = Archive::open(file);
    return archive ? std::string() : archive.error().message;
  };
  EXPECT_THAT(error(0, 0), HasSubstr("not a replay"));
  EXPECT_THAT(error(8, 0xFFFFFFFF), HasSubstr("beyond the end of the file"));
  EXPECT_THAT(error(12, 0xFFFFFFFF), HasSubstr("replay header"));
  EXPECT_THAT(error(12, 1024 - 15), HasSubstr("replay header"));
  EXPECT_EQ(error(12, 1024 - 16), "");
  EXPECT_THAT(error(1024, 0), HasSubstr("signature"));
  EXPECT_THAT(error(1024 + 4, 20), HasSubstr("header of 20 bytes"));
  EXPECT_THAT(error(1024 + 4, 0xFFFFFFFF), HasSubstr("header of"));
  EXPECT_THAT(error(1024 + 40, 1), HasSubstr("4 GiB"));
}

TEST(archive, survives_being_cut_at_every_byte) {
  const Buffer content = noise(400);
  const Buffer file = TestArchive{.members = {test::packed_member("replay.details", content),
                                              test::stored_member("replay.game.events", content)},
                                  .header = bytes("header")}
                          .build();
  for (std::size_t size = 0; size < file.size(); ++size) {
    const Buffer cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    const Result<Archive> archive = Archive::open(cut);
    ASSERT_FALSE(archive) << size;
    EXPECT_EQ(archive.error().kind, ErrorKind::invalid);
  }
  EXPECT_TRUE(Archive::open(file));
}

TEST(archive, survives_every_changed_byte) {
  const Buffer content = noise(100);
  const Buffer file = TestArchive{.members = {test::packed_member("replay.details", content),
                                              test::stored_member("replay.game.events", content)},
                                  .header = bytes("header")}
                          .build();
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const unsigned flip : {0x01u, 0x80u, 0xFFu}) {
      Buffer changed = file;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ flip);
      Result<Archive> archive = Archive::open(changed);
      if (!archive) continue;
      for (const MemberName& name : {kDetails, kGame})
        if (const Result<Member> member = archive->read(name))
          EXPECT_LE(member->bytes().size(), kMemberBytesMax);
    }
  }
}

TEST(inflate, demands_exactly_the_declared_size) {
  const Buffer content = noise(5000);
  for (const Buffer& packed : {test::bzip2(content), test::zlib(content)}) {
    Buffer out(content.size());
    EXPECT_TRUE(inflate(packed, out));
    EXPECT_EQ(out, content);
    Buffer small(content.size() - 1);
    EXPECT_THAT(inflate(packed, small).error().message, HasSubstr("longer"));
    Buffer large(content.size() + 1);
    EXPECT_THAT(inflate(packed, large).error().message, HasSubstr("shorter"));
    Buffer trailing = packed;
    trailing.push_back(0);
    EXPECT_THAT(inflate(trailing, out).error().message, HasSubstr("follow"));
    for (std::size_t size = 0; size < packed.size(); size += 97)
      EXPECT_FALSE(inflate(std::span(packed).first(size), out)) << size;
    Buffer corrupt = packed;
    corrupt[corrupt.size() / 2] ^= 0x10;
    EXPECT_FALSE(inflate(corrupt, out));
  }
  Buffer out(3);
  EXPECT_TRUE(inflate(bytes(std::string_view("\0abc", 4)), out));
  EXPECT_FALSE(inflate(bytes(std::string_view("\0ab", 3)), out));
  EXPECT_THAT(inflate(bytes("\x7f"
                            "abc"),
                      out)
                  .error()
                  .message,
              HasSubstr("unknown compression method 0x7f"));
}

// 45 bytes of bzip2 can stand for 45 MB.
TEST(inflate, stops_a_decompression_bomb_at_the_buffer) {
  const Buffer packed = test::bzip2(Buffer(4u << 20));
  EXPECT_LT(packed.size(), 200u);
  Buffer out(1000);
  EXPECT_THAT(inflate(packed, out).error().message, HasSubstr("longer"));
}

}  // namespace
}  // namespace evo::replay
