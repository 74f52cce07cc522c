// rerate(): what follows from deciding a rated match again. The match and every later game that its effect
// reaches are rated anew, in the order in which they counted; each that changes gets a further line in the
// ledger with the difference. What the effect does not reach keeps its lines and ratings. A match of a season
// that is over is corrected without any effect on ratings.
#pragma once

#include "app/ports/store.hpp"
#include "app/rules.hpp"

namespace evo {

// Adds (sign 1) or takes back (sign -1) one game in the counters.
void count_game(Rating& rating, double own_score, int sign);

// More lines than this in the ledger since the match are not replayed within one transaction.
inline constexpr int kReplayLinesMax = 20'000;

// Brings ratings, ledger and later matches to what `after` says, and sets the rating changes in `after`,
// which is not stored here. `before` is what is stored. false, and nothing was done: the rules want only
// the difference, or too much has been played since.
Task<Result<bool>> rerate(Tx& tx, const Match& before, Match& after, const Rules& rules);

}  // namespace evo
