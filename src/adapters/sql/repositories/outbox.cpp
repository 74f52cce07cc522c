#include <algorithm>

#include "adapters/sql/repositories/notice_row.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"

namespace evo::sql {
namespace {

constexpr Query kInsert(
    "INSERT INTO outbox (dedupe_key, player_id, kind, match_id, replay_id, priority, state, attempts, "
    "due_at, owner,"
    " problem, words, created_at, other_id)"
    " VALUES ($1, $2, $3, $4, $5, $6, 'open', 0, {now}, '', '', $7, {now}, $8)"
    " ON CONFLICT (dedupe_key) DO NOTHING");
constexpr Query kAnnounce(
    "INSERT INTO outbox (dedupe_key, player_id, kind, priority, state, attempts, due_at, owner, problem, "
    "words,"
    " created_at) SELECT $1 || ':' || id, id, 'announcement', $2, 'open', 0, {now}, '', '', $3, {now}"
    " FROM players WHERE banned = 0 AND simulated = 0 AND deleted_at IS NULL"
    " ON CONFLICT (dedupe_key) DO NOTHING");
// `due_at` of an open item is when it may be claimed next: the end of its lease while somebody has it. Only
// the first open item of a player may be claimed, whatever its priority, and it holds up the others until it
// is done; but what can wait (a priority below 0) holds up only its like.
constexpr Query kClaim(
    "UPDATE outbox SET owner = $1, due_at = {now} + $2, attempts = attempts + 1 WHERE id IN"
    " (SELECT item.id FROM outbox item WHERE item.state = 'open' AND item.due_at <= {now} AND NOT EXISTS"
    " (SELECT 1 FROM outbox earlier"
    " WHERE earlier.state = 'open' AND earlier.player_id = item.player_id AND earlier.id < item.id"
    " AND (earlier.priority >= 0 OR item.priority < 0))"
    " ORDER BY item.priority DESC, item.id LIMIT $3 {skip_locked item})"
    " RETURNING id, dedupe_key, player_id, kind, match_id, replay_id, words, other_id, priority, attempts,"
    " created_at");
constexpr Query kDelivered(
    "UPDATE outbox SET state = 'delivered', problem = '', ended_at = {now}"
    " WHERE id = $1 AND owner = $2 AND state = 'open'");
constexpr Query kRetry(
    "UPDATE outbox SET owner = '', due_at = {now} + $3, problem = $4"
    " WHERE id = $1 AND owner = $2 AND state = 'open'");
constexpr Query kHold(
    "UPDATE outbox SET owner = '', due_at = {now} + $3, attempts = attempts - 1"
    " WHERE id = $1 AND owner = $2 AND state = 'open'");
constexpr Query kPark(
    "UPDATE outbox SET state = 'parked', problem = $3, ended_at = {now}"
    " WHERE id = $1 AND owner = $2 AND state = 'open'");
// An item held up by an earlier one is not due, however old it is.
constexpr Query kNextDue(
    "SELECT item.due_at FROM outbox item WHERE item.state = 'open' AND NOT EXISTS"
    " (SELECT 1 FROM outbox earlier"
    " WHERE earlier.state = 'open' AND earlier.player_id = item.player_id AND earlier.id < item.id"
    " AND (earlier.priority >= 0 OR item.priority < 0))"
    " ORDER BY item.due_at LIMIT 1");
constexpr Query kUnreached(
    "SELECT player_id FROM match_players WHERE match_id = $1 AND NOT EXISTS"
    " (SELECT 1 FROM outbox WHERE outbox.match_id = $1 AND outbox.kind = $2"
    " AND outbox.player_id = match_players.player_id AND outbox.state = 'delivered') ORDER BY seat");
constexpr Query kUndelivered("SELECT count(*) FROM outbox WHERE state = 'open'");

OutboxItem read_item(RowReader& row) {
  OutboxItem item;
  item.id = row.id<OutboxId>("id");
  item.dedupe_key = row.text("dedupe_key");
  item.notice = read_notice(row);
  item.priority = row.whole("priority");
  item.attempts = row.whole("attempts");
  item.created_at = row.time("created_at");
  return item;
}

Time read_due(RowReader& row) { return row.time("due_at"); }
PlayerId read_player_id(RowReader& row) { return row.id<PlayerId>("player_id"); }

}  // namespace

Task<Result<void>> SqlOutbox::insert(std::string dedupe_key, Notice notice, int priority) {
  CO_CHECK_OK(co_await session_.execute(
      kInsert, values(std::move(dedupe_key), notice.player, to_string(notice.kind), nullable(notice.match),
                      nullable(notice.replay), priority, std::move(notice.text), nullable(notice.other))));
  co_return Result<void>{};
}

Task<Result<int>> SqlOutbox::announce(std::string dedupe_key, std::string text, int priority) {
  CO_TRY(const auto rows,
         co_await session_.execute(kAnnounce, values(std::move(dedupe_key), priority, std::move(text))));
  co_return static_cast<int>(rows.affected);
}

Task<Result<std::vector<OutboxItem>>> SqlOutbox::claim(std::string owner, Duration lease, int limit) {
  CO_TRY(auto rows, co_await session_.execute(kClaim, values(std::move(owner), lease, std::max(limit, 0))));
  CO_TRY(auto items, read_all("outbox", std::move(rows), read_item));
  std::ranges::sort(items, [](const OutboxItem& a, const OutboxItem& b) {
    return a.priority != b.priority ? a.priority > b.priority : a.id < b.id;
  });
  co_return items;
}

Task<Result<bool>> SqlOutbox::delivered(OutboxId item, std::string owner) {
  CO_TRY(const auto rows, co_await session_.execute(kDelivered, values(item, std::move(owner))));
  co_return rows.affected == 1;
}

Task<Result<bool>> SqlOutbox::retry(OutboxId item, std::string owner, Duration delay, std::string problem) {
  CO_TRY(const auto rows,
         co_await session_.execute(kRetry, values(item, std::move(owner), delay, std::move(problem))));
  co_return rows.affected == 1;
}

Task<Result<bool>> SqlOutbox::hold(OutboxId item, std::string owner, Duration delay) {
  CO_TRY(const auto rows, co_await session_.execute(kHold, values(item, std::move(owner), delay)));
  co_return rows.affected == 1;
}

Task<Result<bool>> SqlOutbox::park(OutboxId item, std::string owner, std::string problem) {
  CO_TRY(const auto rows,
         co_await session_.execute(kPark, values(item, std::move(owner), std::move(problem))));
  co_return rows.affected == 1;
}

Task<Result<std::optional<Time>>> SqlOutbox::next_due() {
  CO_TRY(auto rows, co_await session_.execute(kNextDue, {}));
  co_return read_one("outbox", std::move(rows), read_due);
}

Task<Result<std::vector<PlayerId>>> SqlOutbox::unreached(MatchId match, NoticeKind kind) {
  CO_TRY(auto rows, co_await session_.execute(kUnreached, values(match, to_string(kind))));
  co_return read_all("match_players", std::move(rows), read_player_id);
}

Task<Result<int>> SqlOutbox::undelivered() {
  CO_TRY(auto rows, co_await session_.execute(kUndelivered, {}));
  co_return RowReader("outbox", rows[0]).whole("count");
}

}  // namespace evo::sql
