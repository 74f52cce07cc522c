// Onboarding, own data and what staff do, over the interface.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/service_fixture.hpp"

namespace evo::http_test {
namespace {

using http::body_bytes;
using http::Method;
using http::Response;
using testing::HasSubstr;
using testing::Not;

class PeopleTest : public ServiceTest {
 protected:
  std::string of_player(const Visitor& visitor, const std::string& rest) {
    return "/api/v1/admin/players/" + std::to_string(visitor.player.value) + rest;
  }
  std::string read(const Visitor& visitor, const std::string& target) {
    const Response response = send_as(visitor, {Method::get, target});
    EXPECT_EQ(response.status, 200) << target << ": " << body_bytes(response);
    return std::string(body_bytes(response));
  }
  std::string problem(const Visitor& visitor, Ask ask) {
    const Response response = send_as(visitor, std::move(ask));
    return std::to_string(response.status) + " " + json_text(body_bytes(response), "message");
  }
  int status(const Visitor& visitor, Ask ask) { return send_as(visitor, std::move(ask)).status; }
  Visitor sign_in_with(const std::string& name, Role role) {
    const Visitor visitor = sign_in(name);
    world.give_role(visitor.player, role);
    service->heed_change("player:" + std::to_string(visitor.player.value));
    return visitor;
  }
};

constexpr const char* kSetup =
    R"({"name":"Alice","battletag":"Alice#12345","country":"DE","region":"EUW","language":"enUS",)"
    R"("alerts":{"1v1":15},"survey":{"source":"in_game","experience":"lt_1mo","motive":"casual",)"
    R"("placements":["no_placement"]}})";

TEST_F(PeopleTest, OnboardingIsAskedForInOrder) {
  world.rules.players.setup = SetupDemand::always;
  const Visitor alice = sign_in("Alice");
  const Ask join{Method::post, "/api/v1/queue", R"({"races":["bw_zerg"]})"};
  EXPECT_THAT(problem(alice, join), HasSubstr("409 accept the terms"));
  EXPECT_THAT(read(alice, "/api/v1/me"), HasSubstr(R"("missing":"terms","terms_version":"1")"));
  EXPECT_EQ(status(alice, {Method::post, "/api/v1/me/terms", R"({"version":"0"})"}), 409);
  EXPECT_EQ(status(alice, {Method::post, "/api/v1/me/terms", R"({"version":"1"})"}), 200);
  EXPECT_THAT(read(alice, "/api/v1/me"), HasSubstr(R"("missing":"setup")"));
  EXPECT_THAT(problem(alice, join), HasSubstr("409 finish the setup"));
  const std::string wrong =
      problem(alice, {Method::post, "/api/v1/me/setup", R"({"name":"A1","alerts":{}})"});
  for (const char* what :
       {"400 ", "name: ", "battletag: ", "country: ", "region: ", "language: ", "alerts.1v1: ", "survey: "})
    EXPECT_THAT(wrong, HasSubstr(what)) << "all problems at once";
  EXPECT_EQ(status(alice, {Method::post, "/api/v1/me/setup", kSetup}), 200);
  EXPECT_THAT(read(alice, "/api/v1/me"), HasSubstr(R"("missing":null)"));
  EXPECT_EQ(status(alice, join), 200);
}

TEST_F(PeopleTest, QuietHoursAndAlertsAreChangedInTheProfile) {
  const Visitor alice = sign_in("Alice");
  const auto change = [&](const char* body) { return problem(alice, {Method::patch, "/api/v1/me", body}); };
  EXPECT_THAT(change(R"({"quiet_hours":[23,0]})"), HasSubstr("400 quiet_hours: choose a time zone"));
  EXPECT_THAT(change(R"({"time_zone":"Mars/Olympus"})"), HasSubstr("400 time_zone: "));
  EXPECT_THAT(change(R"({"quiet_hours":[24]})"), HasSubstr("400 quiet_hours: "));
  EXPECT_THAT(change(R"({"quiet_hours":["1"]})"), HasSubstr("400 quiet_hours[0]: "));
  EXPECT_THAT(change(R"({"alerts":{"1v1":3}})"), HasSubstr("400 alerts.1v1: "));
  EXPECT_EQ(change(R"({"time_zone":"Europe/Berlin","quiet_hours":[23,0,1],"alerts":{"1v1":30}})"), "200 ");
  EXPECT_THAT(read(alice, "/api/v1/me"),
              HasSubstr(R"("alerts":{"1v1":30},"time_zone":"Europe/Berlin","quiet_hours":[0,1,23])"));
}

TEST_F(PeopleTest, ReferralsSayWhyTheyAreRefused) {
  const Visitor alice = sign_in("Alice");
  const Visitor bob = sign_in("Bobby");
  const std::string code = json_text(read(alice, "/api/v1/me"), "referral_code");
  const auto enter = [&](const Visitor& who, const std::string& text) {
    return problem(who, {Method::post, "/api/v1/me/referral", R"({"code":")" + text + "\"}"});
  };
  EXPECT_THAT(enter(bob, "short"), HasSubstr("invalid_code"));
  EXPECT_THAT(enter(alice, code), HasSubstr("self_referral"));
  EXPECT_EQ(enter(bob, code), "200 ");
  EXPECT_THAT(enter(bob, code), HasSubstr("already_referred"));
}

TEST_F(PeopleTest, T16BansTakeEffectOnSessionsAtOnce) {
  const Visitor alice = sign_in("Alice");
  const Visitor judge = sign_in_with("Judge", Role::staff);
  const Ask join{Method::post, "/api/v1/queue", R"({"races":["bw_zerg"]})"};
  EXPECT_EQ(status(alice, join), 200);
  const auto ban = [&](bool banned) {
    return Ask{Method::post, of_player(alice, "/ban"),
               std::string(R"({"banned":)") + (banned ? "true" : "false") + R"(,"reason":"cheating"})"};
  };
  EXPECT_EQ(status(alice, ban(true)), 403) << "staff only";
  EXPECT_EQ(status(judge, {Method::post, of_player(alice, "/ban"), R"({"banned":true})"}), 400)
      << "no reason";
  EXPECT_EQ(status(judge, ban(true)), 200);
  EXPECT_THAT(read(alice, "/api/v1/me"), HasSubstr(R"("status":"banned","ticket":null)"))
      << "reading still works";
  EXPECT_EQ(status(alice, join), 403);
  EXPECT_THAT(read(judge, "/api/v1/admin/audit?action=ban_player"),
              HasSubstr(R"("before":"not banned, queueing","after":"banned","reason":"cheating")"));
  EXPECT_EQ(status(judge, ban(false)), 200);
  EXPECT_EQ(status(alice, join), 200);
  EXPECT_THAT(read(judge, "/api/v1/admin/snapshot"),
              HasSubstr(R"("name":"Alice","mode":"1v1","races":["bw_zerg"])"));
  EXPECT_EQ(status(judge, {Method::post, of_player(alice, "/reset"), R"({"reason":"stuck"})"}), 200);
  EXPECT_THAT(read(alice, "/api/v1/me"), HasSubstr(R"("status":"idle")"));
}

TEST_F(PeopleTest, RolesAndRatingsAreTheOwners) {
  const Visitor alice = sign_in("Alice");
  const Visitor judge = sign_in_with("Judge", Role::staff);
  const Visitor boss = sign_in_with("Bossy", Role::owner);
  const Ask promote{Method::post, of_player(alice, "/role"), R"({"role":"staff","reason":"helps"})"};
  const Ask adjust{Method::post, of_player(alice, "/rating"),
                   R"({"race":"bw_zerg","value":1600,"reason":"tests"})"};
  EXPECT_EQ(status(judge, promote), 403);
  EXPECT_EQ(status(judge, adjust), 403);
  EXPECT_EQ(status(alice, {Method::get, "/api/v1/admin/snapshot"}), 403);
  EXPECT_EQ(status(boss, promote), 200);
  EXPECT_EQ(status(alice, {Method::get, "/api/v1/admin/snapshot"}), 200) << "in spite of the cache";
  EXPECT_EQ(status(boss, adjust), 200);
  EXPECT_THAT(read(alice, "/api/v1/players/" + std::to_string(alice.player.value)),
              HasSubstr(R"("after":1600)"));
  EXPECT_EQ(status(boss, {Method::post, of_player(alice, "/role"), R"({"role":"king","reason":"x"})"}), 400);
  EXPECT_EQ(status(boss, {Method::post, "/api/v1/admin/announcements", R"({"title":"News","body":"Hello"})"}),
            200);
  EXPECT_EQ(
      status(judge, {Method::post, "/api/v1/admin/announcements", R"({"title":"News","body":"Hello"})"}),
      403);
  EXPECT_THAT(read(judge, "/api/v1/admin/players?name=ALICE"), HasSubstr(R"("action":"adjust_rating")"));
  EXPECT_EQ(status(judge, {Method::get, "/api/v1/admin/players?name=nobody"}), 404);
  EXPECT_EQ(status(judge, {Method::get, "/api/v1/admin/players"}), 400);
  const Ask toon{Method::post, of_player(judge, "/toon"), R"({"toon":"2-S2-1-77","reason":"shown"})"};
  EXPECT_EQ(status(judge, toon), 200);
  EXPECT_THAT(read(judge, of_player(judge, "")), HasSubstr(R"("toons":["2-S2-1-77"])"));
  EXPECT_THAT(read(judge, "/api/v1/admin/abuse"), HasSubstr(R"("signals":[])"));
}

TEST_F(PeopleTest, WhoLosesAGameAccountIsToldInTheFeed) {
  const Visitor alice = sign_in("Alice");
  const Visitor bob = sign_in("Bobby");
  const Visitor judge = sign_in_with("Judge", Role::staff);
  const auto change = [&](const Visitor& whose, const char* body) {
    const std::int64_t head = world.must(world.reader->changes_head());
    EXPECT_EQ(status(judge, {Method::post, of_player(whose, "/toon"), body}), 200);
    std::set<std::string> topics;
    for (const Change& each : world.must(world.reader->changes_since(head, 100))) topics.insert(each.topic);
    return topics;
  };
  const std::string of_alice = "player:" + std::to_string(alice.player.value);
  const std::string of_bob = "player:" + std::to_string(bob.player.value);
  constexpr const char* kBind = R"({"toon":"2-S2-1-77","reason":"shown"})";
  EXPECT_EQ(change(alice, kBind), std::set{of_alice});
  EXPECT_EQ(change(bob, kBind), (std::set{of_alice, of_bob})) << "it was hers";
  EXPECT_THAT(read(alice, "/api/v1/me"), HasSubstr(R"("toons":[])"));
  EXPECT_EQ(change(bob, R"({"toon":"2-S2-1-77","bound":false,"reason":"a mistake"})"), std::set{of_bob});
}

TEST_F(PeopleTest, TheAuditShowsWhichServersAreBlocked) {
  const Visitor alice = sign_in("Alice");
  const Visitor judge = sign_in_with("Judge", Role::staff);
  const auto change = [&](const char* body) {
    EXPECT_EQ(status(alice, {Method::patch, "/api/v1/me", body}), 200);
    return read(judge, "/api/v1/admin/audit?action=update_profile&limit=1");
  };
  const std::string code = world.rules.catalog.servers.front().code;
  EXPECT_THAT(change(R"({"country":"DE"})"), Not(HasSubstr("blocks")));
  const std::string blocked = change((R"({"blocked_servers":[")" + code + "\"]}").c_str());
  EXPECT_THAT(blocked, HasSubstr("blocks none\""));
  EXPECT_THAT(blocked, HasSubstr("blocks " + code + "\""));
  EXPECT_THAT(change(R"({"country":"KR"})"), Not(HasSubstr("blocks")));
  EXPECT_THAT(change(R"({"region":"NAE"})"), HasSubstr("blocks none\"")) << "another region wipes them";
}

