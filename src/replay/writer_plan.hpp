// A checked description and what follows from it for every member of the file: the build's tables, who holds
// which place in the user list, the slots and the list of players, and texts in the form in which the format
// holds them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "replay/protocol_table.hpp"
#include "replay/writer.hpp"

namespace evo::replay {

inline constexpr std::size_t kSlots = 16;

struct PlannedUser {
  const std::string* name;
  const std::string* clan;  // nullptr for observers, of whom it is not known.
  int slot;
  int observe;              // 0 plays, 1 spectator, 2 referee.
  std::uint32_t left_loop;  // UINT32_MAX: stayed to the end.
};

struct PlannedVersion {
  std::uint8_t major;
  std::uint8_t minor;
  std::uint8_t revision;
  std::uint32_t build;
};

struct PlannedChat {
  std::uint32_t loop;
  int user;
  int recipient;
  const ChatLine* line;
};

// Refers to the description, which must outlive it. Slots: players in their order, then observers. Users:
// those of the slots who are people. In-game player ids: 1 for the first player, and so on.
struct GamePlan {
  const GameDescription& game;
  const protocol::Layout& layout;
  PlannedVersion version;
  std::vector<PlannedUser> users;
  std::array<int, kSlots> slot_users;  // -1: nobody, or a computer.
  std::string cache_handles;           // 40 bytes each.
  std::vector<PlannedChat> chat;       // Ordered by loop.
  int teams;                           // Number of different ones.
  std::string format;                  // "1v1", "2v2", "FFA", "Cust".
};

std::string_view handle_at(const GamePlan& plan, std::size_t index);
// The 16 bytes that name the game's data: the same in every file of a build.
std::string data_version(const GamePlan& plan);
// As the format numbers it.
int recorded(Control control);

// Errors: invalid, naming the field.
Result<GamePlan> plan_game(const GameDescription& game);

// Real seconds of so many game loops at a speed of 0 to 4.
double seconds_of(std::uint32_t loops, int speed);

}  // namespace evo::replay
