#include "core/matchmaking/team_wave.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "core/matchmaking/map_choice.hpp"
#include "core/matchmaking/team_search.hpp"

namespace evo {
namespace {

using namespace team_pool;

std::vector<PlayerId> people_of(const Ticket& ticket) {
  std::vector<PlayerId> people{ticket.player};
  for (const TicketPartner& partner : ticket.partners) people.push_back(partner.player);
  return people;
}

// Tickets of the mode in the order of their ids, so that the order in which they were read plays no part.
// Nobody takes part twice; more than the limit: the longest waiting.
std::vector<Entrant> select_entrants(std::span<const Ticket> tickets, const Surroundings& given,
                                     TeamPlan& plan) {
  std::vector<Entrant> entrants;
  for (const Ticket& ticket : tickets)
    if (ticket.mode == given.mode.name) entrants.push_back(entrant_of(ticket, given));
  std::ranges::sort(entrants, {}, [](const Entrant& entrant) { return entrant.ticket->id; });
  std::set<PlayerId> seen;
  std::vector<Entrant> sound;
  for (Entrant& entrant : entrants) {
    bool fresh = entrant.people <= given.mode.team_size;
    for (const PlayerId player : people_of(*entrant.ticket)) fresh = seen.insert(player).second && fresh;
    if (fresh)
      sound.push_back(std::move(entrant));
    else
      plan.waiting.push_back(entrant.ticket->id);
  }
  entrants = std::move(sound);
  if (entrants.size() <= given.rules.pool.tickets_max) return entrants;
  std::ranges::sort(entrants, {}, [](const Entrant& entrant) {
    return std::pair(entrant.ticket->joined_at, entrant.ticket->id);
  });
  const auto end = entrants.begin() + static_cast<std::ptrdiff_t>(given.rules.pool.tickets_max);
  for (auto entrant = end; entrant != entrants.end(); ++entrant) plan.waiting.push_back(entrant->ticket->id);
  entrants.erase(end, entrants.end());
  return entrants;
}

class TeamPlanner {
 public:
  TeamPlanner(const Surroundings& given, Rng& rng) : given_(given), rng_(rng) {}

  TeamProposal propose(const Chosen& match);

 private:
  struct Lineup {
    const Entrant* entrant;
    const TicketOption* option;
  };
  using Team = std::vector<Lineup>;

  // Every way in which the tickets can choose among their options.
  static std::vector<Team> lineups(const std::vector<const Entrant*>& entrants);
  std::vector<Team> draw_teams(const Chosen& match);
  std::vector<Team> draw_opponents(const Chosen& match);
  Composition composition(const Team& team) const;
  void seat(TeamProposal& proposal, const Lineup& lineup, int team) const;
  std::string draw_server(const SharedServers& servers);
  MatchReason reason(const Chosen& match, const std::vector<Team>& teams) const;

