// Joining the queue as people do it, by the real command, on SQLite in a file: how many a second, and how
// long each takes when a thousand come in a second. The argument is 0 for synchronous = normal (what was
// acknowledged outlives the process) and 1 for full (outlives a power failure).
#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdlib.h>

#include "adapters/blob/memory_blob_store.hpp"
#include "adapters/net/local_wakeup.hpp"
#include "adapters/net/system_clock.hpp"
#include "adapters/sql/sql.hpp"
#include "app/accounts.hpp"
#include "app/commands/commands.hpp"
#include "app/wave.hpp"
#include "base/assert.hpp"
#include "sim/ports.hpp"

namespace evo::sim {
namespace {

using Clocked = std::chrono::steady_clock;

constexpr int kPlayers = 5000;
constexpr int kAtOnce = 64;
constexpr int kPerSecond = 1000;

class SilentTelemetry final : public Telemetry {
 public:
  void log(Level, std::string_view, std::initializer_list<Field>) override {}
  void count(std::string_view, std::int64_t) override {}
  void observe(std::string_view, double) override {}
};

class Ladder {
 public:
  explicit Ladder(Synchronous synchronous) {
    std::string pattern = (std::filesystem::temp_directory_path() / "evo-bench-XXXXXX").string();
    EVO_ASSERT(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    rules_.catalog = builtin_catalog("scevo").value();
    SqlOptions options;
    options.url = "sqlite:" + (folder_ / "store.db").string();
    options.synchronous = synchronous;
    database_ = Database::open(options).value();
    store_ = std::make_unique<SqlStore>(database_, clock_, 1);
    commands_ = std::make_unique<Commands>(*store_, blobs_, offload_, wakeup_, telemetry_, rules_);
    run(set_up());
  }
  ~Ladder() {
    commands_.reset();
    store_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  // Everybody joins, so many at once. The answer is in seconds.
  double join_all() {
    int next = 0;
    auto line = [&]() -> Task<void> {
      while (next < kPlayers) co_await ask(static_cast<std::size_t>(next++), joining());
    };
    const auto begun = Clocked::now();
    for (int i = 0; i < kAtOnce; ++i) spawn(line());
    io_.restart();
    io_.run();
    return std::chrono::duration<double>(Clocked::now() - begun).count();
  }

  // Everybody joins, so many a second. The answer is how long each waited for the answer, in milliseconds.
  std::vector<double> join_at(int per_second) {
    std::vector<double> waits;
    auto one = [&](std::size_t number) -> Task<void> {
      const auto begun = Clocked::now();
      co_await ask(number, joining());
      waits.push_back(std::chrono::duration<double, std::milli>(Clocked::now() - begun).count());
    };
    auto arrivals = [&]() -> Task<void> {
      const Time start = clock_.now();
      for (std::size_t number = 0; number < kPlayers; ++number) {
        co_await clock_.sleep_until(start + Duration(std::chrono::seconds(1)) * static_cast<int>(number) /
                                                per_second);
        spawn(one(number));
      }
    };
    spawn(arrivals());
    io_.restart();
    io_.run();
    std::ranges::sort(waits);
    return waits;
  }

  // `waiting` people wait on one side; then others join the other side, so many a second, each of whom one of
  // them may play. The answer is how long it took from asking to join until the match was there, in
  // milliseconds.
  std::vector<double> match_at(int waiting, int arrivals, int per_second) {
    Matchmaker matchmaker(
        *store_, clock_, wakeup_, offload_, telemetry_, rules_, std::make_shared<WaitingShelf>(),
        LeaderLease(*store_, clock_, "matchmaker", "bench", std::chrono::seconds(30)), Rng(1));
    Stop stop;
    std::vector<double> waits;
    int left = arrivals;
    auto one = [&](std::size_t number) -> Task<void> {
      const auto begun = Clocked::now();
      co_await ask(number, joining("sc2_zerg"));
      auto live = [&, id = players_[number]](Tx& tx) { return tx.matches().live_of(id); };
      while (!(co_await store_->read(live)).value()) co_await clock_.sleep_until(clock_.now() + kLook);
      waits.push_back(std::chrono::duration<double, std::milli>(Clocked::now() - begun).count());
      if (--left > 0) co_return;
      stop.request();
      wakeup_.notify_all();
    };
    auto story = [&]() -> Task<void> {
      for (int number = 0; number < waiting; ++number)
        co_await ask(static_cast<std::size_t>(number), joining("bw_terran"));
      spawn(matchmaker.run(stop));
      const Time start = clock_.now() + std::chrono::seconds(1);
      for (int i = 0; i < arrivals; ++i) {
        co_await clock_.sleep_until(start + Duration(std::chrono::seconds(1)) * i / per_second);
        spawn(one(static_cast<std::size_t>(waiting + i)));
      }
    };
    spawn(story());
    io_.restart();
    io_.run();
    std::ranges::sort(waits);
    return waits;
  }

  void leave_all() {
    auto line = [&]() -> Task<void> {
      for (std::size_t number = 0; number < kPlayers; ++number) co_await ask(number, LeaveQueue{});
    };
    spawn(line());
    io_.restart();
    io_.run();
  }

 private:
  static constexpr Duration kLook = std::chrono::milliseconds(1);

  static Intent joining() {
    JoinQueue join;
    join.races = {"bw_terran", "sc2_zerg"};
    return join;
  }
  static Intent joining(std::string race) {
    JoinQueue join;
    join.races = {std::move(race)};
    return join;
  }

  Task<void> ask(std::size_t number, Intent intent) {
    const std::string key = std::to_string(++keys_);
    const auto receipt =
        co_await commands_->handle({{players_[number], Role::player}, key, std::move(intent)});
    EVO_ASSERT(receipt);
  }

  Task<Result<void>> set_up() {
    CO_CHECK_OK(co_await database_->migrate());
    Accounts accounts(*store_);
    for (int i = 0; i < kPlayers; ++i) {
      const std::string name = "Player" + std::to_string(i);
      CO_TRY(const PlayerId id, co_await accounts.ensure_player({"simulated", name, {}}, "Bench", true));
      players_.push_back(id);
    }
    auto settle_down = [this](Tx& tx) -> Task<Result<void>> {
      for (const PlayerId id : players_) {
        CO_TRY(Player player, co_await tx.players().find(id));
        player.region = rules_.catalog.regions.front().code;
        CO_CHECK_OK(co_await tx.players().update(std::move(player)));
      }
      co_return Result<void>{};
    };
    co_return co_await store_->transact(settle_down);
  }

  void spawn(Task<void> task) {
    boost::asio::co_spawn(io_, std::move(task), [](std::exception_ptr problem) { EVO_ASSERT(!problem); });
  }
  void run(Task<Result<void>> task) {
    boost::asio::co_spawn(io_, std::move(task), [](std::exception_ptr problem, Result<void> result) {
      EVO_ASSERT(!problem && result);
    });
    io_.restart();
    io_.run();
  }

  std::filesystem::path folder_;
  Rules rules_;
  boost::asio::io_context io_;
  SystemClock clock_;
  LocalWakeup wakeup_{io_.get_executor()};
  MemoryBlobStore blobs_;
  InlineOffload offload_;
  SilentTelemetry telemetry_;
  std::shared_ptr<Database> database_;
  std::unique_ptr<SqlStore> store_;
  std::unique_ptr<Commands> commands_;
  std::vector<PlayerId> players_;
  std::int64_t keys_ = 0;
};

Synchronous chosen(const benchmark::State& state) {
  return state.range(0) == 1 ? Synchronous::full : Synchronous::normal;
}

void joins_as_fast_as_possible(benchmark::State& state) {
  Ladder ladder(chosen(state));
  for (auto _ : state) {
    state.SetIterationTime(ladder.join_all());
    ladder.leave_all();
  }
  state.SetItemsProcessed(state.iterations() * kPlayers);
}
BENCHMARK(joins_as_fast_as_possible)
    ->Arg(0)
    ->Arg(1)
    ->UseManualTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

void joins_of_a_thousand_a_second(benchmark::State& state) {
  Ladder ladder(chosen(state));
  for (auto _ : state) {
    const auto waits = ladder.join_at(kPerSecond);
    state.counters["p50_ms"] = waits[waits.size() / 2];
    state.counters["p99_ms"] = waits[waits.size() * 99 / 100];
    state.counters["max_ms"] = waits.back();
    ladder.leave_all();
  }
}
BENCHMARK(joins_of_a_thousand_a_second)->Arg(0)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

// With so many waiting.
void from_arrival_to_match(benchmark::State& state) {
  for (auto _ : state) {
    Ladder ladder(Synchronous::normal);
    const auto waits = ladder.match_at(static_cast<int>(state.range(0)), 500, 50);
    state.counters["p50_ms"] = waits[waits.size() / 2];
    state.counters["p99_ms"] = waits[waits.size() * 99 / 100];
    state.counters["max_ms"] = waits.back();
  }
}
BENCHMARK(from_arrival_to_match)
    ->Arg(550)
    ->Arg(1500)
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace evo::sim
