// Histogram: durations in fixed buckets, 32 per power of two, so that a quantile is off by at most 1/32 of
// its value and memory never grows (8 KB). Values beyond kValueMax (19 hours) count as kValueMax.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

namespace evo {

class Histogram {
 public:
  static constexpr Duration kValueMax{(std::int64_t{1} << 36) - 1};

  void record(Duration value);
  // The value that a fraction `q` in [0, 1] of the records does not exceed; zero without records.
  Duration quantile(double q) const;
  Duration max() const { return max_; }
  std::uint64_t count() const { return count_; }
  void reset() { *this = Histogram(); }

 private:
  static constexpr std::size_t kSteps = 32;  // Buckets per power of two.
  static constexpr std::size_t kBuckets = kSteps * 32;

  static std::size_t bucket_of(std::uint64_t micros);
  static std::uint64_t upper_edge(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
  Duration max_{};
};

}  // namespace evo
