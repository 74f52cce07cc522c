// Metrics: counters and histograms by name, in memory. Names are code, not input; their number is bounded all
// the same, so that a mistake cannot eat the memory: what comes beyond is dropped and counted.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace evo {

class Metrics {
 public:
  static constexpr std::size_t kNamesMax = 512;  // Counters and histograms each.
  // Upper bounds of the buckets: 1, 2.5 and 5 of each decade from 100 microseconds to 10 000 seconds (or
  // pieces).
  static constexpr std::array<double, 25> kBounds = {
      1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1,  0.25, 0.5,   1,
      2.5,  5,      10,   25,   50,     100,  250,  500,    1000, 2500, 5000, 10'000};

  // Safe from every thread. Counters only grow: a negative amount is dropped.
  void count(std::string_view counter, std::int64_t amount);
  void observe(std::string_view histogram, double value);

  // Prometheus text exposition format 0.0.4. "wave.planned" becomes evoladder_wave_planned_total.
  std::string text() const;

 private:
  struct Buckets {
    std::array<std::uint64_t, kBounds.size() + 1> counts{};  // The last: beyond every bound.
    double sum = 0;
    std::uint64_t count = 0;
  };

  mutable std::mutex mutex_;
  // By the name that Prometheus sees: two spellings of one name must not become two series.
  std::map<std::string, std::uint64_t> counters_;
  std::map<std::string, Buckets> histograms_;
  std::uint64_t dropped_ = 0;
};

}  // namespace evo
