#include "adapters/net/loop_watchdog.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/assert.hpp"

namespace evo {

namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;

LoopWatchdog::LoopWatchdog(Telemetry& telemetry, WatchdogOptions options)
    : telemetry_(telemetry), options_(options) {
  EVO_ASSERT(options_.interval > Duration::zero());
}

Task<void> LoopWatchdog::run(Stop stop) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (!stop.requested()) {
    const SteadyClock::time_point due = SteadyClock::now() + options_.interval;
    timer.expires_at(due);
    boost::system::error_code error;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    beat(std::chrono::duration_cast<Duration>(SteadyClock::now() - due));
  }
}

void LoopWatchdog::beat(Duration lag) {
  lag_.record(lag);
  telemetry_.observe("loop.lag_seconds", std::chrono::duration<double>(lag).count());
  const auto now = SteadyClock::now();
  if (lag > options_.warn_over && (!warned_ || now - *warned_ >= options_.warn_pause)) {
    warned_ = now;
    telemetry_.log(Level::warn, "loop.held_up",
                   {{"lag_ms", lag.count() / 1000},
                    {"operation", longest_name_.empty() ? "unknown" : longest_name_},
                    {"operation_ms", longest_.count() / 1000}});
  }
  longest_name_ = {};
  longest_ = {};
}

LoopWatchdog::Operation::Operation(LoopWatchdog& watchdog, std::string_view name)
    : watchdog_(watchdog), name_(name), started_(SteadyClock::now()) {}

LoopWatchdog::Operation::~Operation() {
  const auto took = std::chrono::duration_cast<Duration>(SteadyClock::now() - started_);
  if (took <= watchdog_.longest_) return;
  watchdog_.longest_ = took;
  watchdog_.longest_name_ = name_;
}

}  // namespace evo
