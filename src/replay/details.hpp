// replay.details: the players and the map of the game as the client shows them. Texts are raw: not proven to
// be UTF-8.
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

inline constexpr std::size_t kPlayersMax = 16;
inline constexpr std::size_t kCacheHandlesMax = 128;
// As details and the lobby number who controls a place.
inline constexpr std::int64_t kControlHuman = 2;
inline constexpr std::int64_t kControlComputer = 3;

struct DetailsPlayer {
  std::string name;  // "&lt;CLAN&gt;<sp/>Name" with the markup of the client.
  ToonHandle toon;
  std::string race;
  std::int64_t control = 0;
  std::int64_t team = 0;
  std::int64_t handicap = 100;
  std::int64_t result = 0;  // 0 undecided, 1 win, 2 loss, 3 tie.
  std::optional<std::int64_t> working_set_slot;
};

struct Details {
  std::vector<DetailsPlayer> players;
  std::string title;
  std::int64_t time_utc = 0;  // 100 ns since 1601: when the file was written.
  std::int64_t speed = 4;     // 0 Slower to 4 Faster.
  std::vector<CacheHandle> cache_handles;
};

// Errors: invalid.
Result<Details> read_details(Bytes member, const protocol::Layout& layout);

}  // namespace evo::replay
