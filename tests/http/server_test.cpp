// The real server on a private port of the loopback interface, with clients that behave and clients that do
// not.
#include <chrono>
#include <future>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/server_fixture.hpp"

namespace evo::http_test {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

TEST_F(ServerTest, AnswersInOrderOverOneConnection) {
  start_server();
  WireClient client = connect();
  ASSERT_TRUE(client.send(get("/livez") + "HEAD /api/v1/queue HTTP/1.1\r\nHost: localhost\r\n\r\n" +
                          post("/api/v1/queue", "", "{}") + get("/play") + get("/api/v1/nothing")));
  EXPECT_EQ(client.receive()->body, "ok\n");
  const auto head = client.receive(true);
  EXPECT_EQ(head->status, 200);
  EXPECT_NE(head->header("content-length"), "0");
  EXPECT_EQ(client.receive()->status, 401);
  const auto page = client.receive();
  EXPECT_EQ(page->body, "<!doctype html>");
  EXPECT_THAT(page->header("content-security-policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(client.receive()->status, 404);
  ASSERT_TRUE(client.send(get("/livez", "Connection: close\r\n")));
  EXPECT_EQ(client.receive()->header("connection"), "close");
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, ServesManyKeptConnectionsAtOnce) {
  start_server();
  std::vector<WireClient> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(connect());
  for (int round = 0; round < 5; ++round) {
    for (WireClient& client : clients) ASSERT_TRUE(client.send(get(round == 0 ? "/api/v1/queue" : "/livez")));
    for (WireClient& client : clients) {
      const auto answer = client.receive();
      ASSERT_TRUE(answer.has_value());
      ASSERT_EQ(answer->status, 200);
    }
  }
}

TEST_F(ServerTest, SlowAndSilentClientsAreClosed) {
  options.header_timeout = 100ms;
  options.request_timeout = 150ms;
  options.idle_timeout = 200ms;
  start_server();
  const Visitor alice = sign_in();
  WireClient silent = connect();
  WireClient kept = connect();
  WireClient slow_head = connect();
  WireClient slow_body = connect();
  ASSERT_TRUE(kept.send(get("/livez")));
  ASSERT_TRUE(slow_head.send("GET /livez HTTP/1.1\r\nHost: loc"));
  ASSERT_TRUE(slow_body.send("POST /api/v1/queue HTTP/1.1\r\nHost: localhost\r\n" + alice.headers +
                             "Content-Length: 10\r\n\r\n{"));
  const auto late_head = slow_head.receive();
  ASSERT_TRUE(late_head.has_value());
  EXPECT_EQ(late_head->status, 408);
  EXPECT_TRUE(slow_head.closed());
  const auto late_body = slow_body.receive();
  ASSERT_TRUE(late_body.has_value());
  EXPECT_EQ(late_body->status, 408);
  EXPECT_TRUE(slow_body.closed());
  EXPECT_EQ(kept.receive()->status, 200);
  EXPECT_TRUE(kept.closed());
  EXPECT_TRUE(silent.closed());
}

TEST_F(ServerTest, BodiesAreRefusedEarlyAndSaySo) {
  world.rules.replay_bytes_max = 1 << 20;
  start_server();
  const Visitor alice = sign_in();
  const std::string upload = "POST /api/v1/matches/1/replay HTTP/1.1\r\nHost: localhost\r\n" + alice.headers;
  WireClient announced = connect();
  ASSERT_TRUE(announced.send(upload + "Content-Length: 1048577\r\n\r\n"));
  EXPECT_EQ(announced.receive()->status, 413) << "before any byte of it";
  WireClient chunked = connect();
  ASSERT_TRUE(chunked.send(upload + "Transfer-Encoding: chunked\r\n\r\n200000\r\n"));
  chunked.send(std::string(0x200000, 'a'));
  EXPECT_EQ(chunked.receive()->status, 413);
  WireClient stranger = connect();
  ASSERT_TRUE(stranger.send(
      "POST /api/v1/matches/1/replay HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"));
  stranger.send(std::string(1'000'000, 'a'));
  EXPECT_EQ(stranger.receive()->status, 401) << "nobody reads a stranger's upload";
  EXPECT_EQ(ask("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n").status,
            431);
}

TEST_F(ServerTest, ExpectedContinueIsSentOnlyForWelcomeBodies) {
  start_server();
  const Visitor alice = sign_in();
  const auto join = [](const std::string& headers) {
    return "POST /api/v1/queue HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: "
           "100-continue\r\n" +
           headers + "Content-Length: 21\r\n\r\n";
  };
  WireClient welcome = connect();
  ASSERT_TRUE(welcome.send(join(alice.headers)));
  EXPECT_EQ(welcome.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(welcome.send(R"({"races":["bw_zerg"]})"));
  EXPECT_EQ(welcome.receive()->status, 200);
  WireClient stranger = connect();
  ASSERT_TRUE(stranger.send(join("")));
  EXPECT_EQ(stranger.receive()->status, 401);
  EXPECT_TRUE(stranger.closed());
}

TEST_F(ServerTest, LargeReplaysGoThereAndBack) {
  start_server();
  const Visitor alice = sign_in();
  const Visitor bob = sign_in();
  MatchId match;
  std::promise<void> inserted;
  boost::asio::co_spawn(world.io,
                        world.insert_match(PlayerId{alice.id}, PlayerId{bob.id}, MatchState::playing),
                        [&](std::exception_ptr, Result<MatchId> id) {
                          match = id.value();
                          inserted.set_value();
                        });
  inserted.get_future().wait();
  std::string bytes(world.rules.replay_bytes_max, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 2654435761u >> 13);
  WireClient client = connect();
  ASSERT_TRUE(client.send("POST /api/v1/matches/" + std::to_string(match.value) +
                          "/replay HTTP/1.1\r\nHost: localhost\r\n" + alice.headers +
                          "Content-Length: " + std::to_string(bytes.size()) + "\r\n\r\n" + bytes));
  const auto uploaded = client.receive();
  ASSERT_TRUE(uploaded.has_value());
  EXPECT_EQ(uploaded->status, 202) << uploaded->body;
  ASSERT_TRUE(client.send(get(
      "/api/v1/replays/" + std::to_string(json_number(uploaded->body, "subject")) + "/file", bob.headers)));
  const auto downloaded = client.receive();
  ASSERT_TRUE(downloaded.has_value());
  EXPECT_TRUE(downloaded->body == bytes);
}

TEST_F(ServerTest, TransfersShareABudget) {
  options.body_bytes_in_flight_max = 1 << 20;
  start_server();
  const Visitor alice = sign_in();
  const std::string upload = "POST /api/v1/matches/1/replay HTTP/1.1\r\nHost: localhost\r\n" + alice.headers;
  WireClient first = connect();
  ASSERT_TRUE(first.send(upload + "Expect: 100-continue\r\nContent-Length: 800000\r\n\r\n"));
  ASSERT_TRUE(first.read_until("\r\n\r\n").has_value());
  const Answer second = ask(upload + "Content-Length: 800000\r\n\r\n");
  EXPECT_EQ(second.status, 429);
  EXPECT_NE(second.header("retry-after"), "");
  EXPECT_EQ(ask(get("/api/v1/queue")).status, 200) << "small requests go on";
}

TEST_F(ServerTest, SurvivesRudeClients) {
  start_server();
  const Visitor alice = sign_in();
  for (const std::string& rude : {std::string("\x16\x03\x01\x02"), std::string(100, '\0'),
                                  std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                                  std::string("GET /..%2f..%2fetc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"),
                                  std::string("\r\n\r\n\r\n\r\n")}) {
    WireClient client = connect();
    client.send(rude);
    client.shut_down_sending();
    const auto answer = client.receive();
    if (answer) EXPECT_EQ(answer->status, 400) << rude;
  }
  for (int i = 0; i < 20; ++i) {
    WireClient early = connect();
    early.send(
        post("/api/v1/queue", alice.headers, R"({"races":["bw_zerg"]})").substr(0, 40u + 20u * unsigned(i)));
  }
  for (int i = 0; i < 20; ++i) {
    WireClient gone = connect();
    gone.send(get("/api/v1/events", alice.headers));
  }
  EXPECT_EQ(ask(get("/livez")).status, 200);
}

TEST_F(ServerTest, IdleConnectionsMakeRoomForNewOnes) {
  options.connections_max = 3;
  start_server();
  std::vector<WireClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(connect());
    ASSERT_TRUE(clients.back().send(get("/livez")));
    ASSERT_EQ(clients.back().receive()->status, 200);
  }
  EXPECT_EQ(ask(get("/livez")).status, 200);
  EXPECT_TRUE(clients.front().closed()) << "it has been idle longest";
}

TEST_F(ServerTest, OneAddressCannotTakeEverything) {
  options.connections_per_address_max = 2;
  start_server();
  WireClient first = connect();
  WireClient second = connect();
  for (WireClient* client : {&first, &second}) {
    ASSERT_TRUE(client->send(get("/livez")));
    ASSERT_EQ(client->receive()->status, 200);
  }
  WireClient third = connect();
  const auto refused = third.receive();
  if (refused) EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(world.telemetry.counted("http.connections_refused"), 1);
}

TEST_F(ServerTest, EventsArriveResumeAndEndWithTheSession) {
  start_server();
  const Visitor alice = sign_in();
  WireClient events = connect();
  ASSERT_TRUE(events.send(get("/api/v1/events", alice.headers)));
  const auto head = events.read_until("\r\n\r\n");
  ASSERT_TRUE(head.has_value());
  EXPECT_THAT(*head, HasSubstr("content-type: text/event-stream"));
  EXPECT_THAT(events.read_until("event: hello\n"), testing::Optional(HasSubstr("retry: 2000")));
  EXPECT_EQ(ask(post("/api/v1/queue", alice.headers, R"({"races":["bw_zerg"]})")).status, 200);
  const auto change = events.read_until("{\"topic\":\"queue\"}\n\n");
  ASSERT_TRUE(change.has_value());

  WireClient resumed = connect();
  ASSERT_TRUE(resumed.send(get("/api/v1/events?last_event_id=0")));
  EXPECT_TRUE(resumed.read_until("{\"topic\":\"queue\"}\n\n").has_value());
  WireClient lost = connect();
  ASSERT_TRUE(lost.send(get("/api/v1/events", "Last-Event-ID: 999999\r\n")));
  EXPECT_TRUE(lost.read_until("event: reset\n").has_value());

  EXPECT_EQ(ask("DELETE /api/v1/session HTTP/1.1\r\nHost: localhost\r\n" + alice.headers + "\r\n").status,
            204);
  while (events.read_until("\n\n")) {
  }
  EXPECT_TRUE(events.closed());
}

TEST_F(ServerTest, QuietStreamsGetHeartbeats) {
  options.heartbeat = 20ms;
  start_server();
  WireClient events = connect();
  ASSERT_TRUE(events.send(get("/api/v1/events")));
  EXPECT_TRUE(events.read_until(": beat\nid: 0\n\n").has_value());
  EXPECT_TRUE(events.read_until(": beat\nid: 0\n\n").has_value());
}

TEST_F(ServerTest, StopsWhenAskedWithoutCuttingAnybodyOff) {
  start_server();
  WireClient idle = connect();
  WireClient events = connect();
  ASSERT_TRUE(idle.send(get("/livez")));
  ASSERT_EQ(idle.receive()->status, 200);
  ASSERT_TRUE(events.send(get("/api/v1/events")));
  ASSERT_TRUE(events.read_until("event: hello\n").has_value());
  stop_server();
  EXPECT_TRUE(clean);
  EXPECT_TRUE(idle.closed());
  while (events.read_until("\n\n")) {
  }
  EXPECT_TRUE(events.closed());
}

TEST_F(ServerTest, UnfinishedRequestsAreCutOffAfterTheDrainTimeout) {
  options.drain_timeout = 50ms;
  start_server();
  WireClient stuck = connect();
  ASSERT_TRUE(stuck.send("GET /livez HTTP/1.1\r\n"));
  ASSERT_EQ(ask(get("/livez")).status, 200);
  stop_server();
  EXPECT_FALSE(clean);
  EXPECT_FALSE(stuck.receive().has_value());
}

TEST_F(ServerTest, ListeningFailsWithAReason) {
  start_server();
  HttpOptions same = options;
  same.port = server->bound_port();
  HttpServer second(world.io.get_executor(), *world.commands, *world.accounts, *world.reader, *world.staff,
                    world.blobs, world.clock, world.wakeup, world.telemetry, world.rules, same);
  EXPECT_THAT(second.listen().error().message, HasSubstr(std::to_string(same.port)));
  EXPECT_EQ(second.bound_port(), 0);
  same.address = "not an address";
  HttpServer third(world.io.get_executor(), *world.commands, *world.accounts, *world.reader, *world.staff,
                   world.blobs, world.clock, world.wakeup, world.telemetry, world.rules, same);
  EXPECT_EQ(third.listen().error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace evo::http_test
