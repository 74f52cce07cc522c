#include "core/matchmaking/team_wave.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <set>

#include "core/matchmaking/team_pool.hpp"

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

// One match with its tickets, whichever group it was found in.
struct Chosen {
  std::vector<const Entrant*> first;
  std::vector<const Entrant*> second;
  std::int64_t cost = 0;
  int rating_difference = 0;
};

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
  std::string draw_map(const std::vector<Team>& teams);
  std::string draw_server(const std::vector<Team>& teams);

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

// Uniform among the maps that the fewest players have vetoed: none, as long as one is left for all.
std::string TeamPlanner::draw_map(const std::vector<Team>& teams) {
  const MapPool* pool = given_.catalog.pool(given_.mode.name, given_.catalog.current_season);
  if (pool == nullptr || pool->maps.empty()) return {};
  std::map<std::string_view, int> against;
  const auto count = [&](const std::vector<std::string>& vetoes) {
    std::set<std::string_view> own;
    for (const std::string& code : vetoes) {
      if (own.size() >= static_cast<std::size_t>(std::max(given_.catalog.vetoes_max, 0))) break;
      if (std::ranges::count(pool->maps, code, &Map::code) > 0 && own.insert(code).second) ++against[code];
    }
  };
  for (const Team& team : teams) {
    for (const Lineup& each : team) {
      count(each.entrant->ticket->vetoes);
      for (const TicketPartner& partner : each.entrant->ticket->partners) count(partner.vetoes);
    }
  }
  std::vector<const Map*> open;
  for (const Map& map : pool->maps) {
    if (!open.empty() && against[map.code] < against[open.front()->code]) open.clear();
    if (open.empty() || against[map.code] == against[open.front()->code]) open.push_back(&map);
  }
  return rng_.pick(open)->code;
}

// The most frequent server over the pairs of different regions; where all are of one region, its own.
std::string TeamPlanner::draw_server(const std::vector<Team>& teams) {
  std::set<std::string_view> regions;
  for (const Team& team : teams) {
    for (const Lineup& each : team) {
      regions.insert(each.entrant->ticket->region);
      for (const TicketPartner& partner : each.entrant->ticket->partners) regions.insert(partner.region);
    }
  }
  std::erase_if(regions, [&](std::string_view code) { return given_.catalog.region(code) == nullptr; });
  if (regions.size() < 2) {
    const std::string_view only = regions.empty() ? "" : *regions.begin();
    return std::string(given_.catalog.server_for(only, only));
  }
  std::map<std::string_view, int> cells;
  for (auto a = regions.begin(); a != regions.end(); ++a)
    for (auto b = std::next(a); b != regions.end(); ++b) ++cells[given_.catalog.server_for(*a, *b)];
  int most = 0;
  for (const auto& [server, times] : cells) most = std::max(most, times);
  std::vector<std::string_view> best;
  for (const auto& [server, times] : cells)
    if (times == most) best.push_back(server);
  return std::string(rng_.pick(best));
}

TeamProposal TeamPlanner::propose(const Chosen& match) {
  TeamProposal proposal;
  const std::vector<Team> teams = draw_teams(match);
  for (std::size_t team = 0; team < teams.size(); ++team)
    for (const Lineup& lineup : teams[team]) seat(proposal, lineup, static_cast<int>(team));
  proposal.cost = match.cost;
  proposal.rating_difference = match.rating_difference;
  proposal.map = draw_map(teams);
  proposal.server = draw_server(teams);
  return proposal;
}

std::vector<const Entrant*> members(std::span<const Entrant> entrants, Mask set) {
  std::vector<const Entrant*> chosen;
  for (; set != 0; set &= set - 1)
    chosen.push_back(&entrants[static_cast<std::size_t>(std::countr_zero(set))]);
  return chosen;
}

// All tickets are whole teams: a matching of teams, exact for any number of them.
std::vector<Chosen> match_whole_teams(std::span<const Entrant> entrants, const Surroundings& given) {
  std::vector<Edge> edges;
  std::map<std::pair<int, int>, TeamMatch> matches;
  for (std::size_t a = 0; a < entrants.size(); ++a) {
    for (std::size_t b = a + 1; b < entrants.size(); ++b) {
      const Entrant pair[] = {entrants[a], entrants[b]};
      const TeamPool pool(pair, given);
      if (pool.matches().empty()) continue;
      const std::pair<int, int> ends(static_cast<int>(a), static_cast<int>(b));
      matches[ends] = pool.matches().front();
      edges.push_back({ends.first, ends.second, matches[ends].cost});
    }
  }
  const auto partner = minimum_cost_maximum_matching(static_cast<int>(entrants.size()), edges);
  std::vector<Chosen> chosen;
  for (const auto& [ends, match] : matches)
    if (partner[static_cast<std::size_t>(ends.first)] == ends.second)
      chosen.push_back({{&entrants[static_cast<std::size_t>(ends.first)]},
                        {&entrants[static_cast<std::size_t>(ends.second)]},
                        match.cost,
                        match.rating_difference});
  return chosen;
}

