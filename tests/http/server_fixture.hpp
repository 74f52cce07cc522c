// The real server on a private port of the loopback interface, for tests: it runs on a thread of its own, and
// they talk to it over sockets.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "http/wire_client.hpp"
#include "http/world.hpp"

namespace evo::http_test {

inline constexpr StaticFile kSite[] = {
    {"/index.html", "text/html; charset=utf-8", "\"tag\"", "<!doctype html>", ""}};

inline std::string request_with_json(const std::string& method, const std::string& target,
                                     const std::string& headers, const std::string& body) {
  return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
         headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline std::string post(const std::string& target, const std::string& headers, const std::string& body) {
  return request_with_json("POST", target, headers, body);
}

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    options.port = 0;
    options.site = kSite;
    options.reads = options.writes = options.uploads = options.sign_ins = {.per_second = 0};
    options.connections_per_address_max = 1000;
    options.change_poll_interval = std::chrono::milliseconds(20);
  }

  ~ServerTest() override { stop_server(); }

  void start_server() {
    server = std::make_unique<HttpServer>(world.io.get_executor(), *world.commands, *world.accounts,
                                          *world.reader, *world.staff, world.blobs, world.clock, world.wakeup,
                                          world.telemetry, world.rules, options);
    const auto listening = server->listen();
    ASSERT_TRUE(listening) << listening.error().message;
    boost::asio::co_spawn(world.io, server->run(stop),
                          [this](std::exception_ptr problem, Result<void> outcome) {
                            EXPECT_EQ(problem, nullptr);
                            clean = outcome.has_value();
                          });
    world.io.restart();
    loop = std::thread([this] { world.io.run(); });
  }

  // Runs something on the server's loop and waits for it.
  void on_loop(std::function<void()> work) {
    std::promise<void> done;
    boost::asio::post(world.io, [&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

  void stop_server() {
    if (!loop.joinable()) return;
    boost::asio::post(world.io, [this] {
      stop.request();
      world.wakeup.notify_all();
    });
    loop.join();
    EXPECT_TRUE(world.telemetry.errors().empty()) << world.telemetry.errors().front();
  }

  WireClient connect() { return WireClient(server->bound_port()); }

  Answer ask(const std::string& bytes) {
    WireClient client = connect();
    EXPECT_TRUE(client.send(bytes));
    auto answer = client.receive();
    EXPECT_TRUE(answer.has_value());
    return answer.value_or(Answer{});
  }

  struct Visitor {
    std::string headers;  // Cookie and token.
    std::int64_t id = 0;
  };

  Visitor sign_in(const std::string& name = "") {
    const Answer answer =
        ask(post("/api/v1/session/guest", "", name.empty() ? "{}" : R"({"name":")" + name + "\"}"));
    EXPECT_EQ(answer.status, 201) << answer.body;
    const std::string cookie = answer.header("set-cookie");
    Visitor visitor{"Cookie: " + cookie.substr(0, cookie.find(';')) +
                        "\r\nX-CSRF-Token: " + json_text(answer.body, "csrf") + "\r\n",
                    json_number(answer.body, "id")};
    EXPECT_EQ(ask(request_with_json("PATCH", "/api/v1/me", visitor.headers, R"({"region":"EUW"})")).status,
              200);
    return visitor;
  }

  World world;
  HttpOptions options;
  Stop stop;
  std::unique_ptr<HttpServer> server;
  std::thread loop;
  bool clean = false;
};

}  // namespace evo::http_test
