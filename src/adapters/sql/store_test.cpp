// Transactions: what is undone, who waits for whom, what is tried again.
#include <atomic>
#include <set>

#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>

#include "adapters/sql/database.hpp"
#include "adapters/sql/test_world.hpp"
#include "adapters/sql/transaction.hpp"

namespace evo::sql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using TransactionTest = StoreTest;
EVO_STORE_SUITE(TransactionTest);

Task<void> let_others_run(int times) {
  for (int i = 0; i < times; ++i) co_await boost::asio::post(boost::asio::use_awaitable);
}

std::optional<std::string> setting(World& world, std::string key) {
  return must(world.read([&](Tx& tx) { return tx.settings().find(key); }));
}

// Adds one to a number in the way that loses updates where transactions overlap.
Task<Result<int>> increment(Tx& tx, int pauses) {
  CO_TRY(const auto before, co_await tx.settings().find("number"));
  co_await let_others_run(pauses);
  const int after = std::stoi(before.value_or("0")) + 1;
  CO_CHECK_OK(co_await tx.settings().put("number", std::to_string(after)));
  co_return after;
}

TEST_P(TransactionTest, T5_AFailedBodyUndoesEverything) {
  auto body = [](Tx& tx) -> Task<Result<int>> {
    CO_CHECK_OK(co_await tx.settings().put("a", "1"));
    co_return fail(forbidden("no"));
  };
  const auto result = world.write(body);
  EXPECT_EQ(result.error(), forbidden("no"));
  EXPECT_EQ(setting(world, "a"), std::nullopt);
}

TEST_P(TransactionTest, AnExceptionUndoesEverythingAndLetsTheNextIn) {
  auto body = [](Tx& tx) -> Task<Result<int>> {
    CO_CHECK_OK(co_await tx.settings().put("a", "1"));
    throw std::logic_error("bug");
  };
  EXPECT_THROW((void)world.write(body), std::logic_error);
  must(world.write([](Tx& tx) { return tx.settings().put("b", "1"); }));
  EXPECT_EQ(setting(world, "a"), std::nullopt);
  EXPECT_EQ(setting(world, "b"), "1");
}

TEST_P(TransactionTest, TheTransactionHasOneTime) {
  auto body = [&](Tx& tx) -> Task<Result<Time>> {
    world.clock.advance(std::chrono::seconds(5));
    CO_CHECK_OK(co_await tx.leases().acquire("x", "me", std::chrono::seconds(1)));
    CO_TRY(const auto lease, co_await tx.leases().acquire("x", "me", std::chrono::seconds(1)));
    EXPECT_EQ(lease->expires_at, tx.now() + std::chrono::seconds(1));
    co_return tx.now();
  };
  EXPECT_EQ(must(world.write(body)), kStart);
  EXPECT_EQ(must(world.write(body)), kStart + std::chrono::seconds(5));
}

TEST_P(TransactionTest, ASwallowedStatementErrorStillEndsTheTransaction) {
  auto body = [](Tx& tx) -> Task<Result<void>> {
    CO_CHECK_OK(co_await tx.settings().put("a", "1"));
    const auto dangling = co_await tx.players().bind_toon({"2-S2-1-7", PlayerId{99}});
    EXPECT_EQ(kind_of(dangling), ErrorKind::internal);
    EXPECT_EQ(kind_of(co_await tx.settings().put("b", "1")), ErrorKind::internal);
    co_return Result<void>{};
  };
  const auto result = world.write(body);
  EXPECT_EQ(kind_of(result), ErrorKind::internal);
  EXPECT_THAT(result.error().message, HasSubstr("FOREIGN KEY"));
  EXPECT_EQ(setting(world, "a"), std::nullopt);
}

TEST_P(TransactionTest, WritingWhileReadingIsABugThatIsTold) {
  const auto result = world.read([](Tx& tx) { return tx.settings().put("a", "1"); });
  EXPECT_EQ(kind_of(result), ErrorKind::internal);
  EXPECT_EQ(setting(world, "a"), std::nullopt);
}

