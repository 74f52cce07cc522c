// A ladder behind the HTTP room for tests: the real store (in memory), commands and readers, everything on
// one loop.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "adapters/blob/memory_blob_store.hpp"
#include "adapters/http/http.hpp"
#include "adapters/net/local_wakeup.hpp"
#include "adapters/net/system_clock.hpp"
#include "adapters/sql/sql.hpp"
#include "adapters/telemetry/counting_telemetry.hpp"
#include "app/ports/offload.hpp"

namespace evo::http_test {

// Stands still unless it is told to move, where `frozen`; else the system's clock.
class TestClock final : public Clock {
 public:
  Time now() const override { return frozen ? *frozen : system_.now(); }
  Task<void> sleep_until(Time time) override {
    if (frozen) co_return;
    co_await system_.sleep_until(time);
  }

  std::optional<Time> frozen;

 private:
  SystemClock system_;
};

class InlineOffload final : public Offload {
 public:
  Task<void> run(std::function<void()> work) override {
    work();
    co_return;
  }
};

struct World {
  World();

  // Runs a task on the loop to its end, in this thread.
  template <class T>
  T run(Task<T> task) {
    std::optional<T> answer;
    boost::asio::co_spawn(io, std::move(task), [&answer](std::exception_ptr problem, T value) {
      if (problem) std::rethrow_exception(problem);
      answer.emplace(std::move(value));
    });
    io.restart();
    io.run();
    EXPECT_TRUE(answer.has_value());
    return *std::move(answer);
  }

  template <class T>
  T must(Task<Result<T>> task) {
    Result<T> result = run(std::move(task));
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
  }

  // A match between two players, both confirmed or still to be confirmed.
  Task<Result<MatchId>> insert_match(PlayerId first, PlayerId second, MatchState state);
  Task<Result<std::vector<RatingEvent>>> rating_history(PlayerId player);
  // As the operator does it at the command line.
  void give_role(PlayerId player, Role role);

  boost::asio::io_context io;
  TestClock clock;
  CountingTelemetry telemetry;
  MemoryBlobStore blobs;
  InlineOffload offload;
  LocalWakeup wakeup;
  Rules rules;
  std::shared_ptr<Database> database;
  std::unique_ptr<SqlStore> store;
  std::unique_ptr<Commands> commands;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<Reader> reader;
  std::unique_ptr<StaffReader> staff;
};

// The string value of a JSON member, wherever it stands; empty when there is none.
std::string json_text(std::string_view json, std::string_view member);
// The number of a JSON member; -1 when there is none.
std::int64_t json_number(std::string_view json, std::string_view member);

}  // namespace evo::http_test
