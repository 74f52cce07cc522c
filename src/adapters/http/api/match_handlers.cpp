// Matches and their replays.
#include <fmt/format.h>

#include "adapters/http/api/body_json.hpp"
#include "adapters/http/api/query.hpp"
#include "adapters/http/api/service.hpp"
#include "adapters/http/api/view_json.hpp"

namespace evo::http {
namespace {

struct Viewer {
  PlayerId player;
  Role role = Role::player;
};

Viewer viewer_of(const Call& call) {
  return call.who ? Viewer{call.who->player.id, call.who->player.role} : Viewer{};
}

Response file_response(Blob bytes, const std::string& name) {
  Response response{.status = 200, .headers = {}, .body = std::move(bytes)};
  response.with("content-type", "application/octet-stream")
      .with("content-disposition", fmt::format("attachment; filename=\"{}\"", name))
      .with("cache-control", "no-store");
  return response;
}

}  // namespace

Task<Response> Service::list_matches(Call call) {
  const auto query = parse_match_query(call.request.target);
  if (!query) co_return error_response(query.error());
  const auto matches = co_await parts_.reader.matches(*query);
  if (!matches) co_return failure(matches.error(), call.route);
  std::optional<MatchId> next;
  if (matches->size() == static_cast<std::size_t>(query->limit)) next = matches->back().id;
  co_return json_response(200, matches_json(*matches, next, parts_.rules.catalog));
}

Task<Response> Service::show_match(Call call) {
  const Viewer viewer = viewer_of(call);
  const auto view = co_await parts_.reader.match(MatchId{call.ids[0]}, viewer.player, viewer.role);
  if (!view) co_return failure(view.error(), call.route);
  co_return json_response(200, match_json(*view, parts_.rules.catalog));
}

Task<Response> Service::confirm_match(Call call) {
  const MatchId match{call.ids[0]};
  co_return co_await command(std::move(call), ConfirmMatch{match});
}

Task<Response> Service::abort_match(Call call) {
  const MatchId match{call.ids[0]};
  co_return co_await command(std::move(call), AbortMatch{match});
}

Task<Response> Service::report_match(Call call) {
  auto report = parse_report(call.request.text());
  if (!report) co_return error_response(report.error());
  report->match = MatchId{call.ids[0]};
  co_return co_await command(std::move(call), *std::move(report));
}

Task<Response> Service::upload_replay(Call call) {
  if (call.request.text().empty())
    co_return problem(400, "invalid", "the body is empty: send the .SC2Replay file");
  UploadReplay intent{MatchId{call.ids[0]}, std::move(call.request.body)};
  co_return co_await command(std::move(call), std::move(intent), 202);
}

Task<Response> Service::download_replay(Call call) {
  const Viewer viewer = viewer_of(call);
  const auto replay = co_await parts_.reader.replay(ReplayId{call.ids[0]}, viewer.player, viewer.role);
  if (!replay) co_return failure(replay.error(), call.route);
  auto bytes = co_await parts_.blobs.fetch(replay->sha256);
  if (!bytes) co_return failure(bytes.error(), call.route);
  co_return file_response(*std::move(bytes), fmt::format("replay-{}.SC2Replay", replay->id.value));
}

Task<Response> Service::make_demo_replay(Call call) {
  if (!parts_.options.demo_replay) co_return problem(404, "not_found", "this ladder is not a demonstration");
  const auto claim = parse_claim(call.request.text());
  if (!claim) co_return error_response(claim.error());
  if (*claim == Claim::draw) co_return problem(400, "invalid", "result: a replay shows a win or a loss");
  const MatchId match{call.ids[0]};
  auto bytes = co_await parts_.options.demo_replay(call.who->player.id, match, *claim);
  if (!bytes) co_return failure(bytes.error(), call.route);
  co_return file_response(*std::move(bytes),
                          fmt::format("demo-match-{}-{}.SC2Replay", match.value, evo::to_string(*claim)));
}

}  // namespace evo::http
