// How good matches were, as a table on the terminal: a line a figure, a column a set of matches.
#pragma once

#include <vector>

#include "sim/quality_plot.hpp"

namespace evo {

// At least one.
void print_quality(const std::vector<sim::NamedQuality>& compared);

}  // namespace evo