TEST_P(TransactionTest, ACommitThatFailsLeavesItsFateOpen) {
  auto commit_late = [&]() -> Task<Result<void>> {
    const auto session = world.database->impl().session(Access::write);
    CO_CHECK_OK(co_await session->begin());
    CO_CHECK_OK(co_await session->execute_script("PRAGMA defer_foreign_keys = ON"));
    CO_CHECK_OK(co_await session->execute_script("INSERT INTO toons VALUES ('2-S2-1-7', 99)"));
    co_return co_await session->commit();
  };
  EXPECT_EQ(kind_of(world.run(commit_late())), ErrorKind::unavailable);
  add_player("Alice");
}

TEST_P(TransactionTest, WritersTakeTurnsInOrder) {
  constexpr int kWriters = 20;
  std::vector<int> finished;
  auto body = [](Tx& tx) { return increment(tx, 3); };
  auto writer = [&](int number) -> Task<void> {
    EXPECT_EQ(must(co_await world.store->transact(body)), number + 1);
    finished.push_back(number);
  };
  for (int i = 0; i < kWriters; ++i) boost::asio::co_spawn(world.io, writer(i), boost::asio::detached);
  world.io.restart();
  world.io.run();
  EXPECT_EQ(setting(world, "number"), std::to_string(kWriters));
  EXPECT_EQ(finished.size(), static_cast<std::size_t>(kWriters));
  EXPECT_TRUE(std::ranges::is_sorted(finished));
}

// Transactions in a row may share a commit; what one of them undoes is its own.
TEST_P(TransactionTest, NeighboursLoseNothingByOneThatFails) {
  constexpr int kWriters = 90;
  std::set<int> counted;
  auto writer = [&](int number) -> Task<void> {
    auto body = [number](Tx& tx) -> Task<Result<int>> {
      CO_TRY(const int after, co_await increment(tx, number % 4));
      if (number % 3 == 1) co_return fail(forbidden("changed its mind"));
      if (number % 5 == 1) static_cast<void>(co_await tx.players().bind_toon({"2-S2-1-7", PlayerId{99}}));
      co_return after;
    };
    const auto done = co_await world.store->transact(body);
    if (number % 3 == 1)
      EXPECT_EQ(kind_of(done), ErrorKind::forbidden);
    else if (number % 5 == 1)
      EXPECT_EQ(kind_of(done), ErrorKind::internal);
    else
      counted.insert(must(done));
  };
  for (int i = 0; i < kWriters; ++i) boost::asio::co_spawn(world.io, writer(i), boost::asio::detached);
  world.io.restart();
  world.io.run();
  EXPECT_EQ(counted.size(), 48U);
  EXPECT_EQ(*counted.begin(), 1);
  EXPECT_EQ(*counted.rbegin(), 48);
  EXPECT_EQ(setting(world, "number"), "48");
}

TEST_P(TransactionTest, ACommitThatFailsIsToldToAllWhoShareIt) {
  std::vector<ErrorKind> told;
  auto writer = [&](int number) -> Task<void> {
    const auto session = world.database->impl().session(Access::write);
    auto steps = [&]() -> Task<void> {
      must(co_await session->begin());
      SqlTx tx(*session, kStart);
      must(co_await tx.settings().put(fmt::format("{}", number), "1"));
      if (number == 0) {
        must(co_await session->execute_script("PRAGMA defer_foreign_keys = ON"));
        must(co_await session->execute_script("INSERT INTO toons VALUES ('2-S2-1-7', 99)"));
      }
      static_cast<void>(co_await session->commit());
    };
    const auto ran = co_await session->run(steps);
    if (!ran || session->failure()) told.push_back(session->failure()->kind);
  };
  for (int i = 0; i < 3; ++i) boost::asio::co_spawn(world.io, writer(i), boost::asio::detached);
  world.io.restart();
  world.io.run();
  EXPECT_FALSE(told.empty());
  EXPECT_THAT(told, testing::Each(ErrorKind::unavailable));
  for (int i = 0; i < 3; ++i) {
    // Told of a failure: not there. The others are.
    const bool stands = setting(world, fmt::format("{}", i)).has_value();
    EXPECT_EQ(stands, i >= static_cast<int>(told.size())) << i;
  }
  add_player("Alice");
}

