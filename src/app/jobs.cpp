#include "app/jobs.hpp"

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include "app/look.hpp"
#include "app/outbox.hpp"
#include "base/assert.hpp"

namespace evo {

Task<Result<std::vector<Job>>> JobWorker::claim(int limit) {
  auto body = [&](Tx& tx) -> Task<Result<std::vector<Job>>> {
    co_return co_await tx.jobs().claim(owner_, options_.lease, limit);
  };
  co_return co_await store_.transact(body);
}

Task<Result<void>> JobWorker::conclude(Job job, Result<void> done) {
  const bool give_up = !done && job.attempts >= options_.attempts_max;
  if (give_up) {
    telemetry_.log(Level::warn, "job.buried", {{"job", job.id.value}, {"problem", done.error().message}});
    // The player hears of it before the job is put away for good.
    CO_CHECK_OK(co_await judge_.give_up(ReplayId{job.subject}));
  }
  auto body = [&](Tx& tx) -> Task<Result<bool>> {
    if (done) co_return co_await tx.jobs().finish(job.id, owner_);
    if (give_up) co_return co_await tx.jobs().bury(job.id, owner_, done.error().message);
    const Duration delay = backoff(job.attempts, options_.retry_base, options_.retry_max);
    co_return co_await tx.jobs().retry(job.id, owner_, delay, done.error().message);
  };
  CO_TRY(const bool kept, co_await store_.transact(body));
  telemetry_.count(!kept ? "jobs_lease_lost" : done ? "jobs_done" : give_up ? "jobs_buried" : "jobs_retried");
  co_return Result<void>{};
}

Task<void> JobWorker::run_one(Job job) {
  const Time started = clock_.now();
  auto done = co_await judge_.judge(ReplayId{job.subject});
  telemetry_.observe("job_run_seconds", std::chrono::duration<double>(clock_.now() - started).count());
  if (const auto stored = co_await conclude(job, std::move(done)); !stored)
    telemetry_.log(Level::warn, "job.unsettled",
                   {{"job", job.id.value}, {"problem", stored.error().message}});
  --running_;
  for (const Topic topic : {Topic::jobs, Topic::outbox, Topic::changes}) wakeup_.notify(topic);
}

Task<void> JobWorker::run(Stop stop) {
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto surface = [](std::exception_ptr problem) {
    if (problem) std::rethrow_exception(problem);
  };
  while (!stop.requested()) {
    const int free = options_.concurrency - running_;
    if (free == 0) {
      co_await wakeup_.wait(Topic::jobs, clock_.now() + options_.idle);
      continue;
    }
    const Look look =
        co_await look_for_work(store_, clock_, options_.idle, [](Tx& tx) { return tx.jobs().next_due(); });
    if (look.due) {
      const auto jobs = co_await claim(free);
      if (!jobs) telemetry_.log(Level::warn, "jobs.claim_failed", {{"problem", jobs.error().message}});
      if (jobs && !jobs->empty()) {
        for (const Job& job : *jobs) {
          ++running_;
          boost::asio::co_spawn(executor, run_one(job), surface);
        }
        continue;
      }
    }
    co_await wakeup_.wait(Topic::jobs, look.next);
  }
  while (running_ > 0) co_await clock_.sleep_until(clock_.now() + std::chrono::milliseconds(10));
}

}  // namespace evo
