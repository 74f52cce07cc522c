// What the sandbox's tests share. The test program is its own zygote (main() is in sandbox_deeds_test.cpp): a
// "replay" of the form "deed:text" names what the child shall do.
#pragma once

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <sys/types.h>

#include "adapters/sandbox/runner.hpp"

namespace evo::sandbox_testing {

namespace asio = boost::asio;
using namespace std::chrono_literals;

inline constexpr std::size_t kTextBytesMax = 1u << 16;
inline constexpr SandboxOptions kPatient{.children_max = 2, .deadline = 20s};

// The parser of the test's zygote: does the deed, or parses what is no deed as a replay.
Result<std::string> misbehave(std::span<const std::uint8_t> bytes);
// Names of the deeds that begin with `prefix`.
std::vector<std::string> deed_names(std::string_view prefix);

class QuietTelemetry final : public Telemetry {
 public:
  void log(Level, std::string_view event, std::initializer_list<Field>) override {
    ++events[std::string(event)];
  }
  void count(std::string_view counter, std::int64_t amount) override {
    counters[std::string(counter)] += amount;
  }
  void observe(std::string_view, double) override {}

  std::map<std::string, int> events;
  std::map<std::string, std::int64_t> counters;
};

inline Blob blob_of(std::string_view text) {
  return std::make_shared<const std::vector<std::uint8_t>>(text.begin(), text.end());
}

// A loop, a pool and a runner with a zygote.
struct World {
  explicit World(SandboxOptions options, std::size_t text_bytes_max = kTextBytesMax)
      : runner(std::make_shared<Runner>(io.get_executor(), pool, telemetry, options, text_bytes_max)) {
    const auto started = runner->start();
    EXPECT_TRUE(started) << started.error().message;
  }
  ~World() {
    runner->stop();
    pool.join();
  }

  // The answer is there once the loop has run dry.
  std::shared_ptr<std::optional<Result<std::string>>> spawn(Blob bytes) {
    auto answer = std::make_shared<std::optional<Result<std::string>>>();
    asio::co_spawn(io, runner->run(std::move(bytes)),
                   [answer](std::exception_ptr thrown, Result<std::string> text) {
                     EXPECT_FALSE(thrown);
                     answer->emplace(std::move(text));
                   });
    return answer;
  }
  auto spawn(std::string_view deed) { return spawn(blob_of(deed)); }

  Result<std::string> run(std::string_view deed) {
    const auto answer = spawn(deed);
    run_dry();
    return answer->value();
  }
  void run_dry() {
    io.restart();
    io.run();
  }
  bool run_until(const std::function<bool()>& reached) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    io.restart();
    while (!reached() && std::chrono::steady_clock::now() < deadline) io.run_one_for(5ms);
    return reached();
  }

  // Process ids of the parsers at work.
  std::vector<pid_t> processes() const {
    const std::string zygote = std::to_string(runner->zygote());
    std::ifstream list("/proc/" + zygote + "/task/" + zygote + "/children");
    return {std::istream_iterator<pid_t>(list), {}};
  }

  QuietTelemetry telemetry;
  asio::io_context io;
  asio::thread_pool pool{1};
  std::shared_ptr<Runner> runner;
};

}  // namespace evo::sandbox_testing
