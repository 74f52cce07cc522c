// For the fuzz targets of this room: games to take seeds from, the bytes that choose a build, and archives
// built around plain members, which no fuzzer would get to behind the compression.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "replay/archive.hpp"
#include "replay/archive_support.hpp"
#include "replay/protocol_table.hpp"
#include "replay/versioned_encoder.hpp"
#include "replay/writer.hpp"
#include "support/fuzz.hpp"

namespace evo::replay::fuzz {

using evo::fuzz::Input;

// The first base build of every layout; the last has no tables of its own.
inline constexpr std::array<std::uint32_t, 39> kBuilds = {
    15405, 16561, 17266, 18468, 19132, 19458, 21995, 22612, 23260, 24764, 24944, 26490, 27950,
    32283, 34784, 36442, 38215, 38749, 38996, 39576, 41743, 42932, 47185, 48258, 51702, 54518,
    54724, 55505, 57218, 57507, 59587, 64469, 65895, 70154, 75689, 77379, 80669, 80949, 23925};
// The writer knows builds from here on.
inline constexpr std::size_t kFirstWritten = 9;
inline constexpr std::size_t kBuildsKnown = kBuilds.size() - 1;

// What the first two bytes of an input choose.
struct Choice {
  static constexpr std::size_t kBytes = 2;
  static constexpr unsigned kLoopsShift = 12;

