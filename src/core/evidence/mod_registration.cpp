#include "core/evidence/mod_registration.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/evidence/evidence.hpp"

namespace evo {
namespace {

bool lists(const std::vector<std::string>& hashes, const std::string& hash) {
  return std::ranges::count(hashes, hash) > 0;
}

void add_once(std::vector<std::string>& hashes, const std::string& hash) {
  if (!lists(hashes, hash)) hashes.push_back(hash);
}

// Optional files that any version has in this depot region.
std::vector<std::string> known_optional(const Catalog& catalog, const std::string& depot_region) {
  std::vector<std::string> all;
  for (const ModVersion& version : catalog.mod.versions)
    for (const ModFiles& files : version.files)
      if (files.depot_region == depot_region)
        for (const std::string& hash : files.optional) add_once(all, hash);
  return all;
}

}  // namespace

Result<ModFiles> files_of_mod(const replay::ReplaySummary& summary, const Catalog& catalog) {
  if (catalog.mod.name.empty()) return fail(invalid("this ladder is for the plain game and has no mod"));
  const ModFinding finding = classify_mod(summary, catalog, summary.map_sha256);
  if (finding.official)
    return fail(conflict(fmt::format("the replay shows version {}, which is known", finding.version)));
  ModFiles files;
  for (const replay::CacheHandle& handle : summary.cache_handles) {
    if (handle.sha256 == summary.map_sha256 || lists(catalog.mod.stock, handle.sha256)) continue;
    if (files.depot_region.empty()) files.depot_region = handle.region;
    if (handle.region != files.depot_region)
      return fail(
          invalid(fmt::format("the replay mixes files from {} and {}", files.depot_region, handle.region)));
    add_once(files.required, handle.sha256);
  }
  if (files.required.empty()) return fail(invalid("the replay was played without a mod"));
  files.optional = known_optional(catalog, files.depot_region);
  std::erase_if(files.required, [&](const std::string& hash) { return lists(files.optional, hash); });
  if (files.required.empty())
    return fail(invalid("the replay has only files that versions may have or not, which tell of none"));
  return files;
}

ModFiles merged(const ModFiles& a, const ModFiles& b) {
  ModFiles both{a.depot_region, {}, a.optional};
  for (const std::string& hash : b.optional) add_once(both.optional, hash);
  for (const auto* one : {&a, &b})
    for (const std::string& hash : one->required) {
      const bool shared = lists(a.required, hash) && lists(b.required, hash);
      add_once(shared ? both.required : both.optional, hash);
    }
  std::erase_if(both.optional, [&](const std::string& hash) { return lists(both.required, hash); });
  return both;
}

void add_files(std::vector<ModVersion>& versions, std::string_view name, ModFiles files) {
  auto version = std::ranges::find(versions, name, &ModVersion::name);
  if (version == versions.end())
    version = versions.insert(versions.end(), ModVersion{std::string(name), std::nullopt, std::nullopt, {}});
  const auto same = std::ranges::find(version->files, files.depot_region, &ModFiles::depot_region);
  if (same == version->files.end()) {
    version->files.push_back(std::move(files));
  } else {
    *same = merged(*same, files);
  }
}

Catalog with_versions(Catalog catalog, const std::vector<ModVersion>& versions) {
  for (const ModVersion& version : versions)
    for (const ModFiles& files : version.files) add_files(catalog.mod.versions, version.name, files);
  return catalog;
}

}  // namespace evo
