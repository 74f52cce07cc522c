// Token buckets by key (an address, a player): each refills steadily up to its burst, a request takes one
// token. The table is bounded; when it is full the key seen longest ago is forgotten, which only ever helps
// that key.
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"

namespace evo {

// per_second 0: no limit.
struct RateLimit {
  double per_second = 0;
  double burst = 1;
};

}  // namespace evo

namespace evo::http {

class RateLimiter {
 public:
  RateLimiter(RateLimit limit, std::size_t keys_max) : limit_(limit), keys_max_(keys_max) {}

  // Zero: allowed, a token was taken. Else nothing was taken and this is how long the next token is away.
  Duration take(std::string_view key, Time now);
  std::size_t keys() const { return buckets_.size(); }

 private:
  struct Bucket {
    std::string key;
    double tokens;
    Time refilled_at;
  };
  using Order = std::list<Bucket>;  // Most recently seen first.

  Bucket& bucket_of(std::string_view key, Time now);

  RateLimit limit_;
  std::size_t keys_max_;
  Order order_;
  std::unordered_map<std::string_view, Order::iterator> buckets_;
};

}  // namespace evo::http
