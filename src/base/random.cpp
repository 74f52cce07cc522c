#include "base/random.hpp"

#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>

#include <sys/random.h>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace evo {

Rng::Rng(std::uint64_t seed) {
  for (auto& word : state_) {
    seed += 0x9E3779B97F4A7C15u;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    word = z ^ (z >> 31);
  }
}

std::uint64_t Rng::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Rng::below(std::uint64_t bound) {
  EVO_ASSERT(bound > 0);
  const std::uint64_t limit = -bound % bound;
  for (;;) {
    const std::uint64_t value = next();
    if (value >= limit) return value % bound;
  }
}

std::int64_t Rng::between(std::int64_t low, std::int64_t high) {
  EVO_ASSERT(low <= high);
  return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
}

double Rng::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::size_t Rng::pick_weighted(std::span<const double> weights) {
  EVO_ASSERT(!weights.empty());
  double left = unit() * std::accumulate(weights.begin(), weights.end(), 0.0);
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    if ((left -= weights[i]) < 0) break;
  }
  return last;
}

double Rng::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - unit()));
  return radius * std::cos(2 * std::numbers::pi * unit());
}

std::string random_token(std::size_t bytes) {
  EVO_ASSERT(bytes <= 256);
  std::string raw(bytes, '\0');
  EVO_ASSERT(getrandom(raw.data(), raw.size(), 0) == static_cast<ssize_t>(bytes));
  return to_hex(raw);
}

}  // namespace evo
