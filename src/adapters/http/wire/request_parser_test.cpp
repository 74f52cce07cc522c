#include "adapters/http/wire/request_parser.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evo::http {
namespace {

using namespace std::string_literals;

struct Parsed {
  int status = 0;  // 0: complete; -1: more is needed; else the refusal's.
  Request request;
  std::string body;
  std::string rest;
  bool keep_alive = false;
};

// Feeds `bytes` in pieces of `step`, as a connection would.
Parsed parse(std::string_view bytes, std::size_t step, std::size_t body_max = 1000,
             std::size_t header_max = 1000) {
  RequestParser parser(header_max);
  Parsed parsed;
  std::string buffer;
  while (!parser.done()) {
    const auto taken = parser.take(buffer);
    if (!taken) {
      parsed.status = taken.error().status;
      return parsed;
    }
    buffer.erase(0, *taken);
    if (parser.head_done()) parser.limit_body(body_max);
    if (parser.done() || (*taken > 0 && !buffer.empty())) continue;
    if (bytes.empty()) {
      parsed.status = -1;
      return parsed;
    }
    buffer += bytes.substr(0, step);
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
  parsed.request = std::move(parser.request());
  parsed.keep_alive = parser.keep_alive();
  const Blob body = parser.body();
  parsed.body.assign(body->begin(), body->end());
  parsed.rest = buffer + std::string(bytes);
  return parsed;
}

TEST(RequestParser, ReadsRequestsHoweverTheyAreCut) {
  const std::string bytes =
      "POST /api/v1/queue?x=1 HTTP/1.1\r\nHost: localhost\r\nContent-Type:  application/json \r\nX-Odd:\r\n"
      "Content-Length: 5\r\n\r\n{...}GET / HTTP/1.1\r\n";
  for (const std::size_t step : {1u, 2u, 7u, 64u, 4096u}) {
    const Parsed parsed = parse(bytes, step);
    ASSERT_EQ(parsed.status, 0) << step;
    EXPECT_EQ(parsed.request.method, Method::post);
    EXPECT_EQ(parsed.request.target.path(), "/api/v1/queue");
    EXPECT_EQ(parsed.request.header("content-type"), "application/json");
    EXPECT_EQ(parsed.request.header("x-odd"), "");
    EXPECT_EQ(parsed.body, "{...}");
    EXPECT_EQ(parsed.rest, "GET / HTTP/1.1\r\n");
    EXPECT_TRUE(parsed.keep_alive);
  }
}

TEST(RequestParser, ReadsChunks) {
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nTrailer: 1\r\n\r\n";
  for (const std::size_t step : {1u, 3u, 4096u}) {
    const Parsed parsed = parse(bytes, step);
    ASSERT_EQ(parsed.status, 0) << step;
    EXPECT_EQ(parsed.body, "abcde");
    EXPECT_EQ(parsed.rest, "");
  }
}

TEST(RequestParser, RefusesChunksThatAreNone) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& hostile :
       {head + "\r\n", head + "0x3\r\nabc\r\n0\r\n\r\n", head + "-3\r\nabc\r\n",
        head + "3 3\r\nabc\r\n0\r\n\r\n", head + "3\nabc\n0\n\n\r\n", head + "3\r\nabcd\r\n0\r\n\r\n",
        head + "3;a\rb\r\nabc\r\n0\r\n\r\n", head + "0\r\nno field\r\n\r\n", head + "0\r\n: 1\r\n\r\n",
        head + "0\r\nA b: 1\r\n\r\n", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"s,
        head + "0\r\nA\x8e\xdd\x61\":\r\n0\r\n:d\r\n\r\n\":\r\n \xff: "}) {
    for (const std::size_t step : {1u, 15u, 4096u}) EXPECT_EQ(parse(hostile, step).status, 400) << hostile;
  }
  EXPECT_EQ(parse(head + "3\r\nabc", 4096).status, -1) << "waits for the rest";
  EXPECT_EQ(parse(head + "3\r\nabc\r\n0\r\n\r\nGET", 4096).rest, "GET");
  EXPECT_EQ(parse(head + "3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n", 4096, 5).status, 413);
  EXPECT_EQ(
      parse(head + "0\r\n" + std::string(300, 'a') + ": 1\r\n" + std::string(800, 'a') + ": 1\r\n\r\n", 64)
          .status,
      400)
      << "trailers have as much room as headers";
  std::string chatty = head;
  for (int chunk = 0; chunk < 20; ++chunk) chatty += "1;" + std::string(60, 'a') + "\r\nb\r\n";
  EXPECT_EQ(parse(chatty, 64).status, 400) << "and so have extensions, however many chunks carry them";
}

