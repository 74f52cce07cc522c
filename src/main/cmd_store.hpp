// Commands on the store that need no server: leaderboard, migrate, check.
#pragma once

#include <string>

#include "main/config.hpp"

namespace evo {

struct LeaderboardOptions {
  int page = 1;
  int size = 50;
  std::string race;  // Empty: all.
};

// Each value is the exit code.
int print_leaderboard(const Config& config, const LeaderboardOptions& options);
int migrate_store(const Config& config);
int check_store(const Config& config);

}  // namespace evo
