// The best half-integral matching: every vertex is matched wholly to one other, or by halves to both its
// neighbours on an odd cycle, or not at all. It is the optimum of the dual programme of matching.hpp without
// odd sets, is found without contracting anything, and differs from the best matching near its odd cycles
// only, of which there are few. So it is where the search for the best matching begins.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matchmaking/arc_table.hpp"
#include "core/matchmaking/matching.hpp"

namespace evo {

// Improves `matching` (any duals without odd sets, any matching of these arcs; what does not fit is put right
// first) to the best half-integral matching. Of each odd cycle one vertex is then left without a partner,
// though its dual is above the floor, and the others are matched to each other. Returns the number of odd
// cycles.
int best_half_matching(const ArcTable& arcs, Weight floor, Matching& matching);

}  // namespace evo
