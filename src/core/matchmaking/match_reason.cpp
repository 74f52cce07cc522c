#include "core/matchmaking/match_reason.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/matchmaking/map_choice.hpp"
#include "core/matchmaking/pool.hpp"
#include "core/matchmaking/server_choice.hpp"

namespace evo {
namespace {

class Explanation {
 public:
  Explanation(std::span<const Ticket* const> tickets, std::span<const Ticket* const> joins,
              const PoolRules& rules, const Catalog& catalog, Time now)
      : rules_(rules), catalog_(catalog), now_(now), pool_(tickets, joins, rules, catalog, now) {
    for (int i = 0; i < pool_.size(); ++i) places_[pool_[i].ticket->id] = i;
  }

  MatchReason of(const Proposal& proposal) const {
    const int a = places_.at(proposal.first.ticket);
    const int b = places_.at(proposal.second.ticket);
    const Candidate& first = pool_[a];
    const Candidate& second = pool_[b];
    MatchReason why;
    why.tickets = {matched(a, 0, proposal.first), matched(b, 1, proposal.second)};
    why.waiting = pool_.size();
    why.rating_difference = proposal.rating_difference;
    why.cost = parts(first, second, proposal);
    const Ticket* const both[] = {first.ticket, second.ticket};
    const MapChoice maps = map_choice(map_wishes(both), rules_, catalog_);
    why.maps = maps.pool;
    why.maps_open = static_cast<int>(maps.open.size());
    why.map_chance = maps.chance_of(proposal.map);
    why.server_is_usual = pool_.prices().server_is_preferred(first, second);
    const std::string_view regions[] = {first.ticket->region, second.ticket->region};
    if (const auto ms = worst_ping(regions, proposal.server, catalog_))
      why.ping_ms = static_cast<int>(std::lround(*ms));
    return why;
  }

 private:
  CostParts parts(const Candidate& first, const Candidate& second, const Proposal& proposal) const {
    const std::int64_t within = std::min(std::int64_t{proposal.rating_difference}, kDifferenceMax);
    const PairPrices::Extra extra = pool_.prices().extra(first, second);
    CostParts cost{.rating = within * within, .rematch = extra.rematch, .ping = extra.ping};
    // What the cost was cut down to is missing here as well.
    cost.waiting = cost.sum() - proposal.cost;
    return cost;
  }

  MatchedTicket matched(int candidate, int team, const Seat& seat) const {
    const Candidate& own = pool_[candidate];
    return {.player = seat.player,
            .team = team,
            .rating = seat.option.rating,
            .waited = now_ - own.ticket->joined_at,
            .window = own.window,
            .choices = choices(candidate)};
  }

  int choices(int candidate) const {
    int count = 0;
    const int last = std::min(candidate + kChoicesLooked / 2, pool_.size() - 1);
    for (int other = std::max(candidate - kChoicesLooked / 2, 0); other <= last; ++other)
      if (other != candidate && pool_.cost(candidate, other)) ++count;
    return count;
  }

  const PoolRules& rules_;
  const Catalog& catalog_;
  const Time now_;
  const Pool pool_;
  std::map<TicketId, int> places_;
};

}  // namespace

std::vector<MatchReason> explain_matches(const WavePlan& plan, std::span<const Ticket> tickets,
                                         const PoolRules& rules, const Catalog& catalog, Time now,
                                         std::span<const Ticket> joins) {
  std::vector<MatchReason> reasons;
  if (plan.proposals.empty()) return reasons;
  std::vector<const Ticket*> waiting;
  for (const Ticket& ticket : tickets)
    if (ticket.mode == rules.mode) waiting.push_back(&ticket);
  std::vector<const Ticket*> lately;
  for (const Ticket& join : joins)
    if (join.mode == rules.mode) lately.push_back(&join);
  const Explanation explanation(waiting, lately, rules, catalog, now);
  for (const Proposal& proposal : plan.proposals) reasons.push_back(explanation.of(proposal));
  return reasons;
}

}  // namespace evo
