// The sandbox against children that behave as badly as they can.
#include "adapters/sandbox/runner.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "adapters/sandbox/protocol.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/sandbox_testing.hpp"

namespace evo {
namespace {

namespace fs = std::filesystem;
using namespace sandbox_testing;
using testing::HasSubstr;

// One zygote for all tests that leave it alive.
class SandboxTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = new World(kPatient); }
  static void TearDownTestSuite() {
    delete world_;
    world_ = nullptr;
  }

  static Result<std::string> run(std::string_view deed) { return world_->run(deed); }
  static void expect_failed(std::string_view deed, ErrorKind kind, std::string_view message) {
    const auto answer = run(deed);
    ASSERT_FALSE(answer) << deed << ": " << answer->substr(0, 100);
    EXPECT_EQ(answer.error().kind, kind) << deed << ": " << answer.error().message;
    EXPECT_THAT(answer.error().message, HasSubstr(message)) << deed;
    EXPECT_EQ(run("echo:still here"), "still here") << "after " << deed;
  }

  static World* world_;
};
World* SandboxTest::world_ = nullptr;

TEST_F(SandboxTest, AnswersWhatTheChildAnswers) {
  EXPECT_EQ(run("echo:hello"), "hello");
  EXPECT_EQ(run("echo:"), "");
  EXPECT_EQ(run("longest:")->size(), kTextBytesMax);
}

TEST_F(SandboxTest, CarriesLargeReplays) {
  const std::string text(5u << 20, 'x');
  const auto answer = run("refuse:" + text);
  EXPECT_EQ(answer.error().message, std::string(sandbox::kAnswerMessageBytesMax, 'x'));
}

TEST_F(SandboxTest, ABadFileIsTheFilesFaultAndABadParserIsNot) {
  expect_failed("refuse:no header at 0", ErrorKind::invalid, "no header at 0");
  expect_failed("fail:table missing", ErrorKind::unavailable, "the parser failed: table missing");
  expect_failed("throw:surprise", ErrorKind::unavailable, "surprise");
}

TEST_F(SandboxTest, EveryLieIsAnErrorOfThatReplayOnly) {
  expect_failed("say nothing:", ErrorKind::unavailable, "broke off after 0 bytes");
  expect_failed("say half a header:", ErrorKind::unavailable, "broke off after 9 bytes");
  expect_failed("say magic:", ErrorKind::unavailable, "wrong header");
  expect_failed("say status:", ErrorKind::unavailable, "wrong header");
  expect_failed("say short:", ErrorKind::unavailable, "announces 3 bytes and has 2");
  expect_failed("say trailing:", ErrorKind::unavailable, "announces 2 bytes and has 11");
  expect_failed("say huge:", ErrorKind::unavailable, "announces 18446744073709551615 bytes");
  expect_failed("long:", ErrorKind::unavailable, "");
  expect_failed("flood:", ErrorKind::unavailable, "answered with more than 65536 bytes");
  EXPECT_EQ(run("say control:").error(), invalid("a[31mb")) << "texts of children are defused";
}

TEST_F(SandboxTest, EveryForbiddenSystemCallKills) {
  const std::vector<std::string> calls = deed_names("call ");
  EXPECT_GT(calls.size(), 10u);
  for (const std::string& name : calls) expect_failed(name + ":", ErrorKind::unavailable, "SIGSYS");
}

TEST_F(SandboxTest, ChildrenThatDieCostTheirReplayOnly) {
  expect_failed("crash:", ErrorKind::unavailable, "killed by SIG");
  expect_failed("exit:", ErrorKind::unavailable, "wait status 0x300");
}

TEST_F(SandboxTest, ChildrenSeeNoEnvironmentAndTwoDescriptors) {
  EXPECT_EQ(run("environment:"), "1");
  EXPECT_EQ(world_->runner->strength().environment_size, 0);
  EXPECT_EQ(world_->runner->strength().open_descriptors, 2);
}

