#include "replay/bit_encoder.hpp"
#include "replay/writer_members.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

constexpr int kMapSize = 200;
constexpr int kColors = 16;
constexpr int kRaces = 3;
constexpr int kClientFlags = 265;  // As ordinary clients set them.

// One of the people or empty seats of the user list.
void write_user(BitEncoder& out, TypeId structure, const PlannedUser* user) {
  out.structure(structure, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_combinedRaceLevels:
        return out.integer(type, 0xFFFFFFFF), true;
      case Name::m_highestLeague:
        return out.integer(type, 0), true;
      case Name::m_clanTag:
        return out.blob(type, user != nullptr && user->clan != nullptr ? std::string_view(*user->clan) : ""),
               true;
      default:
        break;
    }
    if (user == nullptr) return false;
    switch (field) {
      case Name::m_name:
        return out.blob(type, *user->name), true;
      case Name::m_customInterface:
        return out.integer(type, 1), true;
      case Name::m_observe:
        return out.integer(type, user->observe), true;
      default:
        return false;
    }
  });
}

void write_options(BitEncoder& out, TypeId structure, const GameDescription& game) {
  const bool ladder = game.category == "Ladder";
  out.structure(structure, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_lockTeams:
        return out.integer(type, game.lobby.locked_alliances == "No" ? 0 : 1), true;
      case Name::m_battleNet:
      case Name::m_heroDuplicatesAllowed:
        return out.integer(type, 1), true;
      case Name::m_amm:
      case Name::m_ranked:
      case Name::m_competitive:
        return out.integer(type, ladder ? 1 : 0), true;
      case Name::m_clientDebugFlags:
        return out.integer(type, kClientFlags), true;
      default:
        return false;
    }
  });
}

void write_slot_description(BitEncoder& out, TypeId structure) {
  out.structure(structure, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_allowedColors:
        return out.bit_array(type, kColors), true;
      case Name::m_allowedRaces:
      case Name::m_allowedObserveTypes:
        return out.bit_array(type, 3), true;
      case Name::m_allowedDifficulty:
        return out.bit_array(type, 10), true;
      case Name::m_allowedControls:
        return out.bit_array(type, 4), true;
      default:
        return false;
    }
  });
}

void write_description(BitEncoder& out, TypeId structure, const GamePlan& plan) {
  const GameDescription& game = plan.game;
  const auto players = static_cast<std::int64_t>(game.players.size());
  const std::size_t handles = game.cache_handles.size();
  out.structure(structure, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_randomValue:
        return out.integer(type, game.random_seed), true;
      case Name::m_gameCacheName:
        return out.blob(type, "Dflt"), true;
      case Name::m_gameOptions:
        return write_options(out, type, game), true;
      case Name::m_gameSpeed:
        return out.integer(type, game.speed), true;
      case Name::m_maxUsers:
        return out.integer(type, kSlots), true;
      case Name::m_maxObservers:
        return out.integer(type, static_cast<std::int64_t>(kSlots) - players), true;
      case Name::m_maxPlayers:
        return out.integer(type, players), true;
      case Name::m_maxTeams:
        return out.integer(type, plan.teams), true;
      case Name::m_maxColors:
        return out.integer(type, kColors), true;
      case Name::m_maxRaces:
        return out.integer(type, kRaces), true;
      case Name::m_maxControls:
        return out.integer(type, 1), true;
      case Name::m_mapSizeX:
      case Name::m_mapSizeY:
        return out.integer(type, kMapSize), true;
      case Name::m_mapAuthorName:
        return out.blob(type, game.map_author), true;
      case Name::m_slotDescriptions:
        out.array(type, kSlots, [&](std::size_t, TypeId item) { write_slot_description(out, item); });
        return true;
      case Name::m_defaultDifficulty:
        return out.integer(type, kDifficultyMedium), true;
      case Name::m_cacheHandles:
        out.array(type, handles, [&](std::size_t i, TypeId item) { out.blob(item, handle_at(plan, i)); });
        return true;
      case Name::m_hasExtensionMod:
      case Name::m_hasNonBlizzardExtensionMod:
        return out.integer(type, handles > 1 ? 1 : 0), true;
      default:
        return false;
    }
  });
}

void write_color_preference(BitEncoder& out, TypeId structure, std::int64_t color) {
  out.structure(structure, [&](Name, TypeId type) { return out.integer(type, color), true; });
}

void write_slot(BitEncoder& out, TypeId structure, const GamePlan& plan, std::size_t slot) {
  const std::size_t players = plan.game.players.size();
  const GamePlayer* player = slot < players ? &plan.game.players[slot] : nullptr;
  const bool observes = player == nullptr && slot - players < plan.game.observers.size();
  const int user = plan.slot_users[slot];
  const auto place = static_cast<std::int64_t>(slot);
  out.structure(structure, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_colorPref:
        return write_color_preference(out, type, player != nullptr ? place + 1 : 0), true;
      case Name::m_difficulty:
        return out.integer(type, kDifficultyMedium), true;
      case Name::m_handicap:
        return out.integer(type, kHandicap), true;
      case Name::m_workingSetSlotId:
        return out.integer(type, place), true;
      case Name::m_commanderLevel:
        return out.integer(type, 1), true;
      case Name::m_control:
        return out.integer(type, player != nullptr ? recorded(player->control) : observes ? 2 : 0), true;
      case Name::m_userId:
        if (user >= 0) out.integer(type, user);
        return user >= 0;
      case Name::m_teamId:
        return out.integer(type, player != nullptr ? player->team : 0), true;
      case Name::m_observe:
        return out.integer(type, player != nullptr ? 0
                                 : user >= 0       ? plan.users[static_cast<std::size_t>(user)].observe
                                                   : 1),
               true;
      case Name::m_toonHandle:
        if (player == nullptr && !observes) return false;
        return out.blob(type, to_string(player != nullptr ? player->toon
                                                          : plan.game.observers[slot - players].toon)),
               true;
      default:
        return false;
    }
  });
}

void write_lobby_state(BitEncoder& out, TypeId structure, const GamePlan& plan) {
  out.structure(structure, [&](Name field, TypeId type) {
    switch (field) {
      case Name::m_maxUsers:
        return out.integer(type, kSlots), true;
      case Name::m_maxObservers:
        return out.integer(type, static_cast<std::int64_t>(kSlots - plan.game.players.size())), true;
      case Name::m_slots:
        out.array(type, kSlots, [&](std::size_t i, TypeId item) { write_slot(out, item, plan, i); });
        return true;
      case Name::m_randomSeed:
        return out.integer(type, plan.game.random_seed), true;
      case Name::m_hostUserId:
        if (!plan.users.empty()) out.integer(type, 0);
        return !plan.users.empty();
      case Name::m_defaultDifficulty:
        return out.integer(type, kDifficultyMedium), true;
      default:
        return false;
    }
  });
}

}  // namespace

MemberBytes write_init_data(const GamePlan& plan) {
  BitEncoder out;
  out.reserve(4096);
  out.structure(plan.layout.init_data, [&](Name, TypeId state) {
    out.structure(state, [&](Name field, TypeId type) {
      switch (field) {
        case Name::m_userInitialData:
          out.array(type, kSlots, [&](std::size_t i, TypeId item) {
            write_user(out, item, i < plan.users.size() ? &plan.users[i] : nullptr);
          });
          return true;
        case Name::m_gameDescription:
          return write_description(out, type, plan), true;
        case Name::m_lobbyState:
          return write_lobby_state(out, type, plan), true;
        default:
          return false;
      }
    });
    return true;
  });
  return out.finish("replay.initData");
}

}  // namespace evo::replay
