// Our decoder against libbz2, taking turns, so that whatever else the machine does disturbs both. Counters:
// time of each in milliseconds for the whole set, and libbz2's divided by ours.
#include <algorithm>
#include <chrono>
#include <sstream>

#include <benchmark/benchmark.h>

#include "replay/archive.hpp"
#include "replay/bzip2/bzip2.hpp"
#include "replay/bzip2/bzip2_support.hpp"
#include "replay/oracle_support.hpp"

namespace evo::replay::bzip2 {
namespace {

using Clock = std::chrono::steady_clock;
using test::Buffer;

struct Packed {
  Buffer packed;
  std::size_t size;
};

std::vector<Packed> generated() {
  std::vector<Packed> samples;
  for (const unsigned shape : {2u, 5u, 6u, 7u}) {
    for (const std::size_t size : {400uz, 20'000uz, 150'000uz, 500'000uz})
      samples.push_back({test::pack(test::content(shape, size, 9), 9), size});
  }
  return samples;
}

// The members of real replays, packed again at the block size that the game uses.
std::vector<Packed> recorded() {
  std::vector<Packed> samples;
  if (!oracle::is_present()) return samples;
  std::istringstream lines(oracle::read_text(oracle::root() / "bench.txt"));
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::uint8_t> file = oracle::read_replay(line);
    auto archive = Archive::open(file);
    if (!archive) continue;
    for (const MemberName& name :
         {MemberName("replay.details"), MemberName("replay.initData"), MemberName("replay.attributes.events"),
          MemberName("replay.game.events"), MemberName("replay.message.events"),
          MemberName("replay.tracker.events")}) {
      const auto member = archive->read(name);
      if (!member) continue;
      const Buffer text(member->bytes().begin(), member->bytes().end());
      samples.push_back({test::pack(text, 9), text.size()});
    }
  }
  return samples;
}

void against_libbz2(benchmark::State& state, std::vector<Packed> (*make)()) {
  const std::vector<Packed> samples = make();
  if (samples.empty()) return state.SkipWithError("the collection of replays is absent");
  Buffer out(4u << 20);
  std::vector<double> ours(samples.size(), 1e9);
  std::vector<double> theirs(samples.size(), 1e9);
  const auto time = [&out](const Packed& sample, auto&& unpack, double& best) {
    const auto start = Clock::now();
    benchmark::DoNotOptimize(unpack(sample.packed, std::span(out).first(sample.size)));
    best = std::min(best, std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  };
  for (const auto& iteration : state) {
    (void)iteration;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      time(samples[i], decompress, ours[i]);
      time(samples[i], test::unpack_by_libbz2, theirs[i]);
    }
  }
  double our_sum = 0;
  double their_sum = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    our_sum += ours[i];
    their_sum += theirs[i];
  }
  state.counters["ours_ms"] = our_sum;
  state.counters["libbz2_ms"] = their_sum;
  state.counters["libbz2_over_ours"] = their_sum / our_sum;
}

BENCHMARK_CAPTURE(against_libbz2, generated, generated)->Unit(benchmark::kMillisecond)->Iterations(15);
BENCHMARK_CAPTURE(against_libbz2, recorded, recorded)->Unit(benchmark::kMillisecond)->Iterations(15);

}  // namespace
}  // namespace evo::replay::bzip2
