// Time of summarize() over collections of real replays. Counters: median over the files of each file's median
// time, and the sum of those medians.
#include <algorithm>
#include <chrono>
#include <sstream>

#include <benchmark/benchmark.h>

#include "replay/oracle_support.hpp"
#include "replay/replay.hpp"

namespace evo::replay {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

std::vector<std::string> names_of(std::string_view collection) {
  std::vector<std::string> names;
  if (!oracle::is_present()) return names;
  if (collection == "evo") {
    for (const std::string& name : oracle::replay_names())
      if (name.starts_with("HyperONE27")) names.push_back(name);
  } else {
    std::istringstream lines(oracle::read_text(oracle::root() / "bench.txt"));
    for (std::string line; std::getline(lines, line);) names.push_back(line);
  }
  return names;
}

void summarize_files(benchmark::State& state, std::string_view collection) {
  std::vector<std::vector<std::uint8_t>> files;
  for (const std::string& name : names_of(collection)) files.push_back(oracle::read_replay(name));
  if (files.empty()) return state.SkipWithError("the collection of replays is absent");
  std::vector<std::vector<double>> times(files.size());
  for (const auto& iteration : state) {
    (void)iteration;
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto start = Clock::now();
      benchmark::DoNotOptimize(summarize(files[i]));
      times[i].push_back(Milliseconds(Clock::now() - start).count());
    }
  }
  std::vector<double> medians;
  double sum = 0;
  for (std::vector<double>& series : times) {
    medians.push_back(median(std::move(series)));
    sum += medians.back();
  }
  state.counters["files"] = static_cast<double>(files.size());
  state.counters["median_ms"] = median(medians);
  state.counters["sum_ms"] = sum;
}

BENCHMARK_CAPTURE(summarize_files, evo, "evo")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(summarize_files, mixed, "mixed")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace evo::replay
