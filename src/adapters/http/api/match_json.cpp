// Matches and replays as JSON.
#include <cmath>

#include <nlohmann/json.hpp>

#include "adapters/http/api/parts_json.hpp"
#include "adapters/http/api/view_json.hpp"

namespace evo::http {
namespace {

std::optional<std::size_t> index_of_game_region(const Catalog& catalog, std::string_view code) {
  for (std::size_t i = 0; i < catalog.game_regions.size(); ++i)
    if (catalog.game_regions[i].code == code) return i;
  return std::nullopt;
}

// The link for the region the match is played in; null when there is no server or no link.
Json link_for(const std::vector<std::string>& links, const Server* server, const Catalog& catalog) {
  if (server == nullptr) return nullptr;
  const auto index = index_of_game_region(catalog, server->game_region);
  return index && *index < links.size() ? text_or_null(links[*index]) : Json(nullptr);
}

// Imported games name maps that the catalog does not know: their title is all there is.
Json map_part(const Match& match, const Server* server, const Catalog& catalog) {
  const Map* map = catalog.map(match.mode, match.map);
  if (map == nullptr) {
    return {{"code", match.map},
            {"name", match.map},
            {"short_name", match.map},
            {"author", ""},
            {"link", nullptr}};
  }
  return {{"code", map->code},
          {"name", map->name},
          {"short_name", map->short_name},
          {"author", map->author},
          {"link", link_for(map->links, server, catalog)}};
}

Json server_part(const Server* server) {
  if (server == nullptr) return nullptr;
  return {{"code", server->code}, {"name", server->name}, {"game_region", server->game_region}};
}

// The report as this player sees it, whichever team they are on.
Json report_part(const MatchPlayer& player) {
  if (!player.report) return nullptr;
  const double points = score(*player.report, player.team);
  return points == 1 ? "win" : points == 0 ? "loss" : "draw";
}

Json hidden_player(const MatchPlayer& player) {
  return {{"team", player.team},      {"player", nullptr},
          {"name", nullptr},          {"race", nullptr},
          {"region", nullptr},        {"country", nullptr},
          {"rating_before", nullptr}, {"rating_change", nullptr},
          {"rating_now", nullptr},    {"confirmed", player.confirmed_at.has_value()},
          {"report", nullptr},        {"fault", to_string(player.fault)}};
}

Json player_part(const MatchPlayer& player, const MatchView& view) {
  if (!player.player) return hidden_player(player);
  const auto rating = view.ratings.find(player.player);
  const auto country = view.countries.find(player.player);
  return {{"team", player.team},
          {"player", player.player.value},
          {"name", player.name},
          {"race", text_or_null(player.race)},
          {"region", player.region},
          {"country", country == view.countries.end() ? std::string() : country->second},
          {"rating_before", player.rating_before},
          {"rating_change", player.rating_change ? Json(*player.rating_change) : Json(nullptr)},
          {"rating_now", rating == view.ratings.end() ? Json(nullptr) : Json(rating->second.value)},
          {"confirmed", player.confirmed_at.has_value()},
          {"report", report_part(player)},
          {"fault", to_string(player.fault)}};
}

Json verdict_part(const std::optional<Verdict>& verdict) {
  if (!verdict) return nullptr;
  Json checks = Json::array();
  for (const Check& check : verdict->checks) {
    checks.push_back({{"name", check.name},
                      {"mode", to_string(check.mode)},
                      {"result", to_string(check.result)},
                      {"expected", check.expected},
                      {"found", check.found}});
  }
  return {{"decides", verdict->decides}, {"checks", checks}};
}

Json game_part(const std::optional<replay::ReplaySummary>& summary) {
  if (!summary) return nullptr;
  Json players = Json::array();
  for (const replay::ReplayPlayer& player : summary->players) {
    players.push_back({{"name", player.name},
                       {"race", player.race},
                       {"team", player.team},
                       {"result", replay::to_string(player.result)},
                       {"apm", player.apm ? Json(*player.apm) : Json(nullptr)}});
  }
  return {{"map_title", summary->map_title},
          {"duration_s", std::round(summary->duration_s * 10) / 10},
          {"started_at", to_rfc3339(summary->started_at)},
          {"ended_at", to_rfc3339(summary->ended_at)},
          {"version", summary->version},
          {"type", summary->type},
          {"winner_team", summary->winner ? Json(summary->winner->team) : Json(nullptr)},
          {"players", players}};
}

Json replay_part(const ReplayView& replay) {
  return {{"id", replay.id.value},
          {"sha256", replay.sha256},
          {"size", replay.size},
          {"uploader", id_or_null(replay.uploader.value)},
          {"uploader_name", text_or_null(replay.uploader_name)},
          {"uploaded_at", to_rfc3339(replay.uploaded_at)},
          {"status", to_string(replay.status)},
          {"problem", replay.problem},
          {"verdict", verdict_part(replay.verdict)},
          {"game", game_part(replay.summary)}};
}

Json history_part(const std::vector<AuditEntry>& history) {
  Json lines = Json::array();
  for (const AuditEntry& entry : history) {
    lines.push_back({{"at", to_rfc3339(entry.at)},
                     {"actor", id_or_null(entry.actor.value)},
                     {"action", entry.action},
                     {"before", entry.before},
                     {"after", entry.after},
                     {"reason", entry.reason}});
  }
  return lines;
}

// A window that is open has no width.
Json width_or_null(int window) { return window >= kOpenWindow ? Json(nullptr) : Json(window); }

template <class T>
Json value_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json reason_part(const std::optional<MatchReason>& why) {
  if (!why) return nullptr;
  Json tickets = Json::array();
  for (const MatchedTicket& ticket : why->tickets) {
    tickets.push_back({{"player", ticket.player.value},
                       {"team", ticket.team},
                       {"rating", ticket.rating},
                       {"waited_s", std::chrono::floor<std::chrono::seconds>(ticket.waited).count()},
                       {"window", width_or_null(ticket.window)},
                       {"choices", value_or_null(ticket.choices)}});
  }
  Json json{{"tickets", std::move(tickets)},
            {"waiting", why->waiting},
            {"rating_difference", why->rating_difference},
            {"expected", value_or_null(why->expected)}};
  json["cost"] = {{"total", why->cost.sum()},   {"rating", why->cost.rating},
                  {"spread", why->cost.spread}, {"rematch", why->cost.rematch},
                  {"ping", why->cost.ping},     {"waiting", why->cost.waiting}};
  json["map"] = {{"pool", why->maps}, {"open", why->maps_open}, {"chance", why->map_chance}};
  json["server"] = {{"usual", why->server_is_usual}, {"ping_ms", value_or_null(why->ping_ms)}};
  return json;
}

}  // namespace

Json match_part(const MatchView& view, const Catalog& catalog) {
  const Match& match = view.match;
  const Server* server = catalog.server(match.server);
  Json players = Json::array();
  for (const MatchPlayer& player : match.players) players.push_back(player_part(player, view));
  Json replays = Json::array();
  for (const ReplayView& replay : view.replays) replays.push_back(replay_part(replay));
  Json json = {{"id", match.id.value},
               {"mode", match.mode},
               {"season", match.season},
               {"state", to_string(match.state)},
               {"anonymous", view.anonymous},
               {"my_team", view.viewer_team ? Json(*view.viewer_team) : Json(nullptr)},
               {"map", map_part(match, server, catalog)},
               {"server", server_part(server)},
               {"channel", match.channel}};
  json["mod"] = {{"name", catalog.mod.name}, {"link", link_for(catalog.mod.links, server, catalog)}};
  json["lobby"] = lobby_part(catalog.lobby);
  json["assigned_at"] = to_rfc3339(match.assigned_at);
  json["confirm_by"] = time_or_null(match.confirm_by);
  json["report_by"] = time_or_null(match.report_by);
  json["completed_at"] = time_or_null(match.completed_at);
  json["outcome"] = outcome_or_null(match.outcome);
  json["decision"] = to_string(match.decision);
  json["note"] = match.note;
  json["players"] = std::move(players);
  json["replays"] = std::move(replays);
  json["why"] = reason_part(view.why);
  json["history"] = history_part(view.history);
  return json;
}

Json match_brief(const Match& match, const Catalog& catalog) {
  const Map* map = catalog.map(match.mode, match.map);
  Json players = Json::array();
  for (const MatchPlayer& player : match.players) {
    const bool is_hidden = !player.player;
    players.push_back(
        {{"team", player.team},
         {"player", id_or_null(player.player.value)},
         {"name", is_hidden ? Json(nullptr) : Json(player.name)},
         {"race", text_or_null(player.race)},
         {"rating_before", is_hidden ? Json(nullptr) : Json(player.rating_before)},
         {"rating_change", player.rating_change ? Json(*player.rating_change) : Json(nullptr)}});
  }
  Json json = {{"id", match.id.value}, {"mode", match.mode}, {"state", to_string(match.state)}};
  json["map"] = {{"code", match.map}, {"name", map == nullptr ? match.map : map->name}};
  json["completed_at"] = time_or_null(match.completed_at);
  json["assigned_at"] = to_rfc3339(match.assigned_at);
  json["outcome"] = outcome_or_null(match.outcome);
  json["players"] = std::move(players);
  return json;
}

std::string match_json(const MatchView& view, const Catalog& catalog) {
  return render(match_part(view, catalog));
}

std::string matches_json(const std::vector<Match>& matches, std::optional<MatchId> next_before,
                         const Catalog& catalog) {
  Json list = Json::array();
  for (const Match& match : matches) list.push_back(match_brief(match, catalog));
  return render(
      {{"matches", std::move(list)}, {"next_before", id_or_null(next_before.value_or(MatchId{}).value)}});
}

}  // namespace evo::http
