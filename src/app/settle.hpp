// settle(): the one place where what follows from a match's change of state happens: ratings and their
// ledger, penalties, notices, change hints and the audit line, all in the transaction of the change itself.
// Commands, deadlines, verdicts and staff decisions all end here.
#pragma once

#include <string>

#include "app/ports/store.hpp"
#include "app/rules.hpp"

namespace evo {

struct Cause {
  PlayerId actor;      // 0: the system.
  std::string action;  // For the audit: "confirm_match", "confirm_deadline", ...
  std::string reason;
};

// Stores `after`. Equal values change nothing, so a repeated event is harmless.
Task<Result<void>> settle(Tx& tx, Match before, Match after, const Rules& rules, Cause cause);

}  // namespace evo
