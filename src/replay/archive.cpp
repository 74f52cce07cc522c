#include "replay/archive.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include <fmt/format.h>

#include "replay/inflate.hpp"

namespace evo::replay {
namespace {

constexpr std::size_t kUserMagic = 0x1B51504D;     // "MPQ\x1B"
constexpr std::size_t kArchiveMagic = 0x1A51504D;  // "MPQ\x1A"
constexpr std::size_t kUserPrologueBytes = 16;
constexpr std::size_t kArchiveHeaderBytesMin = 32;
constexpr std::size_t kArchiveHeaderBytesHigh = 44;  // From format 1 on: upper halves of the table offsets.
constexpr unsigned kFormatMax = 3;
constexpr unsigned kSectorShiftMax = 12;
constexpr std::size_t kEntryBytes = 16;
constexpr std::uint32_t kBlockFree = 0xFFFFFFFF;
constexpr std::uint32_t kBlockDeleted = 0xFFFFFFFE;
constexpr std::uint32_t kFlagImploded = 0x00000100;
constexpr std::uint32_t kFlagCompressed = 0x00000200;
constexpr std::uint32_t kFlagEncrypted = 0x00010000;
constexpr std::uint32_t kFlagPatch = 0x00100000;
constexpr std::uint32_t kFlagSingleUnit = 0x01000000;
constexpr std::uint32_t kFlagDeleted = 0x02000000;
constexpr std::uint32_t kFlagSectorChecksums = 0x04000000;
constexpr std::uint32_t kFlagExists = 0x80000000;

std::uint32_t word_at(Bytes bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value |= std::uint32_t{bytes[offset + i]} << (8 * i);
  return value;
}
std::uint32_t half_at(Bytes bytes, std::size_t offset) {
  return bytes[offset] | std::uint32_t{bytes[offset + 1]} << 8;
}

bool lies_within(std::uint64_t offset, std::uint64_t size, std::uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

Error at_archive(std::string what) { return invalid("archive: " + std::move(what)); }

}  // namespace

struct Archive::TablePlaces {
  std::uint32_t header_bytes;
  std::uint32_t hash_offset;
  std::uint32_t block_offset;
  std::uint32_t hash_count;
  std::uint32_t block_count;

