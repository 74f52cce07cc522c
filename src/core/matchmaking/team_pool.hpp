// TeamPool: a group of at most kTeamTicketsExact tickets with every match that the rules allow among them,
// and the best choice of those matches. Sets of tickets are bit masks. Private to this room.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/matchmaking/server_choice.hpp"
#include "core/matchmaking/team_wave.hpp"

namespace evo::team_pool {

using Mask = std::uint32_t;
// How many players of each side a set of races has: four bits a side, so that sums are unions.
using Composition = std::uint64_t;

struct Entrant {
  const Ticket* ticket = nullptr;
  int people = 1;
  int rating = 1500;
  int waves = 1;
  int window = 0;
  std::uint32_t blocked = 0;  // Servers on which somebody of them does not play.
  std::vector<std::string_view> regions{};
  std::vector<Composition> offers{};  // As the ticket's options.
};

struct TeamMatch {
  Mask first = 0;
  Mask second = 0;  // Empty in free-for-all.
  CostParts parts{};
  std::int64_t cost = 0;  // Their sum, within what a matching accepts.
  int rating_difference = 0;
  int reach = 0;  // How wide the window of one of its tickets has to be.

  Mask all() const { return first | second; }
};

// Rules that can be left out, to find out which of them keeps a ticket waiting.
struct Lenience {
  bool any_rating = false;
  bool any_server = false;
  bool any_region = false;
  bool any_side = false;
};

struct Surroundings {
  const Mode& mode;
  const TeamRules& rules;
  const Catalog& catalog;
  Time now;
};

Entrant entrant_of(const Ticket& ticket, const Surroundings& given);
Composition composition_of(std::string_view race, std::span<const std::string> partner_races,
                           const Catalog& catalog);
// Whether the players of two teams can be set against each other, one to one.
bool compositions_may_meet(Composition a, Composition b, const Catalog& catalog);
bool regions_may_meet(const Ticket& a, const Ticket& b, const Catalog& catalog);
// Mean rating of the players, by whole points.
int team_rating(std::span<const Entrant> entrants, Mask team);
// Where these could play together.
std::optional<SharedServers> servers_for(std::span<const Entrant* const> people, const Surroundings& given);

// What a plan is worth: first as many people as possible, then few matches, then little cost.
struct PlanValue {
  int people = 0;
  int matches = 0;
  std::int64_t cost = 0;

  bool better_than(const PlanValue& other) const;
};

class TeamPool {
 public:
  TeamPool(std::span<const Entrant> entrants, const Surroundings& given, Lenience lenience = {});

  const std::vector<TeamMatch>& matches() const { return matches_; }
  std::vector<TeamMatch> best() const;

 private:
  void fill_meetings();
  void fill_tables();
  void find_team_matches();
  void find_free_for_alls();
  bool sides_fit(Mask first, Mask second);
  std::optional<TeamMatch> match_of_teams(Mask first, Mask second) const;
  std::optional<TeamMatch> free_for_all(Mask players) const;
  // That those of the two sets who play against each other have met: the mean over any two of them.
  std::int64_t rematch_between(Mask first, Mask second) const;
  // The price of ping where all of them play together; nullopt: on no server.
  std::optional<std::int64_t> ping_of(Mask set) const;

  std::span<const Entrant> entrants_;
  const Surroundings& given_;
  Lenience lenience_;
  bool looks_at_servers_ = false;
  std::vector<std::int64_t> met_;                 // Tickets x tickets; empty where meetings cost nothing.
  std::vector<int> people_;                       // By set of tickets.
  std::vector<bool> regions_meet_;                // By set of tickets.
  std::vector<std::vector<Composition>> offers_;  // By set of at most a team's players.
  std::map<std::pair<Composition, Composition>, bool> meetings_;
  std::vector<TeamMatch> matches_;
};

}  // namespace evo::team_pool
