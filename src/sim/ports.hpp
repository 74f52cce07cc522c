// The ports of a simulated process: clock, wake-ups, offload and parser, all in virtual time and free of
// threads.
#pragma once

#include <array>
#include <memory>

#include "app/ports/clock.hpp"
#include "app/ports/offload.hpp"
#include "app/ports/parser.hpp"
#include "app/ports/wakeup.hpp"
#include "sim/event.hpp"
#include "sim/loop.hpp"

namespace evo::sim {

class SimClock : public Clock {
 public:
  // `skew` is how far this process's clock is ahead of the database's.
  SimClock(SimLoop& loop, SimLoop::Domain domain, Duration skew)
      : loop_(loop), domain_(domain), skew_(skew) {}
  Time now() const override { return loop_.now() + skew_; }
  Task<void> sleep_until(Time time) override;

 private:
  SimLoop& loop_;
  SimLoop::Domain domain_;
  Duration skew_;
};

class SimWakeup : public Wakeup {
 public:
  SimWakeup(SimLoop& loop, SimLoop::Domain domain, Duration skew);
  void notify(Topic topic) override;
  void notify_all() override;
  Task<void> wait(Topic topic, Time deadline) override;

 private:
  Duration skew_;
  bool all_ = false;
  std::array<std::unique_ptr<Event>, kTopics> events_;
};

// Reads real replay files with the replay library, and summaries in their JSON form, which simulated players
// may upload instead because they cost less to make.
class SimParser : public Parser {
 public:
  Task<Result<replay::ReplaySummary>> parse(Blob bytes) override;
};

}  // namespace evo::sim
