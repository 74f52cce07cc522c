#include "adapters/sql/sqlite/connection.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <sqlite3.h>

#include "adapters/sql/dialect.hpp"
#include "base/assert.hpp"

namespace evo::sql {
namespace {

// The longest text that may be stored; a replay's summary is limited to 1 MB elsewhere.
constexpr int kTextBytesMax = 16 << 20;
// The write-ahead log is cut back to this once it has been copied into the file.
constexpr std::int64_t kJournalBytesMax = 64 << 20;
constexpr int kCacheKibibytes = 32 << 10;
// The log is copied into the file when it has grown by so much. Whoever commits then waits for it: a short
// wait often, as copying more at a time makes a wait that is seen.
constexpr int kCheckpointPages = 160;

constexpr std::string_view kInMemory = ":memory:";
constexpr Query kBegin("BEGIN");
constexpr Query kBeginImmediate("BEGIN IMMEDIATE");
constexpr Query kStartSnapshot("SELECT 1 FROM sqlite_schema LIMIT 1");
constexpr Query kCommit("COMMIT");
constexpr Query kRollback("ROLLBACK");
constexpr Query kSavepoint("SAVEPOINT member");
constexpr Query kReleaseSavepoint("RELEASE member");
constexpr Query kRollbackSavepoint("ROLLBACK TO member");

// SQLite counts what it allocates, under one lock for the whole process, unless it is told not to before its
// first use. Nobody asks it.
void stop_counting_memory() {
  static const int told = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(told);
}

ErrorKind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorKind::busy;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
      return ErrorKind::unavailable;
    default:
      return ErrorKind::internal;
  }
}

int bind_value(sqlite3_stmt* statement, int position, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, position, *number);
  if (const auto* text = std::get_if<std::string>(&value)) {
    // The parameters outlive the statement's run, so that SQLite need not copy them.
    return sqlite3_bind_text64(statement, position, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  return sqlite3_bind_null(statement, position);
}

Value column_value(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
    default: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
      return text == nullptr ? std::string() : std::string(text, size);
    }
  }
}

}  // namespace

void Connection::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<std::unique_ptr<Connection>> Connection::open(ConnectionOptions options) {
  stop_counting_memory();
  if (options.path != kInMemory) {
    const auto folder = std::filesystem::path(options.path).parent_path();
    std::error_code problem;
    if (!folder.empty()) std::filesystem::create_directories(folder, problem);
    if (problem)
      return fail(
          unavailable(fmt::format("the folder {} cannot be made: {}", folder.string(), problem.message())));
  }
  std::unique_ptr<Connection> connection(new Connection(std::move(options)));
  const auto& path = connection->options_.path;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &connection->handle_, flags, nullptr);
  if (code != SQLITE_OK)
    return fail(unavailable(fmt::format("the database {} cannot be opened: {}", path, sqlite3_errstr(code))));
  if (auto configured = connection->configure(); !configured) {
    return fail(
        unavailable(fmt::format("the database {} cannot be opened: {}", path, configured.error().message)));
  }
  return connection;
}

Connection::~Connection() {
  statements_.clear();
  sqlite3_close_v2(handle_);
}

bool Connection::in_memory() const { return options_.path == kInMemory; }

Result<void> Connection::configure() {
  sqlite3_busy_timeout(handle_, static_cast<int>(options_.busy_timeout / std::chrono::milliseconds(1)));
  sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, kTextBytesMax);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  const int code = sqlite3_create_function_v2(handle_, "evo_now", 0, SQLITE_UTF8 | SQLITE_DIRECTONLY, this,
                                              &Connection::answer_now, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(last_error(code, "evo_now"));
  CHECK_OK(
      execute_script("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"));
  if (!in_memory()) {
    CHECK_OK(execute_script(
        fmt::format("PRAGMA journal_mode = WAL; PRAGMA synchronous = {}; PRAGMA journal_size_limit = {};"
                    "PRAGMA cache_size = -{}; PRAGMA wal_autocheckpoint = {};",
                    options_.flush_every_commit ? "FULL" : "NORMAL", kJournalBytesMax, kCacheKibibytes,
                    kCheckpointPages)));
  }
  if (options_.read_only) CHECK_OK(execute_script("PRAGMA query_only = ON;"));
  return {};
}

