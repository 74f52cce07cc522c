// Who won, from a summary, with the reason: find_winner() says what a verdict may rest on, find_outcome()
// goes one step further and says how it knows.
#pragma once

#include "replay/analysis/analysis.hpp"

namespace evo::replay {

Outcome find_outcome(const ReplaySummary& summary);
Ending find_ending(const ReplayPlayer& player);

}  // namespace evo::replay
