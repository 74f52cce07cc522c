// JobWorker: the loop that runs jobs from the store, several at a time, under leases. A job that dies with
// its worker is taken again when its lease ends; running one twice changes nothing.
#pragma once

#include <string>

#include "app/judge.hpp"
#include "app/ports/clock.hpp"
#include "app/ports/store.hpp"
#include "app/ports/telemetry.hpp"
#include "app/ports/wakeup.hpp"
#include "app/stop.hpp"

namespace evo {

struct WorkerOptions {
  int concurrency = 2;
  int attempts_max = 5;
  Duration lease = std::chrono::seconds(60);  // Longer than any job may take.
  Duration retry_base = std::chrono::seconds(2);
  Duration retry_max = std::chrono::minutes(2);
  Duration idle = std::chrono::seconds(30);
};

class JobWorker {
 public:
  JobWorker(Store& store, Clock& clock, Wakeup& wakeup, Judge& judge, Telemetry& telemetry,
            WorkerOptions options, std::string owner)
      : store_(store),
        clock_(clock),
        wakeup_(wakeup),
        judge_(judge),
        telemetry_(telemetry),
        options_(options),
        owner_(std::move(owner)) {}

  // Returns after the jobs under way have ended.
  Task<void> run(Stop stop);

 private:
  Task<void> run_one(Job job);
  Task<Result<void>> conclude(Job job, Result<void> done);
  Task<Result<std::vector<Job>>> claim(int limit);

  Store& store_;
  Clock& clock_;
  Wakeup& wakeup_;
  Judge& judge_;
  Telemetry& telemetry_;
  WorkerOptions options_;
  std::string owner_;
  int running_ = 0;
};

}  // namespace evo
