// Draws a game as an SVG picture: supply, income and value of the army of every player over real time, one
// panel below the other on one time axis. Plain SVG without scripts, styles from outside or fonts to load;
// texts are escaped.
#pragma once

#include <string>

#include "replay/analysis/analysis.hpp"

namespace evo::replay {

// Players without statistics are in the legend only.
std::string draw_svg(const GameAnalysis& analysis);

}  // namespace evo::replay
