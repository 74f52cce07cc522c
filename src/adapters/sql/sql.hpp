// sql: the store on a relational database. It decides how rows are kept, found and guarded: every rule that
// must hold for stored data is a constraint here, and code above it is courtesy. It decides nothing about the
// ladder.
//
// A Database is one database, shared by every store (one per node) that uses it; a SqlStore is the port that
// a node sees. Write transactions run one at a time, first come first served. Whatever ends a transaction
// other than its commit undoes it at once and lets the next one in: a failed body, an exception, the
// destruction of its coroutine at any await, or the destruction of its SqlStore. Destroying a SqlStore also
// destroys the coroutines that wait inside it.
//
// With Execution::threaded, SQLite runs on threads of its own and the loop never blocks. With
// Execution::inline_on_loop every statement is first posted to the running coroutine's executor, so that
// others may run before it, and then runs there: no thread, no real time, the same order for the same seed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/ports/clock.hpp"
#include "app/ports/store.hpp"
#include "app/task.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace evo {

enum class Execution { threaded, inline_on_loop };

// What a commit survives. normal: the end of the process (power loss may undo the newest commits, never spoil
// the file); full: also power loss, at the price of one flush to disk a commit.
enum class Synchronous { normal, full };

struct SqlOptions {
  // "sqlite:<path>" (missing folders are created) or "sqlite::memory:" (gone with the Database).
  std::string url = "sqlite:var/evoladder.db";
  Execution execution = Execution::threaded;
  // The database's clock: Tx::now() and every comparison with the present inside SQL. Empty: the system's
  // clock. Threaded, it is called from the database's threads.
  std::function<Time()> now;
  // Read-only connections, each with a thread. Reading waits for writing where there are none: 0, in memory
  // or inline.
  int readers = 1;
  Synchronous synchronous = Synchronous::normal;
  // How long one statement waits for another process that is writing (threaded; inline never waits).
  Duration busy_timeout = std::chrono::milliseconds(500);
  // Transactions that may wait for their turn; one more is refused as `busy`.
  std::size_t waiting_max = 4096;

  static constexpr int kReadersMax = 16;
};

struct SchemaState {
  int stored = 0;                    // Version of the newest migration that the database has; 0: empty.
  int known = 0;                     // Version of the newest one that this program knows.
  std::vector<std::string> pending;  // Names of those that migrate() would apply, in order.

  bool current() const { return stored == known; }
};

class Database : public std::enable_shared_from_this<Database> {
 public:
  // Opens or creates it; call migrate() before the first transaction. Errors: invalid (the URL), unavailable
  // (it cannot be opened, with the reason).
  static Result<std::shared_ptr<Database>> open(SqlOptions options);
  // Ends what close() has not ended: joins the threads.
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Brings the schema to the newest version, all or nothing; repeating changes nothing. Errors: conflict when
  // the schema has diverged (a newer program's version, or a migration whose text has changed), saying what
  // to do.
  Task<Result<void>> migrate();
  // Errors: conflict as in migrate().
  Task<Result<SchemaState>> schema_state();
  // Reads the whole file and follows every reference. Errors: internal with the first findings.
  Task<Result<void>> check_integrity();
  // Writes a consistent copy to a file that does not exist yet; others go on meanwhile. Errors: invalid (the
  // path), unavailable.
  Task<Result<void>> backup(std::string path);
  // Refuses new transactions, waits for those in hand and in the line, and closes the file. Afterwards
  // everything answers `unavailable`. Repeatable.
  Task<Result<void>> close();

  struct Impl;  // Private to this room.
  Impl& impl() { return *impl_; }

 private:
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

class SqlStore final : public Store {
 public:
  // `clock` is slept on between two attempts of a transaction; `jitter_seed` makes those pauses differ
  // between nodes.
  SqlStore(std::shared_ptr<Database> database, Clock& clock, std::uint64_t jitter_seed);
  ~SqlStore() override;

  Task<Result<void>> run(Access access, ErasedBody body) override;

  // A transaction is tried this often before its conflict is reported as `busy`.
  static constexpr int kAttemptsMax = 8;

 private:
  struct Crew;
  std::shared_ptr<Crew> crew_;
};

}  // namespace evo
