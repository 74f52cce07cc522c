// What the tests of this room stand on: a loop, a clock of their own, and a database in each way of running
// it.
#pragma once

#include <atomic>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "adapters/sql/sql.hpp"
#include "app/ports/clock.hpp"
#include "base/assert.hpp"

namespace evo::sql {

inline constexpr Time kStart = from_micros(1'700'000'000'000'000);

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "evo-sql-XXXXXX").string();
    EVO_ASSERT(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// Time passes only by sleeping or by advance(). The database's threads read it too.
class TestClock final : public Clock {
 public:
  Time now() const override { return from_micros(micros_.load()); }
  void advance(Duration duration) { micros_ += duration.count(); }
  Task<void> sleep_until(Time time) override {
    ++sleeps;
    if (on_sleep) on_sleep();
    micros_ = std::max(micros_.load(), to_micros(time));
    co_await boost::asio::post(boost::asio::use_awaitable);
  }

  int sleeps = 0;
  std::function<void()> on_sleep;

 private:
  std::atomic<std::int64_t> micros_ = to_micros(kStart);
};

// Runs a task on the loop to its end; nullopt when it was destroyed before.
template <class T>
std::optional<T> run_on(boost::asio::io_context& io, Task<T> task) {
  std::optional<T> answer;
  auto finished = [&answer](std::exception_ptr problem, T value) {
    if (problem) std::rethrow_exception(problem);
    answer.emplace(std::move(value));
  };
  boost::asio::co_spawn(io, std::move(task), std::move(finished));
  io.restart();
  io.run();
  return answer;
}

inline SqlOptions test_options(Execution execution, const TemporaryFolder& folder, const TestClock& clock) {
  SqlOptions options;
  options.execution = execution;
  options.url = execution == Execution::threaded ? "sqlite:" + folder / "store.db" : "sqlite::memory:";
  options.now = [&clock] { return clock.now(); };
  options.busy_timeout = Duration{};
  return options;
}

struct World {
  explicit World(Execution chosen, bool migrated = true) : execution(chosen) {
    auto opened = Database::open(test_options(execution, folder, clock));
    EVO_ASSERT(opened.has_value());
    database = *std::move(opened);
    if (migrated) EVO_ASSERT(run(database->migrate()).has_value());
    store = std::make_unique<SqlStore>(database, clock, 1);
  }

  template <class T>
  T run(Task<T> task) {
    auto answer = run_on(io, std::move(task));
    EVO_ASSERT(answer.has_value());
    return *std::move(answer);
  }

  // Runs a body (Tx& -> Task<Result<T>>) as one transaction.
  template <class Body>
  auto write(Body body) {
    return run(store->transact(body));
  }
  template <class Body>
  auto read(Body body) {
    return run(store->read(body));
  }

  Execution execution;
  TemporaryFolder folder;
  TestClock clock;
  boost::asio::io_context io;
  std::shared_ptr<Database> database;
  std::unique_ptr<SqlStore> store;
};

inline std::string name_of(Execution execution) {
  return execution == Execution::threaded ? "threaded" : "inline";
}

// The value of a Result that must be there.
template <class T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << to_string(result.error().kind) << ": " << result.error().message;
    EVO_ASSERT(result.has_value());
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

template <class T>
ErrorKind kind_of(const Result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result ? ErrorKind::internal : result.error().kind;
}

// Every test runs in both ways. At its end, the plans of all statements that ran are looked at: none may read
// a whole table.
class StoreTest : public testing::TestWithParam<Execution> {
 protected:
  void TearDown() override;

  template <class Body>
  auto write(Body body) {
    return world.write(std::move(body));
  }
  template <class Body>
  auto read(Body body) {
    return world.read(std::move(body));
  }
  // Whether a statement that has run and holds this text finds its rows by the index.
  bool plan_uses(std::string_view index, std::string_view text);
  PlayerId add_player(std::string name);
  MatchId add_match(std::vector<PlayerId> players);

  World world{GetParam()};
};

Player sample_player(std::string name);
Match sample_match(std::vector<PlayerId> players);

#define EVO_STORE_SUITE(suite)                                                                             \
  INSTANTIATE_TEST_SUITE_P(Sqlite, suite, testing::Values(Execution::threaded, Execution::inline_on_loop), \
                           [](const auto& info) { return name_of(info.param); })

}  // namespace evo::sql
