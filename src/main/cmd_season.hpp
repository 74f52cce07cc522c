// `evoladder season`: ends, begins and shows seasons.
#pragma once

#include <string>

#include "main/config.hpp"

namespace evo {

// Each value is the exit code.
int close_season(const Config& config, const std::string& name);
int open_season(const Config& config);
int list_seasons(const Config& config);

}  // namespace evo
