// OutboxDispatcher: the loop that delivers what transactions have promised. Delivery is at least once and in
// order for each player; an item that fails too often is parked where the operator sees it. PageMessenger:
// delivers to the player's own page, the messenger every stage has.
#pragma once

#include <string>

#include "app/ports/clock.hpp"
#include "app/ports/messenger.hpp"
#include "app/ports/store.hpp"
#include "app/ports/telemetry.hpp"
#include "app/ports/wakeup.hpp"
#include "app/stop.hpp"
#include "core/player/quiet_hours.hpp"

namespace evo {

struct OutboxOptions {
  int batch = 50;
  int attempts_max = 10;
  Duration lease = std::chrono::seconds(30);
  Duration retry_base = std::chrono::seconds(1);  // Doubles with each attempt, up to retry_max.
  Duration retry_max = std::chrono::minutes(5);
  Duration idle = std::chrono::seconds(30);  // Looks at least this often.
};

class OutboxDispatcher {
 public:
  OutboxDispatcher(Store& store, Clock& clock, Wakeup& wakeup, Messenger& messenger, Telemetry& telemetry,
                   OutboxOptions options, std::string owner, TimeZones zones = {})
      : store_(store),
        clock_(clock),
        wakeup_(wakeup),
        messenger_(messenger),
        telemetry_(telemetry),
        options_(options),
        owner_(std::move(owner)),
        zones_(std::move(zones)) {}

  Task<void> run(Stop stop);
  // Claims and delivers one batch; the number of items claimed.
  Task<Result<int>> deliver_batch();

 private:
  Task<Result<void>> deliver(OutboxItem item);
  // Puts off what can wait while its player has quiet hours; false: it is to be delivered now.
  Task<Result<bool>> held_back(const OutboxItem& item);

  Store& store_;
  Clock& clock_;
  Wakeup& wakeup_;
  Messenger& messenger_;
  Telemetry& telemetry_;
  OutboxOptions options_;
  std::string owner_;
  TimeZones zones_;
};

class PageMessenger : public Messenger {
 public:
  explicit PageMessenger(Store& store) : store_(store) {}
  Task<Delivery> deliver(OutboxItem item) override;

 private:
  Store& store_;
};

// base * 2^(attempts - 1), at most `limit`.
Duration backoff(int attempts, Duration base, Duration limit);

}  // namespace evo
