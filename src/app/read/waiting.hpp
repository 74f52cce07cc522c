// Waiting: who waits, read once and looked at by many. Every transaction that changes who waits, or how many
// matches are live, appends the change "queue", so what was read when that had one number holds in every
// snapshot in which it still has it. A page that everybody who waits looks at again and again then costs one
// row and not every ticket.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/ports/store.hpp"
#include "app/rules.hpp"

namespace evo {

struct QueueView {
  Time as_of;
  int waiting = 0;
  std::map<std::string, int>
      waiting_by_side;  // Side code -> tickets that offer it; a ticket may count on two sides.
  std::map<std::string, int> waiting_by_mode;  // People, for every mode that can be queued for.
  int live_matches = 0;
};

// Who waits at one moment; never changes afterwards.
struct Waiting {
  std::int64_t change = 0;  // Number of the newest change "queue" by then.
  // By mode, then by id. With recent opponents, where the rules look at them.
  std::map<std::string, std::vector<Ticket>> tickets;
  std::vector<Ticket> joins;  // The latest in the mode of two, whatever became of them; for a forecast.
  QueueView counts;

  // The player's own ticket, or the one on which he is a partner; nullptr when he does not wait.
  const Ticket* find_of(PlayerId player) const;
};

// What the parts of one node know of the queue. null: nobody has looked yet.
struct WaitingShelf {
  std::shared_ptr<const Waiting> now;  // As of the latest look.
};

// Who waits in the snapshot of `tx`: what is known already if it still holds, else read anew. `known` may be
// null.
Task<Result<std::shared_ptr<const Waiting>>> waiting_now(Tx& tx, std::shared_ptr<const Waiting> known,
                                                         const Rules& rules);

}  // namespace evo
