// The container, of files as uploads bring them. The first byte chooses: an odd one says that the archive's
// two tables are plain and shall be encrypted first, since a fuzzer cannot aim at what is.
#include "replay/hostile/fuzz_support.hpp"

namespace {

using evo::Result;
using namespace evo::replay;
using Cipher = void (*)(std::span<std::uint32_t>, std::uint32_t);

std::uint32_t word_at(const evo::fuzz::Input& file, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value |= std::uint32_t{file[at + i]} << (8 * i);
  return value;
}

void change_table(evo::fuzz::Input& file, std::uint64_t at, std::uint32_t entries, std::uint32_t key,
                  Cipher cipher) {
  constexpr std::size_t kEntryBytes = 16;
  if (entries > Archive::kTableEntriesMax || at + entries * kEntryBytes > file.size()) return;
  std::vector<std::uint32_t> words(std::size_t{entries} * 4);
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = word_at(file, at + 4 * i);
  cipher(words, key);
  for (std::size_t i = 0; i < words.size(); ++i) test::put_word(file, at + 4 * i, words[i]);
}

void change_tables(evo::fuzz::Input& file, Cipher cipher) {
  constexpr std::size_t kHeaderBytes = 32;
  if (file.size() < 16) return;
  const std::uint64_t archive = word_at(file, 8);
  if (archive + kHeaderBytes > file.size()) return;
  const std::uint64_t hashes = archive + word_at(file, archive + 16);
  const std::uint64_t blocks = archive + word_at(file, archive + 20);
  const std::uint32_t hash_count = word_at(file, archive + 24);
  const std::uint32_t block_count = word_at(file, archive + 28);
  change_table(file, hashes, hash_count, mpq::kHashTableKey, cipher);
  change_table(file, blocks, block_count, mpq::kBlockTableKey, cipher);
}

constexpr MemberName kNames[] = {
    "replay.details",        "replay.initData",       "replay.attributes.events", "replay.game.events",
    "replay.message.events", "replay.tracker.events", "replay.details.backup",    "(listfile)"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  evo::fuzz::Input file(data + 1, data + size);
  if (data[0] % 2 != 0) change_tables(file, mpq::encrypt);
  Result<Archive> archive = Archive::open(file);
  if (!archive) return 0;
  std::size_t bytes = 0;
  for (const MemberName& name : kNames) {
    const auto member = archive->read(name);
    if (!member) continue;
    EVO_ASSERT(archive->contains(name) && member->bytes().size() <= kMemberBytesMax);
    bytes += member->bytes().size();
  }
  EVO_ASSERT(bytes <= kAllMembersBytesMax);
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  std::vector<evo::fuzz::Input> seeds;
  const auto add = [&seeds](evo::fuzz::Input file) {
    seeds.push_back(file);
    seeds.back().insert(seeds.back().begin(), 0);
    change_tables(file, mpq::decrypt);
    file.insert(file.begin(), 1);
    seeds.push_back(std::move(file));
  };
  add(fuzz::written_files().front());
  const std::vector<std::uint8_t>& file = fuzz::written_files().back();
  add(file);
  for (const auto packed : {fuzz::Packed::bzip2, fuzz::Packed::zlib, fuzz::Packed::sectors}) {
    evo::fuzz::Input list;
    for (const std::size_t number : {0u, 2u, 4u})
      fuzz::append_member(list, number, packed, fuzz::read_member(file, kNames[number]));
    add(fuzz::build_archive(list, fuzz::write_header(80949, 600)));
  }
  return seeds;
}
