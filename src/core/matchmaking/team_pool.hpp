// TeamPool: a group of at most kTeamTicketsExact tickets with every match that the rules allow among them,
// and the best choice of those matches. Sets of tickets are bit masks. Private to this room.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

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
  std::vector<Composition> offers;  // As the ticket's options.
};

struct TeamMatch {
  Mask first = 0;
  Mask second = 0;  // Empty in free-for-all.
  std::int64_t cost = 0;
  int rating_difference = 0;

  Mask all() const { return first | second; }
};

// Rules that can be left out, to find out which of them keeps a ticket waiting.
struct Lenience {
  bool any_rating = false;
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
std::optional<TeamMatch> match_of_teams(std::span<const Entrant> entrants, Mask first, Mask second,
                                        const Surroundings& given, const Lenience& lenience);
std::optional<TeamMatch> free_for_all(std::span<const Entrant> entrants, Mask players,
                                      const Surroundings& given, const Lenience& lenience);

class TeamPool {
 public:
  TeamPool(std::span<const Entrant> entrants, const Surroundings& given, Lenience lenience = {});

  const std::vector<TeamMatch>& matches() const { return matches_; }
  std::vector<TeamMatch> best() const;

 private:
  struct Value {
    int people = 0;
    int matches = 0;
    std::int64_t cost = 0;
    bool better_than(const Value& other) const;
  };

  void fill_tables();
  void find_team_matches();
  void find_free_for_alls();
  bool sides_fit(Mask first, Mask second);

  std::span<const Entrant> entrants_;
  const Surroundings& given_;
  Lenience lenience_;
  std::vector<int> people_;                       // By set of tickets.
  std::vector<bool> regions_meet_;                // By set of tickets.
  std::vector<std::vector<Composition>> offers_;  // By set of at most a team's players.
  std::map<std::pair<Composition, Composition>, bool> meetings_;
  std::vector<TeamMatch> matches_;
};

}  // namespace evo::team_pool
