#include "core/matchmaking/pool.hpp"

#include <algorithm>

#include "core/matchmaking/outlook.hpp"

namespace evo {

Pool::Pool(std::span<const Ticket* const> tickets, std::span<const Ticket* const> joins,
           const PoolRules& rules, const Catalog& catalog, Time now)
    : prices_(tickets, joins, rules, catalog, now) {
  candidates_.reserve(tickets.size());
  for (const Ticket* ticket : tickets) candidates_.push_back(prices_.candidate(*ticket));
  if (rules.forecast.on()) {
    const Outlook outlook(joins, prices_, rules, now);
    for (Candidate& candidate : candidates_) outlook.apply(candidate);
  }
  // Whoever is likely to meet stands near each other in memory.
  std::ranges::stable_sort(candidates_, {}, [](const Candidate& candidate) {
    return candidate.options.empty() ? 0 : candidate.options.front().rating;
  });
}

std::optional<std::int64_t> Pool::cost(int a, int b) const {
  const Candidate& first = (*this)[a];
  const Candidate& second = (*this)[b];
  std::optional<std::int64_t> least;
  prices_.for_each_pairing(first, second, [&](const Pairing& pairing) {
    if (!least || pairing.price < *least) least = pairing.price;
  });
  if (least) least = std::min(*least - std::max(first.bonus, second.bonus), kMatchingCostMax);
  return least;
}

std::vector<Pairing> Pool::cheapest_pairings(int a, int b) const {
  std::vector<Pairing> pairings;
  prices_.for_each_pairing((*this)[a], (*this)[b], [&](const Pairing& pairing) {
    if (!pairings.empty() && pairing.price < pairings.front().price) pairings.clear();
    if (pairings.empty() || pairing.price == pairings.front().price) pairings.push_back(pairing);
  });
  return pairings;
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
  const std::int64_t difference = std::min({std::int64_t{high} - low, std::int64_t{reach}, kDifferenceMax});
  return std::min(difference * difference + prices_.extra_max(), kMatchingCostMax);
}

}  // namespace evo
