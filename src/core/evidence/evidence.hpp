// Evidence: a replay held against the match it is uploaded for. verify_report() compares people, races, map,
// mod files, time, lobby and result, says for each check what was expected and what was found, and whether
// the replay decides the match. Sides are told by people (toon handles), never by lobby position. It changes
// nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "core/catalog/catalog.hpp"
#include "core/match/match.hpp"
#include "replay/summary.hpp"

namespace evo {

enum class CheckMode { blocking, advisory, off };
enum class CheckResult { passed, failed, unknown };
std::string_view to_string(CheckMode mode);
std::string_view to_string(CheckResult result);
std::optional<CheckMode> check_mode_from(std::string_view text);
std::optional<CheckResult> check_result_from(std::string_view text);

struct Check {
  std::string name;  // "people" "races" "map" "mod" "time" "observers" "computers" "speed" "privacy"
                     // "duration" "locked_alliances" "result" "type"
  CheckMode mode = CheckMode::blocking;
  CheckResult result = CheckResult::unknown;
  std::string expected;
  std::string found;

  friend bool operator==(const Check&, const Check&) = default;
};

// Who is known to own which toon handle, as far as it concerns this replay and this match.
struct Identities {
  std::map<std::string, PlayerId> owner_of;               // Toon handle text -> player.
  std::map<PlayerId, std::vector<std::string>> toons_of;  // Only players of the match; absent: none known.
  std::map<PlayerId, std::vector<std::string>> names_of;  // In-game names each player has given.
};

struct ToonBinding {
  std::string toon;
  PlayerId player;

  friend bool operator==(const ToonBinding&, const ToonBinding&) = default;
};

struct EvidenceRules {
  std::map<std::string, CheckMode> modes;              // Overrides of the default mode by check name.
  Duration start_tolerance = std::chrono::minutes(2);  // The game may start this much before the assignment.
  Duration clock_tolerance = std::chrono::minutes(2);  // The file may end this much in the future.
};

// Blocking by default: people, type, races, map, mod, time, computers, result. Advisory: observers, speed,
// privacy, duration, locked_alliances.
CheckMode default_mode(std::string_view check);

struct Verdict {
  std::vector<Check> checks;
  bool decides = false;               // Every blocking check passed and the outcome is known.
  std::optional<Outcome> outcome;     // In the match's teams, even where another check failed.
  std::vector<ToonBinding> bindings;  // Handles to remember when the verdict decides: trust on first use.

  friend bool operator==(const Verdict&, const Verdict&) = default;
};

Verdict verify_report(const Match& match, const replay::ReplaySummary& summary, const Catalog& catalog,
                      const Identities& identities, const EvidenceRules& rules, Time now);

// Equal for every player's file of one game: map file, handles of the people in it and the game's random
// seed.
std::string game_fingerprint(const replay::ReplaySummary& summary);

// How a file's dependencies look to the mod check; also used by staff tools.
struct ModFinding {
  bool official = false;
  std::string version;               // ModVersion::name of the set that fits.
  std::string depot_region;          // Region whose required files are all there.
  std::vector<std::string> missing;  // Of the nearest set.
  std::vector<std::string> unknown;  // Neither required, optional, stock nor the map.
};
ModFinding classify_mod(const replay::ReplaySummary& summary, const Catalog& catalog,
                        const std::optional<std::string>& map_sha256);

}  // namespace evo
