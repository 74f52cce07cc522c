// For tests of the writer: what the reader must say of a file that was written from a description.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"
#include "replay/player_name.hpp"
#include "replay/replay.hpp"
#include "replay/summary_json.hpp"
#include "replay/writer.hpp"

namespace evo::replay {

inline constexpr std::array<std::string_view, 5> kSpeedNames = {"Slower", "Slow", "Normal", "Fast", "Faster"};
inline constexpr std::array<double, 5> kLoopsASecond = {16 * 0.6, 16 * 0.8, 16 * 1.0, 16 * 1.2, 16 * 1.4};

inline ReplayPlayer expected_player(const GameDescription& game, std::size_t index, int user) {
  const GamePlayer& from = game.players[index];
  ReplayPlayer player;
  player.id = static_cast<int>(index) + 1;
  player.slot = static_cast<int>(index);
  if (from.control == Control::human) player.user = user;
  player.name = harmless(from.name, kPlayerNameBytesMax);
  player.clan = harmless(from.clan, kPlayerNameBytesMax);
  player.toon = from.toon;
  player.control = from.control;
  player.race = harmless(from.race, 64);
  player.race_code = from.race_code;
  player.race_picked = from.race_code;
  player.team = from.team;
  player.result = from.result;
  if (from.control == Control::computer) player.difficulty = "Medi";
  player.left_loop = from.left_loop;
  return player;
}

// All that follows from the description; what the reader derives by rules of its own (winner, type, recorder)
// and what the writer makes up (actions per minute, reasons for leaving) is taken from `seen`.
inline ReplaySummary expected_summary(const GameDescription& game, const ReplaySummary& seen) {
  ReplaySummary summary;
  summary.sha256 = seen.sha256;
  summary.size = seen.size;
  summary.base_build = game.base_build;
  summary.build = static_cast<std::uint32_t>(std::stoul(game.version.substr(game.version.rfind('.') + 1)));
  summary.version = game.version;
  summary.protocol_exact = true;
  summary.game_loops = game.game_loops;
  const auto speed = static_cast<std::size_t>(game.speed);
  summary.duration_s = game.game_loops / kLoopsASecond[speed];
  summary.ended_at = game.ended_at;
  summary.started_at = game.ended_at - Duration(std::llround(summary.duration_s * 1e6));
  summary.speed = kSpeedNames[speed];
  summary.map_title = harmless(game.map_title, 256);
  summary.map_author = harmless(game.map_author, 256);
  summary.cache_handles = game.cache_handles;
  if (!game.cache_handles.empty()) {
    summary.region = lower_ascii(game.cache_handles.back().region);
    summary.map_sha256 = game.cache_handles.back().sha256;
  }
  summary.category = game.category;
  summary.random_seed = game.random_seed;
  summary.lobby = game.lobby;
  int user = 0;
  for (std::size_t i = 0; i < game.players.size(); ++i) {
    summary.players.push_back(expected_player(game, i, user));
    if (game.players[i].control == Control::human) ++user;
    if (i >= seen.players.size()) continue;
    summary.players[i].apm = seen.players[i].apm;
    summary.players[i].leave_reason = seen.players[i].leave_reason;
  }
  for (const ReplayObserver& observer : game.observers)
    summary.observers.push_back({harmless(observer.name, kPlayerNameBytesMax), observer.toon, observer.role});
  summary.chat = game.chat;
  for (ChatLine& line : summary.chat) {
    line.from = harmless(line.from, kPlayerNameBytesMax);
    line.text = harmless(line.text, 1024);
    // Lines are kept to the game loop.
    line.at_s = std::round(line.at_s * kLoopsASecond[speed]) / kLoopsASecond[speed];
  }
  std::stable_sort(summary.chat.begin(), summary.chat.end(),
                   [](const ChatLine& a, const ChatLine& b) { return a.at_s < b.at_s; });
  summary.type = seen.type;
  summary.winner = seen.winner;
  summary.recorder = seen.recorder;
  return summary;
}

// Writes and reads a game. Empty when the summary is the expected one, else what is wrong, for a person.
inline std::string round_trip_fault(const GameDescription& game) {
  const auto file = write_replay(game);
  if (!file) return "not written: " + file.error().message;
  const auto seen = summarize(*file);
  if (!seen) return "not read: " + seen.error().message;
  const ReplaySummary expected = expected_summary(game, *seen);
  if (expected == *seen) return {};
  return fmt::format("expected {}\n    seen {}", to_json(expected), to_json(*seen));
}

}  // namespace evo::replay
