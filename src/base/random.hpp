// Rng: a small, fast generator whose sequence is fixed by its seed on every platform (standard distributions
// are not). xoshiro256** seeded by splitmix64, after Blackman and Vigna. Not for secrets: those come from
// random_token().
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace evo {

class Rng {
 public:
  explicit Rng(std::uint64_t seed);

  std::uint64_t next();
  // Uniform in [0, bound), bound > 0, without modulo bias.
  std::uint64_t below(std::uint64_t bound);
  // Uniform in [low, high], both included.
  std::int64_t between(std::int64_t low, std::int64_t high);
  // Uniform in [0, 1).
  double unit();
  bool chance(double probability) { return unit() < probability; }
  // Standard normal deviate.
  double normal();
  // A generator of its own for a part of the program, so that parts do not disturb each other's sequences.
  Rng fork() { return Rng(next()); }

  // An index, each as likely as its weight is of their sum. No weight is negative, and not all are 0.
  std::size_t pick_weighted(std::span<const double> weights);

  template <class Sequence>
  auto& pick(Sequence& sequence) {
    return sequence[static_cast<std::size_t>(below(std::size(sequence)))];
  }
  template <class Sequence>
  void shuffle(Sequence& sequence) {
    for (std::size_t i = std::size(sequence); i > 1; --i)
      std::swap(sequence[i - 1], sequence[static_cast<std::size_t>(below(i))]);
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

// `bytes` random bytes from the operating system as lower-case hex: session tokens, keys.
std::string random_token(std::size_t bytes);

}  // namespace evo