TEST(RequestParser, OldClientsAreClosedUnlessTheyAskOtherwise) {
  EXPECT_FALSE(parse("GET / HTTP/1.0\r\n\r\n", 99).keep_alive);
  EXPECT_TRUE(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 99).keep_alive);
  EXPECT_FALSE(parse("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 99).keep_alive);
}

TEST(RequestParser, RefusesWhatCanBeReadInTwoWays) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  for (const std::string& hostile :
       {head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        head + "Content-Length: 3, 4\r\n\r\nabcd",
        head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        head + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        head + "Content-Length: -1\r\n\r\n", head + "Content-Length: 0x3\r\n\r\nabc",
        head + "Content-Length:\r\n\r\n", head + "Host: y\r\n\r\n", head + "Bad Name: 1\r\n\r\n",
        head + "X: a\rb\r\n\r\n", head + "X: a\0b\r\n\r\n"s, std::string("GET / HTTP/1.1\r\n\r\n"),
        std::string("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), std::string("GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
        std::string("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n"s,
        std::string("GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n"),
        std::string("CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n")}) {
    for (const std::size_t step : {1u, 4096u}) EXPECT_EQ(parse(hostile, step).status, 400) << hostile;
  }
  for (const char* coding : {"gzip", "gzip, chunked", "identity", "xchunked"}) {
    EXPECT_EQ(parse(head + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n", 4096).status, 501) << coding;
  }
}

TEST(RequestParser, LimitsHeadersBodiesAndChunkLines) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  EXPECT_EQ(parse(head + "X: " + std::string(2000, 'a') + "\r\n\r\n", 100).status, 431);
  EXPECT_EQ(parse(head + "X: " + std::string(2000, 'a'), 4096).status, 431) << "without waiting for the end";
  EXPECT_EQ(parse(head + "Transfer-Encoding: chunked\r\n\r\n500\r\n" + std::string(0x500, 'a'), 64).status,
            413);
  EXPECT_EQ(parse(head + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(2000, 'a'), 64).status, 400);
  EXPECT_EQ(parse(head + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + std::string(2000, 'a'), 64).status,
            400);
  EXPECT_EQ(parse(head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", 64).status, 400);
  EXPECT_EQ(parse(head + "Content-Length: 10\r\n\r\nabc", 64).status, -1) << "waits for the rest";
}

TEST(RequestParser, MakesNoRoomForWhatIsOnlyClaimed) {
  for (const char* length : {"1001", "9223372036854775806", "18446744073709551615"})
    EXPECT_EQ(parse(fmt::format("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{{}}", length), 4096)
                  .status,
              413)
        << length;
}

TEST(RequestParser, TellsTheLengthBeforeTheBody) {
  RequestParser parser(1000);
  ASSERT_TRUE(parser.take(
      "PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 18446744073709551615\r\n\r\n"));
  EXPECT_TRUE(parser.head_done());
  EXPECT_FALSE(parser.done());
  EXPECT_TRUE(parser.expects_continue());
  EXPECT_EQ(parser.body_length(), 18446744073709551615u);
  RequestParser chunked(1000);
  ASSERT_TRUE(chunked.take("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_EQ(chunked.body_length(), std::nullopt);
  RequestParser none(1000);
  ASSERT_TRUE(none.take("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_TRUE(none.done());
  EXPECT_EQ(none.body_length(), 0u);
}

}  // namespace
}  // namespace evo::http
