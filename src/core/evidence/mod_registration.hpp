// Registering a version of the mod: the mod is updated more often than this program, so staff let a replay
// that they trust say which files a version consists of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/catalog/catalog.hpp"
#include "replay/summary.hpp"

namespace evo {

// The mod's files in this replay: its dependencies without the map and without the game's own. What a known
// version has as optional is optional here. Errors: invalid, saying why the replay tells of no version;
// conflict, where it shows a version that is known in full.
Result<ModFiles> files_of_mod(const replay::ReplaySummary& summary, const Catalog& catalog);

// Two replays of one version and depot region: what only one of them has is optional.
ModFiles merged(const ModFiles& a, const ModFiles& b);

// Adds the files to the version of this name, which is made where there is none and holds at any time.
void add_files(std::vector<ModVersion>& versions, std::string_view name, ModFiles files);

// The catalog with further versions of its mod.
Catalog with_versions(Catalog catalog, const std::vector<ModVersion>& versions);

}  // namespace evo