  std::uint32_t base_build;
  std::uint32_t game_loops;
  const protocol::Layout& layout;
  Bytes member;
};
inline Choice choose(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array<std::uint8_t, Choice::kBytes> kNothing = {};
  if (size < Choice::kBytes) return choose(kNothing.data(), kNothing.size());
  const std::uint32_t base_build = kBuilds[data[0] % kBuilds.size()];
  bool exact = false;
  return {.base_build = base_build,
          .game_loops = std::uint32_t{data[1]} << Choice::kLoopsShift,
          .layout = protocol::layout_for(base_build, base_build, exact),
          .member = Bytes(data, size).subspan(Choice::kBytes)};
}

// For targets that read a single value: its type, which the first byte of the member chooses by
// type_for(layout, byte), and the rest as its input. nullopt without that byte.
struct TypedInput {
  protocol::TypeId type;
  Bytes bytes;
};
template <class TypeFor>
std::optional<TypedInput> choose_type(const std::uint8_t* data, std::size_t size, TypeFor&& type_for) {
  const Choice chosen = choose(data, size);
  if (chosen.member.empty()) return std::nullopt;
  return TypedInput{type_for(chosen.layout, chosen.member.front()), chosen.member.subspan(1)};
}

inline GameDescription small_game(std::uint32_t base_build) {
  GameDescription game;
  for (int i = 0; i < 3; ++i) {
    GamePlayer player;
    player.name = std::string("Player") + static_cast<char>('A' + i);
    player.clan = i == 0 ? "EVO" : "";
    player.toon = {2, 1, 100 + static_cast<std::uint64_t>(i)};
    player.race = "BW Zerg";
    player.race_code = "BWZe";
    player.team = i % 2;
    player.result = i % 2 == 0 ? GameResult::win : GameResult::loss;
    game.players.push_back(player);
  }
  game.players[1].left_loop = 500;
  game.players[2].control = Control::computer;
  game.players[2].toon = {};
  game.observers = {{"Judge", {1, 1, 7}, "referee"}};
  game.map_title = "Keres Passage";
  game.cache_handles = {{"EU", std::string(64, '1')}, {"EU", std::string(64, '2')}};
  game.game_loops = 600;
  game.ended_at = from_micros(1'762'209'955'123'456);
  game.base_build = base_build;
  game.version = "5.0.1." + std::to_string(base_build);
  game.chat = {{1, "PlayerA", "all", "glhf"}, {20, "Judge", "observers", "<b>\xEC\x84\xB8"}};
  return game;
}

inline const std::vector<std::vector<std::uint8_t>>& written_files() {
  static const auto files = [] {
    std::vector<std::vector<std::uint8_t>> written;
    for (std::size_t i = kFirstWritten; i < kBuildsKnown; ++i)
      written.push_back(write_replay(small_game(kBuilds[i])).value());
    return written;
  }();
  return files;
}

inline Input read_member(Bytes file, const MemberName& name) {
  Result<Archive> archive = Archive::open(file);
  EVO_ASSERT(archive);
  const Result<Member> member = archive->read(name);
  if (!member) return {};
  return {member->bytes().begin(), member->bytes().end()};
}

// That member as every build writes it, behind the bytes that choose the build.
inline std::vector<Input> member_seeds(const MemberName& name) {
  std::vector<Input> seeds;
  std::set<Input> known;
  for (std::size_t i = 0; i < written_files().size(); ++i) {
    const Input content = read_member(written_files()[i], name);
    if (content.empty() || !known.insert(content).second) continue;
    Input seed = {static_cast<std::uint8_t>(kFirstWritten + i), 1};
    seed.insert(seed.end(), content.begin(), content.end());
    seeds.push_back(std::move(seed));
  }
  return seeds;
}

inline Input write_header(std::uint32_t base_build, std::uint32_t game_loops) {
  using protocol::Name;
  bool exact = false;
  const protocol::Layout& layout = protocol::layout_for(kBuilds[kBuildsKnown - 1], 0, exact);
  VersionedEncoder out;
  out.structure(layout.header, [&](Name name, protocol::TypeId type) {
    switch (name) {
      case Name::m_signature:
        return out.blob(type,
                        "StarCraft II replay\x1B"
                        "11"),
               true;
      case Name::m_version:
        out.structure(type, [&](Name part, protocol::TypeId number) {
          if (part == Name::m_build || part == Name::m_baseBuild)
            return out.integer(number, base_build), true;
          return part == Name::m_major && (out.integer(number, 5), true);
        });
        return true;
      case Name::m_elapsedGameLoops:
        return out.integer(type, game_loops), true;
      default:
        return false;
    }
  });
  return out.finish("header").value();
}

// A list of members in one input: for each its number below, the way it is packed, the low and the high byte
// of its size, and its bytes. A size beyond the end means the rest.
inline constexpr std::array<const char*, 10> kMemberNames = {
    "replay.details",         "replay.initData",       "replay.attributes.events", "replay.game.events",
    "replay.message.events",  "replay.tracker.events", "replay.gamemetadata.json", "replay.details.backup",
    "replay.initData.backup", "replay.gamemetadata"};
inline constexpr std::size_t kMemberHeadBytes = 4;
enum class Packed : std::uint8_t { stored, bzip2, zlib, sectors };
inline constexpr unsigned kPackings = 4;

inline void append_member(Input& list, std::size_t number, Packed packed, const Input& content) {
  list.push_back(static_cast<std::uint8_t>(number));
  list.push_back(static_cast<std::uint8_t>(packed));
  list.push_back(static_cast<std::uint8_t>(content.size()));
  list.push_back(static_cast<std::uint8_t>(content.size() >> 8));
  list.insert(list.end(), content.begin(), content.end());
}

inline test::TestMember pack(std::string name, const Input& content, Packed packed) {
  const auto size = static_cast<std::uint32_t>(content.size());
  Input smaller;
  if (packed == Packed::bzip2) smaller = test::bzip2(content);
  if (packed == Packed::zlib) smaller = test::zlib(content);
  if (packed == Packed::sectors && size > 0) {
    constexpr std::size_t kSector = std::size_t{512} << 5;
    std::vector<Input> pieces;
    for (std::size_t at = 0; at < content.size(); at += kSector)
      pieces.emplace_back(
          content.begin() + static_cast<std::ptrdiff_t>(at),
          content.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(size, at + kSector)));
    return {std::move(name), test::sectors(pieces), size, test::TestMember::kSectors};
  }
  if (!smaller.empty() && smaller.size() < content.size())
    return {std::move(name), std::move(smaller), size, test::TestMember::kSingle};
  return test::stored_member(std::move(name), content);
}

inline Input build_archive(Bytes list, Input header) {
  test::TestArchive archive{.members = {}, .header = std::move(header)};
  while (list.size() >= kMemberHeadBytes && archive.members.size() < archive.hash_entries) {
    const std::size_t number = list[0] % kMemberNames.size();
    const auto packed = static_cast<Packed>(list[1] % kPackings);
    const std::size_t announced = list[2] | std::size_t{list[3]} << 8;
    list = list.subspan(kMemberHeadBytes);
    const Bytes content = list.first(std::min(announced, list.size()));
    list = list.subspan(content.size());
    archive.members.push_back(pack(kMemberNames[number], Input(content.begin(), content.end()), packed));
  }
  return archive.build();
}

}  // namespace evo::replay::fuzz
