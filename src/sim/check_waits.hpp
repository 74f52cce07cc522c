// What the ladder promises those who wait: nobody waits longer than five minutes while somebody waits whom he
// may meet; and what he is paired by is true.
#pragma once

#include "app/ports/store.hpp"
#include "app/rules.hpp"
#include "sim/checkers.hpp"

namespace evo::sim {

inline constexpr Duration kWaitMax = std::chrono::minutes(5);

// Plans the queue of every mode again, without those who came after `settled`: by then whoever could be
// matched should have been. Whom one may meet is anybody whom side, region and blocked servers allow where
// the rules open the window, else who was within the window then.
Task<Result<void>> check_waits(Store& store, const Rules& rules, Time settled, Findings& findings);

// What every ticket that waits says of the people on it is what is stored of them now.
Task<Result<void>> check_tickets(Store& store, const Rules& rules, Findings& findings);

}  // namespace evo::sim
