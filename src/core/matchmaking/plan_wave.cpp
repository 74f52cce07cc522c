#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <set>

#include "core/matchmaking/map_choice.hpp"
#include "core/matchmaking/matchmaking.hpp"
#include "core/matchmaking/miss_reasons.hpp"
#include "core/matchmaking/pool_matching.hpp"

namespace evo {
namespace {

// Tickets in the order of their ids, so that the order in which they were read plays no part. A player takes
// part with one ticket only, or two opponents could be given the same person.
std::vector<const Ticket*> select_tickets(std::span<const Ticket> tickets, const PoolRules& rules,
                                          std::vector<Miss>& misses) {
  std::vector<const Ticket*> chosen;
  for (const Ticket& ticket : tickets)
    if (ticket.mode == rules.mode) chosen.push_back(&ticket);
  std::ranges::sort(chosen, {}, [](const Ticket* ticket) { return ticket->id; });

  std::set<PlayerId> seen;
  std::erase_if(chosen, [&](const Ticket* ticket) {
    if (seen.insert(ticket->player).second) return false;
    misses.push_back({ticket->id, MissReason::over_limit});
    return true;
  });

  if (chosen.size() <= rules.tickets_max) return chosen;
  const auto end = chosen.begin() + static_cast<std::ptrdiff_t>(rules.tickets_max);
  std::ranges::nth_element(chosen, end, {},
                           [](const Ticket* ticket) { return std::pair(ticket->joined_at, ticket->id); });
  for (auto ticket = end; ticket != chosen.end(); ++ticket)
    misses.push_back({(*ticket)->id, MissReason::over_limit});
  chosen.erase(end, chosen.end());
  std::ranges::sort(chosen, {}, [](const Ticket* ticket) { return ticket->id; });
  return chosen;
}

class WavePlanner {
 public:
  WavePlanner(std::span<const Ticket* const> tickets, std::span<const Ticket* const> joins,
              const PoolRules& rules, const Catalog& catalog, Time now, Rng& rng)
      : rules_(rules), catalog_(catalog), rng_(rng), pool_(tickets, joins, rules, catalog, now) {}

  void plan(WavePlan& plan) {
    const PoolMatching best = match_pool(pool_, {});
    plan.candidates = best.partner.size();
    plan.cost = best.cost;
    plan.cost_bound = best.cost_bound;
    plan.exact = best.exact;
    std::vector<int> missed;
    for (const int candidate : by_ticket()) {
      const int partner = best.partner[candidate];
      if (partner < 0)
        missed.push_back(candidate);
      else if (pool_[candidate].ticket->id < pool_[partner].ticket->id)
        plan.proposals.push_back(propose(candidate, partner));
    }
    if (missed.empty()) return;
    const MissReasons reasons(pool_);
    for (const int candidate : missed)
      plan.misses.push_back({pool_[candidate].ticket->id, reasons.of(candidate)});
  }

 private:
  std::vector<int> by_ticket() const {
    std::vector<int> candidates(static_cast<std::size_t>(pool_.size()));
    std::iota(candidates.begin(), candidates.end(), 0);
    std::ranges::sort(candidates, {}, [&](int candidate) { return pool_[candidate].ticket->id; });
    return candidates;
  }

  Proposal propose(int a, int b) {
    // Between equally good ways chance decides, so that the same few players do not always meet with the same
    // races.
    const std::vector<Pairing> pairings = pool_.cheapest_pairings(a, b);
    const Pairing pairing = pairings.size() == 1 ? pairings.front() : rng_.pick(pairings);

    Proposal proposal;
    const Ticket* first = pool_[a].ticket;
    const Ticket* second = pool_[b].ticket;
    proposal.first = seat(*first, pairing.option_a);
    proposal.second = seat(*second, pairing.option_b);
    if (second_goes_first(proposal.first.option.side, proposal.second.option.side)) {
      std::swap(proposal.first, proposal.second);
      std::swap(first, second);
    }
    proposal.cost = *pool_.cost(a, b);
    proposal.rating_difference = std::abs(proposal.first.option.rating - proposal.second.option.rating);
    const Ticket* const both[] = {first, second};
    proposal.map = draw_map(map_choice(map_wishes(both), rules_, catalog_), rng_);
    proposal.server = pool_.prices().server(pool_[a], pool_[b]);
    return proposal;
  }

  static Seat seat(const Ticket& ticket, std::size_t option) {
    return {ticket.id, ticket.player, ticket.options[option]};
  }

  bool second_goes_first(const std::string& side_a, const std::string& side_b) {
    if (side_a == side_b) return rng_.below(2) == 1;
    return std::ranges::any_of(
        catalog_.matchups, [&](const auto& matchup) { return matchup[0] == side_b && matchup[1] == side_a; });
  }

  const PoolRules& rules_;
  const Catalog& catalog_;
  Rng& rng_;
  const Pool pool_;
};

}  // namespace

WavePlan plan_wave(std::span<const Ticket> tickets, const PoolRules& rules, const Catalog& catalog, Time now,
                   Rng& rng, std::span<const Ticket> joins) {
  WavePlan plan;
  const std::vector<const Ticket*> chosen = select_tickets(tickets, rules, plan.misses);
  std::vector<const Ticket*> lately;
  for (const Ticket& join : joins)
    if (join.mode == rules.mode) lately.push_back(&join);
  WavePlanner(chosen, lately, rules, catalog, now, rng).plan(plan);
  std::ranges::sort(plan.misses, {}, &Miss::ticket);
  return plan;
}

}  // namespace evo
