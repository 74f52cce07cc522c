#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "core/catalog/catalog_sections.hpp"

namespace evo::catalog_file {
namespace {

constexpr std::array<std::string_view, 5> kModes = {"1v1", "2v2", "3v3", "4v4", "FFA"};

struct KnownMap {
  Map map;
  std::string path;
  bool used = false;
};
using KnownMaps = std::map<std::string, KnownMap, std::less<>>;

KnownMaps read_maps(TableReader& root, const Catalog& catalog, const LinkPatterns& patterns,
                    Problem& problem) {
  Codes codes("map", problem);
  Codes files("file", problem);
  KnownMaps maps;
  for (const Value& value : root.list("maps", 0, kMaxMaps)) {
    TableReader table(value, problem);
    Map map;
    map.code = table.code("code");
    map.name = table.text("name");
    map.short_name = table.text("short_name");
    map.author = table.text_or("author", "");
    map.origin = table.text_or("origin", "");
    map.titles = table.texts("titles", 0, kMaxNames);
    map.sha256 = table.hashes("sha256", 0, kMaxFiles);
    map.links = read_links(table, patterns, problem);
    codes.add(map.code, table.path("code"));
    for (const std::string& hash : map.sha256) files.add(hash, table.path("sha256"));
    if (!map.origin.empty() && catalog.side(map.origin) == nullptr)
      problem.report(table.path("origin"), fmt::format("'{}' is no side", map.origin));
    if (std::ranges::count(map.titles, map.name) == 0) map.titles.insert(map.titles.begin(), map.name);
    table.finish();
    const std::string code = map.code;
    maps.emplace(code, KnownMap{std::move(map), table.path("code")});
  }
  return maps;
}

void read_pool(const Value& value, Catalog& catalog, KnownMaps& maps, Problem& problem) {
  TableReader table(value, problem);
  MapPool pool{table.text("mode"), table.code("season"), {}};
  if (std::ranges::count(kModes, pool.mode) == 0)
    problem.report(table.path("mode"), fmt::format("'{}' is none of {}", pool.mode, fmt::join(kModes, ", ")));
  if (catalog.pool(pool.mode, pool.season) != nullptr)
    problem.report(value.path, fmt::format("{} {} has a pool already", pool.mode, pool.season));
  Codes listed("map", problem);
  for (const Value& item : table.list("maps", 1, kMaxMapsPerPool)) {
    const std::string code = as_text(item, problem);
    listed.add(code, item.path);
    if (const auto found = maps.find(code); found != maps.end()) {
      found->second.used = true;
      pool.maps.push_back(found->second.map);
    } else {
      problem.report(item.path, fmt::format("'{}' is no map", code));
    }
  }
  const auto struck_max = static_cast<std::size_t>(2 * catalog.vetoes_max);
  if (pool.season == catalog.current_season && pool.maps.size() <= struck_max)
    problem.report(table.path("maps"), fmt::format("needs more than {} maps: two sides may strike {} each",
                                                   struck_max, catalog.vetoes_max));
  table.finish();
  catalog.pools.push_back(std::move(pool));
}

void read_matchups(TableReader& root, Catalog& catalog, Codes& sides, Problem& problem) {
  for (const Value& value : root.list("matchups", 1, kMaxSides * kMaxSides)) {
    const auto* pair = std::get_if<std::vector<Value>>(&value.content);
    if (pair == nullptr || pair->size() != 2) return problem.report(value.path, "must be a pair of sides");
    std::array<std::string, 2> codes;
    for (std::size_t i = 0; i < 2; ++i) {
      codes[i] = as_text((*pair)[i], problem);
      sides.check(codes[i], (*pair)[i].path);
    }
    if (catalog.sides_may_meet(codes[0], codes[1])) problem.report(value.path, "is listed twice");
    catalog.matchups.push_back(std::move(codes));
  }
}

ModFiles read_mod_files(const Value& value, const Catalog& catalog, Codes& listed, Problem& problem) {
  TableReader table(value, problem);
  ModFiles files{table.text("depot_region"), table.hashes("required", 1, kMaxFiles),
                 table.hashes("optional", 0, kMaxFiles)};
  listed.add(files.depot_region, table.path("depot_region"));
  if (std::ranges::count(catalog.game_regions, files.depot_region, &GameRegion::depot_region) == 0)
    problem.report(table.path("depot_region"), fmt::format("'{}' is no depot region", files.depot_region));
  table.finish();
  return files;
}

std::optional<Time> read_time(TableReader& table, std::string_view key, Problem& problem) {
  const std::string text = table.text_or(key, "");
  if (text.empty()) return std::nullopt;
  const Result<Time> time = parse_rfc3339(text);
  if (time) return *time;
  problem.report(table.path(key), time.error().message);
  return std::nullopt;
}

}  // namespace

void read_races(TableReader& root, Catalog& catalog, Problem& problem) {
  Codes sides("side", problem);
  for (const Value& value : root.list("sides", 1, kMaxSides)) {
    TableReader table(value, problem);
    catalog.sides.push_back({table.code("code"), table.text("name")});
    sides.add(catalog.sides.back().code, table.path("code"));
    table.finish();
  }
  read_matchups(root, catalog, sides, problem);
  Codes races("race", problem);
  Codes codes("code", problem);
  Codes names("name", problem);
  for (const Value& value : root.list("races", 1, kMaxRaces)) {
    TableReader table(value, problem);
    Race race{table.code("code"),
              table.text("name"),
              table.text("short_name"),
              table.code("side"),
              table.texts("replay_codes", 0, kMaxNames),
              table.texts("replay_names", 0, kMaxNames)};
    races.add(race.code, table.path("code"));
    sides.check(race.side, table.path("side"));
    for (const std::string& code : race.replay_codes) codes.add(code, table.path("replay_codes"));
    for (const std::string& name : race.replay_names) {
      if (trim(name) != name)
        problem.report(table.path("replay_names"), fmt::format("'{}' has spaces around", name));
      names.add(name, table.path("replay_names"));
    }
    table.finish();
    catalog.races.push_back(std::move(race));
  }
  for (std::size_t i = 0; i < catalog.sides.size(); ++i)
    if (std::ranges::count(catalog.races, catalog.sides[i].code, &Race::side) == 0)
      problem.report(fmt::format("sides[{}]", i), fmt::format("'{}' has no race", catalog.sides[i].code));
}

void read_pools(TableReader& root, Catalog& catalog, const LinkPatterns& patterns, Problem& problem) {
  KnownMaps maps = read_maps(root, catalog, patterns, problem);
  for (const Value& value : root.list("pools", 1, kMaxPools)) read_pool(value, catalog, maps, problem);
  for (const auto& [code, known] : maps)
    if (!known.used) problem.report(known.path, fmt::format("'{}' is in no pool", code));
  if (std::ranges::count(catalog.pools, catalog.current_season, &MapPool::season) == 0)
    problem.report("current_season", fmt::format("'{}' has no pool", catalog.current_season));
}

void read_mod(TableReader& root, Catalog& catalog, const LinkPatterns& patterns, Problem& problem) {
  const Value* section = root.find("mod");
  if (section == nullptr) {
    if (!catalog.any_mod) problem.report("mod", "is missing, and any_mod is not true");
    return;
  }
  TableReader table(*section, problem);
  ModRules& mod = catalog.mod;
  mod.name = table.text_or("name", "");
  mod.links = read_links(table, patterns, problem);
  mod.stock = table.hashes("stock", 0, kMaxFiles);
  Codes names("version", problem);
  const bool versions_needed = !mod.name.empty() && !catalog.any_mod;
  for (const Value& value : table.list("versions", versions_needed ? 1 : 0, kMaxVersions)) {
    TableReader reader(value, problem);
    ModVersion version{reader.text("name"),
                       read_time(reader, "valid_from", problem),
                       read_time(reader, "valid_to", problem),
                       {}};
    names.add(version.name, reader.path("name"));
    if (version.valid_from && version.valid_to && *version.valid_to <= *version.valid_from)
      problem.report(reader.path("valid_to"), "must be after valid_from");
    Codes depots("depot region", problem);
    for (const Value& files : reader.list("files", 1, kMaxGameRegions))
      version.files.push_back(read_mod_files(files, catalog, depots, problem));
    reader.finish();
    mod.versions.push_back(std::move(version));
  }
  table.finish();
}

}  // namespace evo::catalog_file
