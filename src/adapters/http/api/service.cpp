#include "adapters/http/api/service.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "adapters/http/api/view_json.hpp"
#include "adapters/http/exchange/cookies.hpp"
#include "adapters/http/exchange/origin.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace evo::http {
namespace {

// Routes without a body still accept "{}" from clients that always send JSON.
constexpr std::size_t kEmptyBodyBytesMax = 64;

bool is_api(const Target& target) { return !target.segments.empty() && target.segments.front() == "api"; }

std::span<const std::string> below_version(const Target& target) {
  if (target.segments.size() < 2 || target.segments[1] != "v1") return {};
  return std::span(target.segments).subspan(2);
}

Response too_many(Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return problem(429, "busy", fmt::format("too many requests; try again in {} s", seconds))
      .with("retry-after", fmt::format("{}", seconds));
}

std::size_t body_limit(BodyRule rule, const HttpOptions& options, const Rules& rules) {
  switch (rule) {
    case BodyRule::none:
      return kEmptyBodyBytesMax;
    case BodyRule::json:
      return options.json_bytes_max;
    case BodyRule::replay:
      return rules.replay_bytes_max;
  }
  return 0;
}

// Null when the body's kind fits the route.
std::optional<Response> check_body(const Request& request, BodyRule rule) {
  const std::string_view text = request.text();
  if (rule == BodyRule::none && !trim(text).empty() && trim(text) != "{}")
    return problem(400, "invalid", "this address takes no body");
  const std::string type = lower_ascii(trim(split(request.header("content-type"), ';').front()));
  if (rule == BodyRule::json && !text.empty() && type != "application/json")
    return problem(415, "invalid", "the body must be JSON with the header 'Content-Type: application/json'");
  if (rule == BodyRule::replay && !type.empty() && type != "application/octet-stream")
    return problem(415, "invalid",
                   "the body must be the file itself, with 'Content-Type: application/octet-stream'");
  return std::nullopt;
}

}  // namespace

Service::Service(ServiceParts parts, std::shared_ptr<EventFeed> feed)
    : parts_(parts),
      feed_(std::move(feed)),
      sessions_(parts.accounts, parts.clock, parts.options.session_cache_ttl,
                parts.options.session_cache_max),
      reads_(parts.options.reads, parts.options.rate_limit_keys_max),
      writes_(parts.options.writes, parts.options.rate_limit_keys_max),
      uploads_(parts.options.uploads, parts.options.rate_limit_keys_max),
      sign_ins_(parts.options.sign_ins, parts.options.rate_limit_keys_max),
      catalog_json_(catalog_json(parts.rules.catalog)),
      catalog_etag_(fmt::format("\"{}\"", to_hex(sha256(catalog_json_)).substr(0, 32))) {
  feed_->on_change([this](std::string_view topic) { heed_change(topic); });
}

Service::~Service() { feed_->on_change({}); }

// Bans, roles and deletions, whoever wrote them: what sessions remember of the player is no longer so.
void Service::heed_change(std::string_view topic) {
  constexpr std::string_view kPlayerTopic = "player:";
  if (!topic.starts_with(kPlayerTopic)) return;
  if (const auto id = parse_id(topic.substr(kPlayerTopic.size()))) sessions_.forget_player(PlayerId{*id});
}

std::optional<Response> Service::over_limit(Budget budget, std::string_view key) {
  RateLimiter* limiter = budget == Budget::read      ? &reads_
                         : budget == Budget::write   ? &writes_
                         : budget == Budget::sign_in ? &sign_ins_
                                                     : &uploads_;
  const Duration wait = limiter->take(key, parts_.clock.now());
  if (wait == Duration::zero()) return std::nullopt;
  parts_.telemetry.count("http.rate_limited");
  return too_many(wait);
}

Response Service::failure(const Error& error, const Route* route) const {
  const bool is_ours = error.kind == ErrorKind::internal || error.kind == ErrorKind::unavailable;
  if (is_ours) {
    const Level level = error.kind == ErrorKind::internal ? Level::error : Level::warn;
    parts_.telemetry.log(level, "http.failed",
                         {{"route", route == nullptr ? std::string_view("outside") : route->pattern},
                          {"kind", evo::to_string(error.kind)},
                          {"problem", error.message}});
  }
  return error_response(error);
}

