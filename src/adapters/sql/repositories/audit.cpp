#include <algorithm>
#include <limits>

#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"
#include "adapters/sql/statement_text.hpp"

namespace evo::sql {
namespace {

constexpr Query kAppend(
    "INSERT INTO audit (happened_at, actor_id, action, match_id, target_id, state_before, state_after, "
    "reason)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
constexpr Query kOfMatch(
    "SELECT id, happened_at, actor_id, action, match_id, target_id, state_before, state_after, reason FROM "
    "audit"
    " WHERE match_id = $1 ORDER BY id LIMIT $2");

// The index that narrows most leads; of the rest NULL narrows nothing, and an actor of 0 stands for the
// system itself.
constexpr char kSelect[] =
    "SELECT id, happened_at, actor_id, action, match_id, target_id, state_before, state_after, reason FROM "
    "audit ";
constexpr char kRest[] =
    " AND ($2 IS NULL OR coalesce(actor_id, 0) = $2) AND ($3 IS NULL OR target_id = $3)"
    " AND ($4 IS NULL OR match_id = $4) AND ($5 = '' OR action = $5) AND ($6 IS NULL OR happened_at >= $6)"
    " AND ($7 IS NULL OR happened_at < $7) ORDER BY id DESC LIMIT $8";
constexpr auto kSearchText = joined(kSelect, "WHERE id < $1", kRest);
constexpr Query kSearch(kSearchText.data());
constexpr auto kSearchActorText = joined(kSelect, "WHERE actor_id = $2 AND id < $1", kRest);
constexpr Query kSearchActor(kSearchActorText.data());
constexpr auto kSearchTargetText = joined(kSelect, "WHERE target_id = $3 AND id < $1", kRest);
constexpr Query kSearchTarget(kSearchTargetText.data());
constexpr auto kSearchMatchText = joined(kSelect, "WHERE match_id = $4 AND id < $1", kRest);
constexpr Query kSearchMatch(kSearchMatchText.data());

const Query& search_for(const AuditQuery& query) {
  if (query.match) return kSearchMatch;
  if (query.target) return kSearchTarget;
  return query.actor && query.actor->value != 0 ? kSearchActor : kSearch;
}

AuditEntry read_entry(RowReader& row) {
  AuditEntry entry;
  entry.id = row.integer("id");
  entry.at = row.time("happened_at");
  entry.actor = row.id<PlayerId>("actor_id");
  entry.action = row.text("action");
  entry.match = row.id<MatchId>("match_id");
  entry.target = row.id<PlayerId>("target_id");
  entry.before = row.text("state_before");
  entry.after = row.text("state_after");
  entry.reason = row.text("reason");
  return entry;
}

}  // namespace

Task<Result<void>> SqlAudit::append(AuditEntry entry) {
  CO_CHECK_OK(co_await session_.execute(
      kAppend, values(entry.at, nullable(entry.actor), std::move(entry.action), nullable(entry.match),
                      nullable(entry.target), std::move(entry.before), std::move(entry.after),
                      std::move(entry.reason))));
  co_return Result<void>{};
}

Task<Result<std::vector<AuditEntry>>> SqlAudit::of_match(MatchId match, int limit) {
  CO_TRY(auto rows, co_await session_.execute(kOfMatch, values(match, std::max(limit, 0))));
  co_return read_all("audit", std::move(rows), read_entry);
}

Task<Result<std::vector<AuditEntry>>> SqlAudit::search(AuditQuery query) {
  const Query& text = search_for(query);
  const std::int64_t before = query.before.value_or(std::numeric_limits<std::int64_t>::max());
  CO_TRY(auto rows, co_await session_.execute(text, values(before, query.actor, query.target, query.match,
                                                           std::move(query.action), query.since, query.until,
                                                           std::clamp(query.limit, 0, AuditQuery::kMax))));
  co_return read_all("audit", std::move(rows), read_entry);
}

}  // namespace evo::sql