TEST_F(SandboxTest, ManyAtOnceEachGetTheirOwnAnswer) {
  std::vector<std::shared_ptr<std::optional<Result<std::string>>>> answers;
  for (int i = 0; i < 40; ++i) answers.push_back(world_->spawn("echo:" + std::to_string(i)));
  world_->run_dry();
  for (int i = 0; i < 40; ++i) EXPECT_EQ(answers[static_cast<std::size_t>(i)]->value(), std::to_string(i));
}

TEST_F(SandboxTest, IsAsStrongAsThisMachineCanBe) {
  const SandboxStrength& strength = world_->runner->strength();
  EXPECT_TRUE(strength.is_strong()) << to_string(strength);
  EXPECT_TRUE(strength.no_new_privileges);
  EXPECT_TRUE(strength.no_capabilities);
  if (::geteuid() == 0) EXPECT_TRUE(strength.user_changed) << to_string(strength);
  const auto probed = SandboxParser::probe();
  ASSERT_TRUE(probed);
  EXPECT_EQ(to_string(*probed), to_string(strength));
}

// --- Deadlines and death
TEST(SandboxDeadline, KillsWhoComputesAndWhoSleeps) {
  World world({.children_max = 1, .deadline = 100ms});
  for (const char* deed : {"spin:", "sleep:"}) {
    const auto answer = world.run(deed);
    ASSERT_FALSE(answer) << deed;
    EXPECT_EQ(answer.error(), timed_out("parsing took longer than 100 ms"));
    EXPECT_TRUE(world.processes().empty()) << deed;
  }
  EXPECT_EQ(world.telemetry.counters["sandbox.failed"], 2);
}

TEST(SandboxMemory, AllocatingWithoutEndIsAnError) {
  World world({.children_max = 1, .deadline = 300ms, .memory_bytes_max = 256u << 20});
  const auto answer = world.run("allocate:");
  ASSERT_FALSE(answer);
#ifndef EVO_SANITIZED
  EXPECT_EQ(answer.error(), invalid("the replay needs more memory than a parser may have"));
#endif
}

// A descriptor that becomes readable when the process has ended.
Descriptor watch(pid_t process) {
  return Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
}
bool has_ended(const Descriptor& process) {
  pollfd poll{process.number(), POLLIN, 0};
  return ::poll(&poll, 1, 10'000) == 1;
}

TEST(SandboxZygote, IsReplacedAfterItsDeath) {
  World world(kPatient);
  for (int i = 0; i < 3; ++i) {
    const pid_t zygote = world.runner->zygote();
    ASSERT_GT(zygote, 0);
    ::kill(zygote, SIGKILL);
    EXPECT_EQ(world.run("echo:again"), "again");
    EXPECT_NE(world.runner->zygote(), zygote);
  }
  EXPECT_EQ(world.telemetry.events["sandbox.zygote_restarted"], 3);
}

TEST(SandboxZygote, TakesItsChildrenWithIt) {
  World world(kPatient);
  const auto answer = world.spawn("sleep:");
  ASSERT_TRUE(world.run_until([&] { return world.runner->children() == 1; }));
  const Descriptor child = watch(world.processes().front());
  ASSERT_TRUE(child.is_open());
  ::kill(world.runner->zygote(), SIGKILL);
  world.run_dry();
  EXPECT_EQ(answer->value().error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(has_ended(child));
  EXPECT_EQ(world.run("echo:again"), "again");
}

TEST(SandboxZygote, IsNotStoppedBySignalsMeantForTheProgram) {
  World world(kPatient);
  const pid_t zygote = world.runner->zygote();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::kill(zygote, signal);
  EXPECT_EQ(world.run("echo:here"), "here");
  EXPECT_EQ(world.runner->zygote(), zygote);
}

TEST(SandboxZygote, AStuckOneIsGivenUp) {
  World world({.children_max = 1, .deadline = 1s, .kill_grace = 100ms});
  const auto answer = world.spawn("sleep:");
  ASSERT_TRUE(world.run_until([&] { return world.runner->children() == 1; }));
  ::kill(world.runner->zygote(), SIGSTOP);
  world.run_dry();
  EXPECT_EQ(answer->value().error().kind, ErrorKind::timeout);
  EXPECT_EQ(world.run("echo:again"), "again");
}

TEST(SandboxChild, HoldsTwoDescriptorsOfTheRightKind) {
  World world(kPatient);
  const auto answer = world.spawn("sleep:");
  ASSERT_TRUE(world.run_until([&] { return world.runner->children() == 1; }));
  const fs::path folder = "/proc/" + std::to_string(world.processes().front()) + "/fd";
  std::vector<std::string> targets;
  // The child may not have arranged its descriptors yet.
  const auto list = [&] {
    targets.clear();
    std::error_code error;
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error))
      targets.push_back(fs::read_symlink(entry->path(), error).string());
    std::ranges::sort(targets);
    return targets.size() == 2;
  };
  const bool settled = world.run_until(list);
  world.runner->stop();
  world.run_dry();
  if (targets.empty()) GTEST_SKIP() << "only root may look at a locked process";
  ASSERT_TRUE(settled) << testing::PrintToString(targets);
  EXPECT_THAT(targets[0], HasSubstr("memfd:replay"));
  EXPECT_THAT(targets[1], HasSubstr("pipe:"));
}

