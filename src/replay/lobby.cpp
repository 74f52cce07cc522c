#include "replay/lobby.hpp"

#include <fmt/format.h>

#include "replay/bit_decoder.hpp"
#include "replay/summary_text.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

class LobbyReader {
 public:
  explicit LobbyReader(Bytes member) : in_(member) {}

  Result<Lobby> read(TypeId root) {
    in_.each_field(root, [this](Name name, TypeId type) {
      if (name != Name::m_syncLobbyState) return false;
      in_.each_field(type, [this](Name inner, TypeId field) { return read_part(inner, field); });
      return true;
    });
    if (!in_.failed() && in_.bits_left() >= 8) in_.fail("bytes are left after its end");
    if (in_.failed())
      return fail(invalid(fmt::format("replay.initData: at bit {}: {}", in_.position(), in_.failure())));
    return std::move(lobby_);
  }

 private:
  bool read_part(Name name, TypeId type) {
    switch (name) {
      case Name::m_userInitialData:
        in_.each_item(type, [this](TypeId item) { read_user(item); });
        return true;
      case Name::m_gameDescription:
        in_.each_field(type, [this](Name inner, TypeId field) { return read_description(inner, field); });
        return true;
      case Name::m_lobbyState:
        in_.each_field(type, [this](Name inner, TypeId field) { return read_state(inner, field); });
        return true;
      default:
        return false;
    }
  }

  void read_user(TypeId type) {
    LobbyUser user;
    in_.each_field(type, [&](Name name, TypeId field) {
      switch (name) {
        case Name::m_name:
          user.name = in_.blob(field);
          return true;
        case Name::m_clanTag:
          in_.optional(field, [&](TypeId text) { user.clan = in_.blob(text); });
          return true;
        case Name::m_scaledRating:
          in_.optional(field, [&](TypeId number) { user.rating = in_.integer(number); });
          return true;
        default:
          return false;
      }
    });
    lobby_.users.push_back(std::move(user));
  }

  bool read_description(Name name, TypeId type) {
    switch (name) {
      case Name::m_mapAuthorName:
        lobby_.map_author = in_.blob(type);
        return true;
      case Name::m_gameOptions:
        in_.each_field(type, [this](Name option, TypeId field) {
          if (option != Name::m_amm) return false;
          lobby_.matchmade = in_.integer(field) != 0;
          return true;
        });
        return true;
      default:
        return false;
    }
  }

  bool read_state(Name name, TypeId type) {
    switch (name) {
      case Name::m_slots:
        in_.each_item(type, [this](TypeId item) { read_slot(item); });
        return true;
      case Name::m_randomSeed:
        lobby_.random_seed = static_cast<std::uint32_t>(in_.integer(type));
        return true;
      default:
        return false;
    }
  }

  void read_slot(TypeId type) {
    LobbySlot slot;
    in_.each_field(type, [&](Name name, TypeId field) {
      switch (name) {
        case Name::m_control:
          slot.control = in_.integer(field);
          return true;
        case Name::m_teamId:
          slot.team = in_.integer(field);
          return true;
        case Name::m_observe:
          slot.observe = in_.integer(field);
          return true;
        case Name::m_userId:
          in_.optional(field, [&](TypeId id) { slot.user = in_.integer(id); });
          return true;
        case Name::m_workingSetSlotId:
          in_.optional(field, [&](TypeId id) { slot.working_set_slot = in_.integer(id); });
          return true;
        case Name::m_toonHandle:
          slot.toon = parse_toon(in_.blob(field)).value_or(ToonHandle{});
          return true;
        default:
          return false;
      }
    });
    lobby_.slots.push_back(std::move(slot));
  }

  BitDecoder in_;
  Lobby lobby_;
};

}  // namespace

Result<Lobby> read_lobby(Bytes member, const protocol::Layout& layout) {
  return LobbyReader(member).read(layout.init_data);
}

}  // namespace evo::replay
