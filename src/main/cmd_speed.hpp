// `evoladder replay bench`: how long reading replays takes.
#pragma once

#include <string>

namespace evo {

struct ReplayBenchOptions {
  std::string list;  // File with one path a line.
  std::string root;  // Folder that the paths start from.
  std::string level = "full";
  int runs = 7;
  bool json = false;
};

// Reads each file once to warm up and then `runs` times, from the file system each time, and prints the
// median; the total is the sum of the medians. The value is 1 when a file was bad.
int replay_bench(const ReplayBenchOptions& options);

}  // namespace evo
