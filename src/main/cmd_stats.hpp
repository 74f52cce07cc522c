// `evoladder replay stats`: how one game went.
#pragma once

#include <string>

namespace evo {

struct StatsOptions {
  std::string file;
  bool json = false;
  std::string plot;  // Path of a picture to write; empty: none.
  int steps = 25;    // Of each build order.
};

// The value is 1 when the file is bad, 2 when the picture is of a kind that is not drawn.
int replay_stats(const StatsOptions& options);

}  // namespace evo
