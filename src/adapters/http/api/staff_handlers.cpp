// What staff look at and do. The routes let only staff in; what needs an owner, and whom they may act on, the
// commands decide.
#include <fmt/format.h>

#include "adapters/http/api/body_json.hpp"
#include "adapters/http/api/query.hpp"
#include "adapters/http/api/service.hpp"
#include "adapters/http/api/view_json.hpp"

namespace evo::http {

Task<Response> Service::resolve_match(Call call) {
  auto intent = parse_resolution(call.request.text());
  if (!intent) co_return error_response(intent.error());
  intent->match = MatchId{call.ids[0]};
  co_return co_await command(std::move(call), *std::move(intent));
}

Task<Response> Service::preview_resolution(Call call) {
  auto intent = parse_resolution(call.request.text());
  if (!intent) co_return error_response(intent.error());
  intent->match = MatchId{call.ids[0]};
  const Actor actor{call.who->player.id, call.who->player.role};
  const auto preview = co_await parts_.commands.preview(actor, *std::move(intent));
  if (!preview) co_return failure(preview.error(), call.route);
  co_return json_response(200, preview_json(*preview));
}

Task<Response> Service::show_snapshot(Call call) {
  const auto view = co_await parts_.staff.snapshot();
  if (!view) co_return failure(view.error(), call.route);
  std::optional<std::int64_t> memory;
  if (parts_.options.memory_bytes) memory = parts_.options.memory_bytes();
  co_return json_response(200, snapshot_json(*view, memory, parts_.rules.catalog));
}

Task<Response> Service::search_audit(Call call) {
  auto query = parse_audit_query(call.request.target);
  if (!query) co_return error_response(query.error());
  const auto limit = static_cast<std::size_t>(query->limit);
  const auto lines = co_await parts_.staff.audit(*std::move(query));
  if (!lines) co_return failure(lines.error(), call.route);
  std::optional<std::int64_t> next;
  if (lines->size() == limit) next = lines->back().id;
  co_return json_response(200, audit_json(*lines, next));
}

Task<Response> Service::show_abuse(Call call) {
  const auto signals = co_await parts_.staff.abuse();
  if (!signals) co_return failure(signals.error(), call.route);
  co_return json_response(200, abuse_json(*signals));
}

Task<Response> Service::announce(Call call) {
  auto intent = parse_announcement(call.request.text());
  if (!intent) co_return error_response(intent.error());
  co_return co_await command(std::move(call), *std::move(intent));
}

Task<Response> Service::find_player(Call call) {
  const auto name = call.request.target.parameter("name");
  if (!name) co_return problem(400, "invalid", "name: is missing");
  const auto id = co_await parts_.staff.player_named(std::string(*name));
  if (!id) co_return failure(id.error(), call.route);
  call.ids = {id->value};
  co_return co_await show_staff_player(std::move(call));
}

Task<Response> Service::show_staff_player(Call call) {
  const auto view = co_await parts_.staff.player(PlayerId{call.ids[0]});
  if (!view) co_return failure(view.error(), call.route);
  co_return json_response(200, staff_player_json(*view));
}

Task<Response> Service::export_player(Call call) {
  co_return co_await data_of(PlayerId{call.ids[0]}, call.route);
}

Task<Response> Service::ban_player(Call call) {
  auto intent = parse_ban(call.request.text());
  if (!intent) co_return error_response(intent.error());
  intent->player = PlayerId{call.ids[0]};
  const PlayerId player = intent->player;
  co_return co_await command_on(player, std::move(call), *std::move(intent));
}

Task<Response> Service::reset_status(Call call) {
  auto reason = parse_reason(call.request.text());
  if (!reason) co_return error_response(reason.error());
  const PlayerId player{call.ids[0]};
  co_return co_await command_on(player, std::move(call), ResetStatus{player, *std::move(reason)});
}

Task<Response> Service::adjust_rating(Call call) {
  auto intent = parse_adjustment(call.request.text(), parts_.rules.pool.mode);
  if (!intent) co_return error_response(intent.error());
  intent->key.player = PlayerId{call.ids[0]};
  co_return co_await command(std::move(call), *std::move(intent));
}

Task<Response> Service::assign_role(Call call) {
  auto intent = parse_role(call.request.text());
  if (!intent) co_return error_response(intent.error());
  intent->player = PlayerId{call.ids[0]};
  const PlayerId player = intent->player;
  co_return co_await command_on(player, std::move(call), *std::move(intent));
}

Task<Response> Service::set_toon(Call call) {
  auto intent = parse_toon(call.request.text());
  if (!intent) co_return error_response(intent.error());
  intent->binding.player = PlayerId{call.ids[0]};
  co_return co_await command(std::move(call), *std::move(intent));
}

Task<Response> Service::forget_player(Call call) {
  auto reason = parse_reason(call.request.text());
  if (!reason) co_return error_response(reason.error());
  const PlayerId player{call.ids[0]};
  Response response = co_await command_on(player, std::move(call), ForgetPlayer{player, *std::move(reason)});
  if (response.status == 200) feed_->end_player(player);
  co_return response;
}

}  // namespace evo::http
