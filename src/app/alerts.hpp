// Alerts: the loop that tells players who asked for it that others wait in a queue, at most as often as each
// of them chose. Who waits or plays himself hears nothing, nor does anybody during his quiet hours: an alert
// that comes later is of no use. Every node may run it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/ports/clock.hpp"
#include "app/ports/store.hpp"
#include "app/ports/telemetry.hpp"
#include "app/ports/wakeup.hpp"
#include "app/rules.hpp"
#include "app/stop.hpp"

namespace evo {

inline constexpr Duration kAlertInterval = std::chrono::seconds(60);
inline constexpr int kAlertBatch = 200;  // Players looked at in one transaction.

class Alerts {
 public:
  // `interval`: between two looks.
  Alerts(Store& store, Clock& clock, Wakeup& wakeup, Telemetry& telemetry, const Rules& rules,
         Duration interval = kAlertInterval)
      : store_(store),
        clock_(clock),
        wakeup_(wakeup),
        telemetry_(telemetry),
        rules_(rules),
        interval_(interval) {}

  Task<void> run(Stop stop);
  // Tells everybody who is to be told now; how many.
  Task<Result<int>> tell();

 private:
  // Each of them of that mode, if that still holds; how many.
  Task<Result<int>> tell_these(const std::vector<std::pair<PlayerId, std::string>>& due);

  Store& store_;
  Clock& clock_;
  Wakeup& wakeup_;
  Telemetry& telemetry_;
  const Rules& rules_;
  Duration interval_;
};

}  // namespace evo
