// Reads many matches, a page at a time, each in a transaction of its own, so that others get their turn.
#pragma once

#include <cstddef>
#include <vector>

#include "app/ports/store.hpp"

namespace evo {

// Newest first; stops at the end of the page with which there are `count_max`.
Task<Result<std::vector<Match>>> read_matches(Store& store, MatchQuery query, std::size_t count_max);

// More than any ladder has: for reading them all.
inline constexpr std::size_t kEveryMatch = 10'000'000;

}  // namespace evo