Task<Admission> Service::admit(const Request& request) {
  Admission admission;
  if (request.method == Method::other) {
    admission.refusal = problem(501, "invalid", "this method is not known here");
    co_return admission;
  }
  if (!is_api(request.target)) {
    admission.refusal = over_limit(Budget::read, rate_key(request.client));
    admission.body_bytes_max = kEmptyBodyBytesMax;
    co_return admission;
  }
  RouteMatch match = find_route(request.method, below_version(request.target));
  const Budget budget = match.route == nullptr ? Budget::read : match.route->budget;
  admission.refusal = over_limit(budget, rate_key(request.client));
  if (admission.refusal) co_return admission;
  if (match.route == nullptr) {
    admission.refusal = match.allowed.empty()
                            ? problem(404, "not_found", "there is nothing at this address")
                            : problem(405, "invalid", "this address does not take this method")
                                  .with("allow", allow_header(match.allowed));
    co_return admission;
  }
  admission.route = match.route;
  for (const std::string& parameter : match.parameters) {
    const auto id = parse_id(parameter);
    if (!id) {
      admission.refusal = error_response(id.error());
      co_return admission;
    }
    admission.ids.push_back(*id);
  }
  admission.body_bytes_max = body_limit(match.route->body, parts_.options, parts_.rules);
  co_return co_await admit_call(request, std::move(admission));
}

// Who asks, and whether a page of ours asks: the second half of admit(), for known routes.
Task<Admission> Service::admit_call(const Request& request, Admission admission) {
  const Route& route = *admission.route;
  if (is_unsafe(request.method)) {
    if (const auto same_site = check_same_site(request, parts_.options.hosts); !same_site) {
      admission.refusal = error_response(same_site.error());
      co_return admission;
    }
  }
  if (route.auth == Auth::none) co_return admission;
  if (auto token = session_token(request.header("cookie"))) {
    auto who = co_await sessions_.find(*std::move(token));
    if (!who) {
      admission.refusal = failure(who.error(), &route);
      co_return admission;
    }
    admission.who = *std::move(who);
  }
  if (!admission.who) {
    if (route.auth != Auth::optional) admission.refusal = problem(401, "forbidden", "sign in first");
    co_return admission;
  }
  if (is_unsafe(request.method)) {
    if (!equal_secrets(request.header("x-csrf-token"), admission.who->session.csrf)) {
      admission.refusal =
          problem(403, "forbidden",
                  "the header X-CSRF-Token is missing or wrong; its value is in GET /api/v1/session");
      co_return admission;
    }
    admission.refusal = over_limit(route.budget, fmt::format("player:{}", admission.who->player.id.value));
    if (admission.refusal) co_return admission;
  }
  if (route.auth == Auth::staff && !is_staff(admission.who->player.role))
    admission.refusal = problem(403, "forbidden", "only staff may do this");
  co_return admission;
}

Task<Response> Service::serve(Request request, Admission admission) {
  if (admission.refusal) co_return *std::move(admission.refusal);
  if (admission.route == nullptr) co_return co_await serve_outside(std::move(request));
  if (auto wrong = check_body(request, admission.route->body)) co_return *std::move(wrong);
  Call call{admission.route, std::move(request), std::move(admission.ids), std::move(admission.who)};
  co_return co_await (this->*call.route->handler)(std::move(call));
}

Task<Response> Service::serve_outside(Request request) {
  const auto& segments = request.target.segments;
  const std::string_view name =
      segments.size() == 1 ? std::string_view(segments.front()) : std::string_view();
  const bool is_probe = name == "livez" || name == "readyz" || name == "metrics";
  if (is_probe && request.method != Method::get && request.method != Method::head)
    co_return problem(405, "invalid", "this address can only be read").with("allow", "GET, HEAD");
  if (name == "livez") co_return text_response(200, "ok\n");
  if (name == "readyz") co_return co_await show_readiness();
  if (name == "metrics") {
    if (!parts_.options.metrics) co_return text_response(404, "Metrics are not collected.\n");
    Response response = text_response(200, parts_.options.metrics());
    response.with("content-type", "text/plain; version=0.0.4; charset=utf-8");
    co_return response;
  }
  co_return serve_site(request, {parts_.options.site, parts_.options.static_cache});
}

Task<Response> Service::show_readiness() {
  if (draining_) co_return text_response(503, "stopping\n");
  const auto head = co_await parts_.reader.changes_head();
  if (!head) co_return text_response(503, "the store does not answer\n");
  co_return text_response(200, "ok\n");
}

}  // namespace evo::http
