// Seasons, as staff end and begin them. Ending one keeps the final standings of every ladder for ever;
// beginning one moves every rating towards the start, as the rules say, with a line in the ledger, and counts
// games anew. Each is one transaction; names and results that change later do not change the archive.
#pragma once

#include <string>
#include <vector>

#include "app/ports/store.hpp"
#include "app/rules.hpp"

namespace evo {

inline constexpr std::size_t kSeasonNameBytesMax = 40;

// What there are ladders of: the queue's mode and every mode of the catalog.
std::vector<std::string> ladders_of(const Rules& rules);

struct SeasonEnd {
  SeasonId season;
  int entries = 0;
};
// Errors: invalid (the name), conflict (there is a season of this name).
Task<Result<SeasonEnd>> end_season(Store& store, const Rules& rules, std::string name);
// How many ratings begin anew. Ratings without a game stay as they are.
Task<Result<int>> begin_season(Store& store, const Rules& rules);

}  // namespace evo
