#include "adapters/http/events/tail.hpp"

#include <algorithm>

namespace evo::http {
namespace {

constexpr int kBatch = 500;

Task<Result<void>> start_feed(EventFeed& feed, Reader& reader, std::size_t backlog) {
  CO_TRY(const std::int64_t head, co_await reader.changes_head());
  const std::int64_t wanted = std::max<std::int64_t>(0, head - static_cast<std::int64_t>(backlog));
  // The store may have forgotten more than that; what it still has must be all of it.
  CO_TRY(const auto oldest, co_await reader.changes_since(wanted, 1));
  feed.start(oldest.empty() ? head : oldest.front().seq - 1);
  co_return Result<void>{};
}

}  // namespace

Task<Result<void>> read_changes(EventFeed& feed, Reader& reader, std::size_t backlog) {
  if (!feed.started()) CO_CHECK_OK(co_await start_feed(feed, reader, backlog));
  for (;;) {
    CO_TRY(auto changes, co_await reader.changes_since(feed.head(), kBatch));
    const bool is_last = changes.size() < static_cast<std::size_t>(kBatch);
    if (changes.empty()) {
      // Numbers only grow: a smaller head means another store, for instance a restored backup.
      CO_TRY(const std::int64_t head, co_await reader.changes_head());
      if (head < feed.head()) feed.restart(head);
    }
    feed.append(std::move(changes));
    if (is_last) co_return Result<void>{};
  }
}

Task<void> tail_changes(EventFeed& feed, Reader& reader, Wakeup& wakeup, Clock& clock, Telemetry& telemetry,
                        TailOptions options, Stop stop) {
  bool failed = false;
  while (!stop.requested()) {
    const auto outcome = co_await read_changes(feed, reader, options.backlog);
    if (!outcome && !failed)
      telemetry.log(Level::warn, "events.tail_failed", {{"problem", outcome.error().message}});
    failed = !outcome;
    if (stop.requested()) break;
    co_await wakeup.wait(Topic::changes, clock.now() + options.poll_interval);
  }
}

}  // namespace evo::http
