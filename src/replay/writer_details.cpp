#include <array>

#include <fmt/format.h>

#include "replay/versioned_encoder.hpp"
#include "replay/writer_members.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

constexpr int kTypeFullReplay = 2;
constexpr std::uint64_t kFiletimeOfEpoch = 116'444'736'000'000'000;  // 1970 in steps of 100 ns since 1601.

std::string escape_markup(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else
      escaped += c;
  }
  return escaped;
}

std::string marked_up_name(const GamePlayer& player) {
  if (player.clan.empty()) return escape_markup(player.name);
  return fmt::format("&lt;{}&gt;<sp/>{}", escape_markup(player.clan), escape_markup(player.name));
}

int recorded(GameResult result) {
  switch (result) {
    case GameResult::win:
      return 1;
    case GameResult::loss:
      return 2;
    case GameResult::tie:
      return 3;
    case GameResult::undecided:
      break;
  }
  return 0;
}

void write_color(VersionedEncoder& out, TypeId color, std::size_t player) {
  constexpr std::array<std::uint32_t, 8> kPalette = {0xB4141E, 0x0042FF, 0x1CA7EA, 0xEBE129,
                                                     0x540081, 0xFE8A0E, 0x168000, 0xCCA6FC};
  const std::uint32_t rgb = kPalette[player % kPalette.size()];
  out.structure(color, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_a:
        return out.integer(type, 255), true;
      case Name::m_r:
        return out.integer(type, rgb >> 16), true;
      case Name::m_g:
        return out.integer(type, rgb >> 8 & 0xFF), true;
      case Name::m_b:
        return out.integer(type, rgb & 0xFF), true;
      default:
        return false;
    }
  });
}

void write_toon(VersionedEncoder& out, TypeId structure, const ToonHandle& toon) {
  out.structure(structure, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_region:
        return out.integer(type, toon.region), true;
      case Name::m_programId:
        return out.blob(type, std::string_view("\0\0S2", 4)), true;
      case Name::m_realm:
        return out.integer(type, toon.realm), true;
      case Name::m_id:
        return out.integer(type, static_cast<std::int64_t>(toon.id)), true;
      default:
        return false;
    }
  });
}

void write_player(VersionedEncoder& out, TypeId structure, const GamePlan& plan, std::size_t index) {
  const GamePlayer& player = plan.game.players[index];
  out.structure(structure, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_name:
        return out.blob(type, marked_up_name(player)), true;
      case Name::m_toon:
        return write_toon(out, type, player.toon), true;
      case Name::m_race:
        return out.blob(type, player.race), true;
      case Name::m_color:
        return write_color(out, type, index), true;
      case Name::m_control:
        return out.integer(type, recorded(player.control)), true;
      case Name::m_teamId:
        return out.integer(type, player.team), true;
      case Name::m_handicap:
        return out.integer(type, kHandicap), true;
      case Name::m_result:
        return out.integer(type, recorded(player.result)), true;
      case Name::m_workingSetSlotId:
        return out.integer(type, static_cast<std::int64_t>(index)), true;
      default:
        return false;
    }
  });
}

void write_version(VersionedEncoder& out, TypeId structure, const GamePlan& plan) {
  const PlannedVersion& version = plan.version;
  out.structure(structure, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_flags:
        return out.integer(type, 1), true;
      case Name::m_major:
        return out.integer(type, version.major), true;
      case Name::m_minor:
        return out.integer(type, version.minor), true;
      case Name::m_revision:
        return out.integer(type, version.revision), true;
      case Name::m_build:
        return out.integer(type, version.build), true;
      case Name::m_baseBuild:
        return out.integer(type, plan.game.base_build), true;
      default:
        return false;
    }
  });
}

}  // namespace

MemberBytes write_header(const GamePlan& plan) {
  VersionedEncoder out;
  out.structure(plan.layout.header, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_signature:
        return out.blob(type,
                        "StarCraft II replay\x1b"
                        "11"),
               true;
      case Name::m_version:
        return write_version(out, type, plan), true;
      case Name::m_type:
        return out.integer(type, kTypeFullReplay), true;
      case Name::m_elapsedGameLoops:
        return out.integer(type, plan.game.game_loops), true;
      case Name::m_useScaledTime:
        return out.integer(type, 1), true;
      case Name::m_ngdpRootKey:
        out.structure(type, [&](Name part, TypeId part_type) {
          return part == Name::m_data && (out.blob(part_type, data_version(plan)), true);
        });
        return true;
      case Name::m_dataBuildNum:
        return out.integer(type, plan.version.build), true;
      default:
        return false;
    }
  });
  return out.finish("replay header");
}

MemberBytes write_details(const GamePlan& plan) {
  const GameDescription& game = plan.game;
  const auto ticks = static_cast<std::uint64_t>(to_micros(game.ended_at)) * 10 + kFiletimeOfEpoch;
  VersionedEncoder out;
  out.reserve(2048);
  out.structure(plan.layout.details, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_playerList:
        out.array(type, game.players.size(),
                  [&](std::size_t i, TypeId item) { write_player(out, item, plan, i); });
        return true;
      case Name::m_title:
        return out.blob(type, game.map_title), true;
      case Name::m_thumbnail:
        out.structure(type, [&](Name, TypeId file) { return out.blob(file, "Minimap.tga"), true; });
        return true;
      case Name::m_timeUTC:
        return out.integer(type, static_cast<std::int64_t>(ticks)), true;
      case Name::m_cacheHandles:
        out.array(type, game.cache_handles.size(),
                  [&](std::size_t i, TypeId item) { out.blob(item, handle_at(plan, i)); });
        return true;
      case Name::m_gameSpeed:
        return out.integer(type, game.speed), true;
      case Name::m_defaultDifficulty:
        return out.integer(type, kDifficultyMedium), true;
      default:
        return false;
    }
  });
  return out.finish("replay.details");
}

}  // namespace evo::replay
