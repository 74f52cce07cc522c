#include "adapters/net/net.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

namespace evo {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

struct Line {
  Level level;
  std::string event;
  std::vector<std::pair<std::string, std::string>> fields;
};

class RecordingTelemetry final : public Telemetry {
 public:
  void log(Level level, std::string_view event, std::initializer_list<Field> fields) override {
    Line line{level, std::string(event), {}};
    for (const Field& field : fields) line.fields.emplace_back(field.key, field.value);
    lines.push_back(std::move(line));
  }
  void count(std::string_view, std::int64_t) override {}
  void observe(std::string_view, double) override { ++observed; }

  std::vector<Line> lines;
  int observed = 0;
};

void spawn(asio::io_context& io, Task<void> task) {
  asio::co_spawn(io, std::move(task), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
}

Task<void> pause(std::chrono::microseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(asio::use_awaitable);
}

// --- Histogram
// ---------------------------------------------------------------------------------------------------

TEST(Histogram, QuantilesAreWithinOneThirtySecond) {
  Histogram histogram;
  for (int i = 1; i <= 10'000; ++i) histogram.record(Duration(i * 7));
  EXPECT_EQ(histogram.count(), 10'000u);
  EXPECT_EQ(histogram.max(), 70'000us);
  for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    const double exact = q * 70'000;
    const auto found = static_cast<double>(histogram.quantile(q).count());
    EXPECT_GE(found, exact - 7) << q;
    EXPECT_LE(found, exact * (1 + 1.0 / 32) + 7) << q;
  }
  EXPECT_EQ(histogram.quantile(1), 70'000us);
}

TEST(Histogram, KeepsEveryMagnitudeApart) {
  for (std::int64_t micros = 1; micros < Histogram::kValueMax.count(); micros = micros * 3 + 1) {
    Histogram histogram;
    histogram.record(Duration(micros));
    histogram.record(Histogram::kValueMax);
    const std::int64_t found = histogram.quantile(0.5).count();
    EXPECT_GE(found, micros);
    EXPECT_LE(found, micros + micros / 32 + 1);
  }
}

TEST(Histogram, SurvivesTheExtremesAndResets) {
  Histogram histogram;
  EXPECT_EQ(histogram.quantile(0.5), 0us);
  histogram.record(-5us);
  EXPECT_EQ(histogram.max(), 0us);
  histogram.record(Duration::max());
  EXPECT_EQ(histogram.max(), Histogram::kValueMax);
  EXPECT_EQ(histogram.quantile(1), Histogram::kValueMax);
  histogram.reset();
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.max(), 0us);
}

// --- SystemClock
// -------------------------------------------------------------------------------------------------

TEST(SystemClock, SleepsUntilTheTimeAndNotAtAllForThePast) {
  asio::io_context io;
  SystemClock clock;
  const Time start = clock.now();
  Time woken;
  spawn(io, [](SystemClock& c, Time from, Time& at) -> Task<void> {
    co_await c.sleep_until(from - 1h);
    co_await c.sleep_until(from + 2ms);
    at = c.now();
  }(clock, start, woken));
  io.run();
  EXPECT_GE(woken, start + 2ms);
  EXPECT_LT(woken, start + 10s);
}

TEST(SystemClock, CancellationEndsASleep) {
  asio::io_context io;
  SystemClock clock;
  spawn(io,
        [](SystemClock& c) -> Task<void> { co_await (c.sleep_until(c.now() + 1h) || pause(1ms)); }(clock));
  io.run();
}

// --- Waiters
// -----------------------------------------------------------------------------------------------------

Task<void> wait_and_note(Waiters& waiters, int name, std::vector<int>& order) {
  if (co_await waiters.wait()) order.push_back(name);
}

TEST(Waiters, AreCalledInTheOrderOfArrival) {
  asio::io_context io;
  Waiters waiters;
  std::vector<int> order;
  EXPECT_FALSE(waiters.wake_one());
  for (int i = 0; i < 3; ++i) spawn(io, wait_and_note(waiters, i, order));
  io.poll();
  EXPECT_EQ(waiters.size(), 3u);
  EXPECT_TRUE(waiters.wake_one());
  io.poll();
  EXPECT_EQ(order, std::vector({0}));
  waiters.wake_all();
  EXPECT_EQ(waiters.size(), 0u);
  io.poll();
  EXPECT_EQ(order, std::vector({0, 1, 2}));
}

TEST(Waiters, CancelledOneLeavesTheLine) {
  asio::io_context io;
  Waiters waiters;
  std::vector<int> order;
  spawn(io, [](Waiters& w, std::vector<int>& o) -> Task<void> {
    co_await (wait_and_note(w, 1, o) || pause(1ms));
  }(waiters, order));
  io.run();
  EXPECT_EQ(waiters.size(), 0u);
  EXPECT_TRUE(order.empty());
}

TEST(Waiters, MayBeDestroyedBeforeTheLoop) {
  std::vector<int> order;
  asio::io_context io;
  auto waiters = std::make_unique<Waiters>();
  spawn(io, wait_and_note(*waiters, 1, order));
  io.poll();
  waiters.reset();
  io.poll();
  EXPECT_TRUE(order.empty());
}

// --- Gate
// --------------------------------------------------------------------------------------------------------

TEST(Gate, RefusesOnceClosedAndWaitsForThoseInside) {
  asio::io_context io;
  Gate gate;
  auto first = gate.enter();
  auto second = gate.enter();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(gate.inside(), 2u);
  bool closed = false;
  spawn(io, [](Gate& g, bool& done) -> Task<void> {
    co_await g.close();
    done = true;
  }(gate, closed));
  io.poll();
  EXPECT_TRUE(gate.is_closed());
  EXPECT_FALSE(gate.enter());
  first.reset();
  io.poll();
  EXPECT_FALSE(closed);
  Gate::Pass moved = std::move(*second);
  second.reset();
  io.poll();
  EXPECT_FALSE(closed);
  std::optional<Gate::Pass> last(std::move(moved));
  last.reset();
  io.poll();
  EXPECT_TRUE(closed);
}

TEST(Gate, ClosingAnEmptyGateReturnsAtOnceAndMayBeRepeated) {
  asio::io_context io;
  Gate gate;
  spawn(io, [](Gate& g) -> Task<void> {
    co_await g.close();
    co_await g.close();
  }(gate));
  EXPECT_GT(io.run(), 0u);
}

TEST(Gate, GivingUpTheWaitKeepsItClosed) {
  asio::io_context io;
  Gate gate;
  const auto pass = gate.enter();
  spawn(io, [](Gate& g) -> Task<void> { co_await (g.close() || pause(1ms)); }(gate));
  io.run();
  EXPECT_TRUE(gate.is_closed());
  EXPECT_EQ(gate.inside(), 1u);
}

// --- LocalWakeup
// -------------------------------------------------------------------------------------------------

Task<void> wait_for(LocalWakeup& wakeup, Topic topic, Time deadline, int& woken) {
  co_await wakeup.wait(topic, deadline);
  ++woken;
}

class LocalWakeupTest : public testing::Test {
 protected:
  // Runs what is ready, however often the loop has run dry before.
  void poll() {
    io_.restart();
    io_.poll();
  }

  asio::io_context io_;
  LocalWakeup wakeup_{io_.get_executor()};
  SystemClock clock_;
  int woken_ = 0;
};

TEST_F(LocalWakeupTest, WakesTheTopicOnly) {
  spawn(io_, wait_for(wakeup_, Topic::queue, clock_.now() + 1h, woken_));
  poll();
  wakeup_.notify(Topic::jobs);
  poll();
  EXPECT_EQ(woken_, 0);
  wakeup_.notify(Topic::queue);
  poll();
  EXPECT_EQ(woken_, 1);
}

TEST_F(LocalWakeupTest, KeepsAHintForTheNextWaitOnce) {
  wakeup_.notify(Topic::outbox);
  wakeup_.notify(Topic::outbox);
  spawn(io_, wait_for(wakeup_, Topic::outbox, clock_.now() + 1h, woken_));
  poll();
  EXPECT_EQ(woken_, 1);
  spawn(io_, wait_for(wakeup_, Topic::outbox, clock_.now() + 1h, woken_));
  poll();
  EXPECT_EQ(woken_, 1) << "two hints while nobody waits are one";
  wakeup_.notify(Topic::outbox);
  io_.restart();
  io_.run();
  EXPECT_EQ(woken_, 2);
}

TEST_F(LocalWakeupTest, AHintThatEndedAWaitIsSpent) {
  spawn(io_, wait_for(wakeup_, Topic::jobs, clock_.now() + 1h, woken_));
  poll();
  wakeup_.notify(Topic::jobs);
  wakeup_.notify(Topic::jobs);
  poll();
  spawn(io_, wait_for(wakeup_, Topic::jobs, clock_.now() + 1h, woken_));
  poll();
  EXPECT_EQ(woken_, 1);
}

TEST_F(LocalWakeupTest, ReturnsAtTheDeadline) {
  const Time deadline = clock_.now() + 2ms;
  spawn(io_, wait_for(wakeup_, Topic::jobs, deadline, woken_));
  io_.restart();
  io_.run();
  EXPECT_EQ(woken_, 1);
  EXPECT_GE(clock_.now(), deadline);
}

TEST_F(LocalWakeupTest, NotifyAllEndsPresentAndFutureWaits) {
  spawn(io_, wait_for(wakeup_, Topic::queue, clock_.now() + 1h, woken_));
  spawn(io_, wait_for(wakeup_, Topic::changes, clock_.now() + 1h, woken_));
  poll();
  wakeup_.notify_all();
  poll();
  EXPECT_EQ(woken_, 2);
  for (int i = 0; i < 3; ++i) spawn(io_, wait_for(wakeup_, Topic::queue, clock_.now() + 1h, woken_));
  io_.restart();
  io_.run();
  EXPECT_EQ(woken_, 5);
}

// --- LoopWatchdog
// ------------------------------------------------------------------------------------------------

TEST(LoopWatchdog, T31_MeasuresHowLongTheLoopWasHeldAndByWhat) {
  asio::io_context io;
  RecordingTelemetry telemetry;
  LoopWatchdog watchdog(telemetry, {.interval = 1ms, .warn_over = 4ms, .warn_pause = 1h});
  Stop stop;
  spawn(io, watchdog.run(stop));
  asio::post(io, [&] {
    const auto operation = watchdog.operation("replay.hash");
    std::this_thread::sleep_for(10ms);  // tidy: holding the loop up is the point.
  });
  asio::steady_timer end(io, 13ms);
  end.async_wait([&](boost::system::error_code) { stop.request(); });
  io.run();
  EXPECT_GE(watchdog.lag().max(), 8ms);
  EXPECT_GE(watchdog.lag().count(), 1u);
  EXPECT_GE(telemetry.observed, 1);
  ASSERT_EQ(telemetry.lines.size(), 1u);
  EXPECT_EQ(telemetry.lines[0].event, "loop.held_up");
  EXPECT_EQ(telemetry.lines[0].level, Level::warn);
  EXPECT_EQ(telemetry.lines[0].fields[1], (std::pair<std::string, std::string>("operation", "replay.hash")));
  watchdog.reset();
  EXPECT_EQ(watchdog.lag().count(), 0u);
}

// --- offload
// -----------------------------------------------------------------------------------------------------

template <class T>
struct Answer {
  std::optional<Result<T>> value;
  std::thread::id resumed_on;
};

template <class Function, class T>
Task<void> fetch(asio::thread_pool& pool, Function function, Answer<T>& answer) {
  answer.value = co_await offload(pool, std::move(function));
  answer.resumed_on = std::this_thread::get_id();
}

class OffloadTest : public testing::Test {
 protected:
  ~OffloadTest() override { pool_.join(); }

  template <class T, class Function>
  Result<T> run(Function function) {
    Answer<T> answer;
    spawn(io_, fetch(pool_, std::move(function), answer));
    io_.restart();
    io_.run();
    EXPECT_EQ(answer.resumed_on, std::this_thread::get_id());
    return std::move(answer.value).value();
  }

  asio::io_context io_;
  asio::thread_pool pool_{2};
};

TEST_F(OffloadTest, T31_RunsElsewhereAndBringsTheValueBack) {
  const auto thread = run<std::thread::id>([] { return std::this_thread::get_id(); });
  EXPECT_NE(thread.value(), std::this_thread::get_id());
  auto held = std::make_unique<int>(7);
  EXPECT_EQ(run<int>([held = std::move(held)] { return *held; }).value(), 7);
  EXPECT_TRUE(run<void>([] {}).has_value());
}

TEST_F(OffloadTest, ResultsStayResults) {
  EXPECT_EQ(run<int>([]() -> Result<int> { return fail(conflict("taken")); }).error(), conflict("taken"));
}

TEST_F(OffloadTest, ExceptionsBecomeErrors) {
  EXPECT_EQ(run<int>([]() -> int { throw std::runtime_error("boom"); }).error(),
            internal("unexpected exception: boom"));
  EXPECT_EQ(run<int>([]() -> int { throw std::bad_alloc(); }).error().kind, ErrorKind::unavailable);
  EXPECT_EQ(run<void>([] { throw 1; }).error().kind, ErrorKind::internal);
}

TEST_F(OffloadTest, ManyAtOnceAllReturn) {
  std::vector<Answer<int>> answers(200);
  for (int i = 0; i < 200; ++i)
    spawn(io_, fetch(pool_, [i] { return i * i; }, answers[static_cast<std::size_t>(i)]));
  io_.run();
  for (int i = 0; i < 200; ++i) EXPECT_EQ(answers[static_cast<std::size_t>(i)].value->value(), i * i);
}

}  // namespace
}  // namespace evo
