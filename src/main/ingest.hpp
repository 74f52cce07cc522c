// Ingest: makes a ladder out of a folder of real replays. Every decided 1v1 between two humans becomes a
// rated match, in order of its end; players are told apart by toon handle. Running it again adds nothing.
#pragma once

#include <string>

#include "main/config.hpp"

namespace evo {

struct IngestOptions {
  std::string folder;
};

// The value is the exit code: 1 when a file could not be read.
int ingest(const Config& config, const IngestOptions& options);

}  // namespace evo