void Connection::answer_now(sqlite3_context* context, int, sqlite3_value**) {
  sqlite3_result_int64(context, static_cast<const Connection*>(sqlite3_user_data(context))->now_);
}

Error Connection::last_error(int code, std::string_view doing) const {
  return {kind_of(code), fmt::format("SQLite: {} ({}): {}", sqlite3_errmsg(handle_), code, doing)};
}

Result<std::unique_ptr<sqlite3_stmt, Connection::Finalize>> Connection::prepare(std::string_view text,
                                                                                bool kept) {
  sqlite3_stmt* statement = nullptr;
  const unsigned flags = kept ? SQLITE_PREPARE_PERSISTENT : 0;
  const int code =
      sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()), flags, &statement, nullptr);
  if (code != SQLITE_OK) return fail(last_error(code, text));
  return std::unique_ptr<sqlite3_stmt, Finalize>(statement);
}

Result<Connection::Statement*> Connection::prepared(Query query) {
  const auto known = statements_.find(query.text());
  if (known != statements_.end()) return &known->second;

  Statement statement;
  TRY(statement.handle, prepare(expand(query.text(), sqlite_dialect()), true));
  auto* handle = statement.handle.get();
  for (int position = 1; position <= sqlite3_bind_parameter_count(handle); ++position) {
    const std::string_view name = sqlite3_bind_parameter_name(handle, position);
    std::size_t number = 0;
    std::from_chars(name.data() + 1, name.data() + name.size(), number);
    EVO_ASSERT(name.front() == '$' && number > 0);
    statement.positions.push_back(number - 1);
    statement.params = std::max(statement.params, number);
  }
  statement.columns = sqlite3_column_count(handle);
  statement.read_only = sqlite3_stmt_readonly(handle) != 0;
  return &statements_.emplace(query.text(), std::move(statement)).first->second;
}

Result<Rows> Connection::execute(Query query, const Params& params, Access access) {
  TRY(auto* statement, prepared(query));
  EVO_ASSERT(statement->params == params.size());
  if (access == Access::read && !statement->read_only)
    return fail(internal(fmt::format("a transaction for reading tried to write: {}", query.text())));
  auto* handle = statement->handle.get();
  for (std::size_t i = 0; i < statement->positions.size(); ++i) {
    const int code = bind_value(handle, static_cast<int>(i) + 1, params[statement->positions[i]]);
    if (code != SQLITE_OK) return fail(last_error(code, query.text()));
  }
  return step_through(*statement);
}

Result<Rows> Connection::step_through(Statement& statement) {
  auto* handle = statement.handle.get();
  Rows rows(static_cast<std::size_t>(statement.columns));
  int code = sqlite3_step(handle);
  while (code == SQLITE_ROW && rows.size() < kRowsMax) {
    for (int column = 0; column < statement.columns; ++column) rows.push_cell(column_value(handle, column));
    code = sqlite3_step(handle);
  }
  if (code != SQLITE_DONE) {
    auto error = code == SQLITE_ROW
                     ? internal(fmt::format("more than {} rows: {}", kRowsMax, sqlite3_sql(handle)))
                     : last_error(code, sqlite3_sql(handle));
    sqlite3_reset(handle);
    return fail(std::move(error));
  }
  if (!statement.read_only) rows.affected = sqlite3_changes64(handle_);
  sqlite3_reset(handle);
  return rows;
}

