#include "core/matchmaking/pool.hpp"

#include <algorithm>
#include <cstdlib>

namespace evo {
namespace {

std::set<std::string_view> side_codes(std::span<const Ticket* const> tickets) {
  std::set<std::string_view> codes;
  for (const Ticket* ticket : tickets)
    for (const TicketOption& option : ticket->options) codes.insert(option.side);
  return codes;
}

std::set<std::string_view> region_codes(std::span<const Ticket* const> tickets) {
  std::set<std::string_view> codes;
  for (const Ticket* ticket : tickets) codes.insert(ticket->region);
  return codes;
}

}  // namespace

Pool::Pool(std::span<const Ticket* const> tickets, const PoolRules& rules, const Catalog& catalog, Time now)
    : rules_(rules),
      now_(now),
      sides_(side_codes(tickets),
             [&](std::string_view a, std::string_view b) { return catalog.sides_may_meet(a, b); }),
      regions_(region_codes(tickets),
               [&](std::string_view a, std::string_view b) { return catalog.regions_may_meet(a, b); }) {
  candidates_.reserve(tickets.size());
  for (const Ticket* ticket : tickets) {
    Candidate candidate;
    candidate.ticket = ticket;
    candidate.waves = waves_waited(*ticket, now, rules);
    candidate.window = window(candidate.waves, rules);
    candidate.bonus = -pair_cost(0, 0, candidate.waves, candidate.waves, rules);
    candidate.region = regions_.index_of(ticket->region);
    for (const TicketOption& option : ticket->options)
      candidate.options.push_back({sides_.index_of(option.side), option.rating});
    candidates_.push_back(std::move(candidate));
  }
  // Whoever is likely to meet stands near each other in memory.
  std::ranges::stable_sort(candidates_, {}, [](const Candidate& candidate) {
    return candidate.options.empty() ? 0 : candidate.options.front().rating;
  });
}

template <class Visit>
void Pool::for_each_pairing(const Candidate& a, const Candidate& b, const Visit& visit) const {
  if (!regions_.may_meet(a.region, b.region)) return;
  const int reach = std::max(a.window, b.window);
  for (std::size_t i = 0; i < a.options.size(); ++i) {
    for (std::size_t j = 0; j < b.options.size(); ++j) {
      if (!sides_.may_meet(a.options[i].side, b.options[j].side)) continue;
      const std::int64_t difference = std::int64_t{a.options[i].rating} - b.options[j].rating;
      if (std::abs(difference) > reach) continue;
      visit({i, j, pair_cost(a.options[i].rating, b.options[j].rating, a.waves, b.waves, rules_)});
    }
  }
}

std::optional<std::int64_t> Pool::cost(int a, int b) const {
  std::optional<std::int64_t> least;
  for_each_pairing((*this)[a], (*this)[b], [&](const Pairing& pairing) {
    if (!least || pairing.cost < *least) least = pairing.cost;
  });
  if (least) least = with_rematch((*this)[a], (*this)[b], *least);
  return least;
}

std::vector<Pairing> Pool::cheapest_pairings(int a, int b) const {
  std::vector<Pairing> pairings;
  for_each_pairing((*this)[a], (*this)[b], [&](const Pairing& pairing) {
    if (!pairings.empty() && pairing.cost < pairings.front().cost) pairings.clear();
    if (pairings.empty() || pairing.cost == pairings.front().cost) pairings.push_back(pairing);
  });
  return pairings;
}

std::int64_t Pool::with_rematch(const Candidate& a, const Candidate& b, std::int64_t cost) const {
  if (rules_.rematch_cost <= 0) return cost;
  return std::min(cost + rematch_cost(*a.ticket, *b.ticket, now_, rules_), kMatchingCostMax);
}

std::int64_t Pool::cost_min() const {
  std::int64_t bonus = 0;
  for (const Candidate& candidate : candidates_) bonus = std::max(bonus, candidate.bonus);
  return -bonus;
}

std::int64_t Pool::cost_max() const {
  int low = 0;
  int high = 0;
  int reach = 0;
  for (const Candidate& candidate : candidates_) {
    reach = std::max(reach, candidate.window);
    for (const Candidate::Option& option : candidate.options) {
      low = std::min(low, option.rating);
      high = std::max(high, option.rating);
    }
  }
  const std::int64_t difference = std::min<std::int64_t>(std::int64_t{high} - low, reach);
  const std::int64_t widest = pair_cost(0, static_cast<int>(std::min<std::int64_t>(difference, 1 << 30)), 0,
                                        0, {.mode = {}, .wait_coefficient = 0});
  return std::min(widest + std::max<std::int64_t>(rules_.rematch_cost_max, 0), kMatchingCostMax);
}

}  // namespace evo
