// Crashes: a coroutine, a store or the whole process goes away at any moment; what was committed stays,
// everything else is undone, and nobody else is held up.
#include <atomic>

#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sql/test_world.hpp"

namespace evo::sql {
namespace {

class CrashTest : public testing::TestWithParam<Execution> {
 protected:
  // What others find: their own transaction runs at once, and the crashed one was done as a whole or not at
  // all. Answers whether it was done.
  bool survey() {
    SqlStore observer(world.database, world.clock, 9);
    boost::asio::io_context io;
    auto body = [](Tx& tx) -> Task<Result<bool>> {
      CO_TRY(const auto first, co_await tx.settings().find("first"));
      CO_TRY(const auto second, co_await tx.settings().find("second"));
      EXPECT_EQ(first.has_value(), second.has_value());
      CO_CHECK_OK(co_await tx.settings().put("observer", "was here"));
      co_return first.has_value();
    };
    const auto found = run_on(io, observer.transact(body));
    EXPECT_TRUE(found.has_value());
    return must(*found);
  }

  World world{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Sqlite, CrashTest, testing::Values(Execution::threaded, Execution::inline_on_loop),
                         [](const auto& info) { return name_of(info.param); });

Task<Result<void>> write_two(Tx& tx) {
  CO_CHECK_OK(co_await tx.settings().put("first", "1"));
  co_return co_await tx.settings().put("second", "2");
}

TEST_P(CrashTest, TheLoopDiesAtAnyStep) {
  auto body = [](Tx& tx) { return write_two(tx); };
  bool done = false;
  int steps = 0;
  for (; !done; ++steps) {
    ASSERT_LT(steps, 100);
    {
      SqlStore store(world.database, world.clock, 1);
      boost::asio::io_context io;
      boost::asio::co_spawn(io, store.transact(body), boost::asio::detached);
      for (int i = 0; i < steps; ++i) io.run_one();
    }
    done = survey();
  }
  const int places = GetParam() == Execution::threaded ? 2 : 5;
  EXPECT_GE(steps, places) << "before, within and after the transaction are places to die at";
}

TEST_P(CrashTest, TheStoreIsDestroyedAtAnyStep) {
  auto body = [](Tx& tx) { return write_two(tx); };
  bool done = false;
  // The first step calls the store.
  for (int steps = 1; !done; ++steps) {
    ASSERT_LT(steps, 100);
    std::optional<Result<void>> answer;
    boost::asio::io_context io;
    auto store = std::make_unique<SqlStore>(world.database, world.clock, 1);
    auto victim = [&]() -> Task<void> { answer = co_await store->transact(body); };
    boost::asio::co_spawn(io, victim(), boost::asio::detached);
    for (int i = 0; i < steps; ++i) io.run_one();
    store.reset();
    done = survey();
    // Whoever is still to be resumed learns of it; the others are destroyed.
    io.restart();
    io.run();
    if (answer && !done) EXPECT_EQ(answer->error().kind, ErrorKind::unavailable);
  }
}

TEST_P(CrashTest, WaitingInLineIsNoObstacle) {
  auto body = [](Tx& tx) { return write_two(tx); };
  std::atomic<bool> holding = false;
  std::atomic<bool> released = false;
  auto slow = [&](Tx& tx) -> Task<Result<void>> {
    CO_CHECK_OK(co_await tx.settings().put("slow", "1"));
    holding = true;
    while (!released) co_await boost::asio::post(boost::asio::use_awaitable);
    co_return Result<void>{};
  };
  boost::asio::io_context io;
  SqlStore first(world.database, world.clock, 1);
  auto second = std::make_unique<SqlStore>(world.database, world.clock, 2);
  SqlStore third(world.database, world.clock, 3);
  bool first_done = false;
  bool second_done = false;
  bool third_done = false;
  auto run = [](SqlStore& store, auto& own_body, bool& done) -> Task<void> {
    must(co_await store.transact(own_body));
    done = true;
  };
  boost::asio::co_spawn(io, run(first, slow, first_done), boost::asio::detached);
  boost::asio::co_spawn(io, run(*second, body, second_done), boost::asio::detached);
  boost::asio::co_spawn(io, run(third, slow, third_done), boost::asio::detached);
  while (!holding) io.poll_one();
  for (int i = 0; i < 20; ++i) io.poll_one();
  second.reset();
  released = true;
  io.run();
  EXPECT_TRUE(first_done);
  EXPECT_FALSE(second_done);
  EXPECT_TRUE(third_done);
  EXPECT_FALSE(survey());
}

TEST_P(CrashTest, TheHolderDiesWhileOthersWait) {
  std::atomic<bool> holding = false;
  auto forever = [&holding](Tx& tx) -> Task<Result<void>> {
    CO_CHECK_OK(co_await write_two(tx));
    holding = true;
    while (true) co_await boost::asio::post(boost::asio::use_awaitable);
  };
  SqlStore store(world.database, world.clock, 1);
  auto doomed_io = std::make_unique<boost::asio::io_context>();
  boost::asio::co_spawn(*doomed_io, store.transact(forever), boost::asio::detached);
  while (!holding) doomed_io->poll_one();

  SqlStore other(world.database, world.clock, 2);
  boost::asio::io_context io;
  bool served = false;
  auto body = [](Tx& tx) { return tx.settings().put("other", "1"); };
  auto waiter = [&]() -> Task<void> {
    must(co_await other.transact(body));
    served = true;
  };
  boost::asio::co_spawn(io, waiter(), boost::asio::detached);
  io.poll();
  EXPECT_FALSE(served);
  doomed_io.reset();
  io.restart();
  io.run();
  EXPECT_TRUE(served);
  EXPECT_FALSE(survey());
}

TEST(KillTest, WhatWasCommittedOutlivesTheProcess) {
  TemporaryFolder folder;
  TestClock clock;
  const auto child = fork();
  if (child == 0) {
    // Nothing of the parent's is used but memory; the process ends in the middle of a transaction.
    boost::asio::io_context io;
    const auto database = Database::open(test_options(Execution::threaded, folder, clock)).value();
    EVO_ASSERT(run_on(io, database->migrate())->has_value());
    SqlStore store(database, clock, 1);
    auto committed = [](Tx& tx) { return write_two(tx); };
    EVO_ASSERT(run_on(io, store.transact(committed))->has_value());
    auto cut_off = [](Tx& tx) -> Task<Result<void>> {
      CO_CHECK_OK(co_await tx.settings().put("third", "3"));
      kill(getpid(), SIGKILL);
      co_return Result<void>{};
    };
    run_on(io, store.transact(cut_off));
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_EQ(WTERMSIG(status), SIGKILL);

  boost::asio::io_context io;
  const auto database = must(Database::open(test_options(Execution::threaded, folder, clock)));
  must(*run_on(io, database->migrate()));
  must(*run_on(io, database->check_integrity()));
  SqlStore store(database, clock, 1);
  auto find = [](Tx& tx) -> Task<Result<std::vector<bool>>> {
    std::vector<bool> found;
    for (const char* key : {"first", "second", "third"}) {
      CO_TRY(const auto value, co_await tx.settings().find(key));
      found.push_back(value.has_value());
    }
    co_return found;
  };
  EXPECT_THAT(must(*run_on(io, store.read(find))), testing::ElementsAre(true, true, false));
}

}  // namespace
}  // namespace evo::sql
