#include "adapters/http/exchange/rate_limit.hpp"

#include <algorithm>

namespace evo::http {

RateLimiter::Bucket& RateLimiter::bucket_of(std::string_view key, Time now) {
  if (const auto found = buckets_.find(key); found != buckets_.end()) {
    order_.splice(order_.begin(), order_, found->second);
    return order_.front();
  }
  if (buckets_.size() >= keys_max_ && !order_.empty()) {
    buckets_.erase(order_.back().key);
    order_.pop_back();
  }
  order_.push_front({std::string(key), limit_.burst, now});
  buckets_.emplace(order_.front().key, order_.begin());
  return order_.front();
}

Duration RateLimiter::take(std::string_view key, Time now) {
  if (limit_.per_second <= 0) return Duration::zero();
  Bucket& bucket = bucket_of(key, now);
  // A clock that steps back gives no tokens and takes none.
  const double passed = std::max(0.0, std::chrono::duration<double>(now - bucket.refilled_at).count());
  bucket.tokens = std::min(limit_.burst, bucket.tokens + passed * limit_.per_second);
  bucket.refilled_at = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return Duration::zero();
  }
  const std::chrono::duration<double> wait((1 - bucket.tokens) / limit_.per_second);
  return std::max(Duration(1), std::chrono::ceil<Duration>(wait));
}

}  // namespace evo::http
