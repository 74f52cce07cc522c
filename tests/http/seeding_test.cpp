// Where a first rating begins by what the survey at setup says, from the setup to the ledger.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/service_fixture.hpp"

namespace evo::http_test {
namespace {

using http::body_bytes;
using http::Method;
using http::Response;

class SeedingTest : public ServiceTest {
 protected:
  SeedingTest() {
    world.rules.players.setup = SetupDemand::always;
    world.rules.seeds.survey_offsets = {-100, 0, 150, 300};
  }

  Visitor set_up(const std::string& name, const std::string& placements) {
    const Visitor visitor = sign_in(name);
    command(visitor, "/api/v1/me/terms", R"({"version":"1"})");
    command(visitor, "/api/v1/me/setup",
            R"({"name":")" + name + R"(","battletag":"Somebody#12345","country":"DE","region":"EUW",)" +
                R"("language":"enUS","alerts":{"1v1":15},"survey":{"source":"in_game",)" +
                R"("experience":"lt_1mo","motive":"casual","placements":[)" + placements + "]}}");
    return visitor;
  }
  void command(const Visitor& visitor, const std::string& target, std::string body) {
    const Response response = send_as(visitor, {Method::post, target, std::move(body)});
    EXPECT_EQ(response.status, 200) << target << ": " << body_bytes(response);
  }
  void join_and_leave(const Visitor& visitor, const std::string& race) {
    command(visitor, "/api/v1/queue", R"({"races":[")" + race + "\"]}");
    EXPECT_EQ(send_as(visitor, {Method::remove, "/api/v1/queue"}).status, 200);
  }
  Rating rating(const Visitor& visitor, const std::string& race) {
    auto body = [&](Tx& tx) { return tx.ratings().find({visitor.player, "1v1", race}, 1500); };
    return world.must(world.store->read(body));
  }
};

TEST_F(SeedingTest, TheBestPlacementDecidesWhereTheFirstRatingBegins) {
  const struct {
    const char* name;
    const char* placements;
    int start;
  } cases[] = {{"Nobody", R"("no_placement")", 1400},       {"Casual", R"("bw_c")", 1500},
               {"Platinum", R"("sc2_platinum")", 1500},     {"Diamond", R"("sc2_diamond")", 1650},
               {"Master", R"("bw_c","sc2_master")", 1650},  {"Grand", R"("bw_a","sc2_grandmaster")", 1800},
               {"Korean", R"("bw_s","sc2_platinum")", 1800}};
  for (const auto& [name, placements, start] : cases) {
    const Visitor visitor = set_up(name, placements);
    EXPECT_EQ(rating(visitor, "bw_zerg").value, 1500) << "before the first queue";
    join_and_leave(visitor, "bw_zerg");
    const Rating seeded = rating(visitor, "bw_zerg");
    EXPECT_EQ(seeded.value, start) << name;
    EXPECT_EQ(seeded.peak, start) << name;
    EXPECT_EQ(seeded.games, 0) << name;
  }
}

TEST_F(SeedingTest, ARatingIsSeededOnceAndTheLedgerSaysSo) {
  const Visitor visitor = set_up("Alice", R"("bw_a")");
  join_and_leave(visitor, "bw_zerg");
  join_and_leave(visitor, "bw_zerg");
  auto history = world.must(world.rating_history(visitor.player));
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].cause, RatingCause::adjustment);
  EXPECT_EQ(history[0].before, 1500);
  EXPECT_EQ(history[0].after, 1650);
  world.rules.seeds.survey_offsets = {0, 0, 300, 600};
  join_and_leave(visitor, "bw_zerg");
  EXPECT_EQ(rating(visitor, "bw_zerg").value, 1650) << "other rules are for ratings to come";
  join_and_leave(visitor, "sc2_zerg");
  EXPECT_EQ(rating(visitor, "sc2_zerg").value, 1800);
}

TEST_F(SeedingTest, RatingsWithGamesSayMoreThanTheSurvey) {
  world.rules.seeds.other_mode_percent = 50;
  const Visitor visitor = set_up("Alice", R"("bw_s")");
  auto body = [&](Tx& tx) {
    Rating other;
    other.key = {visitor.player, "1v1", "sc2_terran"};
    other.value = other.peak = 1700;
    other.games = world.rules.seeds.other_mode_games_full;
    return tx.ratings().put(other);
  };
  world.must(world.store->transact(body));
  join_and_leave(visitor, "bw_zerg");
  EXPECT_EQ(rating(visitor, "bw_zerg").value, 1600);
}

TEST_F(SeedingTest, NothingIsSeededWhereTheRulesWantEverybodyEqual) {
  world.rules.seeds.survey_offsets = {};
  const Visitor visitor = set_up("Alice", R"("bw_s")");
  join_and_leave(visitor, "bw_zerg");
  EXPECT_EQ(rating(visitor, "bw_zerg").value, 1500);
  EXPECT_TRUE(world.must(world.rating_history(visitor.player)).empty());
}

}  // namespace
}  // namespace evo::http_test
