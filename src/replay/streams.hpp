// What a summary takes from the event streams: who is which player, who left when, who said what. Each
// function walks its stream to the end (the set-up alone only to the start of play) and trusts nothing of a
// stream that does not come out even. Errors: invalid, naming the stream, the event and the byte.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "replay/protocol_table.hpp"
#include "replay/replay.hpp"

namespace evo::replay {

// Up to base build 23260 actors are in-game player ids, later indices into the user list; 16 is the game
// itself.
inline constexpr std::size_t kActorsMax = 32;

struct Leave {
  int actor;
  std::uint32_t loop;
  std::optional<int> reason;
};

// The first leave event of every actor, in the order of the stream.
Result<std::vector<Leave>> read_leaves(Bytes game_events, const protocol::Layout& layout,
                                       std::uint32_t game_loops);

struct ChatMessage {
  int actor;
  std::uint32_t loop;
  std::int64_t recipient;  // 0 all, 1 allies, 2 one player, 4 observers.
  std::string text;        // Raw.
};

struct Messages {
  static constexpr std::size_t kChatLinesMax = 1000;
  static constexpr std::size_t kChatBytesMax = 128u << 10;

  std::vector<ChatMessage> chat;     // What exceeds the limits is left out.
  std::bitset<kActorsMax> reported;  // Actors whose loading progress arrived over the network.
};

Result<Messages> read_messages(Bytes message_events, const protocol::Layout& layout,
                               std::uint32_t game_loops);

struct PlayerSetup {
  std::int64_t player;  // In-game player id.
  std::optional<std::int64_t> user;
  std::optional<std::int64_t> slot;
};

// Empty where the build does not record it (before 2.1).
Result<std::vector<PlayerSetup>> read_player_setups(Bytes tracker_events, const protocol::Layout& layout);

}  // namespace evo::replay
