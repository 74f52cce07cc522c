#include "replay/analysis/outcome.hpp"

#include <algorithm>
#include <set>

namespace evo::replay {
namespace {

bool any_result(const ReplaySummary& summary) {
  return std::ranges::any_of(
      summary.players, [](const ReplayPlayer& player) { return player.result != GameResult::undecided; });
}

// The file of a player who leaves while everybody else plays on ends there, before the game could note any
// result.
std::optional<int> opponents_of_recorder(const ReplaySummary& summary) {
  const auto recorder = std::ranges::find_if(summary.players, [&](const ReplayPlayer& player) {
    return player.user && player.user == summary.recorder;
  });
  if (!summary.recorder || recorder == summary.players.end()) return std::nullopt;
  std::set<int> others;
  for (const ReplayPlayer& player : summary.players) {
    if (&player == &*recorder) continue;
    // Of a team, one may leave and the rest win.
    if (player.team == recorder->team || player.left_loop) return std::nullopt;
    others.insert(player.team);
  }
  if (others.size() != 1) return std::nullopt;
  return *others.begin();
}

}  // namespace

Outcome find_outcome(const ReplaySummary& summary) {
  if (summary.winner) {
    const OutcomeSource source = !summary.winner->derived ? OutcomeSource::recorded
                                 : any_result(summary)    ? OutcomeSource::other_results
                                                          : OutcomeSource::leave_order;
    return {.team = summary.winner->team, .source = source};
  }
  if (any_result(summary)) return {};
  const std::optional<int> team = opponents_of_recorder(summary);
  return {.team = team, .source = team ? OutcomeSource::recorder_left : OutcomeSource::unknown};
}

// Builds that record a reason give 0 to everybody who leaves by the menu, be it after the end of the game.
Ending find_ending(const ReplayPlayer& player) {
  if (!player.left_loop) return Ending::stayed;
  return player.leave_reason.value_or(0) == 0 ? Ending::left : Ending::dropped;
}

}  // namespace evo::replay
