// `evoladder sim`: the deterministic simulation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace evo {

struct SimOptions {
  std::uint64_t seed = 1;
  bool fresh = false;  // Takes the first seed from the clock.
  int seeds = 1;       // Worlds with consecutive seeds.
  int jobs = 1;        // Worlds that run at once.
  int days = 30;
  int players = 50;
  int nodes = 2;
  bool calm = false;  // Without faults.
  std::string catalog = "scevo";
  std::vector<std::string> compare;  // Rules to try on the same people instead of simulating whole worlds.
  std::string plot;                  // Of the comparison; empty: none.
};

// The value is 1 when a checker did not hold; the line to run that seed again is printed.
int simulate(SimOptions options);

}  // namespace evo