TEST_P(TransactionTest, StoresOfOneDatabaseExcludeEachOther) {
  SqlStore other(world.database, world.clock, 2);
  auto body = [](Tx& tx) { return increment(tx, 2); };
  auto writer = [&](SqlStore& store) -> Task<void> {
    for (int i = 0; i < 10; ++i) must(co_await store.transact(body));
  };
  boost::asio::co_spawn(world.io, writer(*world.store), boost::asio::detached);
  boost::asio::co_spawn(world.io, writer(other), boost::asio::detached);
  world.io.restart();
  world.io.run();
  EXPECT_EQ(setting(world, "number"), "20");
}

TEST_P(TransactionTest, AReaderSeesOneSnapshot) {
  must(world.write([](Tx& tx) { return tx.settings().put("number", "1"); }));
  std::atomic<bool> reading = false;
  std::atomic<bool> changed = false;
  // On one connection the writer waits for the reader's end.
  const bool waits_for_writer = GetParam() == Execution::threaded;
  auto twice = [&](Tx& tx) -> Task<Result<void>> {
    CO_TRY(const auto first, co_await tx.settings().find("number"));
    reading = true;
    for (int i = 0; i < 50 || (waits_for_writer && !changed); ++i) co_await let_others_run(1);
    CO_TRY(const auto second, co_await tx.settings().find("number"));
    EXPECT_EQ(first, "1");
    EXPECT_EQ(second, "1");
    co_return Result<void>{};
  };
  auto change = [](Tx& tx) { return tx.settings().put("number", "2"); };
  auto reader = [&]() -> Task<void> { must(co_await world.store->read(twice)); };
  auto writer = [&]() -> Task<void> {
    while (!reading) co_await let_others_run(1);
    must(co_await world.store->transact(change));
    changed = true;
  };
  boost::asio::co_spawn(world.io, reader(), boost::asio::detached);
  boost::asio::co_spawn(world.io, writer(), boost::asio::detached);
  world.io.restart();
  world.io.run();
  EXPECT_EQ(setting(world, "number"), "2");
}

TEST_P(TransactionTest, DamagedDataAreNamed) {
  const auto alice = add_player("Alice");
  auto spoil = [&](std::string script) -> Task<Result<void>> {
    const auto session = world.database->impl().session(Access::write);
    CO_CHECK_OK(co_await session->begin());
    CO_CHECK_OK(co_await session->execute_script(script));
    co_return co_await session->commit();
  };
  auto find = [&] { return world.read([&](Tx& tx) { return tx.players().find(alice); }).error(); };
  must(world.run(spoil("UPDATE players SET vetoes = '[\"a\", 5]'")));
  EXPECT_EQ(find().kind, ErrorKind::internal);
  EXPECT_THAT(find().message, HasSubstr("players.vetoes $[1] is not a text"));
  must(world.run(spoil("UPDATE players SET vetoes = '{'")));
  EXPECT_THAT(find().message, HasSubstr("players.vetoes is not JSON"));
  must(world.run(spoil("UPDATE players SET vetoes = '[]', role = 'king'")));
  EXPECT_THAT(find().message, HasSubstr("players.role holds \"king\""));
}

TEST_P(TransactionTest, ClosingWaitsForThoseInHand) {
  auto body = [](Tx& tx) { return increment(tx, 5); };
  int done = 0;
  auto writer = [&]() -> Task<void> {
    must(co_await world.store->transact(body));
    ++done;
  };
  auto closer = [&]() -> Task<void> {
    must(co_await world.database->close());
    EXPECT_EQ(done, 3);
  };
  for (int i = 0; i < 3; ++i) boost::asio::co_spawn(world.io, writer(), boost::asio::detached);
  boost::asio::co_spawn(world.io, closer(), boost::asio::detached);
  world.io.restart();
  world.io.run();
  EXPECT_EQ(kind_of(world.write(body)), ErrorKind::unavailable);
  EXPECT_EQ(kind_of(world.read(body)), ErrorKind::unavailable);
  must(world.run(world.database->close()));
  world.database = must(Database::open(test_options(GetParam(), world.folder, world.clock)));
}

