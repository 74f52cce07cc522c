// Room-internal: rounding that does not obey the rounding mode of the thread, and the Elo arithmetic below
// elo_change().
#pragma once

namespace evo {

int round_half_even(double value);
// Change of `own` in one duel. The two changes of a duel always add up to zero.
int duel_change(int own, int opponent, double own_score, double k, int divisor);

}  // namespace evo
