// The parser as the program uses it, and systems that do not grant the sandbox.
#include "adapters/sandbox/sandbox.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <seccomp.h>
#include <unistd.h>

#include "adapters/sandbox/protocol.hpp"
#include "adapters/sandbox/sandbox_testing.hpp"
#include "replay/replay.hpp"
#include "replay/summary_json.hpp"
#include "replay/writer.hpp"

namespace evo {
namespace {

namespace fs = std::filesystem;
using namespace sandbox_testing;

// --- A system that does not grant the sandbox
// In a process of its own, because a filter is for ever.
void forbid_seccomp() {
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp), 0) != 0 || seccomp_load(filter) != 0)
    ::_exit(90);
}

[[noreturn]] void start_without_seccomp(bool allow_weak) {
  forbid_seccomp();
  asio::io_context io;
  asio::thread_pool pool(1);
  QuietTelemetry telemetry;
  const auto parser = SandboxParser::start(io.get_executor(), pool, telemetry, {.allow_weak = allow_weak});
  std::fprintf(stderr, "%s\n",
               parser ? to_string((*parser)->strength()).c_str() : parser.error().message.c_str());
  ::_exit(parser ? 0 : 1);
}

TEST(SandboxWeakness, IsRefusedWithTheSettingThatAcceptsIt) {
  EXPECT_EXIT(start_without_seccomp(false), testing::ExitedWithCode(1),
              "missing: .*seccomp.*sandbox\\.allow_weak");
}

TEST(SandboxWeakness, IsAcceptedWhenAllowed) {
  EXPECT_EXIT(start_without_seccomp(true), testing::ExitedWithCode(0), "resource limits.*missing: .*seccomp");
}

TEST(SandboxZygote, RefusesToBeStartedByHand) {
  const std::string command =
      fs::read_symlink("/proc/self/exe").string() + " --zygote </dev/null 2>/dev/null";
  const int status = std::system(command.c_str());
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 2);
}

class SandboxParserTest : public testing::Test {
 protected:
  void SetUp() override {
    parser_ = SandboxParser::start(io_.get_executor(), pool_, telemetry_, kPatient).value();
  }
  ~SandboxParserTest() override {
    parser_.reset();
    pool_.join();
  }

  Result<replay::ReplaySummary> parse(Blob bytes) {
    std::optional<Result<replay::ReplaySummary>> answer;
    asio::co_spawn(io_, parser_->parse(std::move(bytes)), [&](std::exception_ptr thrown, auto summary) {
      EXPECT_FALSE(thrown);
      answer.emplace(std::move(summary));
    });
    io_.restart();
    io_.run();
    return std::move(answer).value();
  }

  static Blob written_replay() {
    replay::GameDescription game;
    game.map_title = "Vermeer";
    game.game_loops = 10'000;
    game.ended_at = from_micros(1'774'458'245'000'000);
    for (int team = 0; team < 2; ++team) {
      replay::GamePlayer player;
      player.name = "Player" + std::to_string(team);
      player.toon = {2, 1, static_cast<std::uint64_t>(100 + team)};
      player.race = "BW Zerg";
      player.race_code = "BWZe";
      player.team = team;
      game.players.push_back(player);
    }
    return std::make_shared<const std::vector<std::uint8_t>>(replay::write_replay(game).value());
  }

  QuietTelemetry telemetry_;
  asio::io_context io_;
  asio::thread_pool pool_{1};
  std::unique_ptr<SandboxParser> parser_;
};

TEST_F(SandboxParserTest, SaysWhatTheLibrarySays) {
  const Blob bytes = written_replay();
  EXPECT_EQ(parse(bytes), replay::summarize(*bytes));
}

TEST_F(SandboxParserTest, FilesThatAreNoReplaysAreInvalid) {
  for (const char* text : {"", "no replay", "MPQ\x1b and then nothing"})
    EXPECT_EQ(parse(blob_of(text)).error().kind, ErrorKind::invalid) << text;
}

TEST_F(SandboxParserTest, AnswersAreCheckedAgain) {
  EXPECT_EQ(parse(blob_of("echo:no JSON")).error().kind, ErrorKind::unavailable);
  EXPECT_EQ(parse(blob_of("echo:{\"sha256\":7}")).error().kind, ErrorKind::unavailable);
  const std::string other = replay::to_json(replay::summarize(*written_replay()).value());
  const auto lied = parse(blob_of("echo:" + other));
  EXPECT_EQ(lied.error(), unavailable("the parser's answer is about another file"));
}

TEST_F(SandboxParserTest, AbsurdAnswersCostTheirReplayOnly) {
  const Blob good = written_replay();
  const replay::ReplaySummary truth = replay::summarize(*good).value();
  std::string answer = replay::to_json(truth);
  const auto changed = [](std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from << " in " << text;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
  };
  answer = changed(answer, truth.sha256, "@sha256");
  answer = changed(answer, fmt::format("\"size\":{}", truth.size), "\"size\":\"@size\"");
  ASSERT_TRUE(parse(blob_of("claim:" + answer))) << "a summary that could be true is believed";

  const std::string loops = "\"game_loops\":10000";
  const std::vector<std::array<std::string, 2>> lies{
      {loops, "\"game_loops\":-1"},
      {loops, "\"game_loops\":18446744073709551615"},
      {loops, "\"game_loops\":1e300"},
      {loops, "\"game_loops\":[[[[[[[[[[[[]]]]]]]]]]]]"},
      {loops, loops + "}"},
      {"\"Player0\"", "\"" + std::string(5000, 'x') + "\""},
      {"\"Player0\"", "\"\\u202eevil\""},
      {"\"Player0\"", "\"\xff\xfe\""},
      {"\"players\":[", "\"players\":[7,"},
  };
  for (const auto& [from, to] : lies) {
    const auto lied = parse(blob_of("claim:" + changed(answer, from, to)));
    ASSERT_FALSE(lied) << to;
    EXPECT_EQ(lied.error().kind, ErrorKind::unavailable) << to;
    EXPECT_EQ(parse(good), truth) << "the next replay, after " << to;
  }
}

TEST_F(SandboxParserTest, ReadsRealReplays) {
  const fs::path corpus = fs::path(EVO_SOURCE_DIR) / "../shared/replay/corpus";
  if (!fs::exists(corpus)) GTEST_SKIP() << "no replays at " << corpus;
  constexpr int kReplaysRead = 6;
  int read = 0;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    if (read == kReplaysRead || entry.path().extension() != ".SC2Replay") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const Blob bytes = blob_of(text);
    EXPECT_EQ(parse(bytes), replay::summarize(*bytes)) << entry.path();
    ++read;
  }
  EXPECT_EQ(read, kReplaysRead);
}

}  // namespace
}  // namespace evo
