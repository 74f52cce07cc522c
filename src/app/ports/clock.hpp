// Clock: the node's time. Decisions stored in the database use Tx::now() instead, so that all nodes agree.
#pragma once

#include "app/task.hpp"
#include "base/time.hpp"

namespace evo {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  // Returns at `time` or a little later; at once when it has passed.
  virtual Task<void> sleep_until(Time time) = 0;
};

}  // namespace evo
