#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"

namespace evo::sql {
namespace {

constexpr Query kInsert(
    "INSERT INTO sessions (token_hash, csrf, player_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)");
constexpr Query kFind(
    "SELECT token_hash, csrf, player_id, created_at, expires_at FROM sessions"
    " WHERE token_hash = $1 AND expires_at > {now}");
constexpr Query kRemove("DELETE FROM sessions WHERE token_hash = $1");
constexpr Query kRemoveExpired("DELETE FROM sessions WHERE expires_at <= {now}");

evo::Session read_session(RowReader& row) {
  evo::Session session;
  session.token_hash = row.text("token_hash");
  session.csrf = row.text("csrf");
  session.player = row.id<PlayerId>("player_id");
  session.created_at = row.time("created_at");
  session.expires_at = row.time("expires_at");
  return session;
}

}  // namespace

Task<Result<void>> SqlSessions::insert(evo::Session session) {
  CO_CHECK_OK(
      co_await session_.execute(kInsert, values(std::move(session.token_hash), std::move(session.csrf),
                                                session.player, session.created_at, session.expires_at)));
  co_return Result<void>{};
}

Task<Result<std::optional<evo::Session>>> SqlSessions::find(std::string token_hash) {
  CO_TRY(auto rows, co_await session_.execute(kFind, values(std::move(token_hash))));
  co_return read_one("sessions", std::move(rows), read_session);
}

Task<Result<void>> SqlSessions::remove(std::string token_hash) {
  CO_CHECK_OK(co_await session_.execute(kRemove, values(std::move(token_hash))));
  co_return Result<void>{};
}

Task<Result<int>> SqlSessions::remove_expired() {
  CO_TRY(const auto rows, co_await session_.execute(kRemoveExpired, {}));
  co_return static_cast<int>(rows.affected);
}

}  // namespace evo::sql
