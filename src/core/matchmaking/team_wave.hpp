// Waves for teams and free-for-all. A ticket is a party of any size up to the team's, or somebody alone; the
// planner forms whole teams of tickets and matches of teams in one step.
//
// What is feasible: two teams of the mode's size whose members can be set against each other one to one so
// that the sides of each two may meet (in 2v2: Brood War against StarCraft II, mixed against mixed; in
// general k of one side against k of the other). Team ratings (mean of the members) may differ, and the
// tickets of one team may lie apart, by the window of the longest waiting ticket. In free-for-all the same
// holds for all ratings, with any races. No two players of different tickets may be of regions that never
// meet, and a server must be left that nobody has blocked.
//
// What is best: first as many people as possible play, then in as few matches as possible (for teams that
// follows from the first; in free-for-all it makes large games), then at the least total cost. A match costs
// (difference of the team ratings)^2 + (spread within each team)^2 + what it costs that they have met, in the
// mean over any two opponents, + the ping of the one who has it worst - wait bonus: for two parties of full
// size exactly what two players cost. In free-for-all the spread is that of all its players.
//
// How far that holds: up to kTeamTicketsExact tickets, and any number when every ticket is a whole team, the
// plan is the best there is, and says so. Larger pools are planned in groups of that many neighbours in
// rating, each of them exactly; who is left over goes on to the next group. Then groups around those who are
// left over, and around matches, are planned again, exactly and with everybody in them, as long as that makes
// the plan better, at most kTeamRepairs times. What such a plan may fall short of is unknown but for
// TeamPlan::people_bound.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/matchmaking/match_reason.hpp"
#include "core/matchmaking/matchmaking.hpp"
#include "core/matchmaking/wait_reason.hpp"
#include "core/mode/mode.hpp"

namespace evo {

inline constexpr std::size_t kTeamTicketsExact = 12;
inline constexpr int kTeamRepairs = 64;

struct TeamRules {
  PoolRules pool;           // Without the forecast and the newcomers, which are for two.
  int ffa_players_min = 3;  // A free-for-all needs at least this many.
};

struct TeamSeat {
  TicketId ticket;
  PlayerId player;
  int team = 0;
  std::string race;
  PlayerId partner;  // In 2v2, of a party of two: the other one.
};

struct TeamProposal {
  std::vector<TicketId> tickets;
  std::vector<TeamSeat> seats;  // Team after team.
  std::int64_t cost = 0;
  int rating_difference = 0;  // Between the teams; in free-for-all between best and worst.
  std::string map;            // Code; empty when the catalog has no pool for the mode: the players choose.
  std::string server;         // Code.
  MatchReason why;            // But for what is expected of it.
};

struct TeamPlan {
  std::vector<TeamProposal> proposals;
  std::vector<TicketId> waiting;  // Without a match.
  std::size_t people = 0;         // In the proposals.
  std::int64_t cost = 0;
  bool exact = true;             // Proven: there is no better plan.
  std::size_t people_bound = 0;  // Proven: no plan seats more people than that.
};

// Pure and deterministic, as plan_wave().
TeamPlan plan_teams(std::span<const Ticket> tickets, const Mode& mode, const TeamRules& rules,
                    const Catalog& catalog, Time now, Rng& rng);

// Why the ticket waits, told of the tickets nearest in rating, as many as are planned exactly. Each of these
// is excluded by the first rule with which no match is possible that has both: the differences of the
// ratings, blocked servers, regions, sides; `alone`: there are too few. `others` counts people.
WaitReason explain_team_wait(const Ticket& ticket, std::span<const Ticket> waiting, const Mode& mode,
                             const TeamRules& rules, const Catalog& catalog, Time now);

// The side a party plays: that of all its races, or kMixedSide.
std::string composition_side(std::span<const std::string> races, const Catalog& catalog);

}  // namespace evo
