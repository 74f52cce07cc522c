// Which maps a match may be played on, and how likely each of them is.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/matchmaking/matchmaking.hpp"

namespace evo {

// What one player has to say about the map. Both outlive it.
struct MapWishes {
  const std::vector<std::string>* vetoes;
  const std::vector<std::string>* recent;  // The maps of his last matches, the newest first.
};
// Of everybody on these tickets.
std::vector<MapWishes> map_wishes(std::span<const Ticket* const> tickets);

struct MapChoice {
  int pool = 0;                   // Maps that there are.
  std::vector<const Map*> open;   // Those that the fewest have struck: none, as long as one is left for all.
  std::vector<double> weights{};  // Of each of these; empty: all are equally likely.

  // From 0 to 1; 0 for a map that is not open.
  double chance_of(std::string_view code) const;
};

// Nothing is open where the catalog has no pool for the rules' mode. Of each player's vetoes as many count as
// the catalog allows; codes of no map of the pool cost nothing.
MapChoice map_choice(std::span<const MapWishes> wishes, const PoolRules& rules, const Catalog& catalog);
// Code; empty where nothing is open.
std::string draw_map(const MapChoice& choice, Rng& rng);

}  // namespace evo
