// What the sandbox costs per replay, beside the parsing itself.
#include <cstdlib>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "adapters/sandbox/runner.hpp"
#include "adapters/sandbox/sandbox.hpp"

namespace evo {
namespace {

namespace asio = boost::asio;

class SilentTelemetry final : public Telemetry {
 public:
  void log(Level, std::string_view, std::initializer_list<Field>) override {}
  void count(std::string_view, std::int64_t) override {}
  void observe(std::string_view, double) override {}
};

// As long as a common summary.
Result<std::string> answer_at_once(std::span<const std::uint8_t>) { return std::string(4096, 'x'); }

Task<void> run_one(std::shared_ptr<Runner> runner, Blob bytes) {
  if (const auto answer = co_await runner->run(std::move(bytes)); !answer) std::abort();
}

// Arguments: bytes of the replay, replays at once.
void one_replay(benchmark::State& state) {
  asio::io_context io;
  asio::thread_pool pool(1);
  SilentTelemetry telemetry;
  const auto runner =
      std::make_shared<Runner>(io.get_executor(), pool, telemetry, SandboxOptions{}, 1u << 20);
  if (!runner->start()) std::abort();
  const Blob bytes =
      std::make_shared<const std::vector<std::uint8_t>>(static_cast<std::size_t>(state.range(0)), 7);
  for (auto _ : state) {
    for (int i = 0; i < state.range(1); ++i)
      asio::co_spawn(io, run_one(runner, bytes), [](std::exception_ptr) {});
    io.restart();
    io.run();
  }
  state.SetItemsProcessed(state.iterations() * state.range(1));
  runner->stop();
  pool.join();
}
BENCHMARK(one_replay)
    ->Args({64 << 10, 1})
    ->Args({1 << 20, 1})
    ->Args({5 << 20, 1})
    ->Args({64 << 10, 8})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void start_of_the_zygote(benchmark::State& state) {
  for (auto _ : state)
    if (!SandboxParser::probe()) std::abort();
}
BENCHMARK(start_of_the_zygote)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace evo

int main(int argc, char** argv) {
  if (argc == 2 && argv[1] == evo::kZygoteArgument) return evo::zygote_main({.parse = evo::answer_at_once});
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