TEST_F(PeopleTest, APreviewShowsEverythingAndChangesNothing) {
  const Visitor alice = sign_in("Alice");
  const Visitor bob = sign_in("Bobby");
  const Visitor judge = sign_in_with("Judge", Role::staff);
  const MatchId match = world.must(world.insert_match(alice.player, bob.player, MatchState::playing));
  const std::string address = "/api/v1/admin/matches/" + std::to_string(match.value);
  const std::string body = R"({"outcome":{"winner":0},"reason":"seen on stream"})";
  const Response preview = send_as(judge, {Method::post, address + "/preview", body});
  EXPECT_EQ(preview.status, 200) << body_bytes(preview);
  const std::string text(body_bytes(preview));
  EXPECT_THAT(text, HasSubstr(R"("before":{"state":"playing","decision":"none","outcome":null})"));
  EXPECT_THAT(text, HasSubstr(R"("after":{"state":"finished","decision":"staff","outcome":{"winner":0}})"));
  EXPECT_THAT(
      text,
      HasSubstr(
          R"("name":"Alice","partner":null,"race":"bw_zerg","in_match":true,"before":1500,"after":1520)"));
  EXPECT_THAT(read(judge, "/api/v1/matches/" + std::to_string(match.value)),
              HasSubstr(R"("state":"playing")"));
  EXPECT_TRUE(world.must(world.rating_history(alice.player)).empty());
  EXPECT_EQ(status(alice, {Method::post, address + "/preview", body}), 403);
}

