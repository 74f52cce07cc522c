#include "adapters/sql/sqlite/engine.hpp"

#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <system_error>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/assert.hpp"

namespace evo::sql {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kFindingsMax = 10;

// A whole transaction that runs on a worker while its caller waits.
class WorkerRun final : public Suspension, public CommitGroup::Member {
 public:
  // `group`: of a connection that writes.
  WorkerRun(std::move_only_function<Task<void>()> steps, CommitGroup* group)
      : steps_(std::move(steps)), group_(group) {}

  // On the worker. The transaction's coroutines live and die here.
  void run() {
    {
      const std::lock_guard lock(running_);
      if (const auto here = open()) {
        asio::co_spawn(*here, steps_(), [this](std::exception_ptr problem) {
          finished_ = true;
          problem_ = problem;
        });
        here->run();
        shut();
      }
    }
    if (group_ != nullptr) group_->undo();
    if (kept_) {
      group_->add(std::static_pointer_cast<WorkerRun>(shared_from_this()), followed_);
    } else {
      answer();
      // Nobody else comes before the caller has given back the turn.
      if (group_ != nullptr) group_->commit();
    }
  }
  // By the steps: their changes wait for the group's commit. `followed`: see CommitGroup::add().
  void keep(bool followed) {
    kept_ = true;
    followed_ = followed;
  }
  void settled(Result<void> committed) override {
    committed_ = std::move(committed);
    answer();
  }
  void interrupt() override {
    {
      const std::lock_guard lock(state_);
      interrupted_ = true;
      if (here_) here_->stop();
    }
    const std::lock_guard finished(running_);
  }
  // For the caller, once resumed: what became of the commit; throws what the steps threw.
  Result<void> result() const {
    EVO_ASSERT(finished_);
    if (problem_) std::rethrow_exception(problem_);
    return committed_;
  }

 private:
  void answer() {
    if (!interrupted()) resume();  // Else the interrupter destroys the caller.
  }
  asio::io_context* open() {
    const std::lock_guard lock(state_);
    if (interrupted_) return nullptr;
    return &here_.emplace(1);
  }
  void shut() {
    const std::lock_guard lock(state_);
    here_.reset();
  }
  bool interrupted() {
    const std::lock_guard lock(state_);
    return interrupted_;
  }

  std::move_only_function<Task<void>()> steps_;
  CommitGroup* group_;
  bool kept_ = false;
  bool followed_ = false;
  Result<void> committed_;
  bool finished_ = false;
  std::exception_ptr problem_;
  std::mutex running_;  // Held as long as the steps run.
  std::mutex state_;    // Guards what follows.
  bool interrupted_ = false;
  std::optional<asio::io_context> here_;
};

}  // namespace

template <class Work>
Task<std::invoke_result_t<Work&, Connection&>> Engine::Lane::run(Work work,
                                                                 std::shared_ptr<Suspension>& current) {
  auto job = [this, own = std::move(work)]() mutable {
    if (group) group->commit();
    return own(*connection);
  };
  if (worker) co_return co_await offload(*worker, std::move(job), current);
  co_await asio::post(asio::use_awaitable);
  co_return job();
}

void Engine::Lane::roll_back() {
  if (!worker)
    connection->rollback();
  else if (group)
    worker->submit([own = group.get()] { own->roll_back(); });
  else
    worker->submit([own = connection.get()] { own->rollback(); });
}

Result<Engine::Lane> Engine::open_lane(const std::string& path, const SqlOptions& options,
                                       bool read_only) const {
  const bool threaded = options.execution == Execution::threaded;
  Lane lane;
  ConnectionOptions connection;
  connection.path = path;
  connection.flush_every_commit = options.synchronous == Synchronous::full;
  connection.read_only = read_only;
  connection.busy_timeout = threaded ? options.busy_timeout : Duration{};
  connection.now = options.now;
  TRY(lane.connection, Connection::open(std::move(connection)));
  if (threaded) lane.worker = std::make_unique<Worker>(read_only ? "evo-sql-read" : "evo-sql-write");
  if (threaded && !read_only) lane.group = std::make_unique<CommitGroup>(*lane.connection, *lane.worker);
  return lane;
}

