// What a loop sees when it looks for work: whether something is due by the store's clock, and when to look
// again. Looking reads one row; claiming writes, so it is worth it only when something is due.
#pragma once

#include <functional>
#include <optional>

#include "app/ports/clock.hpp"
#include "app/ports/store.hpp"

namespace evo {

struct Look {
  bool due = true;
  Time next;  // On this process's clock; never at once, so that no loop is tight.
};

using NextDue = std::function<Task<Result<std::optional<Time>>>(Tx&)>;

// `next_due` answers the time of the earliest piece of work. It is looked at again after `idle` at the
// latest. When the store cannot tell, something may be due.
Task<Look> look_for_work(Store& store, Clock& clock, Duration idle, NextDue next_due);

}  // namespace evo
