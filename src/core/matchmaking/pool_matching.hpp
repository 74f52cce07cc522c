// The best matching of a pool, found and proven without looking at all of its pairs.
//
// A few likely opponents of everybody make a sparse graph. Its best half-integral matching comes with duals;
// those pairs of the pool for which the duals do not suffice are added, and the matching is found again from
// there, until there are none. Then the odd cycles that are left, of which there are few, are resolved by the
// blossom algorithm, again until the duals suffice for all pairs. By duality (matching.hpp) the matching is
// then the best of the whole pool. In a pool of odd size somebody is left over in any case: one vertex more,
// which costs nothing to be matched to, keeps that from making one blossom of the whole pool.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matchmaking/matching.hpp"
#include "core/matchmaking/pool.hpp"

namespace evo {

struct MatchingLimits {
  int all_pairs_max = 100;  // In pools up to that size all pairs are looked at.
  int exact_max = 1'000;    // Up to that size nothing ends the search but the proof.
  int rounds_max = 6;       // Beyond: how often the blossom algorithm may be run.
};

struct PoolMatching {
  std::vector<int> partner;  // By candidate; or -1.
  std::int64_t cost = 0;
  // No matching of as many candidates costs less. Equal to the cost if `exact`; else it is the bound of the
  // best half-integral matching, which holds all the same.
  std::int64_t cost_bound = 0;
  bool exact = false;   // Proven to be a largest matching and, of those, one of least cost.
  MatchingDuals duals;  // The proof, if `exact`. In a pool of odd size the vertex added is the last.
};

PoolMatching match_pool(const Pool& pool, const MatchingLimits& limits);

}  // namespace evo
