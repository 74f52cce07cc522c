#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "core/evidence/checks.hpp"

namespace evo::evidence {
namespace {

constexpr std::size_t kHashDigitsShown = 12;

CheckResult passed_if(bool condition) { return condition ? CheckResult::passed : CheckResult::failed; }

// "2v2" of the people in each team, larger teams first.
std::string shape(const std::map<int, int>& people_in_team) {
  std::vector<int> sizes;
  for (const auto& [team, people] : people_in_team) sizes.push_back(people);
  std::ranges::sort(sizes, std::greater());
  return sizes.empty() ? "nobody" : fmt::format("{}", fmt::join(sizes, "v"));
}

std::string race_name(const Catalog& catalog, const std::string& code) {
  const Race* race = catalog.race(code);
  return race == nullptr ? code : race->name;
}

const Race* race_of(const Case& given, const replay::ReplayPlayer& player) {
  return given.catalog.race_in_replay(player.race_code, player.race);
}

std::string joined_names(const std::vector<std::string>& names) {
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

Check check_nobody(const std::vector<std::string>& names) {
  Check check;
  check.expected = "none";
  check.found = joined_names(names);
  check.result = passed_if(names.empty());
  return check;
}

Check check_setting(std::string_view expected, std::string_view found) {
  Check check;
  check.expected = expected.empty() ? "any" : expected;
  check.found = found.empty() ? "not recorded" : found;
  if (expected.empty()) {
    check.result = CheckResult::passed;
  } else if (!found.empty()) {
    check.result = passed_if(expected == found);
  }
  return check;
}

// Names of the match's players in one of the replay's teams.
std::string names_in_team(const Case& given, int replay_team) {
  std::vector<std::string> names;
  for (std::size_t human = 0; human < given.people.humans.size(); ++human) {
    if (given.people.humans[human]->team != replay_team) continue;
    const std::optional<std::size_t> seat = given.people.seats[human];
    names.push_back(seat ? given.match.players[*seat].name : given.people.humans[human]->name);
  }
  return joined_names(names);
}

bool is_recorded_tie(const Case& given) {
  return !given.people.humans.empty() &&
         std::ranges::all_of(given.people.humans, [](const replay::ReplayPlayer* player) {
           return player->result == replay::GameResult::tie;
         });
}

}  // namespace

const Map* assigned_map(const Case& given) { return given.catalog.map(given.match.mode, given.match.map); }

Check check_type(const Case& given) {
  std::map<int, int> assigned;
  std::map<int, int> seen;
  for (const MatchPlayer& player : given.match.players) ++assigned[player.team];
  for (const replay::ReplayPlayer* human : given.people.humans) ++seen[human->team];
  Check check;
  check.expected = shape(assigned);
  check.found = shape(seen);
  check.result = passed_if(check.expected == check.found);
  return check;
}

Check check_people(const Case& given) {
  std::vector<std::string> names;
  for (const MatchPlayer& player : given.match.players) names.push_back(player.name);
  Check check;
  check.expected = joined_names(names);
  check.found = given.people.found;
  check.result = given.people.result;
  return check;
}

// Where people cannot be told, the races at large can still contradict the match but not confirm it.
Check check_races(const Case& given) {
  Check check;
  std::vector<std::string> expected;
  std::vector<std::string> found;
  std::vector<std::string> codes_expected;
  std::vector<std::string> codes_found;
  bool equal = true;
  for (const MatchPlayer& player : given.match.players) {
    expected.push_back(fmt::format("{}: {}", player.name, race_name(given.catalog, player.race)));
    codes_expected.push_back(player.race);
  }
  for (std::size_t human = 0; human < given.people.humans.size(); ++human) {
    const replay::ReplayPlayer& seen = *given.people.humans[human];
    const Race* race = race_of(given, seen);
    codes_found.push_back(race == nullptr ? "" : race->code);
    std::string name = seen.name;
    if (given.people.told()) {
      const MatchPlayer& player = given.match.players[*given.people.seats[human]];
      name = player.name;
      equal = equal && player.race == codes_found.back();
    }
    found.push_back(fmt::format("{}: {}", name, race == nullptr ? "unknown race " + seen.race : race->name));
  }
  std::ranges::sort(codes_expected);
  std::ranges::sort(codes_found);
  check.expected = joined_names(expected);
  check.found = joined_names(found);
  if (given.people.told()) {
    check.result = passed_if(equal);
  } else if (codes_expected != codes_found) {
    check.result = CheckResult::failed;
  }
  return check;
}

Check check_map(const Case& given) {
  const replay::ReplaySummary& summary = given.summary;
  Check check;
  check.found = summary.map_title.empty() ? "not recorded" : summary.map_title;
  // Without a pool for the mode the players choose.
  if (given.catalog.any_map || given.match.map.empty()) {
    check.result = CheckResult::passed;
    check.expected = "any";
    return check;
  }
  const Map* map = assigned_map(given);
  check.expected = map == nullptr ? given.match.map : map->name;
  if (map != nullptr && !map->sha256.empty()) {
    check.result = passed_if(std::ranges::count(map->sha256, summary.map_sha256) > 0);
    if (check.result == CheckResult::failed)
      check.found += summary.map_sha256.empty()
                         ? ", no map file"
                         : fmt::format(", file {}", summary.map_sha256.substr(0, kHashDigitsShown));
    return check;
  }
  const std::string title(trim(summary.map_title));
  check.result =
      passed_if(map == nullptr ? title == given.match.map : std::ranges::count(map->titles, title) > 0);
  return check;
}

Check check_time(const Case& given) {
  const Time earliest = given.match.assigned_at - given.rules.start_tolerance;
  const Time latest = given.now + given.rules.clock_tolerance;
  Check check;
  check.expected = fmt::format("between {} and {}", to_rfc3339(earliest), to_rfc3339(latest));
  check.found =
      fmt::format("{} to {}", to_rfc3339(given.summary.started_at), to_rfc3339(given.summary.ended_at));
  check.result = passed_if(given.summary.started_at >= earliest && given.summary.ended_at <= latest);
  return check;
}

Check check_computers(const Case& given) {
  std::vector<std::string> names;
  for (const replay::ReplayPlayer& player : given.summary.players)
    if (player.control == replay::Control::computer) names.push_back(player.name);
  return check_nobody(names);
}

Check check_observers(const Case& given) {
  std::vector<std::string> names;
  for (const replay::ReplayObserver& observer : given.summary.observers) names.push_back(observer.name);
  return check_nobody(names);
}

Check check_speed(const Case& given) { return check_setting(given.catalog.lobby.speed, given.summary.speed); }

Check check_privacy(const Case& given) {
  return check_setting(given.catalog.lobby.privacy, given.summary.lobby.privacy);
}

Check check_duration(const Case& given) {
  return check_setting(given.catalog.lobby.duration, given.summary.lobby.duration);
}

Check check_locked_alliances(const Case& given) {
  return check_setting(given.catalog.lobby.locked_alliances, given.summary.lobby.locked_alliances);
}

Check check_result(const Case& given) {
  Check check;
  check.expected = "a winner, or a tie of all";
  if (const std::optional<replay::ReplayWinner>& winner = given.summary.winner) {
    const std::string names = names_in_team(given, winner->team);
    check.result = names == "none" ? CheckResult::unknown : CheckResult::passed;
    check.found = fmt::format("won by {}, {}", names,
                              winner->derived ? "derived from who left or lost" : "as the game recorded it");
  } else if (is_recorded_tie(given)) {
    check.result = CheckResult::passed;
    check.found = "a tie";
  } else {
    check.found = "undecided";
  }
  return check;
}

std::optional<Outcome> outcome_of(const Case& given) {
  if (!given.people.told()) return std::nullopt;
  if (!given.summary.winner) return is_recorded_tie(given) ? std::optional(Outcome::draw()) : std::nullopt;
  // People who were told play in the match's teams, so that one of the winners stands for all.
  for (std::size_t human = 0; human < given.people.humans.size(); ++human)
    if (given.people.humans[human]->team == given.summary.winner->team)
      return Outcome::win(given.match.players[*given.people.seats[human]].team);
  return std::nullopt;
}

}  // namespace evo::evidence
