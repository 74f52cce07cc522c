// Real replays of the mod, taken where they lie beside the project: genuine games and two kinds of forged
// mods.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <gtest/gtest.h>

#include "core/evidence/evidence.hpp"
#include "replay/replay.hpp"

namespace evo {
namespace {

const std::filesystem::path kCorpus =
    std::filesystem::path(EVO_SOURCE_DIR) / "../shared/replay/corpus/HyperONE27__EvoLadderBot";

std::vector<std::uint8_t> read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const Map* map_of(const Catalog& catalog, const std::string& title) {
  for (const MapPool& pool : catalog.pools)
    for (const Map& map : pool.maps)
      if (map.name == title) return &map;
  return nullptr;
}

// V18: with the list of its time a genuine replay has all main files and nothing unknown; a forged one has
// everything genuine and exactly one file more. Map hashes are those of the catalog in all of them.
TEST(EvidenceCorpus, V18_GenuineReplaysPassAndForgedOnesHaveOneUnknownFile) {
  if (!std::filesystem::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  const Catalog catalog = builtin_catalog("scevo").value();
  std::map<std::string, int> counts;
  std::map<std::string, int> regions;
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus)) {
    const std::string name = entry.path().filename().string();
    SCOPED_TRACE(name);
    const Result<replay::ReplaySummary> summary = replay::summarize(read(entry.path()));
    ASSERT_TRUE(summary) << summary.error().message;
    const Map* map = map_of(catalog, summary->map_title);
    ASSERT_NE(map, nullptr) << summary->map_title;
    ASSERT_EQ(map->sha256, std::vector<std::string>{summary->map_sha256});
    ASSERT_EQ(summary->players.size(), 1u);
    EXPECT_EQ(catalog.race_in_replay(summary->players[0].race_code, "")->code, "bw_zerg");
    EXPECT_EQ(catalog.race_in_replay("", summary->players[0].race)->code, "bw_zerg");

    const bool genuine = name.contains("_Official_");
    for (const auto& map_sha256 : {std::optional(summary->map_sha256), std::optional<std::string>()}) {
      const ModFinding finding = classify_mod(*summary, catalog, map_sha256);
      EXPECT_EQ(finding.version, "2025-11");
      EXPECT_TRUE(finding.missing.empty());
      EXPECT_EQ(finding.official, genuine);
      EXPECT_EQ(finding.unknown.size(), genuine ? 0u : 1u);
      if (map_sha256) ++regions[finding.depot_region];
    }
    ++counts[genuine ? "genuine" : name.contains("_PTR_") ? "forged, test realm" : "forged"];
  }
  for (const auto& [kind, count] : counts) std::printf("%s: %d\n", kind.c_str(), count);
  for (const auto& [region, count] : regions) std::printf("depot %s: %d\n", region.c_str(), count);
  EXPECT_EQ(counts["genuine"] + counts["forged"] + counts["forged, test realm"], 36);
  EXPECT_EQ(regions.size(), 3u);
}

// A forged game of the right person, on the right map, in time: the mod alone gives it away.
TEST(EvidenceCorpus, TheModCheckTellsAForgedGame) {
  if (!std::filesystem::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  const Catalog catalog = builtin_catalog("scevo").value();
  const std::string stem = "tests_test_data_test_cache_handles_SCEvo_Vermeer_";
  for (const auto& [kind, expected] :
       {std::pair("Official", CheckResult::passed), std::pair("Fake", CheckResult::failed)}) {
    const Result<replay::ReplaySummary> summary =
        replay::summarize(read(kCorpus / (stem + kind + "_EU_.SC2Replay")));
    ASSERT_TRUE(summary) << summary.error().message;
    Match match;
    match.map = "vermeer";
    match.assigned_at = summary->started_at;
    match.players.resize(1);
    match.players[0].player = PlayerId{1};
    match.players[0].name = summary->players[0].name;
    match.players[0].race = "bw_zerg";
    const Verdict verdict = verify_report(match, *summary, catalog, {}, {}, summary->ended_at);
    for (const Check& check : verdict.checks) {
      if (check.mode != CheckMode::blocking) continue;
      EXPECT_EQ(check.result, check.name == "mod" ? expected : CheckResult::passed)
          << kind << ' ' << check.name << ": " << check.found;
    }
  }
}

}  // namespace
}  // namespace evo
