// replay.initData: the lobby from which the game was started: its users (players and observers alike) and its
// slots. Texts are raw. It holds far more (rewards, licences, options), which is passed over in place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "replay/protocol_table.hpp"
#include "replay/replay.hpp"
#include "replay/summary.hpp"

namespace evo::replay {

struct LobbyUser {
  std::string name;  // Without clan tag; empty for an unused entry.
  std::string clan;
  std::optional<std::int64_t> rating;
};

struct LobbySlot {
  std::int64_t control = 0;  // 0 open, 1 closed, 2 human, 3 computer.
  std::int64_t team = 0;
  std::int64_t observe = 0;  // 0 plays, 1 spectator, 2 referee.
  std::optional<std::int64_t> user;
  std::optional<std::int64_t> working_set_slot;
  ToonHandle toon;  // Not set in old builds and for computers.
};

struct Lobby {
  std::vector<LobbyUser> users;
  std::vector<LobbySlot> slots;
  std::string map_author;
  std::uint32_t random_seed = 0;
  bool matchmade = false;
};

// Errors: invalid.
Result<Lobby> read_lobby(Bytes member, const protocol::Layout& layout);

}  // namespace evo::replay
