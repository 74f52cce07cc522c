#include <algorithm>

#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"

namespace evo::sql {
namespace {

// `due_at` of an open job is when it may be claimed next: the end of its lease while somebody has it.
constexpr Query kInsert(
    "INSERT INTO jobs (kind, subject, state, attempts, due_at, owner, problem, created_at)"
    " VALUES ($1, $2, 'open', 0, {now}, '', '', {now})"
    " ON CONFLICT (kind, subject) WHERE state = 'open' DO UPDATE SET kind = excluded.kind RETURNING id");
constexpr Query kClaim(
    "UPDATE jobs SET owner = $1, due_at = {now} + $2, attempts = attempts + 1 WHERE id IN"
    " (SELECT id FROM jobs WHERE state = 'open' AND due_at <= {now} ORDER BY id LIMIT $3 {skip_locked jobs})"
    " RETURNING id, kind, subject, attempts");
constexpr Query kFinish(
    "UPDATE jobs SET state = 'finished', problem = '', ended_at = {now}"
    " WHERE id = $1 AND owner = $2 AND state = 'open'");
constexpr Query kRetry(
    "UPDATE jobs SET owner = '', due_at = {now} + $3, problem = $4 WHERE id = $1 AND owner = $2 AND state = "
    "'open'");
constexpr Query kBury(
    "UPDATE jobs SET state = 'buried', problem = $3, ended_at = {now}"
    " WHERE id = $1 AND owner = $2 AND state = 'open'");
constexpr Query kNextDue("SELECT due_at FROM jobs WHERE state = 'open' ORDER BY due_at LIMIT 1");
constexpr Query kUnfinished("SELECT count(*) FROM jobs WHERE state = 'open'");

Job read_job(RowReader& row) {
  Job job;
  job.id = row.id<JobId>("id");
  job.kind = row.name("kind", job_kind_from);
  job.subject = row.integer("subject");
  job.attempts = row.whole("attempts");
  return job;
}

Time read_due(RowReader& row) { return row.time("due_at"); }

}  // namespace

Task<Result<JobId>> SqlJobs::insert(JobKind kind, std::int64_t subject) {
  CO_TRY(auto rows, co_await session_.execute(kInsert, values(to_string(kind), subject)));
  co_return RowReader("jobs", rows[0]).id<JobId>("id");
}

Task<Result<std::vector<Job>>> SqlJobs::claim(std::string owner, Duration lease, int limit) {
  CO_TRY(auto rows, co_await session_.execute(kClaim, values(std::move(owner), lease, std::max(limit, 0))));
  CO_TRY(auto jobs, read_all("jobs", std::move(rows), read_job));
  std::ranges::sort(jobs, {}, &Job::id);
  co_return jobs;
}

Task<Result<bool>> SqlJobs::finish(JobId job, std::string owner) {
  CO_TRY(const auto rows, co_await session_.execute(kFinish, values(job, std::move(owner))));
  co_return rows.affected == 1;
}

Task<Result<bool>> SqlJobs::retry(JobId job, std::string owner, Duration delay, std::string problem) {
  CO_TRY(const auto rows,
         co_await session_.execute(kRetry, values(job, std::move(owner), delay, std::move(problem))));
  co_return rows.affected == 1;
}

Task<Result<bool>> SqlJobs::bury(JobId job, std::string owner, std::string problem) {
  CO_TRY(const auto rows,
         co_await session_.execute(kBury, values(job, std::move(owner), std::move(problem))));
  co_return rows.affected == 1;
}

Task<Result<std::optional<Time>>> SqlJobs::next_due() {
  CO_TRY(auto rows, co_await session_.execute(kNextDue, {}));
  co_return read_one("jobs", std::move(rows), read_due);
}

Task<Result<int>> SqlJobs::unfinished() {
  CO_TRY(auto rows, co_await session_.execute(kUnfinished, {}));
  co_return RowReader("jobs", rows[0]).whole("count");
}

}  // namespace evo::sql
