// Signing in and out, the player's own page, and the queue.
#include <fmt/format.h>

#include "adapters/http/api/body_json.hpp"
#include "adapters/http/api/service.hpp"
#include "adapters/http/api/view_json.hpp"
#include "adapters/http/exchange/cookies.hpp"
#include "adapters/http/exchange/origin.hpp"

namespace evo::http {
namespace {

// Printable characters without space, so that a key survives every log and header.
Result<std::string> idempotency_key(const Request& request) {
  const std::string_view key = request.header("idempotency-key");
  if (key.size() > kKeyBytesMax)
    return fail(
        invalid(fmt::format("the header Idempotency-Key is longer than {} characters", kKeyBytesMax)));
  for (const char c : key)
    if (c <= ' ' || c > '~')
      return fail(invalid("the header Idempotency-Key may contain visible characters only"));
  return std::string(key);
}

}  // namespace

bool Service::may_sign_in_as_guest(const Request& request) const {
  switch (parts_.options.guest_sign_in) {
    case GuestSignIn::never:
      return false;
    case GuestSignIn::always:
      return true;
    case GuestSignIn::loopback_only:
      return request.loopback && is_known_host(request.header("host"), parts_.options.hosts);
  }
  return false;
}

Response Service::session_response(int status, const Request& request,
                                   const std::optional<SignedIn>& who) const {
  return json_response(status, session_json({.who = who ? &*who : nullptr,
                                             .guest_sign_in = may_sign_in_as_guest(request),
                                             .demo = static_cast<bool>(parts_.options.demo_replay),
                                             .version = parts_.options.version},
                                            parts_.rules.catalog));
}

Task<Response> Service::show_session(Call call) { co_return session_response(200, call.request, call.who); }

Task<Response> Service::sign_in_guest(Call call) {
  if (!may_sign_in_as_guest(call.request))
    co_return problem(403, "forbidden", "guests may not sign in here from your address");
  if (call.who)
    co_return problem(409, "conflict",
                      fmt::format("you are signed in as {}; sign out first", call.who->player.name));
  auto name = parse_guest(call.request.text());
  if (!name) co_return error_response(name.error());
  auto signed_in = co_await parts_.accounts.sign_in_guest(*std::move(name));
  if (!signed_in) co_return failure(signed_in.error(), call.route);
  sessions_.put(*signed_in);
  Response response = session_response(201, call.request, *signed_in);
  response.with(
      "set-cookie",
      session_cookie(signed_in->token, std::chrono::duration_cast<std::chrono::seconds>(kSessionLifetime),
                     parts_.options.secure_cookies));
  co_return response;
}

Task<Response> Service::sign_out(Call call) {
  if (call.who) {
    // The cache forgets first and last: a request that looked the session up meanwhile must not keep it
    // alive.
    sessions_.forget(call.who->session.token_hash);
    const auto gone = co_await parts_.accounts.sign_out(call.who->token);
    if (!gone) co_return failure(gone.error(), call.route);
    sessions_.forget(call.who->session.token_hash);
    feed_->end_session(call.who->session.token_hash);
  }
  co_return empty_response(204).with(
      "set-cookie", session_cookie("", std::chrono::seconds(0), parts_.options.secure_cookies));
}

Task<Response> Service::command(Call call, Intent intent, int status) {
  auto key = idempotency_key(call.request);
  if (!key) co_return error_response(key.error());
  const Actor actor{call.who->player.id, call.who->player.role};
  const auto receipt = co_await parts_.commands.handle({actor, *std::move(key), std::move(intent)});
  if (!receipt) co_return failure(receipt.error(), call.route);
  co_return json_response(status, receipt_json(*receipt));
}

Task<Response> Service::show_me(Call call) {
  const auto view = co_await parts_.reader.me(call.who->player.id);
  if (!view) co_return failure(view.error(), call.route);
  co_return json_response(200, me_json(*view, parts_.rules));
}

Task<Response> Service::update_profile(Call call) {
  auto changes = parse_profile(call.request.text());
  if (!changes) co_return error_response(changes.error());
  const PlayerId player = call.who->player.id;
  co_return co_await command_on(player, std::move(call), *std::move(changes));
}

Task<Response> Service::command_on(PlayerId player, Call call, Intent intent) {
  Response response = co_await command(std::move(call), std::move(intent));
  sessions_.forget_player(player);
  co_return response;
}

Task<Response> Service::accept_terms(Call call) {
  auto intent = parse_terms(call.request.text());
  if (!intent) co_return error_response(intent.error());
  const PlayerId player = call.who->player.id;
  co_return co_await command_on(player, std::move(call), *std::move(intent));
}

Task<Response> Service::complete_setup(Call call) {
  auto intent = parse_setup(call.request.text());
  if (!intent) co_return error_response(intent.error());
  const PlayerId player = call.who->player.id;
  co_return co_await command_on(player, std::move(call), *std::move(intent));
}

Task<Response> Service::enter_referral(Call call) {
  auto intent = parse_referral(call.request.text());
  if (!intent) co_return error_response(intent.error());
  const PlayerId player = call.who->player.id;
  co_return co_await command_on(player, std::move(call), *std::move(intent));
}

Task<Response> Service::forget_me(Call call) {
  const PlayerId player = call.who->player.id;
  Response response = co_await command_on(player, std::move(call), ForgetPlayer{player, ""});
  if (response.status != 200) co_return response;
  feed_->end_player(player);
  response.with("set-cookie", session_cookie("", std::chrono::seconds(0), parts_.options.secure_cookies));
  co_return response;
}

Task<Response> Service::data_of(PlayerId player, const Route* route) {
  const auto data = co_await parts_.staff.export_of(player);
  if (!data) co_return failure(data.error(), route);
  Response response = json_response(200, player_data_json(*data, parts_.rules.catalog));
  response.with("content-disposition", fmt::format("attachment; filename=\"player-{}.json\"", player.value));
  co_return response;
}

Task<Response> Service::export_me(Call call) { co_return co_await data_of(call.who->player.id, call.route); }

Task<Response> Service::show_queue(Call call) {
  const auto view = co_await parts_.reader.queue();
  if (!view) co_return failure(view.error(), call.route);
  co_return json_response(200, queue_json(*view, parts_.rules));
}

Task<Response> Service::join_queue(Call call) {
  auto intent = parse_join(call.request.text());
  if (!intent) co_return error_response(intent.error());
  co_return co_await command(std::move(call), *std::move(intent));
}

Task<Response> Service::leave_queue(Call call) { co_return co_await command(std::move(call), LeaveQueue{}); }

}  // namespace evo::http
