// Alerts: the loop that tells players who asked for it that others wait in a queue, at most as often as each
// of them chose. Who waits or plays himself hears nothing, nor does anybody during his quiet hours: an alert
// that comes later is of no use. Every node may run it.
#pragma once

#include "app/ports/clock.hpp"
#include "app/ports/store.hpp"
#include "app/ports/telemetry.hpp"
#include "app/ports/wakeup.hpp"
#include "app/rules.hpp"
#include "app/stop.hpp"

namespace evo {

class Alerts {
 public:
  Alerts(Store& store, Clock& clock, Wakeup& wakeup, Telemetry& telemetry, const Rules& rules)
      : store_(store), clock_(clock), wakeup_(wakeup), telemetry_(telemetry), rules_(rules) {}

  Task<void> run(Stop stop);
  // Tells everybody who is to be told now; how many.
  Task<Result<int>> tell();

 private:
  Task<Result<int>> tell_of(const std::string& mode);

  Store& store_;
  Clock& clock_;
  Wakeup& wakeup_;
  Telemetry& telemetry_;
  const Rules& rules_;
};

inline constexpr Duration kAlertInterval = std::chrono::seconds(60);
inline constexpr int kAlertBatch = 200;  // Players looked at in one transaction.

}  // namespace evo
