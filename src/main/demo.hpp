// The demo: a ladder with simulated players on real time, compressed so that a visitor sees matches within
// seconds.
#pragma once

#include <cstdint>
#include <string>

#include "main/config.hpp"

namespace evo {

struct DemoOptions {
  int players = 60;
  double rate = 1;  // How busy the players are; 2 is twice as busy.
  std::uint64_t seed = 1;
  std::string journal;  // File that gets a line for each acknowledged action; empty: none.
};

// Serves with simulated players; the value is the exit code.
int demo(Config config, DemoOptions options);

}  // namespace evo
