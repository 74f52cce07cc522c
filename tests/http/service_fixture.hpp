// The interface without sockets, for tests: requests as values against the real commands and store.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/http/api/service.hpp"
#include "http/world.hpp"

namespace evo::http_test {

struct Ask {
  http::Method method = http::Method::get;
  std::string target;
  std::string body = "";
  std::vector<http::Header> headers = {};
  std::string client = "127.0.0.1";
};

// A browser: it keeps the cookie and the CSRF token.
struct Visitor {
  std::string cookie;
  std::string csrf;
  PlayerId player;
};

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    options.reads = options.writes = options.uploads = options.sign_ins = {.per_second = 0};
    open();
  }

  // Applies changed options.
  void open() {
    feed = std::make_shared<http::EventFeed>(http::FeedLimits{});
    feed->start(0);
    service = std::make_unique<http::Service>(
        http::ServiceParts{*world.commands, *world.accounts, *world.reader, *world.staff, world.blobs,
                           world.clock, world.telemetry, world.rules, options},
        feed);
  }

  Task<http::Response> exchange(Ask ask) {
    http::Request request;
    request.method = ask.method;
    auto target = http::parse_target(ask.target);
    if (!target) co_return http::error_response(target.error());
    request.target = *std::move(target);
    request.headers = std::move(ask.headers);
    request.client = ask.client;
    request.loopback = ask.client == "127.0.0.1";
    if (request.header("host").empty()) request.headers.push_back({"host", "localhost:8080"});
    if (!ask.body.empty() && request.header("content-type").empty())
      request.headers.push_back({"content-type", "application/json"});
    auto admission = co_await service->admit(request);
    if (!admission.refusal && ask.body.size() > admission.body_bytes_max)
      co_return http::problem(413, "too_large", "");
    request.body = std::make_shared<const std::vector<std::uint8_t>>(ask.body.begin(), ask.body.end());
    co_return co_await service->serve(std::move(request), std::move(admission));
  }

  http::Response send(Ask ask) { return world.run(exchange(std::move(ask))); }

  http::Response send_as(const Visitor& visitor, Ask ask) {
    ask.headers.push_back({"cookie", "evoladder_session=" + visitor.cookie});
    if (http::is_unsafe(ask.method)) ask.headers.push_back({"x-csrf-token", visitor.csrf});
    return send(std::move(ask));
  }

  Visitor sign_in(const std::string& name = "") {
    const http::Response response = send(
        {http::Method::post, "/api/v1/session/guest", name.empty() ? "" : R"({"name":")" + name + "\"}"});
    EXPECT_EQ(response.status, 201) << http::body_bytes(response);
    const std::string cookie(response.header("set-cookie"));
    Visitor visitor{cookie.substr(cookie.find('=') + 1, 64), json_text(http::body_bytes(response), "csrf"),
                    PlayerId{json_number(http::body_bytes(response), "id")}};
    EXPECT_EQ(send_as(visitor, {http::Method::patch, "/api/v1/me", R"({"region":"EUW"})"}).status, 200);
    return visitor;
  }

  World world;
  HttpOptions options;
  std::shared_ptr<http::EventFeed> feed;
  std::unique_ptr<http::Service> service;
};

}  // namespace evo::http_test