  Result<> check(std::size_t body_bytes) const {
    const std::uint64_t hash_bytes = std::uint64_t{hash_count} * kEntryBytes;
    const std::uint64_t block_bytes = std::uint64_t{block_count} * kEntryBytes;
    if (hash_count == 0 || hash_count > kTableEntriesMax || !std::has_single_bit(hash_count))
      return fail(at_archive(fmt::format("a hash table of {} entries", hash_count)));
    if (block_count > kTableEntriesMax)
      return fail(at_archive(fmt::format("a block table of {} entries", block_count)));
    if (!lies_within(hash_offset, hash_bytes, body_bytes) ||
        !lies_within(block_offset, block_bytes, body_bytes))
      return fail(at_archive("the tables lie beyond the end of the file; it is cut short or damaged"));
    if (hash_offset < header_bytes || (block_count > 0 && block_offset < header_bytes))
      return fail(at_archive("a table overlaps the header"));
    if (hash_offset < block_offset + block_bytes && block_offset < hash_offset + hash_bytes)
      return fail(at_archive("the hash table and the block table overlap"));
    return {};
  }
};

Result<Archive> Archive::open(Bytes file) {
  if (file.size() > kFileBytesMax)
    return fail(invalid(fmt::format("the file has more than {} bytes", kFileBytesMax)));
  if (file.size() < kUserPrologueBytes || word_at(file, 0) != kUserMagic)
    return fail(invalid("this is not a replay: the file does not begin with MPQ user data"));
  const std::uint32_t archive_offset = word_at(file, 8);
  const std::uint32_t header_bytes = word_at(file, 12);
  if (!lies_within(archive_offset, kArchiveHeaderBytesMin, file.size()))
    return fail(at_archive("its header lies beyond the end of the file"));
  if (!lies_within(kUserPrologueBytes, header_bytes, archive_offset))
    return fail(invalid("replay header: it reaches beyond its place before the archive"));

  Archive archive;
  archive.header_ = file.subspan(kUserPrologueBytes, header_bytes);
  archive.body_ = file.subspan(archive_offset);
  const Bytes body = archive.body_;
  if (word_at(body, 0) != kArchiveMagic) return fail(at_archive("its signature is missing"));
  const TablePlaces places{.header_bytes = word_at(body, 4),
                           .hash_offset = word_at(body, 16),
                           .block_offset = word_at(body, 20),
                           .hash_count = word_at(body, 24),
                           .block_count = word_at(body, 28)};
  const std::uint32_t format = half_at(body, 12);
  const std::uint32_t sector_shift = half_at(body, 14);
  const std::size_t needed = format == 0 ? kArchiveHeaderBytesMin : kArchiveHeaderBytesHigh;
  if (format > kFormatMax || places.header_bytes < needed ||
      !lies_within(0, places.header_bytes, body.size()))
    return fail(at_archive(fmt::format("format {} with a header of {} bytes", format, places.header_bytes)));
  if (sector_shift > kSectorShiftMax)
    return fail(at_archive(fmt::format("sector size 512 << {}", sector_shift)));
  if (format > 0 && word_at(body, 40) != 0) return fail(at_archive("tables beyond 4 GiB"));
  archive.sector_bytes_ = std::size_t{512} << sector_shift;
  CHECK_OK(places.check(body.size()));
  CHECK_OK(archive.read_tables(places));
  return archive;
}

Result<> Archive::read_tables(const TablePlaces& places) {
  const auto table = [this](std::uint32_t offset, std::uint32_t count, std::uint32_t key) {
    std::vector<std::uint32_t> words(std::size_t{count} * (kEntryBytes / 4));
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = word_at(body_, offset + 4 * i);
    mpq::decrypt(words, key);
    return words;
  };
  const auto blocks = table(places.block_offset, places.block_count, mpq::kBlockTableKey);
  blocks_.reserve(places.block_count);
  for (std::size_t i = 0; i < blocks.size(); i += 4)
    blocks_.push_back({blocks[i], blocks[i + 1], blocks[i + 2], blocks[i + 3]});

  const auto hashes = table(places.hash_offset, places.hash_count, mpq::kHashTableKey);
  for (std::size_t i = 0; i < hashes.size(); i += 4) {
    const std::uint32_t block = hashes[i + 3];
    if (block == kBlockFree || block == kBlockDeleted) continue;
    if (block >= places.block_count)
      return fail(
          at_archive(fmt::format("hash entry {} names block {} of {}", i / 4, block, places.block_count)));
    names_.push_back({hashes[i], hashes[i + 1], block});
  }
  return {};
}

const Archive::HashEntry* Archive::find(const MemberName& name) const {
  const auto place = std::ranges::find_if(names_, [&name](const HashEntry& entry) {
    return entry.hash_a == name.hash_a && entry.hash_b == name.hash_b;
  });
  return place == names_.end() ? nullptr : &*place;
}

Result<Member> Archive::read(const MemberName& name) {
  const HashEntry* entry = find(name);
  if (entry == nullptr) return fail(not_found(fmt::format("{}: the file has no such member", name.text)));
  const bool repeated = std::ranges::any_of(names_, [entry](const HashEntry& other) {
    return &other != entry && other.hash_a == entry->hash_a && other.hash_b == entry->hash_b;
  });
  if (repeated) return fail(invalid(fmt::format("{}: the file has this member twice", name.text)));
  Result<Member> member = unpack(blocks_[entry->block]);
  if (!member) return fail({member.error().kind, fmt::format("{}: {}", name.text, member.error().message)});
  return member;
}

Result<Member> Archive::unpack(const Block& block) {
  if ((block.flags & kFlagExists) == 0 || (block.flags & kFlagDeleted) != 0)
    return fail(invalid("it is deleted"));
  if ((block.flags & kFlagEncrypted) != 0) return fail(invalid("it is encrypted, which no replay needs"));
  if ((block.flags & (kFlagImploded | kFlagPatch)) != 0)
    return fail(invalid(fmt::format("unsupported storage (flags 0x{:08x})", block.flags)));
  if (!lies_within(block.offset, block.stored, body_.size()))
    return fail(invalid("it reaches beyond the end of the file; the file is cut short or damaged"));
  if (block.size > kMemberBytesMax || block.size > kAllMembersBytesMax - inflated_)
    return fail(invalid(fmt::format("{} bytes are more than a replay has", block.size)));
  if (block.size + inflated_ > kInflateFreeBytes + kInflateRatioMax * body_.size())
    return fail(invalid(fmt::format("{} bytes and {} of other members are too many for a file of {}",
                                    block.size, inflated_, body_.size())));
  inflated_ += block.size;

  Member member(block.size);
  if (block.size == 0) return member;
  const Bytes packed = body_.subspan(block.offset, block.stored);
  const bool compressed = (block.flags & kFlagCompressed) != 0;
  const bool single = (block.flags & kFlagSingleUnit) != 0;
  if (block.stored > block.size && (single || !compressed))
    return fail(invalid("it stores more bytes than it has"));
  if (compressed && !single) {
    CHECK_OK(unpack_sectors(block, packed, member.writable()));
  } else if (compressed && block.stored < block.size) {
    CHECK_OK(inflate(packed, member.writable()));
  } else if (block.stored == block.size) {
    std::ranges::copy(packed, member.writable().begin());
  } else {
    return fail(invalid("it stores fewer bytes than it has"));
  }
  return member;
}

// A table of offsets, one more than sectors (and one more where checksums follow), then the sectors; each is
// as it is when it did not become smaller.
Result<> Archive::unpack_sectors(const Block& block, Bytes packed, std::span<std::uint8_t> out) const {
  const std::size_t sectors = (out.size() + sector_bytes_ - 1) / sector_bytes_;
  const std::size_t offsets = sectors + 1 + ((block.flags & kFlagSectorChecksums) != 0 ? 1 : 0);
  if (packed.size() / 4 < offsets) return fail(invalid("its table of sectors is cut short"));
  std::size_t begin = word_at(packed, 0);
  if (begin < offsets * 4) return fail(invalid("sector 0 overlaps the table of sectors"));
  for (std::size_t i = 0; i < sectors; ++i) {
    const std::size_t end = word_at(packed, 4 * (i + 1));
    if (end < begin || end > packed.size())
      return fail(invalid(fmt::format("sector {} is out of bounds", i)));
    const Bytes stored = packed.subspan(begin, end - begin);
    const auto target =
        out.subspan(i * sector_bytes_, std::min(sector_bytes_, out.size() - i * sector_bytes_));
    if (stored.size() == target.size()) {
      std::ranges::copy(stored, target.begin());
    } else if (Result<> done = inflate(stored, target); !done) {
      return fail(invalid(fmt::format("sector {}: {}", i, done.error().message)));
    }
    begin = end;
  }
  return {};
}

}  // namespace evo::replay
