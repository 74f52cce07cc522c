// Draws what rules make of the same people: how long they wait, how far apart they are rated, whom and where
// they meet again.
#pragma once

#include <span>
#include <string>

#include "sim/match_quality.hpp"

namespace evo::sim {

struct NamedQuality {
  std::string name;
  QualityReport report;
};

// SVG, one line or bar for each of `compared`.
std::string draw_quality(std::span<const NamedQuality> compared, const std::string& title);

}  // namespace evo::sim
