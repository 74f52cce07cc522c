// The interface without sockets: requests as values against the real commands and store.
#include "adapters/http/api/service.hpp"

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

TEST_F(ServiceTest, GuestsSignInAndOut) {
  const Response stranger = send({Method::get, "/api/v1/session"});
  EXPECT_EQ(stranger.status, 200);
  EXPECT_THAT(std::string(body_bytes(stranger)),
              HasSubstr(R"("player":null,"csrf":null,"guest_sign_in":true)"));
  EXPECT_EQ(send({Method::get, "/api/v1/me"}).status, 401);

  const Visitor alice = sign_in("Alice");
  EXPECT_THAT(std::string(body_bytes(send_as(alice, {Method::get, "/api/v1/session"}))),
              HasSubstr(R"("name":"Alice")"));
  EXPECT_EQ(send_as(alice, {Method::get, "/api/v1/me"}).status, 200);
  EXPECT_EQ(send_as(alice, {Method::post, "/api/v1/session/guest"}).status, 409) << "signed in already";
  EXPECT_EQ(send({Method::post, "/api/v1/session/guest", R"({"name":"alice"})"}).status, 409)
      << "the name is taken";
  EXPECT_EQ(send({Method::post, "/api/v1/session/guest", R"({"name":"x1"})"}).status, 400);

  Visitor without_token = alice;
  without_token.csrf = "";
  EXPECT_EQ(send_as(without_token, {Method::remove, "/api/v1/session"}).status, 403);
  const Response out = send_as(alice, {Method::remove, "/api/v1/session"});
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(std::string(out.header("set-cookie")), HasSubstr("Max-Age=0"));
  EXPECT_EQ(send_as(alice, {Method::get, "/api/v1/me"}).status, 401) << "at once, in spite of the cache";
  EXPECT_EQ(send_as(alice, {Method::remove, "/api/v1/session"}).status, 204) << "repeatable";
}

TEST_F(ServiceTest, GuestsAreAllowedFromThisMachineByItsOwnNames) {
  const Ask plain{Method::post, "/api/v1/session/guest"};
  Ask remote = plain;
  remote.client = "192.168.0.9";
  EXPECT_EQ(send(remote).status, 403);
  Ask rebound = plain;
  rebound.headers = {{"host", "evil.example"}, {"origin", "http://evil.example"}};
  EXPECT_EQ(send(rebound).status, 403) << "another site's name that points here";
  options.hosts = {"ladder.example"};
  open();
  Ask named = plain;
  named.headers = {{"host", "ladder.example"}};
  EXPECT_EQ(send(named).status, 201);
  options.guest_sign_in = GuestSignIn::always;
  options.secure_cookies = true;
  open();
  const Response anywhere = send(remote);
  EXPECT_EQ(anywhere.status, 201);
  EXPECT_THAT(std::string(anywhere.header("set-cookie")), HasSubstr("; Secure"));
  options.guest_sign_in = GuestSignIn::never;
  open();
  EXPECT_EQ(send(plain).status, 403);
  EXPECT_THAT(std::string(body_bytes(send({Method::get, "/api/v1/session"}))),
              HasSubstr(R"("guest_sign_in":false)"));
}

TEST_F(ServiceTest, CommandsNeedTheTokenAndAPageOfOurs) {
  const Visitor alice = sign_in("Alice");
  const Ask join{Method::post, "/api/v1/queue", R"({"races":["bw_zerg"]})"};
  Visitor forged = alice;
  forged.csrf[0] = forged.csrf[0] == '0' ? '1' : '0';
  EXPECT_EQ(send_as(forged, join).status, 403);
  Ask foreign = join;
  foreign.headers = {{"origin", "https://evil.example"}};
  EXPECT_EQ(send_as(alice, foreign).status, 403);
  Ask own = join;
  own.headers = {{"origin", "http://localhost:8080"}, {"sec-fetch-site", "same-origin"}};
  const Response joined = send_as(alice, own);
  EXPECT_EQ(joined.status, 200) << body_bytes(joined);
  EXPECT_THAT(std::string(body_bytes(joined)), HasSubstr(R"("event":"queued","subject":)"));
}

