#include <algorithm>
#include <array>
#include <cmath>

#include "replay/analysis/outcome.hpp"
#include "replay/analysis/unit_story.hpp"
#include "replay/archive.hpp"
#include "replay/canonical.hpp"
#include "replay/event_stream.hpp"
#include "replay/replay_header.hpp"
#include "replay/streams.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

constexpr std::uint32_t kLastBuildOfPlayerIds = 23260;
// Loading, writing the file and the clocks of two computers account for so much.
constexpr double kPauseToleranceS = 20;

// What the stream of game events says of everybody.
struct ActionStory {
  std::array<Actions, kActorsMax> actions;
  std::optional<std::int64_t> play_began_s;  // Since 1970, in some time zone.

  Next take(const EventHead& event, BitDecoder& in) {
    const auto actor = static_cast<std::size_t>(event.actor);
    if (event.name == Name::SSetSyncPlayingTimeEvent) {
      in.each_field(event.type, [&](Name, TypeId type) { return play_began_s = in.integer(type), true; });
      return Next::taken;
    }
    if (actor >= kActorsMax) return Next::skip;
    if (event.name == Name::SCmdEvent) ++actions[actor].commands;
    if (event.name == Name::SSelectionDeltaEvent) ++actions[actor].selections;
    if (event.name == Name::SControlGroupUpdateEvent) ++actions[actor].control_groups;
    return Next::skip;
  }
};

bool is_missing(const Result<Member>& member) {
  return !member && member.error().kind == ErrorKind::not_found;
}

// The start of play is recorded by a clock of an unknown time zone: only what exceeds whole hours counts.
std::optional<double> paused_s(const ReplaySummary& summary, const ActionStory& story) {
  constexpr double kHourS = 3600;
  constexpr double kClockErrorS = 60;
  if (!story.play_began_s) return std::nullopt;
  const double ended_s = static_cast<double>(to_micros(summary.ended_at)) / 1e6;
  const double more = ended_s - static_cast<double>(*story.play_began_s) - summary.duration_s;
  const double paused = more - kHourS * std::floor((more + kClockErrorS) / kHourS);
  return paused < kPauseToleranceS ? 0 : paused;
}

void add_economy(PlayerAnalysis& player) {
  if (player.series.empty()) return;
  double income = 0;
  double unspent = 0;
  for (const StatsSample& sample : player.series) {
    income += static_cast<double>(sample.mineral_income + sample.vespene_income);
    unspent += static_cast<double>(sample.minerals + sample.vespene);
  }
  const auto samples = static_cast<double>(player.series.size());
  player.mean_income = income / samples;
  player.mean_unspent = unspent / samples;
  if (player.mean_income > 0 && player.mean_unspent >= 1)
    player.spending_quotient = 35 * (0.00137 * player.mean_income - std::log(player.mean_unspent)) + 240;
}

PlayerAnalysis analyze_player(const ReplaySummary& summary, const ReplayPlayer& from,
                              const ActionStory& actions, UnitStory& units) {
  PlayerAnalysis player;
  player.id = from.id;
  player.name = from.name;
  player.race = from.race_code.empty() ? from.race : from.race_code;
  player.team = from.team;
  player.result = from.result;
  player.ending = find_ending(from);
  player.played_loops = std::min(from.left_loop.value_or(summary.game_loops), summary.game_loops);
  player.game_apm = from.apm;
  const std::optional<int> actor =
      summary.base_build <= kLastBuildOfPlayerIds ? std::optional(from.id) : from.user;
  if (actor && static_cast<std::size_t>(*actor) < kActorsMax)
    player.actions = actions.actions[static_cast<std::size_t>(*actor)];
  const double minutes = seconds_of(summary, player.played_loops) / 60;
  if (minutes > 0) player.apm = static_cast<double>(player.actions.total()) / minutes;

  PlayerStory story = units.finish(from.id);
  player.series = std::move(story.series);
  player.build_order = std::move(story.steps);
  for (auto& [name, count] : story.units) player.units.push_back(std::move(count));
  std::ranges::stable_sort(player.units, std::greater<>(), &UnitCount::made);
  add_economy(player);
  return player;
}

}  // namespace

double seconds_of(const ReplaySummary& summary, std::uint32_t loops) {
  return summary.game_loops == 0 ? 0 : loops * (summary.duration_s / summary.game_loops);
}

Result<GameAnalysis> analyze(Bytes file) {
  GameAnalysis analysis;
  TRY(analysis.summary, summarize(file));
  TRY(Archive archive, Archive::open(file));
  TRY(const ReplayHeader header, read_header(archive.header()));
  bool exact = false;
  const protocol::Layout& layout = protocol::layout_for(header.base_build, header.build, exact);

  ActionStory actions;
  const Result<Member> game = read_stream(archive, StreamKind::game);
  if (!game && !is_missing(game)) return fail(game.error());
  if (game)
    CHECK_OK(blaming_build(
        each_bit_event(game->bytes(), game_stream(layout, header.game_loops),
                       [&](const EventHead& event, BitDecoder& in) { return actions.take(event, in); }),
        header));
  UnitStory units;
  const Result<Member> tracker = read_stream(archive, StreamKind::tracker);
  if (!tracker && !is_missing(tracker)) return fail(tracker.error());
  if (tracker && layout.tracker_event_id != protocol::kNoType)
    CHECK_OK(blaming_build(each_tracker_event(tracker->bytes(), tracker_stream(layout),
                                              [&](const EventHead& event, VersionedDecoder& in) {
                                                return units.take(event, in);
                                              }),
                           header));

  analysis.outcome = find_outcome(analysis.summary);
  analysis.paused_s = paused_s(analysis.summary, actions);
  for (const ReplayPlayer& player : analysis.summary.players)
    analysis.players.push_back(analyze_player(analysis.summary, player, actions, units));
  return analysis;
}

}  // namespace evo::replay
