#include "core/evidence/mod_registration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/evidence/evidence.hpp"

namespace evo {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Catalog ladder() {
  Catalog catalog;
  catalog.mod.name = "Evo";
  catalog.mod.stock = {"stock"};
  catalog.mod.versions = {{"1.0", std::nullopt, std::nullopt, {{"EU", {"core1", "units1"}, {"art"}}}}};
  return catalog;
}

// A game from the region with these files and, as the game writes it, the map last.
replay::ReplaySummary game(const std::string& region, const std::vector<std::string>& files) {
  replay::ReplaySummary summary;
  for (const std::string& file : files) summary.cache_handles.push_back({region, file});
  summary.cache_handles.push_back({region, "map"});
  summary.map_sha256 = "map";
  return summary;
}

// Domain 2.7: versioned sets of files, and staff register a new one from a replay that they trust.
TEST(ModRegistration, TakesWhatIsNeitherTheGamesNorTheMap) {
  const auto files = files_of_mod(game("EU", {"stock", "core2", "units1", "art"}), ladder());
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(files->depot_region, "EU");
  EXPECT_THAT(files->required, ElementsAre("core2", "units1"));
  EXPECT_THAT(files->optional, ElementsAre("art")) << "as the version before has it";
}

TEST(ModRegistration, ANewVersionIsOfficialAfterwardsAndAFakeIsNot) {
  const auto update = game("EU", {"stock", "core2", "units1"});
  EXPECT_FALSE(classify_mod(update, ladder(), "map").official);
  std::vector<ModVersion> versions;
  add_files(versions, "1.1", files_of_mod(update, ladder()).value());
  const Catalog now = with_versions(ladder(), versions);
  EXPECT_EQ(classify_mod(update, now, "map").version, "1.1");
  EXPECT_TRUE(classify_mod(update, now, "map").official);
  EXPECT_TRUE(classify_mod(game("EU", {"stock", "core1", "units1", "art"}), now, "map").official)
      << "the version before still counts";
  EXPECT_FALSE(classify_mod(game("EU", {"stock", "core2", "units1", "wrapper"}), now, "map").official);
  EXPECT_FALSE(classify_mod(game("US", {"stock", "core2", "units1"}), now, "map").official)
      << "another region has files of its own";
}

TEST(ModRegistration, AnotherReplayOfTheVersionShowsWhatIsOptional) {
  std::vector<ModVersion> versions;
  add_files(versions, "1.1", {"EU", {"core2", "language_de"}, {}});
  add_files(versions, "1.1", {"EU", {"core2", "language_fr"}, {}});
  add_files(versions, "1.1", {"US", {"core2us"}, {}});
  ASSERT_EQ(versions.size(), 1u);
  ASSERT_EQ(versions[0].files.size(), 2u);
  EXPECT_THAT(versions[0].files[0].required, ElementsAre("core2"));
  EXPECT_THAT(versions[0].files[0].optional, UnorderedElementsAre("language_de", "language_fr"));
  EXPECT_THAT(versions[0].files[1].optional, IsEmpty());
}

TEST(ModRegistration, SaysWhyAReplayTellsOfNoVersion) {
  const auto problem = [](const replay::ReplaySummary& summary) {
    return files_of_mod(summary, ladder()).error().message;
  };
  EXPECT_THAT(problem(game("EU", {"stock"})), HasSubstr("without a mod"));
  EXPECT_THAT(problem(game("EU", {"art"})), HasSubstr("which tell of none"));
  EXPECT_THAT(problem(game("EU", {"stock", "core1", "units1"})), HasSubstr("1.0, which is known"));
  replay::ReplaySummary mixed = game("EU", {"core2"});
  mixed.cache_handles.insert(mixed.cache_handles.begin(), {"US", "units1"});
  EXPECT_THAT(problem(mixed), HasSubstr("mixes files"));
  Catalog plain = ladder();
  plain.mod = {};
  EXPECT_THAT(files_of_mod(game("EU", {"core2"}), plain).error().message, HasSubstr("plain game"));
}

}  // namespace
}  // namespace evo
