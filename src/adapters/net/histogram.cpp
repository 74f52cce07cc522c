#include "adapters/net/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace evo {

// Below kSteps a bucket holds one microsecond; above, each power of two is cut into kSteps equal parts.
std::size_t Histogram::bucket_of(std::uint64_t micros) {
  if (micros < kSteps) return static_cast<std::size_t>(micros);
  const std::size_t shift = static_cast<std::size_t>(std::bit_width(micros)) - std::bit_width(kSteps);
  return shift * kSteps + static_cast<std::size_t>(micros >> shift);
}

std::uint64_t Histogram::upper_edge(std::size_t bucket) {
  if (bucket < 2 * kSteps) return bucket;
  const std::size_t shift = bucket / kSteps - 1;
  return ((static_cast<std::uint64_t>(bucket % kSteps + kSteps) + 1) << shift) - 1;
}

void Histogram::record(Duration value) {
  const Duration clamped = std::clamp(value, Duration::zero(), kValueMax);
  ++buckets_[bucket_of(static_cast<std::uint64_t>(clamped.count()))];
  ++count_;
  max_ = std::max(max_, clamped);
}

Duration Histogram::quantile(double q) const {
  if (count_ == 0) return {};
  const double wanted = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count_));
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(wanted));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += buckets_[bucket];
    if (seen >= rank) return std::min(max_, Duration(static_cast<std::int64_t>(upper_edge(bucket))));
  }
  return max_;
}

}  // namespace evo
