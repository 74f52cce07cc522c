#include "core/matchmaking/server_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evo {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

const Catalog& ladder() {
  static const Catalog catalog = builtin_catalog("scevo").value();
  return catalog;
}

std::optional<SharedServers> shared(const std::vector<std::string_view>& regions,
                                    const std::vector<std::string>& blocked = {}, int ping_worth = 0) {
  PoolRules rules;
  rules.ping_worth = ping_worth;
  return shared_servers(regions, server_set(blocked, ladder()), rules, ladder());
}

TEST(SharedServers, AreThoseOfMostPairsOfDifferentRegions) {
  EXPECT_THAT(shared({"EUW", "EUW", "", "nowhere"})->equal, ElementsAre("EUC"));
  EXPECT_THAT(shared({"NAW", "NAC", "NAE", "NAE"})->equal, ElementsAre("USC"));
  EXPECT_THAT(shared({"NAW", "EUW", "KRJ"})->equal, ElementsAre("USW"));
  EXPECT_THAT(shared({"NAW", "MEA", "SAM"})->equal, ElementsAre("USE")) << "two of three";
  EXPECT_THAT(shared({"NAW", "EUW", "SEA"})->equal, UnorderedElementsAre("USE", "KOR", "USW"));
}

TEST(SharedServers, PingDecidesBetweenEquals) {
  const auto servers = shared({"NAW", "EUW"}, {}, 100);
  EXPECT_THAT(servers->equal, ElementsAre("USE"));
  EXPECT_EQ(servers->price, 3600) << "120 ms: 60 beyond what is free, as bad as 60 points";
}

TEST(SharedServers, AWayOutIsTheBestThatAllReach) {
  const auto servers = shared({"EUW", "NAE"}, {"USE"});
  EXPECT_THAT(servers->equal, ElementsAre("EUC"));
  EXPECT_FALSE(servers->preferred);
  EXPECT_FALSE(shared({"EUW", "NAE"}, {"USE", "USC", "USW", "EUC"}));
  EXPECT_TRUE(shared({"EUW", "NAE"})->preferred);
}

TEST(SharedServers, TheWorstPingIsKnownWhereAllAre) {
  const std::string_view both[] = {"EUW", "NAE"};
  EXPECT_EQ(worst_ping(both, "EUC", ladder()), 80);
  EXPECT_EQ(worst_ping(both, "KOR", ladder()), std::nullopt);
  const std::string_view nobody[] = {""};
  EXPECT_EQ(worst_ping(nobody, "EUC", ladder()), std::nullopt);
}

}  // namespace
}  // namespace evo
