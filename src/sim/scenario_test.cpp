#include "sim/scenario.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace evo::sim {
namespace {

std::vector<std::string> scenario_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(EVO_SOURCE_DIR "/tests/scenarios"))
    if (entry.path().extension() == ".scn") files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

class ScenarioFile : public testing::TestWithParam<std::string> {};

// Each file with several seeds: what it says must hold in every order of events.
TEST_P(ScenarioFile, Holds) {
  std::ifstream file(GetParam());
  std::stringstream text;
  text << file.rdbuf();
  for (const std::uint64_t seed : {1, 2, 3}) {
    Scenario scenario(seed);
    const auto done = scenario.run(text.str());
    EXPECT_TRUE(done) << GetParam() << " with seed " << seed << ": " << done.error().message;
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, ScenarioFile, testing::ValuesIn(scenario_files()),
                         [](const auto& info) { return std::filesystem::path(info.param).stem().string(); });

TEST(Scenario, SaysWhichLineWentWrong) {
  Scenario scenario(1);
  const auto done = scenario.run("player alice bw_zerg EUW\nexpect status alice queueing\n");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "line 2: expect status alice queueing: found idle");
}

}  // namespace
}  // namespace evo::sim
