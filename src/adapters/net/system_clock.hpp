// The operating system's clock. A step of the wall clock moves the sleepers with it (noticed within five
// minutes).
#pragma once

#include "app/ports/clock.hpp"

namespace evo {

class SystemClock final : public Clock {
 public:
  Time now() const override;
  Task<void> sleep_until(Time time) override;
};

}  // namespace evo
