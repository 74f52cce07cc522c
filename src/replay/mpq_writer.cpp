#include "replay/mpq_writer.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include <bzlib.h>
#include <fmt/format.h>

#include "base/assert.hpp"
#include "replay/mpq_cipher.hpp"

namespace evo::replay {
namespace {

constexpr std::size_t kUserDataBytes = 512;
constexpr std::size_t kArchiveOffset = 1024;
constexpr std::size_t kHeaderBytes = 208;
constexpr std::size_t kUserDataHead =
    16;  // Magic, room for user data, archive offset, size of the user data.
constexpr std::uint16_t kFormatVersion = 3;
constexpr std::uint16_t kSectorShift = 5;
constexpr std::uint32_t kSingleUnit = 0x81000200;  // Exists, may be compressed, one piece.
constexpr std::uint8_t kMethodBzip2 = 0x10;
constexpr std::uint32_t kFreeEntry = 0xFFFFFFFF;
constexpr std::size_t kHashEntries = 16;  // A power of two that leaves free places, at which searches end.
constexpr std::size_t kEntryBytes = 16;

// bzip2 takes at least some 100 microseconds for a member, however small it is.
constexpr std::size_t kCompressedBytesMin = 1u << 10;
// One block of bzip2 at level 1, for which the scratch memory is made.
constexpr std::size_t kCompressedBytesMax = 64u << 10;
// What libbz2 allocates for a compressor of blocks of 100 kB: two work areas of 400 kB, its tables and its
// state.
constexpr std::size_t kScratchBytes = 1280u << 10;

constexpr std::array<std::string_view, 8> kNames = {
    "replay.attributes.events", "replay.details",        "replay.game.events",    "replay.gamemetadata.json",
    "replay.initData",          "replay.message.events", "replay.tracker.events", "(listfile)"};

struct NameHash {
  std::uint32_t place;
  std::uint32_t a;
  std::uint32_t b;
};
constexpr auto kNameHashes = [] {
  std::array<NameHash, kNames.size()> hashes{};
  for (std::size_t i = 0; i < kNames.size(); ++i)
    hashes[i] = {mpq::hash(kNames[i], mpq::HashKind::slot), mpq::hash(kNames[i], mpq::HashKind::name_a),
                 mpq::hash(kNames[i], mpq::HashKind::name_b)};
  return hashes;
}();

// Little endian.
template <class Unsigned>
void put(std::uint8_t* at, Unsigned value) {
  for (std::size_t i = 0; i < sizeof value; ++i) at[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

void append_words(std::vector<std::uint8_t>& file, std::span<const std::uint32_t> words) {
  const std::size_t start = file.size();
  file.resize(start + words.size() * 4);
  for (std::size_t i = 0; i < words.size(); ++i) put(file.data() + start + 4 * i, words[i]);
}

// libbz2 allocates and frees the same pieces for each stream; handing them out of one block saves the
// operating system from mapping and clearing a megabyte for every member.
struct Arena {
  std::byte* begin;
  std::size_t used = 0;
};
void* arena_allocate(void* opaque, int items, int item_bytes) {
  auto& arena = *static_cast<Arena*>(opaque);
  const std::size_t bytes = static_cast<std::size_t>(items) * static_cast<std::size_t>(item_bytes);
  const std::size_t start = (arena.used + 63) & ~std::size_t{63};
  if (start + bytes > kScratchBytes) return nullptr;
  arena.used = start + bytes;
  return arena.begin + start;
}
void arena_free(void*, void*) {}

}  // namespace

std::string_view name_of(MemberId member) { return kNames[static_cast<std::size_t>(member)]; }

MpqWriter::MpqWriter() {
  file_.reserve(64u << 10);
  file_.resize(kArchiveOffset + kHeaderBytes);
}

void MpqWriter::add(MemberId member, std::span<const std::uint8_t> content, Packing packing) {
  EVO_ASSERT(std::ranges::none_of(blocks_, [&](const Block& block) { return block.member == member; }));
  const std::size_t start = file_.size();
  if (packing == Packing::stored || !append_compressed(content))
    file_.insert(file_.end(), content.begin(), content.end());
  // Sizes beyond the format are refused in finish(), which knows the size of the whole.
  blocks_.push_back({member, static_cast<std::uint32_t>(start - kArchiveOffset),
                     static_cast<std::uint32_t>(file_.size() - start),
                     static_cast<std::uint32_t>(content.size())});
}

// False, with nothing appended, when the compressed form would not be smaller.
bool MpqWriter::append_compressed(std::span<const std::uint8_t> content) {
  if (content.size() < kCompressedBytesMin || content.size() > kCompressedBytesMax) return false;
  const std::size_t start = file_.size();
  file_.resize(start + content.size() - 1);
  file_[start] = kMethodBzip2;

  if (!scratch_) scratch_ = std::make_unique_for_overwrite<std::byte[]>(kScratchBytes);
  Arena arena{scratch_.get()};
  bz_stream stream{};
  stream.bzalloc = arena_allocate;
  stream.bzfree = arena_free;
  stream.opaque = &arena;
  EVO_ASSERT(BZ2_bzCompressInit(&stream, 1, 0, 0) == BZ_OK);
  // libbz2 does not write to its input; its interface is older than const.
  stream.next_in = const_cast<char*>(reinterpret_cast<const char*>(content.data()));
  stream.avail_in = static_cast<unsigned>(content.size());
  stream.next_out = reinterpret_cast<char*>(file_.data() + start + 1);
  stream.avail_out = static_cast<unsigned>(content.size() - 2);
  const bool ended = BZ2_bzCompress(&stream, BZ_FINISH) == BZ_STREAM_END;
  const std::size_t stored = ended ? 1 + std::size_t{stream.total_out_lo32} : 0;
  BZ2_bzCompressEnd(&stream);
  file_.resize(start + stored);
  return ended;
}

void MpqWriter::append_tables() {
  std::array<std::uint32_t, kHashEntries * 4> hashes;
  hashes.fill(kFreeEntry);
  std::vector<std::uint32_t> blocks;
  blocks.reserve(blocks_.size() * 4);
  static_assert(kNames.size() < kHashEntries);
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    const NameHash& hash = kNameHashes[static_cast<std::size_t>(block.member)];
    std::size_t place = hash.place % kHashEntries;
    while (hashes[place * 4 + 3] != kFreeEntry) place = (place + 1) % kHashEntries;
    hashes[place * 4] = hash.a;
    hashes[place * 4 + 1] = hash.b;
    hashes[place * 4 + 2] = 0;  // Neutral locale, default platform.
    hashes[place * 4 + 3] = static_cast<std::uint32_t>(i);
    blocks.insert(blocks.end(), {block.offset, block.stored, block.size, kSingleUnit});
  }
  mpq::encrypt(hashes, mpq::kHashTableKey);
  mpq::encrypt(blocks, mpq::kBlockTableKey);
  append_words(file_, hashes);
  append_words(file_, blocks);
}

Result<std::vector<std::uint8_t>> MpqWriter::finish(std::span<const std::uint8_t> replay_header) {
  if (replay_header.size() > kUserDataBytes)
    return fail(invalid(
        fmt::format("replay header: {} bytes, the format holds {}", replay_header.size(), kUserDataBytes)));
  std::string names;
  for (const Block& block : blocks_) names.append(name_of(block.member)).append("\r\n");
  add(MemberId::listfile, {reinterpret_cast<const std::uint8_t*>(names.data()), names.size()},
      Packing::stored);

  const std::size_t hash_offset = file_.size() - kArchiveOffset;
  append_tables();
  const std::size_t archive_bytes = file_.size() - kArchiveOffset;
  if (archive_bytes > std::numeric_limits<std::uint32_t>::max())
    return fail(invalid(fmt::format("archive: {} bytes, the format holds 4 GiB", archive_bytes)));

  std::uint8_t* user = file_.data();
  std::ranges::copy(std::string_view("MPQ\x1B"), user);
  put(user + 4, static_cast<std::uint32_t>(kUserDataBytes));
  put(user + 8, static_cast<std::uint32_t>(kArchiveOffset));
  put(user + 12, static_cast<std::uint32_t>(replay_header.size()));
  std::ranges::copy(replay_header, user + kUserDataHead);

  std::uint8_t* header = file_.data() + kArchiveOffset;
  std::ranges::copy(std::string_view("MPQ\x1A"), header);
  put(header + 4, static_cast<std::uint32_t>(kHeaderBytes));
  put(header + 8, static_cast<std::uint32_t>(archive_bytes));
  put(header + 12, kFormatVersion);
  put(header + 14, kSectorShift);
  put(header + 16, static_cast<std::uint32_t>(hash_offset));
  put(header + 20, static_cast<std::uint32_t>(hash_offset + kHashEntries * kEntryBytes));
  put(header + 24, static_cast<std::uint32_t>(kHashEntries));
  put(header + 28, static_cast<std::uint32_t>(blocks_.size()));
  put(header + 44, static_cast<std::uint64_t>(archive_bytes));
  put(header + 68, static_cast<std::uint64_t>(kHashEntries * kEntryBytes));
  put(header + 76, static_cast<std::uint64_t>(blocks_.size() * kEntryBytes));
  // Whoever keeps files keeps as many bytes as they have.
  file_.shrink_to_fit();
  return std::move(file_);
}

}  // namespace evo::replay
