#include <algorithm>

#include <gtest/gtest.h>

#include "core/evidence/evidence_story.hpp"

namespace evo {
namespace {

using namespace evidence_story;

TEST(ClassifyMod, LastFileMayBeUnknownOnlyWhereTheMapIsNotKnown) {
  Story story;
  const std::string map = std::string(64, 'b');
  story.summary.cache_handles = official_handles(map);
  EXPECT_TRUE(classify_mod(story.summary, story.catalog, std::nullopt).official);
  EXPECT_TRUE(classify_mod(story.summary, story.catalog, map).official);
  const ModFinding finding = classify_mod(story.summary, story.catalog, std::string(64, 'c'));
  EXPECT_FALSE(finding.official);
  EXPECT_EQ(finding.unknown, std::vector<std::string>{map});
  EXPECT_EQ(finding.version, "2026-03");
  EXPECT_EQ(finding.depot_region, "EU");
  std::ranges::rotate(story.summary.cache_handles, story.summary.cache_handles.end() - 1);
  EXPECT_FALSE(classify_mod(story.summary, story.catalog, std::nullopt).official)
      << "the map is the last file";
}

TEST(ClassifyMod, VersionsCountOnlyWhileTheyAreValid) {
  Story story;
  ModVersion& version = story.catalog.mod.versions.front();
  version.valid_to = story.summary.ended_at + std::chrono::seconds(1);
  EXPECT_TRUE(classify_mod(story.summary, story.catalog, std::nullopt).official);
  version.valid_to = story.summary.ended_at;
  EXPECT_FALSE(classify_mod(story.summary, story.catalog, std::nullopt).official);
  version.valid_to.reset();
  version.valid_from = story.summary.ended_at + std::chrono::seconds(1);
  EXPECT_FALSE(classify_mod(story.summary, story.catalog, std::nullopt).official);
}

TEST(ClassifyMod, NearestVersionIsDescribed) {
  Story story;
  const ModFiles& old = files_of("2025-11", "EU");
  story.summary.cache_handles.clear();
  for (const std::string& hash : old.required) story.summary.cache_handles.push_back({"EU", hash});
  story.summary.cache_handles.erase(story.summary.cache_handles.begin() + 2);
  story.summary.cache_handles.push_back({"EU", std::string(64, 'b')});
  const ModFinding finding = classify_mod(story.summary, story.catalog, std::nullopt);
  EXPECT_FALSE(finding.official);
  EXPECT_EQ(finding.missing, std::vector<std::string>{old.required[2]});
  EXPECT_TRUE(finding.unknown.empty());
  EXPECT_EQ(finding.version, "");
}

TEST(ClassifyMod, ThePlainGameHasStockFilesOnly) {
  Story story;
  story.catalog.mod = ModRules{.name = "", .links = {}, .stock = {std::string(64, '1')}, .versions = {}};
  story.summary.cache_handles = {{"EU", std::string(64, '1')}, {"EU", std::string(64, 'b')}};
  EXPECT_TRUE(classify_mod(story.summary, story.catalog, std::nullopt).official);
  story.summary.cache_handles.insert(story.summary.cache_handles.begin(), {"EU", std::string(64, '2')});
  EXPECT_FALSE(classify_mod(story.summary, story.catalog, std::nullopt).official);
  story.summary.cache_handles.clear();
  EXPECT_FALSE(classify_mod(story.summary, story.catalog, std::nullopt).official);
}

}  // namespace
}  // namespace evo
