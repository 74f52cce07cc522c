// Matchmaker: the loop that turns waiting tickets into matches, mode by mode. Every wave reads the tickets,
// plans away from the loop and commits each proposal in a transaction of its own, so that a ticket that left
// meanwhile cancels only its own proposal. It keeps nothing in memory but what it has read: another node can
// take over at any moment.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/lease.hpp"
#include "app/ports/clock.hpp"
#include "app/ports/offload.hpp"
#include "app/ports/store.hpp"
#include "app/ports/telemetry.hpp"
#include "app/ports/wakeup.hpp"
#include "app/read/waiting.hpp"
#include "app/rules.hpp"
#include "app/stop.hpp"
#include "base/random.hpp"
#include "core/matchmaking/team_wave.hpp"

namespace evo {

struct WaveReport {
  std::size_t candidates = 0;
  std::size_t matched = 0;  // Matches made.
  std::size_t dropped = 0;  // Proposals whose tickets had changed.
  std::size_t missed = 0;   // Tickets left waiting.
};

class Matchmaker {
 public:
  Matchmaker(Store& store, Clock& clock, Wakeup& wakeup, Offload& offload, Telemetry& telemetry,
             const Rules& rules, std::shared_ptr<WaitingShelf> waiting, LeaderLease lease, Rng rng)
      : store_(store),
        clock_(clock),
        wakeup_(wakeup),
        offload_(offload),
        telemetry_(telemetry),
        rules_(rules),
        waiting_(std::move(waiting)),
        lease_(std::move(lease)),
        rng_(rng) {}

  Task<void> run(Stop stop);
  // One wave now, if this node leads; an empty report otherwise.
  Task<Result<WaveReport>> wave();

 private:
  // Reads who waits, if that has changed. Whether it is this node's to plan.
  Task<Result<bool>> look();
  // Adds those who go without to the report.
  std::vector<TeamProposal> plan(const Mode& mode, const Waiting& waiting, Time now, WaveReport& report);
  // `waiting` outlives the task.
  Task<Result<void>> wave_of(const Mode& mode, const Waiting& waiting, std::int64_t epoch,
                             WaveReport& report);
  // false: a ticket of the proposal no longer waits.
  Task<Result<bool>> commit(std::string mode, TeamProposal proposal, std::int64_t epoch);
  void report(const WaveReport& report);

  Store& store_;
  Clock& clock_;
  Wakeup& wakeup_;
  Offload& offload_;
  Telemetry& telemetry_;
  const Rules& rules_;
  std::shared_ptr<WaitingShelf> waiting_;
  LeaderLease lease_;
  Rng rng_;
};

}  // namespace evo
