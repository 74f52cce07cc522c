#include "replay/winner.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace evo::replay {
namespace {

struct Team {
  int size = 0;
  GameResult result = GameResult::undecided;
  bool whole = true;  // No member is undecided.
  bool contradictory = false;
  std::optional<std::uint32_t> gone_loop = 0;  // When the last member left; nullopt: somebody stayed.

  void add(const ReplayPlayer& player) {
    ++size;
    if (!player.left_loop) {
      gone_loop = std::nullopt;
    } else if (gone_loop) {
      gone_loop = std::max(*gone_loop, *player.left_loop);
    }
    if (player.result == GameResult::undecided) {
      whole = false;
    } else if (result == GameResult::undecided) {
      result = player.result;
    } else if (result != player.result) {
      contradictory = true;
    }
  }
};

using Teams = std::map<int, Team>;

Teams teams_of(const std::vector<ReplayPlayer>& players) {
  Teams teams;
  for (const ReplayPlayer& player : players) teams[player.team].add(player);
  return teams;
}

auto count_results(const Teams& teams, GameResult result) {
  return std::ranges::count_if(teams, [result](const auto& entry) { return entry.second.result == result; });
}

Teams::const_iterator first_with(const Teams& teams, GameResult result) {
  return std::ranges::find_if(teams, [result](const auto& entry) { return entry.second.result == result; });
}

std::optional<ReplayWinner> winner_by_leaving(const Teams& teams) {
  if (teams.size() != 2) return std::nullopt;
  const auto& [first_team, first] = *teams.begin();
  const auto& [second_team, second] = *teams.rbegin();
  const std::uint64_t never = std::uint64_t{1} << 32;
  const std::uint64_t first_gone = first.gone_loop ? *first.gone_loop : never;
  const std::uint64_t second_gone = second.gone_loop ? *second.gone_loop : never;
  if (first_gone == second_gone) return std::nullopt;
  return ReplayWinner{first_gone > second_gone ? first_team : second_team, true};
}

}  // namespace

std::optional<ReplayWinner> find_winner(const std::vector<ReplayPlayer>& players) {
  const Teams teams = teams_of(players);
  if (std::ranges::any_of(teams, [](const auto& entry) { return entry.second.contradictory; }))
    return std::nullopt;
  const auto won = count_results(teams, GameResult::win);
  const auto lost = count_results(teams, GameResult::loss);
  const auto undecided = count_results(teams, GameResult::undecided);
  if (won > 1 || count_results(teams, GameResult::tie) > 0) return std::nullopt;
  if (won == 1) {
    const auto& [number, team] = *first_with(teams, GameResult::win);
    return ReplayWinner{number, !team.whole};
  }
  if (lost > 0 && undecided == 1) return ReplayWinner{first_with(teams, GameResult::undecided)->first, true};
  return lost == 0 ? winner_by_leaving(teams) : std::nullopt;
}

std::string game_type(const std::vector<ReplayPlayer>& players) {
  const Teams teams = teams_of(players);
  std::vector<int> sizes;
  for (const auto& [number, team] : teams) sizes.push_back(team.size);
  std::ranges::sort(sizes);
  if (sizes.size() > 2 && sizes.back() == 1) return "FFA";
  return fmt::format("{}", fmt::join(sizes, "v"));
}

}  // namespace evo::replay
