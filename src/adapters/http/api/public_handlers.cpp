// What everybody may read: catalog, leaderboard, players, status, the events stream and the interface's own
// description.
#include "adapters/http/api/query.hpp"
#include "adapters/http/api/service.hpp"
#include "adapters/http/api/view_json.hpp"
#include "adapters/http/exchange/origin.hpp"

namespace evo::http {

Task<Response> Service::show_catalog(Call call) {
  Response response = json_response(200, "");
  response.with("etag", catalog_etag_).with("cache-control", "no-cache");
  if (call.request.header("if-none-match").find(catalog_etag_) != std::string_view::npos) {
    response.status = 304;
  } else {
    response.body = std::string_view(catalog_json_);
  }
  co_return response;
}

Task<Response> Service::show_leaderboard(Call call) {
  auto query = parse_leaderboard_query(call.request.target);
  if (!query) co_return error_response(query.error());
  const auto page = co_await parts_.reader.leaderboard(*std::move(query));
  if (!page) co_return failure(page.error(), call.route);
  co_return json_response(200, leaderboard_json(*page, parts_.rules.provisional));
}

Task<Response> Service::show_player(Call call) {
  const auto profile = co_await parts_.reader.profile(PlayerId{call.ids[0]});
  if (!profile) co_return failure(profile.error(), call.route);
  co_return json_response(200, profile_json(*profile, parts_.rules));
}

Task<Response> Service::show_status(Call call) {
  if (!parts_.options.status) co_return problem(404, "not_found", "this node keeps no status");
  const auto status = co_await parts_.options.status();
  if (!status) co_return failure(status.error(), call.route);
  co_return json_response(200, status_json(*status, parts_.options.version, parts_.rules.catalog.code));
}

Task<Response> Service::open_events(Call call) {
  Response response{.status = 200, .headers = {}, .body = std::string()};
  response.with("content-type", "text/event-stream").with("cache-control", "no-store");
  // Tells buffering proxies to pass events on at once.
  response.with("x-accel-buffering", "no");
  if (call.request.method == Method::head) co_return response;
  const auto last_seen = parse_last_event_id(call.request);
  if (!last_seen) co_return error_response(last_seen.error());
  Subscriber subscriber{
      .player = {}, .session = {}, .address = rate_key(call.request.client), .last_seen = *last_seen};
  if (call.who) {
    subscriber.player = call.who->player.id;
    subscriber.session = call.who->session.token_hash;
  }
  auto stream = feed_->subscribe(std::move(subscriber));
  if (!stream) co_return error_response(stream.error());
  response.body = *std::move(stream);
  co_return response;
}

Task<Response> Service::show_openapi(Call) {
  Response response = json_response(200, "");
  response.body = openapi_json();
  co_return response;
}

}  // namespace evo::http
