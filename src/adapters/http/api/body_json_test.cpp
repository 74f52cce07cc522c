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
       {R"({"reason":"r"})", R"({"outcome":{},"reason":"r"})", R"({"outcome":{"winner":2},"reason":"r"})",
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
  EXPECT_THAT(parse_profile(R"({"name":")" + std::string(3000, 'a') + "\"}").error().message,
              StartsWith("name: "));
  EXPECT_TRUE(parse_profile(R"({"name":"[[[[[[[[[[{{{{{{{{{\"[[[[["})"))
      << "brackets inside strings are no depth";
  std::string many = R"({"races":[)";
  for (std::size_t i = 0; i <= kJsonItemsMax; ++i) many += i == 0 ? "\"\"" : ",\"\"";
  EXPECT_THAT(parse_join(many + "]}").error().message, StartsWith("races: "));
}

}  // namespace
}  // namespace evo::http
