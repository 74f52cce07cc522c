#include "core/catalog/catalog.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace evo {
namespace {

constexpr std::string_view kDefaultRegion = "NAC";

template <class Item>
const Item* find_code(const std::vector<Item>& items, std::string_view code) {
  const auto found = std::ranges::find(items, code, &Item::code);
  return found == items.end() ? nullptr : &*found;
}

bool contains_pair(const std::vector<std::array<std::string, 2>>& pairs, std::string_view a,
                   std::string_view b) {
  return std::ranges::any_of(pairs, [&](const auto& pair) {
    return (pair[0] == a && pair[1] == b) || (pair[0] == b && pair[1] == a);
  });
}

}  // namespace

const Race* Catalog::race(std::string_view race_code) const { return find_code(races, race_code); }
const Side* Catalog::side(std::string_view side_code) const { return find_code(sides, side_code); }
const Region* Catalog::region(std::string_view region_code) const { return find_code(regions, region_code); }
const Server* Catalog::server(std::string_view server_code) const { return find_code(servers, server_code); }
const Country* Catalog::country(std::string_view country_code) const {
  return find_code(countries, country_code);
}

const MapPool* Catalog::pool(std::string_view mode, std::string_view season) const {
  for (const MapPool& known : pools)
    if (known.mode == mode && known.season == season) return &known;
  return nullptr;
}

const Map* Catalog::map(std::string_view mode, std::string_view map_code) const {
  if (const MapPool* current = pool(mode, current_season))
    if (const Map* found = find_code(current->maps, map_code)) return found;
  for (const MapPool& known : pools)
    if (const Map* found = find_code(known.maps, map_code)) return found;
  return nullptr;
}

const Race* Catalog::race_in_replay(std::string_view replay_code, std::string_view replay_name) const {
  replay_code = trim(replay_code);
  replay_name = trim(replay_name);
  for (const Race& known : races)
    if (std::ranges::count(known.replay_codes, replay_code) > 0) return &known;
  for (const Race& known : races)
    if (std::ranges::count(known.replay_names, replay_name) > 0) return &known;
  return nullptr;
}

bool Catalog::sides_may_meet(std::string_view side_a, std::string_view side_b) const {
  if (side_a == kMixedSide || side_b == kMixedSide) return side_a == side_b;
  return contains_pair(matchups, side_a, side_b);
}

bool Catalog::regions_may_meet(std::string_view region_a, std::string_view region_b) const {
  return !contains_pair(forbidden_region_pairs, region_a, region_b);
}

std::string_view Catalog::server_for(std::string_view region_a, std::string_view region_b) const {
  // A region that left the catalog counts like one that was never given.
  return server_between(region(region_a), region(region_b));
}

std::string_view Catalog::server_between(const Region* a, const Region* b) const {
  if (a == nullptr) a = b;
  if (b == nullptr) b = a;
  if (a == nullptr) a = b = region(kDefaultRegion);
  if (a == nullptr && !regions.empty()) a = b = &regions.front();
  if (a == nullptr) return {};
  const auto row = static_cast<std::size_t>(a - regions.data());
  const auto column = static_cast<std::size_t>(b - regions.data());
  const std::size_t cell = row * regions.size() + column;
  return cell < server_table.size() ? std::string_view(server_table[cell]) : std::string_view();
}

std::optional<double> Catalog::ping_ms(std::string_view region_code, std::string_view server_code) const {
  const Region* from = region(region_code);
  const Server* to = server(server_code);
  if (from == nullptr || to == nullptr) return std::nullopt;
  return ping_between(*from, *to);
}

std::optional<double> Catalog::ping_between(const Region& from, const Server& to) const {
  if (pings.empty()) return std::nullopt;
  const auto row = static_cast<std::size_t>(&from - regions.data());
  const auto column = static_cast<std::size_t>(&to - servers.data());
  const auto& range = pings[row * servers.size() + column];
  if (!range) return std::nullopt;
  return (range->low_ms + range->high_ms) / 2.0;
}

}  // namespace evo
