#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "adapters/sql/database.hpp"
#include "adapters/sql/dialect.hpp"
#include "adapters/sql/migrations/migrations.hpp"
#include "adapters/sql/row.hpp"
#include "base/hash.hpp"

namespace evo {
namespace {

using sql::Migration;
using sql::Query;
using sql::RowReader;
using sql::Session;
using sql::values;

constexpr Query kFindTable("SELECT name FROM {tables} WHERE name = 'schema_version'");
constexpr Query kApplied("SELECT version, name, checksum FROM schema_version ORDER BY version");
constexpr Query kInsert(
    "INSERT INTO schema_version (version, name, checksum, applied_at) VALUES ($1, $2, $3, {now})");

constexpr std::string_view kVersionTable =
    "CREATE TABLE IF NOT EXISTS schema_version ("
    "version {integer} NOT NULL PRIMARY KEY, name {text} NOT NULL, checksum {text} NOT NULL,"
    " applied_at {time} NOT NULL) {rows}";

struct Applied {
  int version = 0;
  std::string name;
  std::string checksum;
};

std::string checksum(const Migration& migration) { return to_hex(sha256(migration.text)); }

Task<Result<std::vector<Applied>>> applied_migrations(Session& session) {
  CO_TRY(const auto table, co_await session.execute(kFindTable, {}));
  std::vector<Applied> applied;
  if (table.empty()) co_return applied;
  CO_TRY(auto rows, co_await session.execute(kApplied, {}));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RowReader row("schema_version", rows[i]);
    Applied one;
    one.version = row.whole("version");
    one.name = row.text("name");
    one.checksum = row.text("checksum");
    CO_CHECK_OK(row.finish());
    applied.push_back(std::move(one));
  }
  co_return applied;
}

// The stored history must be the beginning of the known one.
Result<SchemaState> compare(const std::vector<Applied>& applied) {
  const auto known = sql::migrations();
  SchemaState state;
  state.known = known.empty() ? 0 : known.back().version;
  for (std::size_t i = 0; i < applied.size(); ++i) {
    if (i >= known.size()) {
      return fail(
          conflict(fmt::format("the database has schema version {} (\"{}\"), this program knows only {}: "
                               "start the newer program that "
                               "made it, or restore a backup from before",
                               applied[i].version, applied[i].name, state.known)));
    }
    if (applied[i].version != known[i].version || applied[i].checksum != checksum(known[i])) {
      return fail(conflict(fmt::format(
          "the database's schema has diverged: version {} (\"{}\") is not the one this program knows "
          "(\"{}\"): "
          "start the program that made it, or copy the data to a new database with export and import",
          applied[i].version, applied[i].name, known[i].name)));
    }
    state.stored = applied[i].version;
  }
  for (const auto& migration : known.subspan(applied.size())) state.pending.emplace_back(migration.name);
  return state;
}

Task<Result<void>> apply_pending(Session& session) {
  CO_TRY(const auto applied, co_await applied_migrations(session));
  CO_TRY(const auto state, compare(applied));
  if (state.current()) co_return Result<void>{};
  CO_CHECK_OK(co_await session.execute_script(sql::expand(kVersionTable, session.dialect())));
  for (const auto& migration : sql::migrations().subspan(applied.size())) {
    CO_CHECK_OK(co_await session.execute_script(sql::expand(migration.text, session.dialect())));
    CO_CHECK_OK(
        co_await session.execute(kInsert, values(migration.version, migration.name, checksum(migration))));
  }
  co_return Result<void>{};
}

}  // namespace

Task<Result<void>> Database::migrate() {
  const auto self = shared_from_this();
  const auto session = impl_->session(Access::write);
  CO_CHECK_OK(co_await session->begin());
  CO_CHECK_OK(co_await apply_pending(*session));
  co_return co_await session->commit();
}

Task<Result<SchemaState>> Database::schema_state() {
  const auto self = shared_from_this();
  const auto session = impl_->session(Access::read);
  CO_CHECK_OK(co_await session->begin());
  CO_TRY(const auto applied, co_await applied_migrations(*session));
  co_return compare(applied);
}

}  // namespace evo