// Neighbours in rating, a group at a time.
std::vector<Chosen> match_by_groups(std::span<const Entrant> entrants, const Surroundings& given) {
  std::vector<const Entrant*> order;
  for (const Entrant& entrant : entrants) order.push_back(&entrant);
  if (entrants.size() > kTeamTicketsExact)
    std::ranges::sort(order, {},
                      [](const Entrant* entrant) { return std::pair(entrant->rating, entrant->ticket->id); });
  std::vector<Chosen> chosen;
  std::vector<const Entrant*> group;
  for (std::size_t next = 0;;) {
    while (group.size() < kTeamTicketsExact && next < order.size()) group.push_back(order[next++]);
    std::vector<Entrant> values;
    for (const Entrant* entrant : group) values.push_back(*entrant);
    Mask taken = 0;
    for (const TeamMatch& match : TeamPool(values, given).best()) {
      Chosen& one = chosen.emplace_back(Chosen{{}, {}, match.cost, match.rating_difference});
      for (const Entrant* entrant : members(values, match.first))
        one.first.push_back(group[static_cast<std::size_t>(entrant - values.data())]);
      for (const Entrant* entrant : members(values, match.second))
        one.second.push_back(group[static_cast<std::size_t>(entrant - values.data())]);
      taken |= match.all();
    }
    if (next == order.size()) return chosen;
    std::vector<const Entrant*> left;
    for (std::size_t i = 0; i < group.size(); ++i)
      if ((taken >> i & 1) == 0) left.push_back(group[i]);
    // Nobody plays: the weakest makes room, having been tried with all who are near.
    if (taken == 0) left.erase(left.begin());
    group = std::move(left);
  }
}

}  // namespace

TeamPlan plan_teams(std::span<const Ticket> tickets, const Mode& mode, const TeamRules& rules,
                    const Catalog& catalog, Time now, Rng& rng) {
  TeamPlan plan;
  const Surroundings given{mode, rules, catalog, now};
  const std::vector<Entrant> entrants = select_entrants(tickets, given, plan);
  const bool whole_teams = mode.has_teams() && std::ranges::all_of(entrants, [&](const Entrant& entrant) {
                             return entrant.people == mode.team_size;
                           });
  const bool large = entrants.size() > kTeamTicketsExact;
  const auto chosen =
      large && whole_teams ? match_whole_teams(entrants, given) : match_by_groups(entrants, given);
  TeamPlanner planner(given, rng);
  std::set<TicketId> placed;
  for (const Chosen& match : chosen) {
    plan.proposals.push_back(planner.propose(match));
    plan.people += plan.proposals.back().seats.size();
    plan.cost += match.cost;
    placed.insert(plan.proposals.back().tickets.begin(), plan.proposals.back().tickets.end());
  }
  for (const Entrant& entrant : entrants)
    if (!placed.contains(entrant.ticket->id)) plan.waiting.push_back(entrant.ticket->id);
  std::ranges::sort(plan.waiting);
  return plan;
}

WaitReason explain_team_wait(const Ticket& ticket, std::span<const Ticket> waiting, const Mode& mode,
                             const TeamRules& rules, const Catalog& catalog, Time now) {
  const Surroundings given{mode, rules, catalog, now};
  std::vector<Entrant> entrants{entrant_of(ticket, given)};
  WaitReason why;
  for (const Ticket& other : waiting) {
    if (other.id == ticket.id || other.mode != mode.name) continue;
    entrants.push_back(entrant_of(other, given));
    why.others += entrants.back().people;
  }
  const int own_rating = entrants.front().rating;
  std::ranges::sort(entrants.begin() + 1, entrants.end(), {}, [&](const Entrant& other) {
    return std::pair(std::abs(std::int64_t{other.rating} - own_rating), other.ticket->id);
  });
  if (entrants.size() > kTeamTicketsExact) entrants.resize(kTeamTicketsExact);
  constexpr std::pair<Lenience, MissReason> kSteps[] = {
      {{}, MissReason::opponents_taken},
      {{.any_rating = true}, MissReason::outside_window},
      {{.any_rating = true, .any_region = true}, MissReason::regions_apart},
      {{.any_rating = true, .any_region = true, .any_side = true}, MissReason::no_opposite_side}};
  for (const auto& [lenience, reason] : kSteps) {
    const TeamPool pool(entrants, given, lenience);
    const auto has_ticket = [](const TeamMatch& match) { return (match.all() & 1) != 0; };
    if (!std::ranges::any_of(pool.matches(), has_ticket)) continue;
    why.reason = reason;
    return why;
  }
  return why;
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
