// Reads a TOML file into dotted paths and texts; private to the configuration.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace evo {

// Tables become "table.key"; arrays of texts become comma separated. Errors: invalid, with file, line and
// reason.
Result<std::vector<std::pair<std::string, std::string>>> read_toml_file(const std::string& path);

}  // namespace evo
