// How good the matches of a whole world were, from what its store holds.
#pragma once

#include "app/ports/store.hpp"
#include "app/rules.hpp"
#include "sim/match_quality.hpp"

namespace evo::sim {

// Adds every finished match of the mode of two whose players' waits are known, oldest first.
Task<Result<void>> gather_quality(Store& store, const Rules& rules, const Waits& waits,
                                  MatchQuality& quality);

}  // namespace evo::sim
