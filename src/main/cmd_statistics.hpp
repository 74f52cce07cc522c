// `evoladder stats`: who plays how much, how well, when, and how balanced the sides are.
#pragma once

#include <string>

#include "main/config.hpp"

namespace evo {

struct LadderStatsOptions {
  std::string mode = "1v1";
  int days = 30;
  std::string player;    // Name: the statistics of one player.
  std::string activity;  // "24h", "7d", "30d": the chart of queue joins.
  bool digest = false;   // The week in a few lines.
  bool json = false;
};

// The value is the exit code.
int print_statistics(const Config& config, const LadderStatsOptions& options);

}  // namespace evo
