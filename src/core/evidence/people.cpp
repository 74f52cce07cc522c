#include "core/evidence/people.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evo::evidence {
namespace {

// A game has at most 16 slots; files or matches with more are not worth a search.
constexpr std::size_t kMaxPeople = 16;

bool equal_names(std::string_view a, std::string_view b) {
  return !trim(a).empty() && lower_ascii(trim(a)) == lower_ascii(trim(b));
}

class Identification {
 public:
  Identification(const Match& match, const Catalog& catalog, const Identities& identities, People& people)
      : match_(match),
        catalog_(catalog),
        identities_(identities),
        people_(people),
        candidates_(people.humans.size()) {}

  void run();

 private:
  void seat_owner(std::size_t human);
  void find_candidates(std::size_t human);
  void eliminate();
  bool keep_matching_races();
  void check_teams();
  void describe();

  void seat(std::size_t human, std::size_t place);
  bool is_free(std::size_t place) const;
  bool has_toons(std::size_t place) const;
  bool has_name(std::size_t place, std::string_view name) const;
  std::optional<PlayerId> owner(const std::string& toon) const;
  std::vector<std::size_t> open_humans() const;
  std::vector<std::size_t> free_places() const;

  const Match& match_;
  const Catalog& catalog_;
  const Identities& identities_;
  People& people_;
  std::vector<std::set<std::size_t>> candidates_;  // For each human the places the name allows.
  std::vector<std::string> complaints_;
};

std::optional<PlayerId> Identification::owner(const std::string& toon) const {
  if (const auto found = identities_.owner_of.find(toon); found != identities_.owner_of.end())
    return found->second;
  for (const auto& [player, toons] : identities_.toons_of)
    if (std::ranges::count(toons, toon) > 0) return player;
  return std::nullopt;
}

bool Identification::is_free(std::size_t place) const {
  return std::ranges::count(people_.seats, std::optional(place)) == 0;
}

bool Identification::has_toons(std::size_t place) const {
  const PlayerId player = match_.players[place].player;
  const auto known = identities_.toons_of.find(player);
  if (known != identities_.toons_of.end() && !known->second.empty()) return true;
  return std::ranges::any_of(identities_.owner_of, [&](const auto& entry) { return entry.second == player; });
}

bool Identification::has_name(std::size_t place, std::string_view name) const {
  const MatchPlayer& player = match_.players[place];
  if (equal_names(player.name, name)) return true;
  const auto known = identities_.names_of.find(player.player);
  return known != identities_.names_of.end() &&
         std::ranges::any_of(known->second, [&](const std::string& own) { return equal_names(own, name); });
}

void Identification::seat(std::size_t human, std::size_t place) {
  people_.seats[human] = place;
  for (std::set<std::size_t>& places : candidates_) places.erase(place);
}

void Identification::seat_owner(std::size_t human) {
  const replay::ReplayPlayer& seen = *people_.humans[human];
  const std::optional<PlayerId> player = owner(to_string(seen.toon));
  if (!seen.toon.is_set() || !player) return;
  const auto place = std::ranges::find(match_.players, *player, &MatchPlayer::player);
  if (place == match_.players.end()) {
    complaints_.push_back(
        fmt::format("{} ({}) is the account of another player", seen.name, to_string(seen.toon)));
  } else if (const auto index = static_cast<std::size_t>(place - match_.players.begin()); is_free(index)) {
    seat(human, index);
  } else {
    complaints_.push_back(fmt::format("{} plays twice", place->name));
  }
}

void Identification::find_candidates(std::size_t human) {
  const replay::ReplayPlayer& seen = *people_.humans[human];
  if (!seen.toon.is_set()) {
    complaints_.push_back(fmt::format("{} has no Battle.net account in this file", seen.name));
    return;
  }
  if (owner(to_string(seen.toon))) return;
  const MatchPlayer* elsewhere = nullptr;
  for (const std::size_t place : free_places()) {
    if (!has_name(place, seen.name)) continue;
    if (has_toons(place)) {
      elsewhere = &match_.players[place];
    } else {
      candidates_[human].insert(place);
    }
  }
  if (!candidates_[human].empty()) return;
  complaints_.push_back(
      elsewhere != nullptr
          ? fmt::format("{} plays from a different account, {}", elsewhere->name, to_string(seen.toon))
          : fmt::format("{} ({}) is not known as a player of this match", seen.name, to_string(seen.toon)));
}

std::vector<std::size_t> Identification::open_humans() const {
  std::vector<std::size_t> open;
  for (std::size_t human = 0; human < people_.seats.size(); ++human)
    if (!people_.seats[human]) open.push_back(human);
  return open;
}

std::vector<std::size_t> Identification::free_places() const {
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < match_.players.size(); ++place)
    if (is_free(place)) places.push_back(place);
  return places;
}

