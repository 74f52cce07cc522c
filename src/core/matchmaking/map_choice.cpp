#include "core/matchmaking/map_choice.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace evo {
namespace {

// By map of the pool, how many have struck it.
std::vector<int> strikes(std::span<const MapWishes> wishes, const MapPool& pool, int vetoes_max) {
  std::vector<int> against(pool.maps.size(), 0);
  for (const MapWishes& each : wishes) {
    std::set<std::size_t> own;
    for (const std::string& code : *each.vetoes) {
      if (own.size() >= static_cast<std::size_t>(std::max(vetoes_max, 0))) break;
      const auto map = std::ranges::find(pool.maps, code, &Map::code);
      if (map != pool.maps.end()) own.insert(static_cast<std::size_t>(map - pool.maps.begin()));
    }
    for (const std::size_t map : own) ++against[map];
  }
  return against;
}

std::ptrdiff_t times_played(const MapWishes& wishes, const Map& map, int maps_remembered) {
  const auto latest = std::span(*wishes.recent)
                          .first(std::min(wishes.recent->size(), static_cast<std::size_t>(maps_remembered)));
  return std::ranges::count(latest, map.code);
}

}  // namespace

std::vector<MapWishes> map_wishes(std::span<const Ticket* const> tickets) {
  std::vector<MapWishes> wishes;
  for (const Ticket* ticket : tickets) {
    wishes.push_back({&ticket->vetoes, &ticket->recent_maps});
    for (const TicketPartner& partner : ticket->partners)
      wishes.push_back({&partner.vetoes, &partner.recent_maps});
  }
  return wishes;
}

double MapChoice::chance_of(std::string_view code) const {
  const auto place = std::ranges::find(open, code, &Map::code) - open.begin();
  if (place == std::ssize(open)) return 0;
  if (weights.empty()) return 1.0 / static_cast<double>(open.size());
  return weights[static_cast<std::size_t>(place)] / std::reduce(weights.begin(), weights.end());
}

MapChoice map_choice(std::span<const MapWishes> wishes, const PoolRules& rules, const Catalog& catalog) {
  MapChoice choice;
  const MapPool* pool = catalog.pool(rules.mode, catalog.current_season);
  if (pool == nullptr || pool->maps.empty()) return choice;
  choice.pool = static_cast<int>(pool->maps.size());
  const std::vector<int> against = strikes(wishes, *pool, catalog.vetoes_max);
  const int fewest = std::ranges::min(against);
  for (std::size_t map = 0; map < against.size(); ++map)
    if (against[map] == fewest) choice.open.push_back(&pool->maps[map]);
  if (rules.maps_remembered <= 0) return choice;
  for (const Map* map : choice.open) {
    std::ptrdiff_t times = 0;
    for (const MapWishes& each : wishes) times += times_played(each, *map, rules.maps_remembered);
    choice.weights.push_back(1.0 / static_cast<double>(1 + times));
  }
  return choice;
}

std::string draw_map(const MapChoice& choice, Rng& rng) {
  if (choice.open.empty()) return {};
  if (choice.weights.empty()) return rng.pick(choice.open)->code;
  return choice.open[rng.pick_weighted(choice.weights)]->code;
}

}  // namespace evo