Result<std::shared_ptr<Engine>> Engine::open(std::string path, SqlOptions options) {
  if (options.readers < 0 || options.readers > SqlOptions::kReadersMax)
    return fail(
        invalid(fmt::format("readers: {} is not within 0 and {}", options.readers, SqlOptions::kReadersMax)));
  if (!options.now) {
    options.now = [] { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); };
  }
  auto engine = std::make_shared<Engine>();
  TRY(engine->writer_, engine->open_lane(path, options, false));
  // Connections to ":memory:" would each see a database of their own.
  const bool own_readers = options.execution == Execution::threaded && path != ":memory:";
  for (int i = 0; own_readers && i < options.readers; ++i) {
    TRY(auto lane, engine->open_lane(path, options, true));
    engine->readers_.push_back(std::move(lane));
  }
  engine->write_line_ = std::make_shared<Line>(1, options.waiting_max);
  engine->read_line_ = std::make_shared<Line>(engine->readers_.size(), options.waiting_max);
  return engine;
}

std::unique_ptr<Session> Engine::session(Access access) {
  return std::make_unique<SqliteSession>(shared_from_this(), access);
}

template <class Work>
Task<std::invoke_result_t<Work&, Connection&>> Engine::with_connection(Access access, Work work) {
  const auto self = shared_from_this();
  Line::Turn turn(line(access));
  CO_CHECK_OK(co_await turn.take());
  std::shared_ptr<Suspension> current;
  co_return co_await lane(access, turn.permit()).run(std::move(work), current);
}

Task<Result<void>> Engine::check_integrity() {
  auto check = [](Connection& connection) -> Result<void> {
    TRY(auto findings, connection.texts("PRAGMA integrity_check", kFindingsMax));
    if (findings == std::vector<std::string>{"ok"}) findings.clear();
    TRY(const auto dangling,
        connection.texts(
            "SELECT \"table\" || ' row ' || coalesce(rowid, 0) || ' refers to a missing row of ' || "
            "parent FROM pragma_foreign_key_check",
            kFindingsMax));
    findings.insert(findings.end(), dangling.begin(), dangling.end());
    if (findings.empty()) return {};
    return fail(
        internal(fmt::format("the database is damaged; restore a backup: {}", fmt::join(findings, "; "))));
  };
  co_return co_await with_connection(Access::read, check);
}

Task<Result<void>> Engine::backup(std::string path) {
  std::error_code problem;
  if (path.empty() || std::filesystem::exists(path, problem))
    co_return fail(invalid(fmt::format("backup: the file \"{}\" exists already or has no name", path)));
  std::string quoted;
  for (const char character : path) quoted.append(character == '\'' ? 2 : 1, character);
  auto copy = [statement = fmt::format("VACUUM INTO '{}'", quoted)](Connection& connection) -> Result<void> {
    auto copied = connection.write_elsewhere(statement);
    if (!copied) return fail(unavailable(fmt::format("backup: {}", copied.error().message)));
    return {};
  };
  co_return co_await with_connection(Access::read, std::move(copy));
}

Task<Result<std::vector<StatementPlan>>> Engine::plans() {
  auto explain = [](Connection& connection) { return connection.plans(); };
  co_return co_await with_connection(Access::write, explain);
}

Task<Result<void>> Engine::close() {
  const auto self = shared_from_this();
  write_line_->close();
  read_line_->close();
  if (std::exchange(closed_, true)) co_return Result<void>{};
  // Whoever holds every turn is alone.
  std::vector<std::unique_ptr<Line::Turn>> turns;
  for (const auto& each : {write_line_, read_line_}) {
    for (std::size_t i = 0; i < each->permits(); ++i) {
      turns.push_back(std::make_unique<Line::Turn>(each));
      CO_CHECK_OK(co_await turns.back()->take(true));
    }
  }
  std::shared_ptr<Suspension> current;
  auto shut = [](Connection& connection) { return connection.shut(); };
  for (auto& reader : readers_) CO_CHECK_OK(co_await reader.run(shut, current));
  co_return co_await writer_.run(shut, current);
}