// Seats whoever has one place left, and fills a place that only one can take, until nothing moves. This finds
// the seating if there is exactly one: a bipartite graph with a unique perfect matching has a vertex of
// degree one.
void Identification::eliminate() {
  for (bool moved = true; moved;) {
    moved = false;
    for (const std::size_t human : open_humans()) {
      if (candidates_[human].size() != 1) continue;
      seat(human, *candidates_[human].begin());
      moved = true;
    }
    for (const std::size_t place : free_places()) {
      const std::vector<std::size_t> open = open_humans();
      const auto fits = [&](std::size_t human) { return candidates_[human].contains(place); };
      if (std::ranges::count_if(open, fits) != 1) continue;
      seat(*std::ranges::find_if(open, fits), place);
      moved = true;
    }
  }
}

// Where names are equal the assigned races tell, provided that they differ. False when they do not help.
bool Identification::keep_matching_races() {
  std::set<std::string> races;
  for (const std::size_t place : free_places())
    if (!races.insert(match_.players[place].race).second) return false;
  for (const std::size_t human : open_humans()) {
    const replay::ReplayPlayer& seen = *people_.humans[human];
    const Race* race = catalog_.race_in_replay(seen.race_code, seen.race);
    std::erase_if(candidates_[human], [&](std::size_t place) {
      return race == nullptr || match_.players[place].race != race->code;
    });
  }
  return true;
}

void Identification::check_teams() {
  for (std::size_t a = 0; a < people_.humans.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const MatchPlayer& one = match_.players[*people_.seats[a]];
      const MatchPlayer& other = match_.players[*people_.seats[b]];
      const bool together = people_.humans[a]->team == people_.humans[b]->team;
      if (together != (one.team == other.team))
        complaints_.push_back(fmt::format("{} and {} play {}", other.name, one.name,
                                          together ? "in one team" : "in different teams"));
    }
  }
}

void Identification::describe() {
  for (std::size_t human = 0; human < people_.humans.size(); ++human) {
    const replay::ReplayPlayer& seen = *people_.humans[human];
    const MatchPlayer& player = match_.players[*people_.seats[human]];
    const std::string toon = to_string(seen.toon);
    const bool first_use = !owner(toon);
    if (first_use) people_.first_uses.push_back({toon, player.player});
    people_.found += fmt::format("{}{} as {} ({}{})", human == 0 ? "" : ", ", player.name, seen.name, toon,
                                 first_use ? ", first use" : "");
  }
}

void Identification::run() {
  for (std::size_t human = 0; human < people_.humans.size(); ++human) seat_owner(human);
  for (const std::size_t human : open_humans()) find_candidates(human);
  if (complaints_.empty()) {
    eliminate();
    if (!open_humans().empty() && keep_matching_races()) eliminate();
  }
  if (complaints_.empty() && !open_humans().empty()) {
    std::vector<std::string_view> names;
    for (const std::size_t human : open_humans()) names.push_back(people_.humans[human]->name);
    people_.found = fmt::format("cannot tell who is who: {}", fmt::join(names, ", "));
    return;
  }
  if (complaints_.empty())
    for (const std::size_t place : free_places())
      complaints_.push_back(fmt::format("{} does not play", match_.players[place].name));
  if (complaints_.empty()) check_teams();
  if (complaints_.empty()) {
    people_.result = CheckResult::passed;
    describe();
  } else {
    people_.result = CheckResult::failed;
    people_.found = fmt::format("{}", fmt::join(complaints_, "; "));
  }
}

}  // namespace

People identify(const Match& match, const replay::ReplaySummary& summary, const Catalog& catalog,
                const Identities& identities) {
  People people;
  for (const replay::ReplayPlayer& player : summary.players)
    if (player.control == replay::Control::human) people.humans.push_back(&player);
  people.seats.resize(people.humans.size());
  if (people.humans.size() > kMaxPeople || match.players.size() > kMaxPeople) {
    people.result = CheckResult::failed;
    people.found = fmt::format("{} people", people.humans.size());
    return people;
  }
  Identification(match, catalog, identities, people).run();
  return people;
}

}  // namespace evo::evidence