TEST_F(PeopleTest, OwnDataAreExportedAndDeleted) {
  const Visitor alice = sign_in("Alice");
  const Visitor bob = sign_in("Bobby");
  const MatchId match = world.must(world.insert_match(alice.player, bob.player, MatchState::found));
  const Response exported = send_as(alice, {Method::get, "/api/v1/me/data"});
  EXPECT_EQ(exported.status, 200);
  EXPECT_THAT(std::string(exported.header("content-disposition")),
              HasSubstr("attachment; filename=\"player-"));
  const std::string data(body_bytes(exported));
  EXPECT_THAT(data, HasSubstr(R"("identities":[{"provider":"guest")"));
  EXPECT_THAT(data, HasSubstr("\"id\":" + std::to_string(match.value)));
  EXPECT_THAT(data, Not(HasSubstr("Bobby"))) << "opponents stay anonymous until everybody confirmed";

  EXPECT_EQ(status(alice, {Method::remove, "/api/v1/me"}), 409) << "in a match";
  EXPECT_EQ(status(alice, {Method::post, "/api/v1/matches/" + std::to_string(match.value) + "/abort"}), 200);
  Response events = send_as(alice, {Method::get, "/api/v1/events"});
  const Response gone = send_as(alice, {Method::remove, "/api/v1/me"});
  EXPECT_EQ(gone.status, 200) << body_bytes(gone);
  EXPECT_THAT(std::string(gone.header("set-cookie")), HasSubstr("Max-Age=0"));
  EXPECT_TRUE(std::get<std::shared_ptr<http::EventStream>>(events.body)->ended());
  EXPECT_EQ(status(alice, {Method::get, "/api/v1/me"}), 401) << "at once, in spite of the cache";
  EXPECT_THAT(
      std::string(body_bytes(send({Method::get, "/api/v1/players/" + std::to_string(alice.player.value)}))),
      Not(HasSubstr("Alice")));
  const Visitor judge = sign_in_with("Judge", Role::staff);
  EXPECT_EQ(status(judge, {Method::post, of_player(bob, "/forget"), R"({"reason":"he wrote to us"})"}), 200);
  EXPECT_EQ(status(bob, {Method::get, "/api/v1/me"}), 401);
}

