#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "replay/details.hpp"
#include "replay/game_metadata.hpp"

namespace evo::replay {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMetadataBytesMax = 64u << 10;
constexpr int kDepthMax = 8;
constexpr std::size_t kRaceCodeBytesMax = 16;
constexpr double kNumberMax = 1e6;

std::optional<int> number(const Json& player, const char* key) {
  const auto place = player.find(key);
  if (place == player.end() || !place->is_number()) return std::nullopt;
  const double value = place->get<double>();
  if (!(value >= 0 && value <= kNumberMax)) return std::nullopt;
  return static_cast<int>(value);
}

std::string text(const Json& player, const char* key) {
  const auto place = player.find(key);
  if (place == player.end() || !place->is_string()) return {};
  return harmless(place->get_ref<const std::string&>(), kRaceCodeBytesMax);
}

}  // namespace

std::vector<MetadataPlayer> read_game_metadata(Bytes member) {
  if (member.size() > kMetadataBytesMax) return {};
  // Names in foreign encodings would spoil the whole document.
  const std::string document =
      harmless({reinterpret_cast<const char*>(member.data()), member.size()}, 2 * kMetadataBytesMax);
  const auto depth = [](int level, Json::parse_event_t, Json&) { return level <= kDepthMax; };
  const Json root = Json::parse(document, depth, false);
  if (!root.is_object()) return {};
  const auto players = root.find("Players");
  if (players == root.end() || !players->is_array()) return {};
  std::vector<MetadataPlayer> result;
  for (const Json& player : *players) {
    if (!player.is_object() || result.size() == kPlayersMax) continue;
    const std::optional<int> id = number(player, "PlayerID");
    if (!id || *id < 1 || *id > static_cast<int>(kPlayersMax)) continue;
    result.push_back({.id = *id,
                      .race = text(player, "AssignedRace"),
                      .mmr = number(player, "MMR"),
                      .apm = number(player, "APM")});
  }
  return result;
}

}  // namespace evo::replay
