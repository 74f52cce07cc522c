#include "adapters/http/site/site.hpp"

#include <gtest/gtest.h>

namespace evo::http {
namespace {

constexpr StaticFile kFiles[] = {
    {"/assets/app-Dk3x_2fQ.js", "text/javascript", "\"aaa\"", "plain script", "packed"},
    {"/favicon.svg", "image/svg+xml", "\"bbb\"", "<svg/>", ""},
    {"/index.html", "text/html; charset=utf-8", "\"ccc\"", "<!doctype html>", ""},
};

Response serve(const std::string& target, std::vector<Header> headers = {}, Method method = Method::get,
               bool cache = true) {
  Request request;
  request.method = method;
  request.target = parse_target(target).value();
  request.headers = std::move(headers);
  return serve_site(request, {kFiles, cache});
}

TEST(Site, ServesFilesByExactPath) {
  const Response icon = serve("/favicon.svg");
  EXPECT_EQ(icon.status, 200);
  EXPECT_EQ(body_bytes(icon), "<svg/>");
  EXPECT_EQ(icon.header("content-type"), "image/svg+xml");
  EXPECT_EQ(icon.header("cache-control"), "no-cache");
  EXPECT_EQ(icon.header("vary"), "");
  EXPECT_EQ(serve("/missing.js").status, 404);
  EXPECT_EQ(serve("/assets/missing-Dk3x_2fQ.js").status, 404);
  EXPECT_EQ(serve("/favicon.svg/").status, 200) << "a path whose last segment has no dot is a page";
}

TEST(Site, PathsWithoutDotAreTheClientsPages) {
  for (const char* page : {"/", "/play", "/match/12", "/players/7?tab=history"})
    EXPECT_EQ(body_bytes(serve(page)), "<!doctype html>") << page;
}

TEST(Site, CompressesWhereTheClientAsksAndKeepsHashedNamesForEver) {
  const Response plain = serve("/assets/app-Dk3x_2fQ.js");
  EXPECT_EQ(body_bytes(plain), "plain script");
  EXPECT_EQ(plain.header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(plain.header("vary"), "accept-encoding");
  EXPECT_EQ(plain.header("content-encoding"), "");
  const Response packed = serve("/assets/app-Dk3x_2fQ.js", {{"accept-encoding", "br, gzip;q=0.5"}});
  EXPECT_EQ(body_bytes(packed), "packed");
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_NE(packed.header("etag"), plain.header("etag"));
  EXPECT_EQ(body_bytes(serve("/assets/app-Dk3x_2fQ.js", {{"accept-encoding", "gzip;q=0, br"}})),
            "plain script");
}

TEST(Site, AnswersNotModifiedOnlyForTheSameRepresentation) {
  const Response hit = serve("/favicon.svg", {{"if-none-match", "\"x\", W/\"bbb\""}});
  EXPECT_EQ(hit.status, 304);
  EXPECT_EQ(body_bytes(hit), "");
  EXPECT_EQ(serve("/favicon.svg", {{"if-none-match", "\"aaa\""}}).status, 200);
  EXPECT_EQ(
      serve("/assets/app-Dk3x_2fQ.js", {{"if-none-match", "\"aaa\""}, {"accept-encoding", "gzip"}}).status,
      200);
}

TEST(Site, WithoutCacheNothingIsKept) {
  const Response response =
      serve("/assets/app-Dk3x_2fQ.js", {{"if-none-match", "\"aaa\""}}, Method::get, false);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.header("cache-control"), "no-store");
}

TEST(Site, CanOnlyBeRead) {
  EXPECT_EQ(serve("/", {}, Method::head).status, 200);
  const Response refused = serve("/", {}, Method::post);
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.header("allow"), "GET, HEAD");
}

TEST(Site, HashedNamesAreToldFromWords) {
  for (const char* path :
       {"/assets/index-Dk3x_2fQ.js", "/assets/a-b-B1c2-3d_.css", "/assets/x-0abcdefg.js.map"})
    EXPECT_TRUE(is_hashed_name(path)) << path;
  for (const char* path : {"/index-Dk3x_2fQ.js", "/assets/index.js", "/assets/my-pictures.png",
                           "/assets/a-B1c2.js", "/assets/Dk3x_2fQ.js"})
    EXPECT_FALSE(is_hashed_name(path)) << path;
}

}  // namespace
}  // namespace evo::http
