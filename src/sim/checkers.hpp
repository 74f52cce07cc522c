// Checkers: what must hold in every world, looked up in the store itself, without faults.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/ports/store.hpp"
#include "app/read/reader.hpp"
#include "app/rules.hpp"
#include "sim/population.hpp"

namespace evo::sim {

struct Findings {
  std::vector<std::string> violations;
  int matches = 0;
  int finished = 0;
  int replays = 0;

  void add(std::string violation);
  static constexpr std::size_t kMax = 50;
};

// At any moment: no player in two live matches; who waits does nothing else and waits once; parties wait as a
// whole, by their leader's ticket.
Task<Result<void>> check_always(Store& store, Findings& findings);
// At the end, after the calm:
//   every finished match is rated exactly once, as its outcome says;
//   the ledger replays to the current ratings and the counters follow from the matches;
//   the leaderboards of all modes equal their definition;
//   nothing is left undone: no live match, no job, no undelivered notice, no unread replay;
//   notices of a match reached each player in order;
//   what was acknowledged is there, and was done once.
Task<Result<void>> check_at_rest(Store& store, Reader& reader, const Rules& rules,
                                 std::span<const Acknowledged> acknowledged, Findings& findings);

// At the end as well: what `followed` shows each player, after all it has kept, is what a reader shows that
// has kept nothing.
Task<Result<void>> check_pages(Reader& followed, Reader& fresh, std::span<const PlayerId> players,
                               Findings& findings);

}  // namespace evo::sim
