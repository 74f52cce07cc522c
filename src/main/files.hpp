// Files named on a command line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace evo {

// The replay files (*.SC2Replay, any case) in or below `path`, sorted; a file stands for itself, whatever its
// name. Errors: not_found, invalid.
Result<std::vector<std::string>> replay_files(const std::string& path);
// Errors: not_found; invalid when it is larger than `bytes_max`.
Result<std::vector<std::uint8_t>> read_file(const std::string& path, std::size_t bytes_max);

}  // namespace evo