TEST_F(ServiceTest, QueueIsJoinedOnceByKeyAndLeft) {
  const Visitor alice = sign_in("Alice");
  Ask join{Method::post, "/api/v1/queue", R"({"mode":"1v1","races":["bw_zerg","sc2_terran"],"vetoes":[]})"};
  join.headers = {{"idempotency-key", "k-1"}};
  const Response first = send_as(alice, join);
  EXPECT_EQ(first.status, 200) << body_bytes(first);
  EXPECT_EQ(body_bytes(send_as(alice, join)), body_bytes(first)) << "the same key: the same receipt";
  join.headers = {{"idempotency-key", "k-2"}};
  EXPECT_EQ(send_as(alice, join).status, 409);
  join.headers = {{"idempotency-key", "bad key"}};
  EXPECT_EQ(send_as(alice, join).status, 400);
  join.headers = {{"idempotency-key", std::string(129, 'k')}};
  EXPECT_EQ(send_as(alice, join).status, 400);
  const std::string queue(body_bytes(send({Method::get, "/api/v1/queue"})));
  EXPECT_THAT(queue, HasSubstr(R"("waiting":1,"by_side":{"bw":1,"sc2":1})"));
  const std::string me(body_bytes(send_as(alice, {Method::get, "/api/v1/me"})));
  EXPECT_THAT(me, HasSubstr(R"("status":"queueing")"));
  EXPECT_THAT(me, HasSubstr(R"("compositions":[["bw_zerg"],["sc2_terran"]],"vetoes":[],"window":)"));
  EXPECT_EQ(send_as(alice, {Method::remove, "/api/v1/queue"}).status, 200);
  EXPECT_THAT(std::string(body_bytes(send({Method::get, "/api/v1/queue"}))), HasSubstr(R"("waiting":0)"));
}

