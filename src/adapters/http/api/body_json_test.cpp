#include "adapters/http/api/body_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evo::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Bodies, AreReadIntoIntents) {
  const auto join = parse_join(R"({"mode":"1v1","races":["bw_zerg","sc2_terran"],"vetoes":["vermeer"]})");
  ASSERT_TRUE(join) << join.error().message;
  EXPECT_THAT(join->races, ElementsAre("bw_zerg", "sc2_terran"));
  EXPECT_THAT(join->vetoes, ElementsAre("vermeer"));
  EXPECT_EQ(parse_join(R"({"races":[]})")->mode, "1v1");

  const auto profile = parse_profile(R"({"country":"DE","other_names":["Ä"]})");
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->country, "DE");
  EXPECT_THAT(*profile->other_names, ElementsAre("Ä"));
  EXPECT_EQ(profile->name, std::nullopt);
  EXPECT_TRUE(parse_profile("{}"));

  EXPECT_EQ(parse_claim(R"( {"result":"loss"} )").value(), Claim::loss);
  EXPECT_EQ(parse_guest("").value(), "");
  EXPECT_EQ(parse_guest("{}").value(), "");
  EXPECT_EQ(parse_guest(R"({"name":"Alice"})").value(), "Alice");

  EXPECT_EQ(parse_resolution(R"({"outcome":{"winner":1},"reason":"r"})")->outcome, Outcome::win(1));
  EXPECT_EQ(parse_resolution(R"({"outcome":{"winner":null},"reason":"r"})")->outcome, Outcome::draw());
  EXPECT_EQ(parse_resolution(R"({"outcome":null,"reason":"r"})")->outcome, std::nullopt);
}

