// Outlook: the forecast for one pool. Who joined lately, as opponents of whoever waits.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/matchmaking/forecast.hpp"
#include "core/matchmaking/pair_prices.hpp"

namespace evo {

class Outlook {
 public:
  // Both stay as they are and outlive it.
  Outlook(std::span<const Ticket* const> joins, const PairPrices& prices, const PoolRules& rules, Time now);

  // Sets what the candidate finds acceptable, and the window that follows from it. O(joins).
  void apply(Candidate& candidate) const;
  // When he will accept that price; nullopt: never.
  std::optional<Time> accepts_at(const Candidate& candidate, std::int64_t price) const;

 private:
  std::vector<ExpectedMatch> expected_of(const Candidate& candidate) const;

  const PairPrices& prices_;
  const PoolRules& rules_;
  const Time now_;
  std::vector<Candidate> joins_;
  std::vector<double> rates_;
};

}  // namespace evo
