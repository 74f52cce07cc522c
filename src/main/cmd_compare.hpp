// `evoladder sim --compare`: what several sets of rules make of the same people.
#pragma once

#include <string>
#include <vector>

#include "main/cmd_sim.hpp"

namespace evo {

// Each of `options.compare` is a configuration file, or "reference" for the published rules. Prints a table,
// and draws it where a plot is asked for.
int compare_rules(const SimOptions& options);

}  // namespace evo
