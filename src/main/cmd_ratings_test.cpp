#include "main/cmd_ratings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "main/exit_code.hpp"

namespace evo {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string printed(const BacktestOptions& options) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(backtest_ratings({}, options), kExitOk);
  return testing::internal::GetCapturedStdout();
}

TEST(BacktestRatings, SimulatedLaddersHaveATruth) {
  BacktestOptions options{.systems = {"glicko2"}, .ladders = 1, .seed = 3, .days = 4, .players = 30};
  const std::string table = printed(options);
  EXPECT_THAT(table, HasSubstr("\nglicko2 "));
  EXPECT_THAT(table, HasSubstr("\ntruth "));
  EXPECT_THAT(table, Not(HasSubstr("nan")));
  options.json = true;
  EXPECT_THAT(printed(options), HasSubstr(R"({"system":"truth","all":{"games":)"));
  EXPECT_EQ(printed(options), printed(options)) << "the seed fixes everything";
}

}  // namespace
}  // namespace evo
