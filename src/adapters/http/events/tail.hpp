// Keeps an EventFeed in step with the store: reads new changes at every hint, and at the latest after each
// poll interval, because other processes write changes too.
#pragma once

#include "adapters/http/events/feed.hpp"
#include "app/ports/clock.hpp"
#include "app/ports/telemetry.hpp"
#include "app/ports/wakeup.hpp"
#include "app/read/reader.hpp"
#include "app/stop.hpp"

namespace evo::http {

struct TailOptions {
  Duration poll_interval = std::chrono::seconds(1);
  std::size_t backlog =
      4096;  // Changes read at the start, so that clients can resume across a restart of this process.
};

// Appends what is new in the store; the first time it starts the feed. Repeatable. Errors: those of the
// store.
Task<Result<void>> read_changes(EventFeed& feed, Reader& reader, std::size_t backlog);

// Runs until `stop`; it is the only waiter of Topic::changes. Failures of the store are logged once and tried
// again.
Task<void> tail_changes(EventFeed& feed, Reader& reader, Wakeup& wakeup, Clock& clock, Telemetry& telemetry,
                        TailOptions options, Stop stop);

}  // namespace evo::http
