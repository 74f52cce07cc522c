// Seeding: where somebody's rating begins, if the rules want it to begin anywhere but at the start: by his
// ratings with other races and modes, or else by the placements he named when he joined.
#pragma once

#include "app/ports/store.hpp"
#include "app/rules.hpp"

namespace evo {

// Seeds the rating, if it has no game yet and stands at the start: once, with a line in the ledger (an
// adjustment). Without rules that seed anything it does not even look.
Task<Result<void>> seed_rating(Tx& tx, RatingKey key, const Player& player, const Rules& rules);

}  // namespace evo