TEST_F(PeopleTest, VersionsOfTheModAreRegisteredFromAReplayThatWasRead) {
  const Visitor alice = sign_in("Alice");
  const Visitor judge = sign_in_with("Judge", Role::staff);
  EXPECT_THAT(read(judge, "/api/v1/admin/mods"), HasSubstr(R"("depot_region":"EU")"));
  const Ask registration{Method::post, "/api/v1/admin/mods",
                         R"({"replay":1,"version":"9.9","reason":"update"})"};
  EXPECT_EQ(status(alice, registration), 403);
  EXPECT_EQ(status(judge, registration), 404) << "no such replay";
}

TEST_F(PeopleTest, ChangesWrittenElsewhereReachTheSessions) {
  const Visitor alice = sign_in("Alice");
  EXPECT_EQ(status(alice, {Method::get, "/api/v1/admin/snapshot"}), 403);
  world.give_role(alice.player, Role::staff);
  EXPECT_EQ(status(alice, {Method::get, "/api/v1/admin/snapshot"}), 403) << "not heard of yet";
  feed->append({{1, "player:" + std::to_string(alice.player.value)}});
  EXPECT_EQ(status(alice, {Method::get, "/api/v1/admin/snapshot"}), 200);
}

}  // namespace
}  // namespace evo::http_test
