// The client writes a player's name of the details with markup: "&lt;CLAN&gt;<sp/>Name", in older builds
// "[CLAN]<sp/>Name" or "<CLAN><sp/>Name".
#pragma once

#include <string>
#include <string_view>

namespace evo::replay {

inline constexpr std::size_t kPlayerNameBytesMax = 128;

struct PlayerName {
  std::string name;
  std::string clan;  // Without brackets.

  friend bool operator==(const PlayerName&, const PlayerName&) = default;
};

PlayerName parse_player_name(std::string_view markup);

}  // namespace evo::replay