TEST(FileTest, T29_TheWriteAheadFileStaysSmall) {
  World world(Execution::threaded);
  const std::string text(1000, 'x');
  for (int i = 0; i < 20; ++i) {
    must(world.write([&](Tx& tx) -> Task<Result<void>> {
      for (int row = 0; row < 1000; ++row)
        CO_CHECK_OK(co_await tx.settings().put(std::to_string(row % 50) + std::to_string(i), text));
      co_return Result<void>{};
    }));
    must(world.read([](Tx& tx) { return tx.settings().find("1"); }));
  }
  constexpr std::uintmax_t kWrittenAhead = 16u << 20;
  EXPECT_LT(std::filesystem::file_size(world.folder / "store.db-wal"), kWrittenAhead);
}

TEST(LineTest, TheLineIsBounded) {
  World world(Execution::inline_on_loop);
  auto options = test_options(Execution::inline_on_loop, world.folder, world.clock);
  options.waiting_max = 2;
  world.database = must(Database::open(options));
  must(world.run(world.database->migrate()));
  world.store = std::make_unique<SqlStore>(world.database, world.clock, 1);
  std::vector<bool> succeeded;
  auto body = [](Tx& tx) { return increment(tx, 0); };
  auto writer = [&]() -> Task<void> {
    const auto result = co_await world.store->transact(body);
    if (!result) EXPECT_EQ(result.error().kind, ErrorKind::busy);
    succeeded.push_back(result.has_value());
  };
  for (int i = 0; i < 4; ++i) boost::asio::co_spawn(world.io, writer(), boost::asio::detached);
  world.io.restart();
  world.io.run();
  EXPECT_THAT(succeeded, ElementsAre(false, true, true, true));
}

// A second program on the same file, here with a database object of its own.
class TwoProgramsTest : public testing::Test {
 protected:
  TwoProgramsTest()
      : other(must(Database::open(test_options(Execution::threaded, world.folder, world.clock)))) {}

  // Takes the write lock for the other program.
  void hold() {
    session = other->impl().session(Access::write);
    auto begin = [&]() -> Task<Result<void>> {
      CO_CHECK_OK(co_await session->begin());
      co_return Result<void>{};
    };
    must(*run_on(other_io, begin()));
  }

  World world{Execution::threaded};
  boost::asio::io_context other_io;
  std::shared_ptr<Database> other;
  std::unique_ptr<Session> session;
};

TEST_F(TwoProgramsTest, T6_ABusyDatabaseIsTriedAgain) {
  hold();
  world.clock.on_sleep = [&] {
    if (world.clock.sleeps == 3) must(*run_on(other_io, session->commit()));
  };
  int runs = 0;
  auto body = [&](Tx& tx) -> Task<Result<void>> {
    ++runs;
    co_return co_await tx.settings().put("a", "1");
  };
  must(world.write(body));
  EXPECT_EQ(world.clock.sleeps, 3);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(setting(world, "a"), "1");
}

TEST_F(TwoProgramsTest, ABusyDatabaseIsGivenUpInTheEnd) {
  hold();
  const auto result = world.write([](Tx& tx) { return tx.settings().put("a", "1"); });
  EXPECT_EQ(kind_of(result), ErrorKind::busy);
  EXPECT_EQ(world.clock.sleeps, SqlStore::kAttemptsMax - 1);
  EXPECT_LT(world.clock.now() - kStart, std::chrono::seconds(2));
  EXPECT_EQ(setting(world, "a"), std::nullopt) << "reading does not wait for the writer";
}

}  // namespace
}  // namespace evo::sql
