// Commands on ratings: how well would a system have predicted the matches that are stored, or those that
// simulated people play?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "main/config.hpp"

namespace evo {

struct BacktestOptions {
  std::vector<std::string> systems;  // Empty: all.
  bool json = false;
  // With ladders > 0: not the stored matches but those of so many simulated ladders with consecutive seeds.
  int ladders = 0;
  std::uint64_t seed = 1;
  int days = 60;
  int players = 150;
  double drift_a_day = 5;  // Points by which everybody's true skill wanders.
};

// The value is the exit code.
int backtest_ratings(const Config& config, const BacktestOptions& options);

}  // namespace evo
