// World: a whole ladder in one process: a database, a blob store, several nodes that crash and restart, a
// network that loses and repeats, and people. One seed fixes everything. After the given days the faults
// stop, people finish what they began, and the checkers look at what is left.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/blob/blob.hpp"
#include "app/rules.hpp"
#include "sim/checkers.hpp"
#include "sim/node.hpp"
#include "sim/population.hpp"

namespace evo::sim {

struct WorldOptions {
  std::uint64_t seed = 1;
  int days = 30;
  int players = 50;
  int nodes = 2;
  bool faults = true;
  Rules rules;  // The catalog and the limits; with `vary_rules` some limits are drawn from the seed, and
                // whether the queue is balanced.
  bool vary_rules = true;
  Habits habits;
  std::optional<Level> print_from;
  std::function<void(int day)> progress;
};

struct WorldReport {
  bool balanced = false;                // Played by the queue's balanced rules.
  MatchQuality quality;                 // Of matches of two.
  std::vector<std::string> violations;  // Empty: every checker holds.
  std::uint64_t trace = 0;              // Same seed and options, same trace.
  std::uint64_t steps = 0;
  int matches = 0;
  int finished = 0;
  int crashes = 0;
  int replays = 0;
  std::size_t acknowledged = 0;
  std::map<std::string, int, std::less<>> faults;
};

// Runs one world from beginning to end. Errors: internal, when it could not be set up.
Result<WorldReport> run_world(WorldOptions options);

}  // namespace evo::sim
