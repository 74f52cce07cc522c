#include <algorithm>

#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"

namespace evo::sql {
namespace {

constexpr Query kAppend("INSERT INTO changes (topic) VALUES ($1)");
constexpr Query kSince("SELECT seq, topic FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2");
constexpr Query kHead("SELECT seq FROM changes ORDER BY seq DESC LIMIT 1");
constexpr Query kNewest("SELECT seq FROM changes WHERE topic = $1 ORDER BY seq DESC LIMIT 1");
// By the numbers, which have few gaps: counting the rows that stay would read all of them.
constexpr Query kTrim("DELETE FROM changes WHERE seq <= (SELECT max(seq) FROM changes) - $1");

Change read_change(RowReader& row) {
  Change change;
  change.seq = row.integer("seq");
  change.topic = row.text("topic");
  return change;
}

}  // namespace

Task<Result<void>> SqlChanges::append(std::string topic) {
  CO_CHECK_OK(co_await session_.execute(kAppend, values(std::move(topic))));
  co_return Result<void>{};
}

Task<Result<std::vector<Change>>> SqlChanges::since(std::int64_t seq, int limit) {
  CO_TRY(auto rows, co_await session_.execute(kSince, values(seq, std::max(limit, 0))));
  co_return read_all("changes", std::move(rows), read_change);
}

Task<Result<std::int64_t>> SqlChanges::head() {
  CO_TRY(auto rows, co_await session_.execute(kHead, {}));
  if (rows.empty()) co_return 0;
  co_return RowReader("changes", rows[0]).integer("seq");
}

Task<Result<std::int64_t>> SqlChanges::newest(std::string topic) {
  CO_TRY(auto rows, co_await session_.execute(kNewest, values(std::move(topic))));
  if (rows.empty()) co_return 0;
  co_return RowReader("changes", rows[0]).integer("seq");
}

Task<Result<void>> SqlChanges::trim(std::int64_t keep) {
  // The newest row stays in any case: the next number grows from it.
  CO_CHECK_OK(co_await session_.execute(kTrim, values(std::max<std::int64_t>(keep, 1))));
  co_return Result<void>{};
}

}  // namespace evo::sql