TEST_F(ServiceTest, BodiesAreCheckedBeforeAnythingHappens) {
  const Visitor alice = sign_in("Alice");
  const auto problem_of = [&](std::string body, std::vector<http::Header> headers = {}) {
    const Response response =
        send_as(alice, {Method::post, "/api/v1/queue", std::move(body), std::move(headers)});
    return std::to_string(response.status) + " " + json_text(body_bytes(response), "message");
  };
  EXPECT_THAT(problem_of(R"({"races":["bw_zerg",1]})"), testing::StartsWith("400 races[1]: "));
  EXPECT_THAT(problem_of(R"({"races":["no_such"]})"), testing::StartsWith("400 races"));
  EXPECT_THAT(problem_of("{"), testing::StartsWith("400 the body is not JSON"));
  EXPECT_THAT(problem_of(""), testing::StartsWith("400 the body is empty"));
  EXPECT_THAT(problem_of(std::string(20'000, ' ')), testing::StartsWith("413"));
  EXPECT_THAT(problem_of("races=bw_zerg", {{"content-type", "application/x-www-form-urlencoded"}}),
              testing::StartsWith("415"));
  EXPECT_EQ(send_as(alice, {Method::remove, "/api/v1/queue", "{\"x\":1}"}).status, 400) << "takes no body";
  EXPECT_THAT(std::string(body_bytes(send({Method::get, "/api/v1/queue"}))), HasSubstr(R"("waiting":0)"));
}

TEST_F(ServiceTest, AddressesThatDoNotExistSayWhatDoes) {
  EXPECT_EQ(send({Method::get, "/api/v1/nothing"}).status, 404);
  EXPECT_EQ(send({Method::get, "/api/v2/queue"}).status, 404);
  EXPECT_EQ(send({Method::get, "/api"}).status, 404);
  EXPECT_THAT(std::string(body_bytes(send({Method::get, "/api/v1"}))), HasSubstr(R"("kind":"not_found")"));
  const Response put = send({Method::put, "/api/v1/queue"});
  EXPECT_EQ(put.status, 405);
  EXPECT_EQ(put.header("allow"), "GET, HEAD, POST, DELETE");
  EXPECT_EQ(send({Method::head, "/api/v1/queue"}).status, 200);
  EXPECT_EQ(send({Method::other, "/api/v1/queue"}).status, 501);
  for (const char* id : {"0", "-1", "abc", "1.5", "99999999999999999999"})
    EXPECT_EQ(send({Method::get, std::string("/api/v1/matches/") + id}).status, 400) << id;
  EXPECT_EQ(send({Method::get, "/api/v1/matches/999"}).status, 404);
  EXPECT_EQ(send({Method::get, "/api/v1/players/999"}).status, 404);
  EXPECT_EQ(send({Method::get, "/api/v1/leaderboard?size=1000"}).status, 400);
  EXPECT_EQ(send({Method::get, "/api/v1/..%2f..%2fetc/passwd"}).status, 400);
}

TEST_F(ServiceTest, ProfileChangesShowAtOnce) {
  const Visitor alice = sign_in("Alice");
  const Response changed =
      send_as(alice, {Method::patch, "/api/v1/me", R"({"name":"Alicia","country":"DE"})"});
  EXPECT_EQ(changed.status, 200) << body_bytes(changed);
  EXPECT_THAT(std::string(body_bytes(send_as(alice, {Method::get, "/api/v1/session"}))), HasSubstr("Alicia"));
  EXPECT_EQ(send_as(alice, {Method::patch, "/api/v1/me", R"({"country":"Atlantis"})"}).status, 400);
  EXPECT_EQ(send_as(alice, {Method::patch, "/api/v1/me", R"({"role":"staff"})"}).status, 400);
}

TEST_F(ServiceTest, OpponentsStayAnonymousUntilEverybodyConfirmed) {
  const Visitor alice = sign_in("Alice");
  const Visitor bob = sign_in("Bobby");
  const MatchId match = world.must(world.insert_match(alice.player, bob.player, MatchState::found));
  const std::string address = "/api/v1/matches/" + std::to_string(match.value);
  EXPECT_THAT(std::string(body_bytes(send_as(alice, {Method::get, address}))), Not(HasSubstr("Bobby")));
  EXPECT_EQ(send_as(alice, {Method::post, address + "/confirm"}).status, 200);
  EXPECT_EQ(send_as(bob, {Method::post, address + "/confirm", "{}"}).status, 200);
  const std::string open_match(body_bytes(send_as(alice, {Method::get, address})));
  EXPECT_THAT(open_match, HasSubstr("Bobby"));
  EXPECT_THAT(open_match, HasSubstr(R"("my_team":0)"));
  EXPECT_EQ(send_as(alice, {Method::post, address + "/report", R"({"result":"win"})"}).status, 200);
  EXPECT_EQ(send_as(bob, {Method::post, address + "/report", R"({"result":"loss"})"}).status, 200);
  EXPECT_THAT(std::string(body_bytes(send({Method::get, address}))), HasSubstr(R"("state":"finished")"));
  const std::string board(body_bytes(send({Method::get, "/api/v1/leaderboard"})));
  EXPECT_THAT(board, HasSubstr(R"("name":"Alice")"));
  EXPECT_THAT(board, HasSubstr(R"("provisional":false)"));
  const std::string own(body_bytes(
      send({Method::get, "/api/v1/leaderboard?size=1&around=" + std::to_string(bob.player.value)})));
  EXPECT_THAT(own, HasSubstr(R"("index":1)"));
  EXPECT_THAT(own, HasSubstr(R"("page":2)"));
  EXPECT_EQ(send({Method::get, "/api/v1/leaderboard?mode=nothing"}).status, 400);
  EXPECT_EQ(send({Method::get, "/api/v1/leaderboard?after=99:bw_zerg"}).status, 404);
  EXPECT_THAT(std::string(body_bytes(send({Method::get, "/api/v1/statistics?days=7"}))),
              HasSubstr(R"("games":1)"));
  EXPECT_THAT(std::string(body_bytes(send({Method::get, "/api/v1/statistics/activity?range=7d"}))),
              HasSubstr(R"("bucket_s":7200)"));
  EXPECT_THAT(std::string(body_bytes(send(
                  {Method::get, "/api/v1/players/" + std::to_string(bob.player.value) + "/statistics"}))),
              HasSubstr(R"("losses":1)"));
  EXPECT_EQ(std::string(body_bytes(send({Method::get, "/api/v1/seasons"}))), R"({"seasons":[]})");
  EXPECT_EQ(send({Method::get, "/api/v1/seasons/1/standings"}).status, 404);
  const std::string list(body_bytes(send({Method::get, "/api/v1/matches?limit=1"})));
  EXPECT_THAT(list, HasSubstr("\"next_before\":" + std::to_string(match.value)));
  const std::string profile(
      body_bytes(send({Method::get, "/api/v1/players/" + std::to_string(bob.player.value)})));
  EXPECT_THAT(profile, HasSubstr(R"("cause":"match")"));
}

TEST_F(ServiceTest, T32_StaffDecideMatchesAndPlayersDoNot) {
  const Visitor alice = sign_in("Alice");
  const Visitor judge = sign_in("Judge");
  const MatchId match =
      world.must(world.insert_match(alice.player, sign_in("Bobby").player, MatchState::playing));
  const Ask resolve{Method::post, "/api/v1/admin/matches/" + std::to_string(match.value) + "/resolve",
                    R"({"outcome":{"winner":1},"reason":"seen on stream"})"};
  EXPECT_EQ(send_as(judge, resolve).status, 403);
  world.give_role(judge.player, Role::staff);
  open();
  const Response resolved = send_as(judge, resolve);
  EXPECT_EQ(resolved.status, 200) << body_bytes(resolved);
  EXPECT_EQ(send_as(alice, resolve).status, 403);
  EXPECT_EQ(send(resolve).status, 401);
  const Ask show{Method::get, "/api/v1/matches/" + std::to_string(match.value)};
  EXPECT_THAT(std::string(body_bytes(send_as(judge, show))), HasSubstr("seen on stream"));
  EXPECT_THAT(std::string(body_bytes(send_as(judge, show))), HasSubstr(R"("action":"resolve)"));
  EXPECT_THAT(std::string(body_bytes(send_as(alice, show))), HasSubstr(R"("history":[])"));
}

TEST_F(ServiceTest, ReplaysAreUploadedAndDownloaded) {
  const Visitor alice = sign_in("Alice");
  const Visitor bob = sign_in("Bobby");
  const MatchId match = world.must(world.insert_match(alice.player, bob.player, MatchState::playing));
  const std::string address = "/api/v1/matches/" + std::to_string(match.value) + "/replay";
  const std::vector<http::Header> binary{{"content-type", "application/octet-stream"}};
  const std::string bytes("MPQ\x1b\0\xff\r\n replay", 16);
  const Response uploaded = send_as(alice, {Method::post, address, bytes, binary});
  EXPECT_EQ(uploaded.status, 202) << body_bytes(uploaded);
  const std::string file =
      "/api/v1/replays/" + std::to_string(json_number(body_bytes(uploaded), "subject")) + "/file";
  const Response downloaded = send_as(bob, {Method::get, file});
  EXPECT_EQ(downloaded.status, 200);
  EXPECT_EQ(body_bytes(downloaded), bytes);
  EXPECT_THAT(std::string(downloaded.header("content-disposition")),
              HasSubstr("attachment; filename=\"replay-"));
  EXPECT_EQ(send_as(alice, {Method::post, address, "", binary}).status, 400);
  EXPECT_EQ(send_as(alice, {Method::post, address, "{}"}).status, 415);
  EXPECT_EQ(send({Method::post, address, bytes, binary}).status, 401);
  EXPECT_EQ(send_as(sign_in("Mallory"), {Method::post, address, "other bytes", binary}).status, 403);
  EXPECT_EQ(send({Method::get, "/api/v1/replays/999/file"}).status, 404);
}

TEST_F(ServiceTest, DemoExistsOnlyWhereItIsOffered) {
  const Visitor alice = sign_in("Alice");
  const Ask ask{Method::post, "/api/v1/demo/matches/5/replay", R"({"result":"win"})"};
  EXPECT_EQ(send_as(alice, ask).status, 404);
  options.demo_replay = [](PlayerId, MatchId match, Claim claim) -> Task<Result<Blob>> {
    if (match.value != 5 || claim != Claim::win) co_return fail(conflict("not now"));
    co_return std::make_shared<const std::vector<std::uint8_t>>(3, std::uint8_t{7});
  };
  open();
  const Response made = send_as(alice, ask);
  EXPECT_EQ(made.status, 200);
  EXPECT_EQ(body_bytes(made).size(), 3u);
  EXPECT_THAT(std::string(made.header("content-disposition")), HasSubstr("demo-match-5-win.SC2Replay"));
  EXPECT_EQ(send_as(alice, {Method::post, ask.target, R"({"result":"draw"})"}).status, 400);
  EXPECT_THAT(std::string(body_bytes(send({Method::get, "/api/v1/session"}))), HasSubstr(R"("demo":true)"));
}

TEST_F(ServiceTest, RateLimitsCountAddressesAndPlayers) {
  const Visitor alice = sign_in("Alice");
  options.writes = {.per_second = 1, .burst = 3};
  options.sign_ins = {.per_second = 1, .burst = 1};
  world.clock.frozen = world.clock.now();
  open();
  EXPECT_EQ(send({Method::post, "/api/v1/session/guest"}).status, 201);
  EXPECT_EQ(send({Method::post, "/api/v1/session/guest"}).status, 429);
  Ask leave{Method::remove, "/api/v1/queue"};
  for (int i = 0; i < 3; ++i) {
    leave.client = "10.0.0." + std::to_string(i);
    EXPECT_EQ(send_as(alice, leave).status, 409);
  }
  leave.client = "10.0.0.9";
  const Response refused = send_as(alice, leave);
  EXPECT_EQ(refused.status, 429) << "one player from many addresses";
  EXPECT_EQ(refused.header("retry-after"), "1");
  *world.clock.frozen += std::chrono::seconds(1);
  EXPECT_EQ(send_as(alice, leave).status, 409);
  options.reads = {.per_second = 1, .burst = 2};
  open();
  for (const int expected : {200, 200, 429}) EXPECT_EQ(send({Method::get, "/livez"}).status, expected);
}

TEST_F(ServiceTest, CatalogAndDescriptionAreServedAsTheyAre) {
  const Response catalog = send({Method::get, "/api/v1/catalog"});
  EXPECT_EQ(catalog.status, 200);
  EXPECT_THAT(std::string(body_bytes(catalog)), HasSubstr(R"("code":"bw_zerg")"));
  const std::string etag(catalog.header("etag"));
  EXPECT_EQ(send({Method::get, "/api/v1/catalog", "", {{"if-none-match", etag}}}).status, 304);
  EXPECT_EQ(send({Method::get, "/api/v1/catalog", "", {{"if-none-match", "\"other\""}}}).status, 200);
  EXPECT_THAT(std::string(body_bytes(send({Method::get, "/api/v1/openapi.json"}))),
              HasSubstr(R"("openapi": "3.1.0")"));
}

TEST_F(ServiceTest, ProbesAndFigures) {
  EXPECT_EQ(body_bytes(send({Method::get, "/livez"})), "ok\n");
  EXPECT_EQ(send({Method::get, "/readyz"}).status, 200);
  EXPECT_EQ(send({Method::post, "/readyz"}).status, 405);
  EXPECT_EQ(send({Method::get, "/metrics"}).status, 404);
  EXPECT_EQ(send({Method::get, "/api/v1/status"}).status, 404);
  options.metrics = [] { return std::string("evoladder_up 1\n"); };
  options.status = []() -> Task<Result<StatusView>> {
    StatusView view;
    view.store = "sqlite";
    co_return view;
  };
  open();
  EXPECT_EQ(body_bytes(send({Method::get, "/metrics"})), "evoladder_up 1\n");
  EXPECT_THAT(std::string(body_bytes(send({Method::get, "/api/v1/status"}))),
              HasSubstr(R"("stages":{"store":"sqlite")"));
  service->drain();
  EXPECT_EQ(send({Method::get, "/readyz"}).status, 503);
  EXPECT_EQ(send({Method::get, "/livez"}).status, 200);
}

TEST_F(ServiceTest, FailuresOfTheStoreAreLoggedAndNotTold) {
  const Visitor alice = sign_in("Alice");
  EXPECT_EQ(send_as(alice, {Method::get, "/api/v1/session"}).status, 200);
  ASSERT_TRUE(world.run(world.database->close()).has_value());
  const Response response = send({Method::get, "/api/v1/queue"});
  EXPECT_EQ(response.status, 503);
  EXPECT_NE(response.header("retry-after"), "");
  EXPECT_EQ(world.telemetry.logged("http.failed"), 1u);
  EXPECT_EQ(send({Method::get, "/readyz"}).status, 503);
  EXPECT_EQ(send_as(alice, {Method::get, "/api/v1/session"}).status, 200) << "from the cache";
}

TEST_F(ServiceTest, EventStreamsBelongToTheirSession) {
  const Visitor alice = sign_in("Alice");
  Response response = send_as(alice, {Method::get, "/api/v1/events"});
  EXPECT_EQ(response.header("content-type"), "text/event-stream");
  auto* stream = std::get_if<std::shared_ptr<http::EventStream>>(&response.body);
  ASSERT_NE(stream, nullptr);
  (*stream)->take();
  feed->append({{1, "player:" + std::to_string(alice.player.value)}});
  EXPECT_THAT((*stream)->take(), HasSubstr("player:"));
  EXPECT_EQ(send_as(alice, {Method::remove, "/api/v1/session"}).status, 204);
  EXPECT_TRUE((*stream)->ended());
  EXPECT_EQ(send({Method::get, "/api/v1/events?last_event_id=x"}).status, 400);
  EXPECT_EQ(send({Method::head, "/api/v1/events"}).status, 200);
  EXPECT_EQ(feed->streams(), 1u) << "HEAD opens none";
}

}  // namespace
}  // namespace evo::http_test
