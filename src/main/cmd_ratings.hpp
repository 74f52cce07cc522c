// Commands on ratings: how well would a system have predicted the matches that are stored?
#pragma once

#include <string>
#include <vector>

#include "main/config.hpp"

namespace evo {

struct BacktestOptions {
  std::vector<std::string> systems;  // Empty: all.
  bool json = false;
};

// The value is the exit code.
int backtest_ratings(const Config& config, const BacktestOptions& options);

}  // namespace evo