Result<Time> Connection::begin(Access access) {
  EVO_ASSERT(sqlite3_get_autocommit(handle_) != 0);
  // BEGIN alone would take the write lock at the first write, too late to wait for it without a conflict.
  CHECK_OK(execute(access == Access::write ? kBeginImmediate : kBegin, {}, Access::write));
  // A snapshot starts with the first read; then everything in it is older than the transaction's time. Nobody
  // else writes to a database in memory.
  if (access == Access::read && !in_memory()) CHECK_OK(execute(kStartSnapshot, {}, access));
  return read_clock();
}

Time Connection::read_clock() {
  const Time now = options_.now();
  now_ = to_micros(now);
  return now;
}

Result<Time> Connection::begin_savepoint() {
  CHECK_OK(execute(kSavepoint, {}, Access::write));
  return read_clock();
}

Result<void> Connection::keep_savepoint() {
  CHECK_OK(execute(kReleaseSavepoint, {}, Access::write));
  return {};
}

bool Connection::undo_savepoint() noexcept {
  if (sqlite3_get_autocommit(handle_) != 0) return false;
  return execute(kRollbackSavepoint, {}, Access::write) && execute(kReleaseSavepoint, {}, Access::write);
}

Result<void> Connection::commit() {
  CHECK_OK(execute(kCommit, {}, Access::write));
  return {};
}

void Connection::rollback() noexcept {
  // Some errors have already ended the transaction.
  if (sqlite3_get_autocommit(handle_) != 0) return;
  (void)execute(kRollback, {}, Access::write);
  EVO_ASSERT(sqlite3_get_autocommit(handle_) != 0);
}

Result<void> Connection::execute_script(const std::string& script) {
  std::string_view rest = script;
  while (true) {
    const auto start = rest.find_first_not_of(" \n");
    if (start == std::string_view::npos) return {};
    const auto end = rest.find(';', start);
    const auto text = rest.substr(start, end == std::string_view::npos ? end : end - start);
    TRY(auto statement, prepare(text, false));
    int code = sqlite3_step(statement.get());
    while (code == SQLITE_ROW) code = sqlite3_step(statement.get());
    if (code != SQLITE_DONE) return fail(last_error(code, text));
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
}

Result<std::vector<std::string>> Connection::texts(const std::string& statement, std::size_t limit) {
  TRY(auto prepared_statement, prepare(statement, false));
  auto* handle = prepared_statement.get();
  std::vector<std::string> found;
  int code = sqlite3_step(handle);
  while (code == SQLITE_ROW && found.size() < limit) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle, 0));
    found.emplace_back(text == nullptr ? "" : text);
    code = sqlite3_step(handle);
  }
  if (code != SQLITE_DONE && code != SQLITE_ROW) return fail(last_error(code, statement));
  return found;
}

Result<std::vector<StatementPlan>> Connection::plans() {
  std::vector<StatementPlan> plans;
  for (const auto& [text, kept] : statements_) {
    if (kept.positions.empty() && kept.columns == 0) continue;
    TRY(auto statement, prepare(fmt::format("EXPLAIN QUERY PLAN {}", sqlite3_sql(kept.handle.get())), false));
    StatementPlan plan{text, {}};
    while (sqlite3_step(statement.get()) == SQLITE_ROW)
      plan.steps.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 3)));
    plans.push_back(std::move(plan));
  }
  return plans;
}

Result<void> Connection::write_elsewhere(const std::string& statement) {
  CHECK_OK(execute_script("PRAGMA query_only = OFF"));
  const auto written = texts(statement, 1);
  if (options_.read_only) CHECK_OK(execute_script("PRAGMA query_only = ON"));
  CHECK_OK(written);
  return {};
}

Result<void> Connection::shut() {
  // Refreshes the planner's statistics where they have aged; the plans do not depend on it.
  if (!options_.read_only) CHECK_OK(execute_script("PRAGMA optimize"));
  statements_.clear();
  const int code = sqlite3_close(handle_);
  if (code != SQLITE_OK) return fail(last_error(code, "close"));
  handle_ = nullptr;
  return {};
}

}  // namespace evo::sql
