// GameAnalysis: how a game went, out of all events of a replay: who won and how that is known, who left or
// was dropped, how fast everybody acted, what they had at every moment, built, made and lost.
//
// Names of units and upgrades are those of the game's data (never localised), as the file has them: mods
// bring their own, and none is looked up in a table. Everything is a claim of the file, as in ReplaySummary.
//
// Times are game loops since the start. Rates and supply are as the game counts them: income for a minute of
// game time (960 loops).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "replay/replay.hpp"

namespace evo::replay {

// One statistics event of a player: at loop 1, then every 160 loops, and when the player leaves.
struct StatsSample {
  std::uint32_t loop = 0;
  std::int64_t minerals = 0;  // Unspent.
  std::int64_t vespene = 0;
  std::int64_t mineral_income = 0;
  std::int64_t vespene_income = 0;
  double supply_used = 0;
  double supply_made = 0;
  std::int64_t army_minerals = 0;  // Value of the army that stands.
  std::int64_t army_vespene = 0;
  std::int64_t workers = 0;
  std::int64_t lost = 0;    // Value of everything lost so far, minerals and vespene.
  std::int64_t killed = 0;  // The same of everything killed.

  friend bool operator==(const StatsSample&, const StatsSample&) = default;
};

enum class BuildKind {
  structure,  // What first stands unfinished; units that are warped in among them.
  unit,
  morph,
  upgrade,
};

struct BuildStep {
  BuildKind kind = BuildKind::unit;
  std::string name;
  // When it was begun. Known for what stands unfinished (structures, units warped in) and for what grows in
  // an egg or cocoon; the file does not tell when a building began to train or to research.
  std::optional<std::uint32_t> started;
  std::optional<std::uint32_t> finished;  // Absent: never.
  std::int64_t supply = 0;                // In use by the last sample before.

  std::uint32_t loop() const { return started ? *started : finished.value_or(0); }
  friend bool operator==(const BuildStep&, const BuildStep&) = default;
};

struct UnitCount {
  std::string name;
  std::uint32_t made = 0;    // Those of the first loop count, and those that changed into it.
  std::uint32_t lost = 0;    // Killed by somebody.
  std::uint32_t gone = 0;    // Otherwise: used up, merged, run out, cancelled.
  std::uint32_t killed = 0;  // Units of other players that this player killed.

  friend bool operator==(const UnitCount&, const UnitCount&) = default;
};

// How the game ended for a player.
enum class Ending {
  stayed,   // Still there when the file ends.
  left,     // Of their own accord.
  dropped,  // For another reason than their own wish; builds before 34784 record none.
};

// What a player did. Moving the camera is no action, nor is the further aim of a command that is held down.
struct Actions {
  std::uint64_t commands = 0;
  std::uint64_t selections = 0;
  std::uint64_t control_groups = 0;

  std::uint64_t total() const { return commands + selections + control_groups; }
  friend bool operator==(const Actions&, const Actions&) = default;
};

struct PlayerAnalysis {
  int id = 0;
  std::string name;
  std::string race;
  int team = 0;
  GameResult result = GameResult::undecided;  // As recorded.
  Ending ending = Ending::stayed;
  std::uint32_t played_loops = 0;  // Until the end or until they left.
  Actions actions;
  double apm = 0;               // actions.total() for each real minute played.
  std::optional<int> game_apm;  // The game's own figure.
  double mean_income = 0;       // Minerals and vespene, over the samples.
  double mean_unspent = 0;
  // 35 (0.00137 income - ln unspent) + 240: how well what came in was spent; about 40 for beginners to above
  // 100 for the best. Absent where nothing came in.
  std::optional<double> spending_quotient;
  std::vector<StatsSample> series;
  std::vector<BuildStep> build_order;  // By loop().
  std::vector<UnitCount> units;        // Most made first.

  friend bool operator==(const PlayerAnalysis&, const PlayerAnalysis&) = default;
};

enum class OutcomeSource {
  unknown,
  recorded,       // All of a team have won by the file.
  other_results,  // Follows from results that are recorded for others, or for part of the team.
  leave_order,    // No result is recorded; one side was gone before the other.
  recorder_left,  // No result and nobody else left: who records and leaves first gives up.
};

struct Outcome {
  std::optional<int> team;  // The winners.
  OutcomeSource source = OutcomeSource::unknown;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct GameAnalysis {
  ReplaySummary summary;
  Outcome outcome;
  // Real seconds for which the game stood still: between the start of play and the writing of the file, less
  // the time played. Absent where the build does not record the start; good to some seconds, and by whole
  // hours too small, since the start is of an unknown time zone.
  std::optional<double> paused_s;
  std::vector<PlayerAnalysis> players;  // In the order of summary.players.
};

// Errors: invalid, as for summarize(); also when game or tracker events are there and broken.
Result<GameAnalysis> analyze(Bytes file);

// One JSON object in one line. `file` becomes the first member when it is not empty.
std::string to_json(const GameAnalysis& analysis, std::string_view file = {});

std::string_view to_string(BuildKind kind);
std::string_view to_string(Ending ending);
std::string_view to_string(OutcomeSource source);

// Real seconds of so many loops at the game's speed.
double seconds_of(const ReplaySummary& summary, std::uint32_t loops);

}  // namespace evo::replay
