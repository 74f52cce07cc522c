#include <algorithm>

#include "adapters/sql/repositories/notice_row.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"

namespace evo::sql {
namespace {

constexpr Query kInsert(
    "INSERT INTO inbox (dedupe_key, player_id, kind, match_id, replay_id, words, other_id, delivered_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, {now}) ON CONFLICT (dedupe_key) DO NOTHING");
constexpr Query kNewest(
    "SELECT seq, player_id, kind, match_id, replay_id, words, other_id, delivered_at FROM inbox WHERE "
    "player_id = $1"
    " ORDER BY seq DESC LIMIT $2");

InboxNotice read_inbox(RowReader& row) {
  InboxNotice notice;
  notice.seq = row.integer("seq");
  notice.notice = read_notice(row);
  notice.delivered_at = row.time("delivered_at");
  return notice;
}

}  // namespace

Task<Result<void>> SqlInbox::insert(std::string dedupe_key, Notice notice) {
  CO_CHECK_OK(co_await session_.execute(
      kInsert, values(std::move(dedupe_key), notice.player, to_string(notice.kind), nullable(notice.match),
                      nullable(notice.replay), std::move(notice.text), nullable(notice.other))));
  co_return Result<void>{};
}

Task<Result<std::vector<InboxNotice>>> SqlInbox::newest(PlayerId player, int limit) {
  CO_TRY(auto rows, co_await session_.execute(kNewest, values(player, std::max(limit, 0))));
  co_return read_all("inbox", std::move(rows), read_inbox);
}

}  // namespace evo::sql
