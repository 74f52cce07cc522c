// ReplaySummary: everything a ladder wants to know of one game, as plain values. Texts are valid UTF-8 made
// harmless (base/text.hpp); nothing in it is proven: a replay carries no signature, so these are claims to be
// checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/time.hpp"

namespace evo::replay {

// A player of Battle.net: "<region>-S2-<realm>-<id>". Region 1 US, 2 EU, 3 KR, 5 CN, 6 SEA, 98 PTR, 0
// computer or offline.
struct ToonHandle {
  std::uint32_t region = 0;
  std::uint32_t realm = 0;
  std::uint64_t id = 0;

  bool is_set() const { return region != 0 && id != 0; }
  friend bool operator==(const ToonHandle&, const ToonHandle&) = default;
};
std::string to_string(const ToonHandle& toon);  // "2-S2-1-3437681"; empty when not set.

// A dependency file of the game: its depot region ("US", "EU", "KR", "CN", "SG", "XX" ...) and SHA-256.
struct CacheHandle {
  std::string region;
  std::string sha256;  // 64 hex digits.

  friend bool operator==(const CacheHandle&, const CacheHandle&) = default;
};

enum class GameResult { undecided, win, loss, tie };  // As recorded in the file.
enum class Control { human, computer, other };

struct ReplayPlayer {
  int id = 0;               // In-game player id, 1 to 15.
  std::optional<int> slot;  // Lobby slot where it could be told.
  std::optional<int> user;  // Index into the user list; humans only.
  std::string name;         // Without clan tag.
  std::string clan;
  ToonHandle toon;
  Control control = Control::other;
  std::string race;       // As recorded: localised ("테란") or a mod's name ("BW Zerg").
  std::string race_code;  // Language-neutral code of the game's metadata ("Terr", "BWZe"); empty when absent.
  std::string
      race_picked;  // "Random" or a code from the lobby's attributes ("Terr", "RAND"); empty when unknown.
  int team = 0;     // From 0.
  GameResult result = GameResult::undecided;
  int handicap = 100;  // Per cent.
  std::optional<int> mmr;
  std::optional<int> apm;  // The game's own figure.
  std::string difficulty;  // Computers only: lobby attribute code ("Easy", "VyHd"); else empty.
  // When this player left, in game loops since the start, and the reason code where the build records one.
  std::optional<std::uint32_t> left_loop;
  std::optional<int> leave_reason;

  friend bool operator==(const ReplayPlayer&, const ReplayPlayer&) = default;
};

struct ReplayObserver {
  std::string name;
  ToonHandle toon;
  std::string role;  // "spectator" or "referee".

  friend bool operator==(const ReplayObserver&, const ReplayObserver&) = default;
};

struct ReplayWinner {
  int team = 0;  // As in ReplayPlayer::team.
  bool derived =
      false;  // true: told from leave events or from the other side's result; false: recorded by the game.

  friend bool operator==(const ReplayWinner&, const ReplayWinner&) = default;
};

struct ChatLine {
  double at_s = 0;  // Real seconds since the start.
  std::string from;
  std::string to;  // "all", "allies", "observers", "individual".
  std::string text;

  friend bool operator==(const ChatLine&, const ChatLine&) = default;
};

struct LobbySettings {
  std::string privacy;           // "Normal", "No Match History", ...; empty when unknown.
  std::string duration;          // "Infinite" or minutes; empty when unknown.
  std::string locked_alliances;  // "Yes", "No"; empty when unknown.

  friend bool operator==(const LobbySettings&, const LobbySettings&) = default;
};

struct ReplaySummary {
  std::string sha256;            // Of the whole file, 64 hex digits.
  std::uint64_t size = 0;        // Bytes.
  std::uint32_t base_build = 0;  // Chooses the type tables.
  std::uint32_t build = 0;
  std::string version;           // "5.0.15.95299".
  bool protocol_exact = false;   // The tables of exactly this base build were known.
  std::uint32_t game_loops = 0;  // 16 per game second at speed Normal.
  double duration_s = 0;         // Real seconds.
  // When those who play got their first units: 0, but on maps that choose them within the game.
  std::uint32_t play_begins_loop = 0;
  Time started_at;     // ended_at - duration; pauses and lobby time are not known.
  Time ended_at;       // When the file was written.
  std::string speed;   // "Slower" "Slow" "Normal" "Fast" "Faster".
  std::string region;  // Depot region of the handles, lower case ("us", "eu", "kr", "cn"); empty when none.
  std::string map_title;   // Localised.
  std::string map_sha256;  // Last cache handle; empty when there are none.
  std::string map_author;
  std::string type;               // "1v1", "2v2", "FFA", "2v3" ... from the teams of those who play.
  std::string category;           // "Ladder", "Private", "Public"; empty when unknown.
  std::uint32_t random_seed = 0;  // The game's own: equal in every player's file of one game; 0 when unknown.
  std::vector<CacheHandle> cache_handles;
  std::vector<ReplayPlayer> players;
  std::vector<ReplayObserver> observers;
  std::optional<ReplayWinner> winner;
  std::optional<int> recorder;  // User index of who recorded the file, where it can be told.
  LobbySettings lobby;
  std::vector<ChatLine> chat;

  friend bool operator==(const ReplaySummary&, const ReplaySummary&) = default;
};

std::string_view to_string(GameResult result);  // "undecided" "win" "loss" "tie"
std::string_view to_string(Control control);    // "human" "computer" "other"

}  // namespace evo::replay
