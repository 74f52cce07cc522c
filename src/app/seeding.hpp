// Seeding: where somebody's rating begins, if the rules want it to begin anywhere but at the start: by his
// ratings with other races and modes, or else by the placements he named when he joined.
#pragma once

#include "app/ports/store.hpp"
#include "app/rules.hpp"

namespace evo {

// The rating as stored. One without a game that stands at the start is seeded first, once, with a line in the
// ledger (an adjustment).
Task<Result<Rating>> seeded_rating(Tx& tx, RatingKey key, const Player& player, const Rules& rules);

}  // namespace evo