  const Surroundings& given_;
  Rng& rng_;
};

std::vector<TeamPlanner::Team> TeamPlanner::lineups(const std::vector<const Entrant*>& entrants) {
  std::vector<Team> all{{}};
  for (const Entrant* entrant : entrants) {
    std::vector<Team> longer;
    for (const Team& team : all) {
      for (const TicketOption& option : entrant->ticket->options) {
        longer.push_back(team);
        longer.back().push_back({entrant, &option});
      }
    }
    all = std::move(longer);
  }
  return all;
}

Composition TeamPlanner::composition(const Team& team) const {
  Composition sum = 0;
  for (const Lineup& each : team)
    sum += composition_of(each.option->race, each.option->partner_races, given_.catalog);
  return sum;
}

// Between the ways that the sides allow chance decides, so that the same few players do not always meet with
// the same races.
std::vector<TeamPlanner::Team> TeamPlanner::draw_opponents(const Chosen& match) {
  std::vector<std::pair<Team, Team>> ways;
  const std::vector<Team> others = lineups(match.second);
  for (const Team& first : lineups(match.first))
    for (const Team& second : others)
      if (compositions_may_meet(composition(first), composition(second), given_.catalog))
        ways.emplace_back(first, second);
  std::pair<Team, Team> way = rng_.pick(ways);
  // The team with more players of the catalog's first side comes first; where both have as many, chance
  // decides.
  const auto of_first_side = [&](const Team& team) { return composition(team) & 0xF; };
  const auto first = of_first_side(way.first);
  const auto second = of_first_side(way.second);
  if (second > first || (second == first && rng_.below(2) == 1)) std::swap(way.first, way.second);
  return {std::move(way.first), std::move(way.second)};
}

std::vector<TeamPlanner::Team> TeamPlanner::draw_teams(const Chosen& match) {
  if (!given_.mode.free_for_all()) return draw_opponents(match);
  std::vector<Team> teams;
  for (const Entrant* entrant : match.first)
    teams.push_back({{entrant, &rng_.pick(entrant->ticket->options)}});
  rng_.shuffle(teams);
  return teams;
}

void TeamPlanner::seat(TeamProposal& proposal, const Lineup& lineup, int team) const {
  const Ticket& ticket = *lineup.entrant->ticket;
  const bool is_pair = given_.mode.team_size == 2 && ticket.partners.size() == 1;
  proposal.tickets.push_back(ticket.id);
  proposal.seats.push_back({ticket.id, ticket.player, team, lineup.option->race,
                            is_pair ? ticket.partners.front().player : PlayerId{}});
  for (std::size_t i = 0; i < ticket.partners.size(); ++i)
    proposal.seats.push_back({ticket.id, ticket.partners[i].player, team, lineup.option->partner_races[i],
                              is_pair ? ticket.player : PlayerId{}});
}

std::string TeamPlanner::draw_server(const SharedServers& servers) {
  return std::string(servers.equal.size() == 1 ? servers.equal.front() : rng_.pick(servers.equal));
}

MatchReason TeamPlanner::reason(const Chosen& match, const std::vector<Team>& teams) const {
  MatchReason why;
  for (std::size_t team = 0; team < teams.size(); ++team)
    for (const Lineup& lineup : teams[team])
      why.tickets.push_back({.player = lineup.entrant->ticket->player,
                             .team = static_cast<int>(team),
                             .rating = lineup.entrant->rating,
                             .waited = given_.now - lineup.entrant->ticket->joined_at,
                             .window = lineup.entrant->window,
                             .choices = {}});
  why.rating_difference = match.rating_difference;
  why.cost = match.parts;
  return why;
}

TeamProposal TeamPlanner::propose(const Chosen& match) {
  TeamProposal proposal;
  const std::vector<Team> teams = draw_teams(match);
  std::vector<const Entrant*> entrants;
  std::vector<const Ticket*> tickets;
  std::vector<std::string_view> regions;
  for (std::size_t team = 0; team < teams.size(); ++team) {
    for (const Lineup& lineup : teams[team]) {
      seat(proposal, lineup, static_cast<int>(team));
      entrants.push_back(lineup.entrant);
      tickets.push_back(lineup.entrant->ticket);
      std::ranges::copy(lineup.entrant->regions, std::back_inserter(regions));
    }
  }
  proposal.cost = match.cost;
  proposal.rating_difference = match.rating_difference;
  proposal.why = reason(match, teams);
  const MapChoice maps = map_choice(map_wishes(tickets), given_.rules.pool, given_.catalog);
  proposal.map = draw_map(maps, rng_);
  proposal.why.maps = maps.pool;
  proposal.why.maps_open = static_cast<int>(maps.open.size());
  proposal.why.map_chance = maps.chance_of(proposal.map);
  // One is left, or it were no match.
  if (const auto servers = servers_for(entrants, given_)) {
    proposal.server = draw_server(*servers);
    proposal.why.server_is_usual = servers->preferred;
  }
  if (const auto ms = worst_ping(regions, proposal.server, given_.catalog))
    proposal.why.ping_ms = static_cast<int>(std::lround(*ms));
  return proposal;
}

// No plan seats more.
std::size_t most_people(const std::vector<Entrant>& entrants, const Mode& mode, const TeamRules& rules) {
  int people = 0;
  for (const Entrant& entrant : entrants) people += entrant.people;
  if (!mode.free_for_all()) return static_cast<std::size_t>(people - people % (2 * mode.team_size));
  const int least = std::max(rules.ffa_players_min, 2);
  // So many matches as they need at most have to be filled.
  while (people > 0 && (people + mode.teams_max - 1) / mode.teams_max * least > people) --people;
  return static_cast<std::size_t>(people);
}

}  // namespace

TeamPlan plan_teams(std::span<const Ticket> tickets, const Mode& mode, const TeamRules& rules,
                    const Catalog& catalog, Time now, Rng& rng) {
  TeamPlan plan;
  TeamRules of_mode = rules;
  of_mode.pool.mode = mode.name;
  const Surroundings given{mode, of_mode, catalog, now};
  const std::vector<Entrant> entrants = select_entrants(tickets, given, plan);
  plan.people_bound = most_people(entrants, mode, rules);
  const Choice choice = choose_matches(entrants, given);
  plan.exact = choice.exact;
  TeamPlanner planner(given, rng);
  std::set<TicketId> placed;
  for (const Chosen& match : choice.matches) {
    TeamProposal& proposal = plan.proposals.emplace_back(planner.propose(match));
    proposal.why.waiting = static_cast<int>(entrants.size());
    plan.people += proposal.seats.size();
    plan.cost += match.cost;
    placed.insert(proposal.tickets.begin(), proposal.tickets.end());
  }
  for (const Entrant& entrant : entrants)
    if (!placed.contains(entrant.ticket->id)) plan.waiting.push_back(entrant.ticket->id);
  std::ranges::sort(plan.waiting);
  return plan;
}

std::string composition_side(std::span<const std::string> races, const Catalog& catalog) {
  std::string side;
  for (const std::string& code : races) {
    const Race* race = catalog.race(code);
    if (race == nullptr) continue;
    if (!side.empty() && side != race->side) return std::string(kMixedSide);
    side = race->side;
  }
  return side;
}

}  // namespace evo
