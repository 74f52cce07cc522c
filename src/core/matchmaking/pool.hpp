// Pool: the tickets of one wave, and what a match of any two of them costs. Never changes after construction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/matchmaking/pair_prices.hpp"

namespace evo {

class Pool {
 public:
  // `joins`: who joined lately, for a forecast.
  Pool(std::span<const Ticket* const> tickets, std::span<const Ticket* const> joins, const PoolRules& rules,
       const Catalog& catalog, Time now);

  int size() const { return static_cast<int>(candidates_.size()); }
  const Candidate& operator[](int candidate) const {
    return candidates_[static_cast<std::size_t>(candidate)];
  }
  const MeetingTable& sides() const { return prices_.sides(); }
  const MeetingTable& regions() const { return prices_.regions(); }

  // Of the cheapest way for the two to play, its price less the wait bonus; nothing if they may not.
  std::optional<std::int64_t> cost(int a, int b) const;
  // All the cheapest ways, in the order of their options.
  std::vector<Pairing> cheapest_pairings(int a, int b) const;
  // No two can cost less, or more.
  std::int64_t cost_min() const;
  std::int64_t cost_max() const;
  const PairPrices& prices() const { return prices_; }

 private:
  PairPrices prices_;
  std::vector<Candidate> candidates_;
};

}  // namespace evo
