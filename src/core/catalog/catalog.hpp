// The catalog says what a ladder is played with: races and their sides, regions, servers, maps by season, mod
// versions, lobby settings and countries. It is data (TOML below data/catalogs), parsed and validated once at
// start; afterwards it never changes, so references into it stay valid. It decides names and membership only;
// rules live in other rooms.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace evo {

// A side is a group of races that play together against another group: "bw" against "sc2".
struct Side {
  std::string code;
  std::string name;
};

// What a team plays whose members' races are of different sides: it meets teams like itself.
inline constexpr std::string_view kMixedSide = "mixed";

struct Race {
  std::string code;                       // "bw_terran"; stored in rows.
  std::string name;                       // "BW Terran"
  std::string short_name;                 // "T1"
  std::string side;                       // Side::code
  std::vector<std::string> replay_codes;  // Language-neutral codes of the game's metadata: "BWTe".
  std::vector<std::string> replay_names;  // Localised texts found in replays, exact after trimming.
};

struct Region {
  std::string code;  // "EUW"
  std::string name;
  std::string globe;  // "AM", "AF" or "AS".
};

struct Server {
  std::string code;  // "USW"
  std::string name;
  std::string short_name;
  std::string game_region;  // GameRegion::code
};

struct GameRegion {
  std::string code;  // "AM", "EU", "AS"
  std::string name;
  std::string depot_region;  // As in cache handles: "US", "EU", "KR".
};

struct PingRange {
  int low_ms = 0;
  int high_ms = 0;
};

struct Map {
  std::string code;  // Stable id: "death_valley"; stored in rows, so that a renamed map breaks nothing.
  std::string name;  // Long name.
  std::string short_name;
  std::string author;
  std::string origin;               // Side::code of the game it comes from; may be empty.
  std::vector<std::string> titles;  // Every title seen in replays; the long name is always one of them.
  std::vector<std::string> sha256;  // Known files of this map; empty: identity falls back to the title.
  std::vector<std::string> links;   // In the order of Catalog::game_regions.
};

struct MapPool {
  std::string mode;  // "1v1"
  std::string season;
  std::vector<Map> maps;
};

// The files of one version of the mod in one depot region, by SHA-256.
struct ModFiles {
  std::string depot_region;
  std::vector<std::string> required;
  std::vector<std::string> optional;  // Art and language files, whose presence depends on the client.
};

struct ModVersion {
  std::string name;
  std::optional<Time> valid_from;
  std::optional<Time> valid_to;
  std::vector<ModFiles> files;
};

struct ModRules {
  std::string name;                // "SC: Evo Complete"; empty: the ladder is for the plain game.
  std::vector<std::string> links;  // In the order of Catalog::game_regions.
  std::vector<std::string> stock;  // The game's own dependency files, in every replay.
  std::vector<ModVersion> versions;
};

struct ExpectedLobby {
  std::string speed;
  std::string privacy;
  std::string duration;
  std::string locked_alliances;
};

struct Country {
  std::string code;  // ISO 3166-1 alpha-2, or XX, ZZ.
  std::string name;
  bool common = false;  // Offered first.
};

struct Catalog {
  std::string code;  // "scevo", "sc2"
  std::string name;
  std::string current_season;
  std::string channel;   // In-game chat channel where the players meet.
  bool any_map = false;  // Any map is accepted; pools are then only suggestions.
  bool any_mod = false;  // Dependencies are not checked.
  std::vector<Side> sides;
  std::vector<std::array<std::string, 2>> matchups;  // Pairs of sides that may meet; a side may meet itself.
  std::vector<Race> races;                           // In display order.
  std::vector<Region> regions;
  std::vector<GameRegion> game_regions;
  std::vector<Server> servers;
  std::vector<std::string> server_table;        // regions x regions, row major, server codes; symmetric.
  std::vector<std::optional<PingRange>> pings;  // regions x servers, row major; nullopt: not sensible.
  std::vector<std::array<std::string, 2>> forbidden_region_pairs;  // In every mode.
  std::vector<MapPool> pools;
  int vetoes_max = 4;
  ModRules mod;
  ExpectedLobby lobby;
  std::vector<Country> countries;

  // nullptr when there is none.
  const Race* race(std::string_view race_code) const;
  const Side* side(std::string_view side_code) const;
  const Region* region(std::string_view region_code) const;
  const Server* server(std::string_view server_code) const;
  const Country* country(std::string_view country_code) const;
  const MapPool* pool(std::string_view mode, std::string_view season) const;
  // Searches the current season of the mode first, then every pool.
  const Map* map(std::string_view mode, std::string_view map_code) const;

  // The race a replay shows, by metadata code first, by localised text second; nullptr when unknown.
  const Race* race_in_replay(std::string_view replay_code, std::string_view replay_name) const;
  bool sides_may_meet(std::string_view side_a, std::string_view side_b) const;
  // Whether players of these regions may be in one match. Empty regions may meet everybody.
  bool regions_may_meet(std::string_view region_a, std::string_view region_b) const;
  // Server code for a 1v1 between two regions; one empty: the other's region for both; both empty: NAC with
  // NAC.
  std::string_view server_for(std::string_view region_a, std::string_view region_b) const;
  // The same for regions that have been looked up in this catalog; nullptr: none is known.
  std::string_view server_between(const Region* a, const Region* b) const;
  // The middle of what is expected from there, in milliseconds; nullopt where no connection is sensible, or
  // nothing is known of one.
  std::optional<double> ping_ms(std::string_view region_code, std::string_view server_code) const;
  // The same for a region and a server of this very catalog.
  std::optional<double> ping_between(const Region& from, const Server& to) const;
};

// Reads and validates a catalog. Errors: invalid, with the path of the first wrong entry
// ("servers[3].game_region: 'XX' is no game region").
Result<Catalog> parse_catalog(std::string_view toml);

// The catalogs built into the program: "scevo", "sc2". Errors: not_found, listing the known names.
Result<Catalog> builtin_catalog(std::string_view code);

}  // namespace evo
