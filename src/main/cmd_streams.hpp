// `evoladder replay events` and `evoladder replay verify`: replays as their streams of events.
#pragma once

#include <string>
#include <vector>

namespace evo {

struct EventsOptions {
  std::string file;
  std::string stream;
  std::string format = "json";
};

// One line an event. The value is 1 when the file or the stream is bad; lines before the fault are printed.
int print_events(const EventsOptions& options);

// Reads everything in the replays of the folders or files. The value is 1 when any was bad.
int verify_replays(const std::vector<std::string>& paths, bool json);

}  // namespace evo
