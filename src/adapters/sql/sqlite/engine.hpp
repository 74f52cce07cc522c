// Engine: SQLite as this program uses it: one connection that writes, some that read, each either on a thread
// of its own or on the caller's loop, and a line in front of each kind.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/sql/session.hpp"
#include "adapters/sql/sql.hpp"
#include "adapters/sql/sqlite/commit_group.hpp"
#include "adapters/sql/sqlite/connection.hpp"
#include "adapters/sql/sqlite/line.hpp"
#include "adapters/sql/sqlite/worker.hpp"

namespace evo::sql {

class Engine : public std::enable_shared_from_this<Engine> {
 public:
  // `path`: ":memory:" or a file.
  static Result<std::shared_ptr<Engine>> open(std::string path, SqlOptions options);

  std::unique_ptr<Session> session(Access access);
  Task<Result<void>> check_integrity();
  Task<Result<void>> backup(std::string path);
  Task<Result<void>> close();
  // The statements that writing connections have run so far, with SQLite's plans for them.
  Task<Result<std::vector<StatementPlan>>> plans();

 private:
  friend class SqliteSession;

  // The worker comes last: it is joined before its connection goes.
  struct Lane {
    // Runs `work` where the connection lives, outside of any shared commit.
    template <class Work>
    Task<std::invoke_result_t<Work&, Connection&>> run(Work work, std::shared_ptr<Suspension>& current);
    void roll_back();

    std::unique_ptr<Connection> connection;
    std::unique_ptr<CommitGroup> group;  // Of a connection that writes on a worker.
    std::unique_ptr<Worker> worker;      // None: the connection runs on the caller's loop.
  };

  // Takes a turn and runs `work` outside of any transaction.
  template <class Work>
  Task<std::invoke_result_t<Work&, Connection&>> with_connection(Access access, Work work);
  Result<Lane> open_lane(const std::string& path, const SqlOptions& options, bool read_only) const;
  Access kind(Access access) const { return readers_.empty() ? Access::write : access; }
  const std::shared_ptr<Line>& line(Access access) const {
    return kind(access) == Access::write ? write_line_ : read_line_;
  }
  Lane& lane(Access access, std::size_t permit) {
    return kind(access) == Access::write ? writer_ : readers_[permit];
  }

  Lane writer_;
  std::vector<Lane> readers_;
  std::shared_ptr<Line> write_line_;
  std::shared_ptr<Line> read_line_;
  bool closed_ = false;
};

class SqliteSession final : public Session {
 public:
  SqliteSession(std::shared_ptr<Engine> engine, Access access)
      : engine_(std::move(engine)), access_(access), turn_(engine_->line(access)) {}
  ~SqliteSession() override { abandon(); }

  Task<Result<void>> run(std::move_only_function<Task<void>()> steps) override;
  Task<Result<Time>> begin() override;
  Task<Result<Rows>> execute(Query query, Params params) override;
  const Dialect& dialect() const override { return sqlite_dialect(); }
  Task<Result<void>> execute_script(std::string script) override;
  Task<Result<void>> commit() override;
  void abandon() override;

 private:
  enum class Stage { waiting, open, ended };

  // Runs `work` where the connection lives, after a chance for others to run unless they run elsewhere.
  template <class Work>
  Task<std::invoke_result_t<Work&, Connection&>> on_connection(Work work);
  template <class Answer>
  Answer remembered(Answer answer);
  Result<void> usable();
  // Of a transaction that run() has brought to a connection that writes.
  CommitGroup* shared_group();

  std::shared_ptr<Engine> engine_;
  Access access_;
  Line::Turn turn_;
  Stage stage_ = Stage::waiting;
  // run() has brought the transaction to where its connection lives; nobody else runs there meanwhile.
  bool undivided_ = false;
  std::shared_ptr<Suspension> call_;
  std::shared_ptr<Suspension> run_;  // The transaction that run() has brought there.
};

}  // namespace evo::sql
