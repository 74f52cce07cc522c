#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/http/exchange/cookies.hpp"
#include "adapters/http/exchange/message.hpp"
#include "adapters/http/exchange/origin.hpp"
#include "adapters/http/exchange/rate_limit.hpp"

namespace evo::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Target, IsTakenApartAndDecoded) {
  const auto target = parse_target("/api/v1/a%20b/%C3%A9?race=a,b&empty=&q=x%26y+z&flag");
  ASSERT_TRUE(target) << target.error().message;
  EXPECT_THAT(target->segments, ElementsAre("api", "v1", "a b", "é"));
  EXPECT_EQ(target->path(), "/api/v1/a b/é");
  EXPECT_EQ(target->parameter("race"), "a,b");
  EXPECT_EQ(target->parameter("q"), "x&y z");
  EXPECT_EQ(target->parameter("empty"), std::nullopt);
  EXPECT_EQ(target->parameter("flag"), std::nullopt);
  EXPECT_TRUE(parse_target("/")->segments.empty());
  EXPECT_EQ(parse_target("/")->path(), "/");
  EXPECT_THAT(parse_target("/a/")->segments, ElementsAre("a", ""));
}

TEST(Target, RefusesWhatCouldMeanAnotherFile) {
  for (const char* hostile : {"",
                              "x",
                              "*",
                              "http://evil.example/",
                              "/../etc/passwd",
                              "/a/./b",
                              "/%2e%2e/x",
                              "/..%2fetc",
                              "/a%2Fb",
                              "/a%5cb",
                              "/a\\b",
                              "/%00",
                              "/%0d%0aSet-Cookie:x",
                              "/%",
                              "/%4",
                              "/%zz",
                              "/%ff",
                              "/%c0%ae",
                              "/x?a=%00",
                              "/x?%zz"}) {
    EXPECT_FALSE(parse_target(hostile)) << hostile;
  }
  EXPECT_FALSE(parse_target("/" + std::string(kTargetBytesMax, 'a')));
  std::string many = "/x?a=1";
  for (std::size_t i = 0; i < kQueryParametersMax; ++i) many += "&a=1";
  EXPECT_FALSE(parse_target(many));
}

TEST(Response, ErrorsTellKindAndMessageButNoSecrets) {
  const Response conflict_response = error_response(conflict("already \"there\"\n"));
  EXPECT_EQ(conflict_response.status, 409);
  EXPECT_EQ(body_bytes(conflict_response),
            R"({"error":{"kind":"conflict","message":"already \"there\"\u000a"}})");
  for (const Error& error : {internal("SELECT secret FROM x"), unavailable("/var/secret.db is locked")}) {
    const Response response = error_response(error);
    EXPECT_GE(response.status, 500);
    EXPECT_THAT(std::string(body_bytes(response)), Not(HasSubstr("secret")));
  }
  EXPECT_EQ(error_response(busy("x")).header("retry-after"), "1");
  EXPECT_EQ(json_quote("\xFFx"), "\"\xEF\xBF\xBDx\"");
}

TEST(Response, EveryHeadCarriesTheSecurityHeaders) {
  const Time now = parse_rfc3339("2026-03-25T17:04:05.5Z").value();
  const std::string head = render_head(text_response(200, "hello"), {.keep_alive = true}, now);
  EXPECT_THAT(head, testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head, testing::EndsWith("\r\n\r\n"));
  for (const char* line :
       {"date: Wed, 25 Mar 2026 17:04:05 GMT\r\n", "content-length: 5\r\n", "connection: keep-alive\r\n",
        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
        "data:; "
        "connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action "
        "'self'\r\n",
        "x-content-type-options: nosniff\r\n", "referrer-policy: same-origin\r\n",
        "cache-control: no-store\r\n"}) {
    EXPECT_THAT(head, HasSubstr(line));
  }
  EXPECT_THAT(head, Not(HasSubstr("strict-transport-security")));
  const std::string secure = render_head(empty_response(204), {.keep_alive = false, .https_only = true}, now);
  EXPECT_THAT(secure, HasSubstr("strict-transport-security: max-age=31536000\r\n"));
  EXPECT_THAT(secure, HasSubstr("connection: close\r\n"));
  EXPECT_THAT(secure, Not(HasSubstr("content-length")));
}

