#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "core/evidence/checks.hpp"

namespace evo {
namespace {

// Hashes shown in a text; the rest is counted.
constexpr std::size_t kMaxHashesShown = 3;
constexpr std::size_t kHashDigitsShown = 12;

bool lists(const std::vector<std::string>& hashes, const std::string& hash) {
  return std::ranges::count(hashes, hash) > 0;
}

bool is_valid_at(const ModVersion& version, Time time) {
  return (!version.valid_from || time >= *version.valid_from) &&
         (!version.valid_to || time < *version.valid_to);
}

// The files apart from the map: known by its hash, or else the last one of the list.
std::vector<const replay::CacheHandle*> without_map(const std::vector<replay::CacheHandle>& handles,
                                                    const std::optional<std::string>& map_sha256) {
  std::vector<const replay::CacheHandle*> rest;
  for (const replay::CacheHandle& handle : handles) {
    const bool is_map = map_sha256 ? handle.sha256 == *map_sha256 : &handle == &handles.back();
    if (!is_map) rest.push_back(&handle);
  }
  return rest;
}

ModFinding compare(std::span<const replay::CacheHandle* const> handles, const std::vector<std::string>& stock,
                   const std::string& version, const ModFiles& files) {
  ModFinding finding;
  for (const std::string& hash : files.required) {
    const bool present = std::ranges::any_of(handles, [&](const replay::CacheHandle* handle) {
      return handle->region == files.depot_region && handle->sha256 == hash;
    });
    if (!present) finding.missing.push_back(hash);
  }
  for (const replay::CacheHandle* handle : handles) {
    const bool of_mod = handle->region == files.depot_region &&
                        (lists(files.required, handle->sha256) || lists(files.optional, handle->sha256));
    if (!of_mod && !lists(stock, handle->sha256)) finding.unknown.push_back(handle->sha256);
  }
  if (finding.missing.empty()) {
    finding.version = version;
    finding.depot_region = files.depot_region;
  }
  return finding;
}

bool is_nearer(const ModFinding& a, const ModFinding& b) {
  if (a.missing.size() != b.missing.size()) return a.missing.size() < b.missing.size();
  return a.unknown.size() < b.unknown.size();
}

std::string shown(const std::vector<std::string>& hashes) {
  std::string text;
  for (std::size_t i = 0; i < hashes.size() && i < kMaxHashesShown; ++i)
    text += fmt::format("{}{}", i == 0 ? "" : ", ", hashes[i].substr(0, kHashDigitsShown));
  if (hashes.size() > kMaxHashesShown) text += fmt::format(" and {} more", hashes.size() - kMaxHashesShown);
  return text;
}

std::string described(const ModFinding& finding) {
  if (finding.official)
    return finding.version.empty() ? "the plain game"
                                   : fmt::format("{} from {}", finding.version, finding.depot_region);
  std::string text;
  if (!finding.missing.empty())
    text = fmt::format("{} missing ({})", finding.missing.size(), shown(finding.missing));
  if (!finding.unknown.empty())
    text += fmt::format("{}{} unknown ({})", text.empty() ? "" : "; ", finding.unknown.size(),
                        shown(finding.unknown));
  return text.empty() ? "no version known for that time" : text;
}

}  // namespace

ModFinding classify_mod(const replay::ReplaySummary& summary, const Catalog& catalog,
                        const std::optional<std::string>& map_sha256) {
  const std::vector<const replay::CacheHandle*> handles = without_map(summary.cache_handles, map_sha256);
  const ModRules& mod = catalog.mod;
  std::optional<ModFinding> nearest;
  for (const ModVersion& version : mod.versions) {
    if (!is_valid_at(version, summary.ended_at)) continue;
    for (const ModFiles& files : version.files) {
      ModFinding finding = compare(handles, mod.stock, version.name, files);
      if (!nearest || is_nearer(finding, *nearest)) nearest = std::move(finding);
    }
  }
  const bool plain_game = mod.versions.empty();
  ModFinding finding = nearest ? *std::move(nearest) : compare(handles, mod.stock, "", ModFiles{});
  finding.official = !summary.cache_handles.empty() && (plain_game || !finding.version.empty()) &&
                     finding.missing.empty() && finding.unknown.empty();
  return finding;
}

namespace evidence {

Check check_mod(const Case& given) {
  Check check;
  if (given.catalog.any_mod) {
    check.result = CheckResult::passed;
    check.expected = "any";
    check.found = fmt::format("{} files", given.summary.cache_handles.size());
    return check;
  }
  check.expected = given.catalog.mod.name.empty()
                       ? "the plain game"
                       : fmt::format("official files of {}", given.catalog.mod.name);
  if (given.summary.cache_handles.empty()) {
    check.found = "the file names no dependencies";
    return check;
  }
  std::optional<std::string> map_sha256;
  if (const Map* map = assigned_map(given); map != nullptr && !map->sha256.empty() && !given.catalog.any_map)
    map_sha256 =
        lists(map->sha256, given.summary.map_sha256) ? given.summary.map_sha256 : map->sha256.front();
  const ModFinding finding = classify_mod(given.summary, given.catalog, map_sha256);
  check.result = finding.official ? CheckResult::passed : CheckResult::failed;
  check.found = described(finding);
  return check;
}

}  // namespace evidence
}  // namespace evo
