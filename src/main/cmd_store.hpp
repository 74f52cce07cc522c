// Commands on the store that need no server: leaderboard, migrate, check.
#pragma once

#include <string>

#include "app/read/reader.hpp"
#include "main/config.hpp"

namespace evo {

struct LeaderboardOptions {
  LeaderboardQuery query;
  std::string rank;    // A letter; empty: all.
  std::string around;  // A player's name: the page that shows him.
};

// Each value is the exit code.
int print_leaderboard(const Config& config, const LeaderboardOptions& options);
int migrate_store(const Config& config);
int check_store(const Config& config);

}  // namespace evo