TEST(Cookies, FindTheSessionAndNothingElse) {
  const std::string token(64, 'a');
  EXPECT_EQ(session_token("x=1; evoladder_session=" + token + "; y=2"), token);
  EXPECT_EQ(session_token("evoladder_session=" + token + ";evoladder_session=" + std::string(64, 'b')),
            token);
  for (const std::string& wrong :
       {std::string(), std::string("evoladder_session"), std::string("evoladder_session="),
        "xevoladder_session=" + token, "evoladder_session=" + token + "a",
        "evoladder_session=" + std::string(64, 'G'), "evoladder_session=\"" + token + "\""}) {
    EXPECT_EQ(session_token(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(session_cookie("t", std::chrono::seconds(60), true),
            "evoladder_session=t; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(session_cookie("", std::chrono::seconds(0), false),
            "evoladder_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

TEST(Origin, ForwardedAddressesAreBelievedFromTrustedProxiesOnly) {
  const auto proxies = TrustedProxies::parse({"10.0.0.0/8", "::1"});
  ASSERT_TRUE(proxies);
  const std::vector<Header> forwarded{{"x-forwarded-for", "6.6.6.6, 203.0.113.9, 10.1.2.3"}};
  EXPECT_EQ(find_client("10.0.0.1", forwarded, *proxies).address, "203.0.113.9");
  EXPECT_TRUE(find_client("10.0.0.1", forwarded, *proxies).by_proxy);
  EXPECT_EQ(find_client("198.51.100.1", forwarded, *proxies).address, "198.51.100.1");
  EXPECT_EQ(find_client("10.0.0.1", {{"x-forwarded-for", "nonsense"}}, *proxies).address, "10.0.0.1");
  EXPECT_EQ(find_client("::ffff:198.51.100.1", {}, *proxies).address, "198.51.100.1");
  for (const char* wrong : {"10.0.0.0/33", "host", "", "10.0.0", "::/129"})
    EXPECT_FALSE(TrustedProxies::parse({wrong})) << wrong;
}

TEST(Origin, LoopbackMeansThisMachineItself) {
  const TrustedProxies none;
  EXPECT_TRUE(find_client("127.0.0.1", {}, none).loopback);
  EXPECT_TRUE(find_client("::1", {}, none).loopback);
  EXPECT_FALSE(find_client("192.168.0.2", {}, none).loopback);
  EXPECT_FALSE(find_client("127.0.0.1", {{"x-forwarded-for", "203.0.113.9"}}, none).loopback);
  EXPECT_FALSE(find_client("127.0.0.1", {{"x-real-ip", "203.0.113.9"}}, none).loopback);
  const auto local_proxy = TrustedProxies::parse({"127.0.0.1"});
  EXPECT_FALSE(find_client("127.0.0.1", {{"x-forwarded-for", "203.0.113.9"}}, *local_proxy).loopback);
}

TEST(Origin, RateKeysGroupIpv6Customers) {
  EXPECT_EQ(rate_key("203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(rate_key("2001:db8:1:2:3:4:5:6"), rate_key("2001:db8:1:2::1"));
  EXPECT_NE(rate_key("2001:db8:1:2::1"), rate_key("2001:db8:1:3::1"));
}

TEST(Origin, OnlyOurOwnNamesAreKnown) {
  for (const char* host : {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]", "[::1]:8080"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const char* host :
       {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]", "["})
    EXPECT_FALSE(is_loopback_host(host)) << host;
  EXPECT_TRUE(is_known_host("Ladder.example:443", {"ladder.example"}));
  EXPECT_FALSE(is_known_host("other.example", {"ladder.example"}));
}

Result<void> check_origin(std::string host, std::string origin, std::string site = "") {
  Request request;
  request.headers = {{"host", std::move(host)}};
  if (!origin.empty()) request.headers.push_back({"origin", std::move(origin)});
  if (!site.empty()) request.headers.push_back({"sec-fetch-site", std::move(site)});
  return check_same_site(request, {"ladder.example"});
}

TEST(Origin, PagesOfOtherSitesAreRefused) {
  EXPECT_TRUE(check_origin("localhost:8080", ""));
  EXPECT_TRUE(check_origin("localhost:8080", "http://localhost:8080", "same-origin"));
  EXPECT_TRUE(check_origin("internal:1", "https://ladder.example"));
  EXPECT_FALSE(check_origin("localhost:8080", "http://localhost:9090"));
  EXPECT_FALSE(check_origin("localhost:8080", "null"));
  EXPECT_FALSE(check_origin("localhost:8080", "https://evil.example"));
  EXPECT_FALSE(check_origin("localhost:8080", "", "cross-site"));
  EXPECT_TRUE(equal_secrets("abc", "abc"));
  EXPECT_FALSE(equal_secrets("abc", "abd"));
  EXPECT_FALSE(equal_secrets("abc", "ab"));
  EXPECT_FALSE(equal_secrets("", "abc"));
}

TEST(RateLimit, RefillsSteadilyUpToItsBurst) {
  RateLimiter limiter({.per_second = 2, .burst = 3}, 100);
  Time now = from_micros(0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("a", now), Duration::zero());
  EXPECT_EQ(limiter.take("a", now), std::chrono::milliseconds(500));
  EXPECT_EQ(limiter.take("b", now), Duration::zero());
  now += std::chrono::milliseconds(499);
  EXPECT_GT(limiter.take("a", now), Duration::zero());
  now += std::chrono::milliseconds(1);
  EXPECT_EQ(limiter.take("a", now), Duration::zero());
  now += std::chrono::hours(1);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("a", now), Duration::zero());
  EXPECT_GT(limiter.take("a", now), Duration::zero());
  EXPECT_GT(limiter.take("a", now - std::chrono::hours(2)), Duration::zero())
      << "a clock stepping back gives nothing";
}

TEST(RateLimit, TableIsBoundedAndForgetsWhoWasSeenLongestAgo) {
  RateLimiter limiter({.per_second = 0.001, .burst = 1}, 2);
  const Time now = from_micros(0);
  EXPECT_EQ(limiter.take("a", now), Duration::zero());
  EXPECT_EQ(limiter.take("b", now), Duration::zero());
  EXPECT_GT(limiter.take("a", now), Duration::zero());
  EXPECT_EQ(limiter.take("c", now), Duration::zero());
  EXPECT_EQ(limiter.keys(), 2u);
  EXPECT_GT(limiter.take("a", now), Duration::zero()) << "seen again before c: still known";
  EXPECT_EQ(limiter.take("b", now), Duration::zero()) << "forgotten";
  RateLimiter off({.per_second = 0, .burst = 1}, 2);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(off.take("a", now), Duration::zero());
  EXPECT_EQ(off.keys(), 0u);
}

}  // namespace
}  // namespace evo::http