// --- Limits, cancellation, stopping
TEST(SandboxLimits, BeyondTheWaitingLineIsBusy) {
  World world({.children_max = 1, .waiting_max = 2, .deadline = 20s});
  std::vector<std::shared_ptr<std::optional<Result<std::string>>>> answers;
  for (int i = 0; i < 4; ++i) answers.push_back(world.spawn("echo:" + std::to_string(i)));
  world.run_dry();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(answers[i]->value(), std::to_string(i));
  EXPECT_EQ(answers[3]->value().error().kind, ErrorKind::busy);
  EXPECT_EQ(world.run("echo:later"), "later");
}

TEST(SandboxLimits, OverlongReplaysNeverReachAChild) {
  World world({.children_max = 1, .replay_bytes_max = 10});
  EXPECT_EQ(world.run("echo:1234567").error().kind, ErrorKind::invalid);
  EXPECT_EQ(world.run("echo:12345"), "12345");
}

Task<void> give_up_after(asio::steady_timer::duration time, std::shared_ptr<Runner> runner, Blob bytes) {
  using namespace asio::experimental::awaitable_operators;
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await (timer.async_wait(asio::use_awaitable) || runner->run(std::move(bytes)));
}

TEST(SandboxCancellation, KillsTheChildAndFreesItsTurn) {
  World world({.children_max = 1, .deadline = 20s});
  asio::co_spawn(world.io, give_up_after(50ms, world.runner, blob_of("sleep:")), [](std::exception_ptr) {});
  const auto next = world.spawn("echo:next");
  const auto started = std::chrono::steady_clock::now();
  world.run_dry();
  EXPECT_EQ(next->value(), "next");
  EXPECT_LT(std::chrono::steady_clock::now() - started, 10s);
  EXPECT_EQ(world.runner->children(), 0u);
}

TEST(SandboxStop, EndsWhatRunsAndRefusesWhatComes) {
  World world({.children_max = 1, .deadline = 20s});
  const auto running = world.spawn("sleep:");
  const auto waiting = world.spawn("echo:waiting");
  ASSERT_TRUE(world.run_until([&] { return world.runner->children() == 1; }));
  world.runner->stop();
  world.run_dry();
  EXPECT_EQ(running->value().error().kind, ErrorKind::unavailable);
  EXPECT_EQ(waiting->value().error().kind, ErrorKind::unavailable);
  EXPECT_EQ(world.run("echo:late").error().kind, ErrorKind::unavailable);
}

TEST(SandboxStop, MayHappenWithReplaysUnderWayAndTheLoopGone) {
  World world(kPatient);
  world.spawn("sleep:");
  ASSERT_TRUE(world.run_until([&] { return world.runner->children() == 1; }));
}

}  // namespace
}  // namespace evo
