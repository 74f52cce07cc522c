// The sections of a catalog file, read in an order in which every reference points to what was read before.
#pragma once

#include <string>
#include <vector>

#include "core/catalog/catalog.hpp"
#include "core/catalog/toml_table.hpp"

namespace evo::catalog_file {

// Limits of one catalog.
inline constexpr std::size_t kMaxSides = 8;
inline constexpr std::size_t kMaxRaces = 32;
inline constexpr std::size_t kMaxRegions = 64;
inline constexpr std::size_t kMaxServers = 64;
inline constexpr std::size_t kMaxGameRegions = 8;
inline constexpr std::size_t kMaxCountries = 400;
inline constexpr std::size_t kMaxMaps = 1000;
inline constexpr std::size_t kMaxPools = 200;
inline constexpr std::size_t kMaxMapsPerPool = 64;
inline constexpr std::size_t kMaxNames = 64;   // Titles of a map, names of a race.
inline constexpr std::size_t kMaxFiles = 200;  // Hashes in one list.
inline constexpr std::size_t kMaxVersions = 500;
inline constexpr int kMaxVetoes = 31;
inline constexpr int kMaxPingMs = 9999;
inline constexpr std::int64_t kMaxLinkId = 999'999'999;

// How numbers of published maps become links, in the order of Catalog::game_regions; "{id}" stands for the
// number.
using LinkPatterns = std::vector<std::string>;

// regions, game_regions, servers, server_table, pings, forbidden_region_pairs, countries.
void read_world(TableReader& root, Catalog& catalog, LinkPatterns& patterns, Problem& problem);
// sides, matchups, races.
void read_races(TableReader& root, Catalog& catalog, Problem& problem);
// maps, pools; uses current_season and vetoes_max.
void read_pools(TableReader& root, Catalog& catalog, const LinkPatterns& patterns, Problem& problem);
// mod; uses any_mod.
void read_mod(TableReader& root, Catalog& catalog, const LinkPatterns& patterns, Problem& problem);

// The links of `ids`: none, or one number for each game region.
std::vector<std::string> read_links(TableReader& table, const LinkPatterns& patterns, Problem& problem);

}  // namespace evo::catalog_file
