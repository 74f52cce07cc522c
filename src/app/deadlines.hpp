// Deadlines: the loop that acts when players do not. It sweeps matches whose confirm or report deadline has
// passed, each in a transaction of its own, and forgets what has expired. Every node may run it: a deadline
// acted on twice changes nothing.
#pragma once

#include "app/ports/clock.hpp"
#include "app/ports/store.hpp"
#include "app/ports/telemetry.hpp"
#include "app/ports/wakeup.hpp"
#include "app/rules.hpp"
#include "app/stop.hpp"

namespace evo {

inline constexpr Duration kDeadlinesIdle = std::chrono::minutes(1);
inline constexpr int kSweepMax = 100;
inline constexpr std::int64_t kChangesKept = 100'000;

class Deadlines {
 public:
  // `idle`: what other nodes have set going is noticed after so long at the latest.
  Deadlines(Store& store, Clock& clock, Wakeup& wakeup, Telemetry& telemetry, const Rules& rules,
            Duration idle = kDeadlinesIdle)
      : store_(store), clock_(clock), wakeup_(wakeup), telemetry_(telemetry), rules_(rules), idle_(idle) {}

  Task<void> run(Stop stop);
  // Acts on what is due; the number of matches changed.
  Task<Result<int>> sweep();

 private:
  Task<Result<bool>> expire(MatchId id);
  Task<Result<void>> forget_expired();

  Store& store_;
  Clock& clock_;
  Wakeup& wakeup_;
  Telemetry& telemetry_;
  const Rules& rules_;
  Duration idle_;
  Time forget_at_;
};

}  // namespace evo
