// How many transactions a second: a join as the queue does it, and the smallest possible one. The argument of
// the threaded ones is 0 for synchronous = normal (outlives the process) and 1 for full (outlives a power
// failure).
#include <exception>
#include <filesystem>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdlib.h>

#include "adapters/sql/sql.hpp"
#include "base/assert.hpp"

namespace evo {
namespace {

constexpr int kPlayers = 1000;

class StillClock final : public Clock {
 public:
  Time now() const override { return from_micros(1'700'000'000'000'000); }
  Task<void> sleep_until(Time) override { co_await boost::asio::post(boost::asio::use_awaitable); }
};

class Bench {
 public:
  Bench(Execution execution, Synchronous synchronous) {
    std::string pattern = (std::filesystem::temp_directory_path() / "evo-bench-XXXXXX").string();
    EVO_ASSERT(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    SqlOptions options;
    options.execution = execution;
    options.synchronous = synchronous;
    options.url =
        execution == Execution::threaded ? "sqlite:" + (folder_ / "store.db").string() : "sqlite::memory:";
    database_ = Database::open(options).value();
    store_ = std::make_unique<SqlStore>(database_, clock_, 1);
    run(database_->migrate());
    auto fill = [](Tx& tx) -> Task<Result<void>> {
      for (int i = 0; i < kPlayers; ++i) {
        Player player;
        player.name = "Player" + std::to_string(i);
        CO_CHECK_OK(co_await tx.players().insert(player));
      }
      co_return Result<void>{};
    };
    transact(fill);
  }
  ~Bench() {
    store_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  template <class Body>
  void transact(Body& body) {
    run(store_->transact(body));
  }
  template <class Body>
  void read(Body& body) {
    run(store_->read(body));
  }

 private:
  void run(Task<Result<void>> task) {
    bool done = false;
    auto finished = [&done](std::exception_ptr problem, Result<void> result) {
      EVO_ASSERT(!problem && result.has_value());
      done = true;
    };
    boost::asio::co_spawn(io_, std::move(task), finished);
    io_.restart();
    io_.run();
    EVO_ASSERT(done);
  }

  std::filesystem::path folder_;
  StillClock clock_;
  boost::asio::io_context io_;
  std::shared_ptr<Database> database_;
  std::unique_ptr<SqlStore> store_;
};

// What joining the queue does: seven statements besides begin and commit.
Task<Result<void>> join_queue(Tx& tx, int turn) {
  const PlayerId id{turn % kPlayers + 1};
  const std::string key = "key" + std::to_string(turn);
  CO_TRY(const auto receipt, co_await tx.receipts().find(id, key));
  EVO_ASSERT(!receipt);
  CO_TRY(const auto player, co_await tx.players().find(id));
  CO_CHECK_OK(co_await tx.tickets().leave(id));
  Ticket ticket;
  ticket.player = id;
  ticket.joined_at = tx.now();
  ticket.options = {{"bw", "bw_terran", 1500}, {"sc2", "sc2_zerg", 1500}};
  ticket.vetoes = player.vetoes;
  CO_TRY(const auto stored, co_await tx.tickets().insert(std::move(ticket)));
  CO_CHECK_OK(co_await tx.outbox().insert(key, {id, NoticeKind::match_found, {}, {}}, 0));
  CO_CHECK_OK(co_await tx.changes().append("queue"));
  co_return co_await tx.receipts().insert(id, key, {"queued", stored.value});
}

void joins(benchmark::State& state, Bench& bench) {
  int turn = 0;
  auto body = [&turn](Tx& tx) { return join_queue(tx, turn); };
  for (auto _ : state) {
    bench.transact(body);
    ++turn;
  }
  state.SetItemsProcessed(state.iterations());
}

void join_threaded(benchmark::State& state) {
  Bench bench(Execution::threaded, state.range(0) == 1 ? Synchronous::full : Synchronous::normal);
  joins(state, bench);
}
BENCHMARK(join_threaded)->Arg(0)->Arg(1)->UseRealTime();

void join_inline(benchmark::State& state) {
  Bench bench(Execution::inline_on_loop, Synchronous::normal);
  joins(state, bench);
}
BENCHMARK(join_inline);

void smallest(benchmark::State& state, Bench& bench) {
  auto body = [](Tx& tx) { return tx.settings().put("number", "1"); };
  for (auto _ : state) bench.transact(body);
  state.SetItemsProcessed(state.iterations());
}

void one_statement_threaded(benchmark::State& state) {
  Bench bench(Execution::threaded, state.range(0) == 1 ? Synchronous::full : Synchronous::normal);
  smallest(state, bench);
}
BENCHMARK(one_statement_threaded)->Arg(0)->Arg(1)->UseRealTime();

void one_statement_inline(benchmark::State& state) {
  Bench bench(Execution::inline_on_loop, Synchronous::normal);
  smallest(state, bench);
}
BENCHMARK(one_statement_inline);

// The price of one more statement in a transaction that is open already.
void statement_inline(benchmark::State& state) {
  Bench bench(Execution::inline_on_loop, Synchronous::normal);
  auto body = [&state](Tx& tx) -> Task<Result<void>> {
    for (auto _ : state) CO_CHECK_OK(co_await tx.settings().find("absent"));
    co_return Result<void>{};
  };
  bench.transact(body);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(statement_inline);

void read_threaded(benchmark::State& state) {
  Bench bench(Execution::threaded, Synchronous::normal);
  auto body = [](Tx& tx) -> Task<Result<void>> {
    CO_CHECK_OK(co_await tx.players().find(PlayerId{7}));
    co_return Result<void>{};
  };
  for (auto _ : state) bench.read(body);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(read_threaded)->UseRealTime();

}  // namespace
}  // namespace evo