template <class Work>
Task<std::invoke_result_t<Work&, Connection&>> SqliteSession::on_connection(Work work) {
  auto& lane = engine_->lane(access_, turn_.permit());
  if (undivided_) {
    CO_CHECK_OK(usable());
    co_return work(*lane.connection);
  }
  if (lane.worker) co_return co_await lane.run(std::move(work), call_);
  co_await asio::post(asio::use_awaitable);
  CO_CHECK_OK(usable());
  co_return work(*lane.connection);
}

Result<void> SqliteSession::usable() {
  if (failure()) return fail(*failure());
  if (stage_ == Stage::ended) return fail(unavailable("the transaction has ended: its store was closed"));
  return {};
}

template <class Answer>
Answer SqliteSession::remembered(Answer answer) {
  if (answer) return answer;
  if (answer.error().kind == ErrorKind::busy) return fail(fail_by_conflict(std::move(answer).error()));
  return fail(fail_for_good(std::move(answer).error()));
}

Task<Result<void>> SqliteSession::run(std::move_only_function<Task<void>()> steps) {
  CO_CHECK_OK(co_await turn_.take());
  CO_CHECK_OK(usable());
  auto& lane = engine_->lane(access_, turn_.permit());
  if (!lane.worker) {
    if (access_ == Access::read) {
      co_await asio::post(asio::use_awaitable);
      CO_CHECK_OK(usable());
      undivided_ = true;
    }
    co_await steps();
    undivided_ = false;
    co_return Result<void>{};
  }
  const auto whole = std::make_shared<WorkerRun>(std::move(steps), lane.group.get());
  call_ = run_ = whole;
  undivided_ = true;
  auto start = [&lane, whole] { lane.worker->submit([whole] { whole->run(); }); };
  co_await whole->wait(std::move(start));
  undivided_ = false;
  call_.reset();
  run_.reset();
  co_return remembered(whole->result());
}

Task<Result<Time>> SqliteSession::begin() {
  if (!turn_.held()) CO_CHECK_OK(co_await turn_.take());
  CO_CHECK_OK(usable());
  stage_ = Stage::open;
  if (auto* group = shared_group()) co_return remembered(group->begin());
  auto work = [access = access_](Connection& connection) { return connection.begin(access); };
  co_return remembered(co_await on_connection(std::move(work)));
}

Task<Result<Rows>> SqliteSession::execute(Query query, Params params) {
  CO_CHECK_OK(usable());
  if (undivided_)
    co_return remembered(engine_->lane(access_, turn_.permit()).connection->execute(query, params, access_));
  auto work = [query, own = std::move(params), access = access_](Connection& connection) {
    return connection.execute(query, own, access);
  };
  co_return remembered(co_await on_connection(std::move(work)));
}

Task<Result<void>> SqliteSession::execute_script(std::string script) {
  CO_CHECK_OK(usable());
  auto work = [own = std::move(script)](Connection& connection) { return connection.execute_script(own); };
  co_return remembered(co_await on_connection(std::move(work)));
}

CommitGroup* SqliteSession::shared_group() {
  return undivided_ ? engine_->lane(access_, turn_.permit()).group.get() : nullptr;
}

Task<Result<void>> SqliteSession::commit() {
  CO_CHECK_OK(usable());
  if (auto* group = shared_group()) {
    CO_CHECK_OK(remembered(group->keep()));
    stage_ = Stage::ended;
    static_cast<WorkerRun&>(*run_).keep(turn_.give_back());
    co_return Result<void>{};
  }
  auto work = [](Connection& connection) { return connection.commit(); };
  auto committed = co_await on_connection(std::move(work));
  // Only a conflict says for certain that nothing was done.
  if (!committed && committed.error().kind != ErrorKind::busy)
    committed = fail(unavailable(fmt::format("the commit failed: {}", committed.error().message)));
  if (committed) {
    stage_ = Stage::ended;
    turn_.give_back();
  }
  co_return remembered(std::move(committed));
}

void SqliteSession::abandon() {
  if (call_) call_->interrupt();
  if (std::exchange(stage_, Stage::ended) == Stage::open) engine_->lane(access_, turn_.permit()).roll_back();
  turn_.give_back();
  const auto waiting = turn_.suspension();
  const auto calling = call_;
  if (waiting) waiting->abandon();
  if (calling) calling->abandon();
}

}  // namespace evo::sql
