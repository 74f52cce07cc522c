// Connection: one connection to an SQLite database. One thread at a time may use it. Statements are prepared
// once and kept. Errors: busy stands for "another connection is writing; run the whole transaction again",
// unavailable for a disk that fails, internal for everything else.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/sql/session.hpp"
#include "app/ports/store.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_context;
struct sqlite3_value;

namespace evo::sql {

struct ConnectionOptions {
  std::string path;  // ":memory:" or a file, which is made when it is missing.
  bool flush_every_commit = false;
  bool read_only = false;
  Duration busy_timeout{};
  std::function<Time()> now;
};

// One statement that has run on a connection and the steps that SQLite answers it with.
struct StatementPlan {
  std::string text;
  std::vector<std::string> steps;
};

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(ConnectionOptions options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The answer is the transaction's time.
  Result<Time> begin(Access access);
  Result<void> commit();
  // Undoes the open transaction, if there is one.
  void rollback() noexcept;
  // Savepoints within the open transaction, one at a time. begin_savepoint() answers a time anew; false: the
  // transaction itself is gone.
  Result<Time> begin_savepoint();
  Result<void> keep_savepoint();
  bool undo_savepoint() noexcept;
  Result<Rows> execute(Query query, const Params& params, Access access);
  // Statements separated by semicolons, without parameters; rows they answer are dropped.
  Result<void> execute_script(const std::string& script);
  // One column of text of a statement made at run time.
  Result<std::vector<std::string>> texts(const std::string& statement, std::size_t limit);
  Result<std::vector<StatementPlan>> plans();
  // A statement that writes to another file, which reading connections may do as well.
  Result<void> write_elsewhere(const std::string& statement);
  // Closes the file; nothing but the destructor may follow.
  Result<void> shut();

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  struct Statement {
    std::unique_ptr<sqlite3_stmt, Finalize> handle;
    std::vector<std::size_t> positions;  // Position in the statement -> index of the parameter.
    std::size_t params = 0;
    int columns = 0;
    bool read_only = false;
  };

  explicit Connection(ConnectionOptions options) : options_(std::move(options)) {}
  bool in_memory() const;
  Result<void> configure();
  Time read_clock();
  Result<Statement*> prepared(Query query);
  Result<std::unique_ptr<sqlite3_stmt, Finalize>> prepare(std::string_view text, bool kept);
  Result<Rows> step_through(Statement& statement);
  Error last_error(int code, std::string_view doing) const;
  static void answer_now(sqlite3_context* context, int count, sqlite3_value** arguments);

  ConnectionOptions options_;
  sqlite3* handle_ = nullptr;
  std::int64_t now_ = 0;
  std::unordered_map<const char*, Statement> statements_;
};

}  // namespace evo::sql
