#include "adapters/http/api/routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/http/api/query.hpp"

namespace evo::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RouteMatch find(Method method, const std::string& path) {
  const auto target = parse_target(path);
  return find_route(method, target->segments);
}

TEST(Routes, AreFoundByMethodAndPath) {
  const RouteMatch report = find(Method::post, "/matches/12/report");
  ASSERT_NE(report.route, nullptr);
  EXPECT_EQ(report.route->pattern, "/matches/{id}/report");
  EXPECT_THAT(report.parameters, ElementsAre("12"));
  EXPECT_EQ(find(Method::get, "/matches").route->pattern, "/matches");
  EXPECT_EQ(find(Method::head, "/queue").route, find(Method::get, "/queue").route);
}

TEST(Routes, TellAnUnknownPathFromAMethodThatIsNotAllowed) {
  for (const char* path :
       {"/", "/nothing", "/matches/12/report/", "/matches/12/nothing", "/queue/", "/matches//report/x"})
    EXPECT_TRUE(find(Method::get, path).allowed.empty()) << path;
  const RouteMatch queue = find(Method::put, "/queue");
  EXPECT_EQ(queue.route, nullptr);
  EXPECT_EQ(allow_header(queue.allowed), "GET, HEAD, POST, DELETE");
  EXPECT_EQ(allow_header(find(Method::get, "/matches/1/confirm").allowed), "POST");
  EXPECT_EQ(find(Method::head, "/matches/1/confirm").route, nullptr);
}

TEST(Routes, T32_WhatChangesSomethingNeedsASession) {
  for (const Route& route : routes()) {
    if (!is_unsafe(route.method)) continue;
    EXPECT_NE(route.auth, Auth::none)
        << route.pattern << ": a session's CSRF token is checked only where it is looked up";
    EXPECT_NE(route.budget, Budget::read) << route.pattern;
  }
}

TEST(Routes, IdsAreWholeNumbersFromOne) {
  EXPECT_EQ(parse_id("1"), 1);
  EXPECT_EQ(parse_id("9223372036854775807"), 9223372036854775807);
  for (const char* wrong :
       {"", "0", "-1", "+1", "1.0", "1e3", " 1", "1 ", "0x1", "9223372036854775808", "abc", "１"})
    EXPECT_FALSE(parse_id(wrong)) << wrong;
}

std::string leaderboard_problem(const std::string& query) {
  const auto parsed = parse_leaderboard_query(parse_target("/leaderboard?" + query).value());
  return parsed ? "" : parsed.error().message;
}

TEST(Query, StatisticsHaveBounds) {
  const auto query = parse_statistics_query(parse_target("/statistics?mode=2v2&days=90&range=7d").value());
  ASSERT_TRUE(query);
  EXPECT_EQ(query->mode, "2v2");
  EXPECT_EQ(query->days, 90);
  EXPECT_EQ(query->range, ActivityRange::week);
  for (const char* wrong : {"/statistics?days=91", "/statistics?days=0", "/statistics?range=1y"})
    EXPECT_FALSE(parse_statistics_query(parse_target(wrong).value())) << wrong;
}

TEST(Query, LeaderboardFiltersAreReadAndBounded) {
  const auto query = parse_leaderboard_query(
      parse_target(
          "/leaderboard?race=bw_zerg,sc2_zerg&country=&region=EUW&rank=S&best=1&search=al&page=2&size=10&x=1")
          .value());
  ASSERT_TRUE(query) << query.error().message;
  EXPECT_THAT(query->races, ElementsAre("bw_zerg", "sc2_zerg"));
  EXPECT_TRUE(query->countries.empty());
  EXPECT_THAT(query->regions, ElementsAre("EUW"));
  EXPECT_EQ(query->rank, LetterRank::s);
  EXPECT_TRUE(query->best_race_only);
  EXPECT_EQ(query->search, "al");
  EXPECT_EQ(query->page, 2);
  EXPECT_EQ(query->size, 10);
  const auto moved =
      parse_leaderboard_query(parse_target("/leaderboard?mode=2v2&around=7&after=12:bw_zerg").value());
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->ladder, "2v2");
  EXPECT_EQ(moved->around, PlayerId{7});
  EXPECT_EQ(moved->after, (RatingKey{PlayerId{12}, "", "bw_zerg"}));
  const auto pair = parse_leaderboard_query(parse_target("/leaderboard?after=12:17").value());
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->after, (RatingKey{PlayerId{12}, "", "+17"}));
  EXPECT_EQ(entry_text(*pair->after), "12:17");
  EXPECT_EQ(entry_text(*moved->after), "12:bw_zerg");
  EXPECT_THAT(leaderboard_problem("after=12"), HasSubstr("after: "));
  EXPECT_THAT(leaderboard_problem("after=x:bw_zerg"), HasSubstr("after: "));
  EXPECT_THAT(leaderboard_problem("around=0"), HasSubstr("around: "));
  EXPECT_THAT(leaderboard_problem("page=0"), HasSubstr("page: "));
  EXPECT_THAT(leaderboard_problem("page=1x"), HasSubstr("page: "));
  EXPECT_THAT(leaderboard_problem("size=201"), HasSubstr("size: "));
  EXPECT_THAT(leaderboard_problem("rank=Z"), HasSubstr("rank: "));
  EXPECT_THAT(leaderboard_problem("best=yes"), HasSubstr("best: "));
  EXPECT_THAT(leaderboard_problem("search=" + std::string(65, 'a')), HasSubstr("search: "));
  EXPECT_THAT(leaderboard_problem("race=" + std::string(200, ',') + "a"), testing::IsEmpty());
  std::string many = "a";
  for (std::size_t i = 0; i < kListItemsMax; ++i) many += ",a";
  EXPECT_THAT(leaderboard_problem("race=" + many), HasSubstr("race: "));
}

TEST(Query, MatchesAreReadByPage) {
  const auto query = parse_match_query(parse_target("/matches?player=7&before=100&limit=5").value());
  ASSERT_TRUE(query);
  EXPECT_EQ(query->player, PlayerId{7});
  EXPECT_EQ(query->before, MatchId{100});
  EXPECT_EQ(query->limit, 5);
  EXPECT_EQ(parse_match_query(parse_target("/matches").value())->limit, 20);
  for (const char* wrong : {"player=0", "player=-3", "before=x", "limit=0", "limit=101"})
    EXPECT_FALSE(parse_match_query(parse_target(std::string("/matches?") + wrong).value())) << wrong;
}

TEST(Query, TheHeaderWinsOverTheParameter) {
  Request request;
  request.target = parse_target("/events?last_event_id=5").value();
  EXPECT_EQ(parse_last_event_id(request).value(), 5);
  request.headers = {{"last-event-id", "9"}};
  EXPECT_EQ(parse_last_event_id(request).value(), 9);
  request.headers = {{"last-event-id", "-9"}};
  EXPECT_FALSE(parse_last_event_id(request));
  request.target = parse_target("/events").value();
  request.headers.clear();
  EXPECT_EQ(parse_last_event_id(request).value(), std::nullopt);
}

}  // namespace
}  // namespace evo::http
