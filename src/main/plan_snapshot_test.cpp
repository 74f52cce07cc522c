#include "main/plan_snapshot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace evo {
namespace {

using Json = nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

Catalog scevo() {
  auto catalog = builtin_catalog("scevo");
  EXPECT_TRUE(catalog);
  return catalog ? *catalog : Catalog{};
}

Json plan(const Json& snapshot) {
  const auto text = plan_snapshot(snapshot.dump(), scevo(), 1);
  EXPECT_TRUE(text) << (text ? "" : text.error().message);
  return text ? Json::parse(*text) : Json();
}

std::string problem(std::string_view snapshot) {
  const auto text = plan_snapshot(snapshot, scevo(), 1);
  return text ? "no problem" : text.error().message;
}

Json ticket(const Json& id, const std::string& side, int rating, int waited_s = 0) {
  return {{"id", id}, {"joined_at", 1000 - waited_s}, {"options", {{{"side", side}, {"rating", rating}}}}};
}

TEST(PlanSnapshot, PairsByTheReferencesRules) {
  const Json made =
      plan({{"now", 1000},
            {"rules", "reference"},
            {"tickets", {ticket("a", "bw", 1500), ticket(7, "sc2", 1530, 125), ticket("c", "bw", 1900)}}});
  ASSERT_EQ(made["cardinality"], 1);
  // 125 s are the third wave: 30 * 30 - 2^3 * 20.
  EXPECT_EQ(made["cost"], 740);
  EXPECT_EQ(made["matches"][0]["tickets"], (Json{"a", 7}));
  EXPECT_EQ(made["matches"][0]["sides"], (Json{{"a", "bw"}, {"7", "sc2"}}));
  EXPECT_NE(made["matches"][0]["map"], "");
  EXPECT_EQ(made["waiting"], (Json{{{"id", "c"}, {"reason", "outside_window"}}}));
  EXPECT_EQ(made["exact"], true);
}

TEST(PlanSnapshot, TeamsMeetTeamsOfTheirSizeAndKind) {
  Json tickets{ticket(1, "bw", 1500), ticket(2, "sc2", 1500), ticket(3, "mixed", 1500),
               ticket(4, "mixed", 1500), ticket(5, "sc2", 1500)};
  for (int i = 0; i < 4; ++i) tickets[i]["size"] = 2;
  const Json made = plan({{"now", 1000}, {"tickets", tickets}});
  EXPECT_EQ(made["cardinality"], 2);
  EXPECT_EQ(made["waiting"], (Json{{{"id", 5}, {"reason", "alone"}}}));
}

TEST(PlanSnapshot, TeamsKeepRegionsApartAsTheLadderDoes) {
  Json tickets{ticket(1, "mixed", 1500), ticket(2, "mixed", 1500)};
  for (int i = 0; i < 2; ++i) tickets[i]["size"] = 2;
  tickets[0]["region"] = "USB";
  tickets[1]["region"] = "SAM";
  const Json made = plan({{"now", 1000}, {"rules", "reference"}, {"tickets", tickets}});
  EXPECT_EQ(made["cardinality"], 0);
  EXPECT_EQ(made["waiting"][0]["reason"], "regions_apart");
}

TEST(PlanSnapshot, RulesCanBeTried) {
  Json tickets{ticket("a", "bw", 1500), ticket("b", "sc2", 1500), ticket("c", "bw", 1550),
               ticket("d", "sc2", 1550)};
  tickets[0]["recent_opponents"] = {{{"id", "b"}, {"at", 999}}};
  EXPECT_EQ(plan({{"now", 1000}, {"tickets", tickets}})["matches"][0]["tickets"], (Json{"a", "b"}));
  const Json made = plan({{"now", 1000}, {"rules", {{"rematch_cost", 8000}}}, {"tickets", tickets}});
  EXPECT_EQ(made["matches"][0]["tickets"], (Json{"a", "d"}));
}

TEST(PlanSnapshot, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_THAT(problem("{"), StartsWith("the queue is no JSON: line 1, column 2 (byte 2): syntax error"));
  EXPECT_THAT(problem("{\n\"now\": 1,\n\"tickets\": [}"),
              AllOf(StartsWith("the queue is no JSON: line 3, column 13 (byte 25): "), HasSubstr("'}'")));
  EXPECT_EQ(problem("[]"), "the queue: an object is needed");
  EXPECT_EQ(problem(R"({"tickets": []})"), "now: a number of seconds is needed");
  EXPECT_EQ(problem(R"({"now": 1, "tickets": {}})"), "tickets: a list is needed");
  EXPECT_EQ(problem(R"({"now": 1e300, "tickets": []})"), "now: that is no time");
  EXPECT_EQ(problem(R"({"now": 1, "rules": {"windowbase": 3}})"), "rules.windowbase: there is no such entry");
  EXPECT_EQ(problem(R"({"now": 1, "rules": {"wave_s": 0}})"), "rules.wave_s: more than 0 is needed");
  EXPECT_EQ(problem(R"({"now": 1, "tickets": [{"id": 1, "joined_at": 1, "options": []}]})"),
            "tickets[0].options: at least one is needed");
  EXPECT_EQ(problem(R"({"now": 1, "tickets": [{"id": 1, "joined_at": 1, "options": [{"side": "bw"}]}]})"),
            "tickets[0].options[0].rating: a whole number is needed");
  EXPECT_THAT(
      problem(
          R"({"now": 1, "tickets": [{"id": 1, "joined_at": 1, "options": [{"side": "mixed", "rating": 1}]}]})"),
      HasSubstr("tickets[0].options[0].side: 'mixed' is no side"));
  EXPECT_EQ(
      problem(
          R"({"now": 1, "tickets": [{"id": 1, "joined_at": 1, "options": [{"side": "bw", "rating": 1e3}]}]})"),
      "tickets[0].options[0].rating: a whole number is needed");
  const std::string twice = R"({"id": 1, "joined_at": 1, "options": [{"side": "bw", "rating": 1}]})";
  EXPECT_EQ(problem(R"({"now": 1, "tickets": [)" + twice + "," + twice + "]}"),
            "tickets[1].id: another ticket has this id already");
}

}  // namespace
}  // namespace evo