TEST(Bodies, OfPeopleAreReadIntoIntents) {
  const auto profile = parse_profile(
      R"({"alerts":{"1v1":0},"time_zone":"Asia/Seoul","quiet_hours":[1,0],"battletag":"A#1","blocked_servers":["KOR"]})");
  ASSERT_TRUE(profile) << profile.error().message;
  EXPECT_EQ(profile->alerts->at("1v1"), 0);
  EXPECT_THAT(to_hours(*profile->quiet_hours), ElementsAre(0, 1));
  EXPECT_THAT(*profile->blocked_servers, ElementsAre("KOR"));
  EXPECT_TRUE(parse_terms(R"({"version":"2"})")->accepted);
  EXPECT_FALSE(parse_terms(R"({"version":"2","accepted":false})")->accepted);
  EXPECT_EQ(parse_setup("{}")->survey, std::nullopt) << "the core says what is missing";
  EXPECT_THAT(parse_setup(R"({"survey":{"placements":["bw_s"]}})")->survey->placements, ElementsAre("bw_s"));
  EXPECT_FALSE(parse_ban(R"({"banned":false,"reason":"r"})")->banned);
  EXPECT_EQ(parse_adjustment(R"({"race":"bw_zerg","value":1600,"reason":"r"})", "1v1")->key.ladder, "1v1");
  EXPECT_EQ(parse_role(R"({"role":"caster","reason":"r"})")->role, Role::caster);
  EXPECT_TRUE(parse_toon(R"({"toon":"2-S2-1-7","reason":"r"})")->bound);
  EXPECT_EQ(parse_mod(R"({"replay":3,"version":"2.1","reason":"r"})")->replay, ReplayId{3});
  EXPECT_EQ(parse_announcement(R"({"title":"t","body":"b"})")->body, "b");
}

TEST(Bodies, OfPeopleSayWhatIsWrong) {
  const auto problem = [](const auto& parsed) { return parsed ? std::string() : parsed.error().message; };
  EXPECT_THAT(problem(parse_ban(R"({"reason":"r"})")), StartsWith("banned: is missing"));
  EXPECT_THAT(problem(parse_ban(R"({"banned":1,"reason":"r"})")), StartsWith("banned: "));
  EXPECT_THAT(problem(parse_reason("{}")), StartsWith("reason: is missing"));
  EXPECT_THAT(problem(parse_role(R"({"role":"king","reason":"r"})")), StartsWith("role: "));
  for (const char* value : {"1.5", "\"1\"", "99999999999", "18446744073709551615", "null"})
    EXPECT_THAT(
        problem(parse_adjustment(std::string(R"({"race":"r","reason":"r","value":)") + value + "}", "1v1")),
        StartsWith("value: "));
  EXPECT_THAT(problem(parse_profile(R"({"alerts":[]})")), StartsWith("alerts: "));
  EXPECT_THAT(problem(parse_profile(R"({"alerts":{"1v1":"5"}})")), StartsWith("alerts.1v1: "));
  EXPECT_THAT(problem(parse_profile(R"({"quiet_hours":5})")), StartsWith("quiet_hours: "));
  EXPECT_THAT(problem(parse_setup(R"({"survey":5})")), StartsWith("survey: "));
}

TEST(Bodies, ErrorsNameTheMemberThatIsWrong) {
  const auto join_problem = [](std::string_view body) {
    const auto join = parse_join(body);
    return join ? std::string() : join.error().message;
  };
  EXPECT_THAT(join_problem(R"({"races":"bw_zerg"})"), StartsWith("races: "));
  EXPECT_THAT(join_problem(R"({"races":["a",1]})"), StartsWith("races[1]: "));
  EXPECT_THAT(join_problem(R"({"races":["a",["b"]]})"), StartsWith("races[1]: "));
  EXPECT_THAT(join_problem(R"({"races":[],"vetoes":{}})"), StartsWith("vetoes: "));
  EXPECT_THAT(join_problem(R"({"races":[],"mode":1})"), StartsWith("mode: "));
  EXPECT_THAT(join_problem(R"({"mode":"1v1"})"), StartsWith("races: is missing"));
  EXPECT_THAT(join_problem(R"({"races":[],"racez":[]})"), StartsWith("racez: "));
  EXPECT_THAT(join_problem(R"({"races":[]"})"), HasSubstr("not JSON"));
  EXPECT_THAT(join_problem(""), HasSubstr("empty"));
  EXPECT_THAT(join_problem("[]"), HasSubstr("object"));
  EXPECT_THAT(join_problem("null"), HasSubstr("object"));
  EXPECT_THAT(join_problem("{\"races\":[\"\xFF\"]}"), HasSubstr("UTF-8"));
  EXPECT_THAT(parse_claim(R"({"result":"WIN"})").error().message, StartsWith("result: "));
  EXPECT_THAT(parse_claim(R"({"result":null})").error().message, StartsWith("result: "));
  for (const char* wrong :
       {R"({"reason":"r"})", R"({"outcome":{},"reason":"r"})", R"({"outcome":{"winner":8},"reason":"r"})",
        R"({"outcome":{"winner":-1},"reason":"r"})", R"({"outcome":{"winner":1.0},"reason":"r"})",
        R"({"outcome":{"winner":"1"},"reason":"r"})", R"({"outcome":1,"reason":"r"})",
        R"({"outcome":{"winner":1,"x":1},"reason":"r"})"})
    EXPECT_THAT(parse_resolution(wrong).error().message, StartsWith("outcome")) << wrong;
}

TEST(Bodies, SizeAndDepthAreBounded) {
  const std::string deep = std::string(100'000, '[');
  EXPECT_THAT(parse_join(deep).error().message, HasSubstr("deeper"));
  EXPECT_THAT(parse_join(R"({"races":)" + deep + std::string(100'000, ']') + "}").error().message,
              HasSubstr("deeper"));
  EXPECT_THAT(parse_profile(R"({"name":")" + std::string(5000, 'a') + "\"}").error().message,
              StartsWith("name: "));
  EXPECT_TRUE(parse_profile(R"({"name":"[[[[[[[[[[{{{{{{{{{\"[[[[["})"))
      << "brackets inside strings are no depth";
  std::string many = R"({"races":[)";
  for (std::size_t i = 0; i <= kJsonItemsMax; ++i) many += i == 0 ? "\"\"" : ",\"\"";
  EXPECT_THAT(parse_join(many + "]}").error().message, StartsWith("races: "));
}

}  // namespace
}  // namespace evo::http
