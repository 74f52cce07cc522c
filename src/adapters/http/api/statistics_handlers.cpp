// What has been: statistics, activity and seasons that are over.
#include "adapters/http/api/query.hpp"
#include "adapters/http/api/service.hpp"
#include "adapters/http/api/view_json.hpp"

namespace evo::http {

Task<Response> Service::show_statistics(Call call) {
  auto query = parse_statistics_query(call.request.target);
  if (!query) co_return error_response(query.error());
  const auto view = co_await parts_.reader.statistics().ladder(std::move(query->mode), query->days);
  if (!view) co_return failure(view.error(), call.route);
  co_return json_response(200, statistics_json(*view));
}

Task<Response> Service::show_activity(Call call) {
  auto query = parse_statistics_query(call.request.target);
  if (!query) co_return error_response(query.error());
  const auto view = co_await parts_.reader.statistics().activity(std::move(query->mode), query->range);
  if (!view) co_return failure(view.error(), call.route);
  co_return json_response(200, activity_json(*view));
}

Task<Response> Service::show_player_statistics(Call call) {
  const auto view = co_await parts_.reader.statistics().player(PlayerId{call.ids[0]});
  if (!view) co_return failure(view.error(), call.route);
  co_return json_response(200, player_statistics_json(*view));
}

Task<Response> Service::list_seasons(Call call) {
  const auto seasons = co_await parts_.reader.seasons();
  if (!seasons) co_return failure(seasons.error(), call.route);
  co_return json_response(200, seasons_json(*seasons));
}

Task<Response> Service::show_season(Call call) {
  auto query = parse_leaderboard_query(call.request.target);
  if (!query) co_return error_response(query.error());
  const auto page = co_await parts_.reader.season(SeasonId{call.ids[0]}, std::move(query->ladder),
                                                  query->page, query->size);
  if (!page) co_return failure(page.error(), call.route);
  co_return json_response(200, season_json(*page));
}

}  // namespace evo::http
