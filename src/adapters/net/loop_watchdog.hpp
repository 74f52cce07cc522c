// LoopWatchdog: a heartbeat on the event loop. How late each beat comes is how long something held the loop,
// and thereby how long every player waited for nothing. Lag is kept in a histogram, reported as
// `loop.lag_seconds`, and warned about
// (`loop.held_up`) with the name of the longest operation since the beat before, where operations tell their
// names.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "adapters/net/histogram.hpp"
#include "app/ports/telemetry.hpp"
#include "app/stop.hpp"
#include "app/task.hpp"
#include "base/time.hpp"

namespace evo {

struct WatchdogOptions {
  Duration interval = std::chrono::milliseconds(100);
  Duration warn_over = std::chrono::milliseconds(50);
  // At most one warning in this time: a loop that is held up must not drown in its own log.
  Duration warn_pause = std::chrono::seconds(1);
};

class LoopWatchdog {
 public:
  explicit LoopWatchdog(Telemetry& telemetry, WatchdogOptions options = {});

  // Beats until a stop is requested, noticed at the next beat.
  Task<void> run(Stop stop);

  // A stretch of work without an await inside: `const auto operation =
  // watchdog.operation("leaderboard.render");` `name` must be a literal: it is kept until the next beat.
  class Operation {
   public:
    Operation(LoopWatchdog& watchdog, std::string_view name);
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    ~Operation();

   private:
    LoopWatchdog& watchdog_;
    std::string_view name_;
    std::chrono::steady_clock::time_point started_;
  };
  Operation operation(std::string_view name) { return {*this, name}; }

  const Histogram& lag() const { return lag_; }
  void reset() { lag_.reset(); }

 private:
  void beat(Duration lag);

  Telemetry& telemetry_;
  WatchdogOptions options_;
  Histogram lag_;
  std::string_view longest_name_;
  Duration longest_{};
  std::optional<std::chrono::steady_clock::time_point> warned_;
};

}  // namespace evo
