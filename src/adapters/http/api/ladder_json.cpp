// The ladder itself as JSON: session, catalog, queue, status; and the pieces shared by all views.
#include <cmath>

#include <nlohmann/json.hpp>

#include "adapters/http/api/parts_json.hpp"
#include "adapters/http/api/view_json.hpp"

namespace evo::http {
namespace {

Json code_and_name(const auto& entry) { return {{"code", entry.code}, {"name", entry.name}}; }

Json map_part(const Map& map, const Catalog& catalog) {
  return {{"code", map.code},     {"name", map.name},     {"short_name", map.short_name},
          {"author", map.author}, {"origin", map.origin}, {"links", links(map.links, catalog)}};
}

template <class Entries, class Render>
Json list(const Entries& entries, Render render_entry) {
  Json array = Json::array();
  for (const auto& entry : entries) array.push_back(render_entry(entry));
  return array;
}

// Whole seconds as an integer, so that clients see 5 and not 5.0.
Json seconds(Duration duration) {
  const double value = std::chrono::duration<double>(duration).count();
  if (value == std::floor(value)) return static_cast<std::int64_t>(value);
  return value;
}

double rounded(double milliseconds) { return std::round(milliseconds * 1000) / 1000; }

}  // namespace

std::string render(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json strings(const std::vector<std::string>& texts) {
  return list(texts, [](const std::string& text) { return Json(text); });
}

Json time_or_null(const std::optional<Time>& time) { return time ? Json(to_rfc3339(*time)) : Json(nullptr); }

Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }

Json id_or_null(std::int64_t id) { return id > 0 ? Json(id) : Json(nullptr); }

Json outcome_or_null(const std::optional<Outcome>& outcome) {
  if (!outcome) return nullptr;
  Json json;
  json["winner"] = outcome->winner ? Json(*outcome->winner) : Json(nullptr);
  return json;
}

Json links(const std::vector<std::string>& links, const Catalog& catalog) {
  Json json = Json::object();
  for (std::size_t i = 0; i < links.size() && i < catalog.game_regions.size(); ++i)
    if (!links[i].empty()) json[catalog.game_regions[i].code] = links[i];
  return json;
}

Json lobby_part(const ExpectedLobby& lobby) {
  return {{"speed", lobby.speed},
          {"privacy", lobby.privacy},
          {"duration", lobby.duration},
          {"locked_alliances", lobby.locked_alliances}};
}

Json queue_part(const QueueView& view, const Rules& rules) {
  Json by_side = Json::object();
  for (const Side& side : rules.catalog.sides) {
    const auto found = view.waiting_by_side.find(side.code);
    by_side[side.code] = found == view.waiting_by_side.end() ? 0 : found->second;
  }
  Json by_mode = Json::object();
  for (const auto& [mode, people] : view.waiting_by_mode) by_mode[mode] = people;
  return {{"as_of", to_rfc3339(view.as_of)},
          {"waiting", view.waiting},
          {"by_side", by_side},
          {"by_mode", by_mode},
          {"live_matches", view.live_matches},
          {"wave_interval_s", seconds(rules.wave_interval)}};
}

std::string session_json(const SessionView& view, const Catalog& catalog) {
  Json player = nullptr;
  if (view.who != nullptr) {
    player = {{"id", view.who->player.id.value},
              {"name", view.who->player.name},
              {"role", to_string(view.who->player.role)}};
  }
  return render({{"player", player},
                 {"csrf", view.who == nullptr ? Json(nullptr) : Json(view.who->session.csrf)},
                 {"guest_sign_in", view.guest_sign_in},
                 {"demo", view.demo},
                 {"ladder", code_and_name(catalog)},
                 {"version", view.version}});
}

std::string catalog_json(const Catalog& catalog) {
  const MapPool* pool = catalog.pool("1v1", catalog.current_season);
  const std::vector<Map> no_maps;
  Json json = {{"code", catalog.code},
               {"name", catalog.name},
               {"season", catalog.current_season},
               {"channel", catalog.channel},
               {"vetoes_max", catalog.vetoes_max},
               {"any_map", catalog.any_map}};
  json["sides"] = list(catalog.sides, [](const Side& side) { return code_and_name(side); });
  json["matchups"] = list(catalog.matchups, [](const auto& pair) { return strings({pair[0], pair[1]}); });
  json["races"] = list(catalog.races, [](const Race& race) -> Json {
    return {{"code", race.code}, {"name", race.name}, {"short_name", race.short_name}, {"side", race.side}};
  });
  json["regions"] = list(catalog.regions, [](const Region& region) -> Json {
    return {{"code", region.code}, {"name", region.name}, {"globe", region.globe}};
  });
  json["game_regions"] =
      list(catalog.game_regions, [](const GameRegion& region) { return code_and_name(region); });
  json["servers"] = list(catalog.servers, [](const Server& server) -> Json {
    return {{"code", server.code},
            {"name", server.name},
            {"short_name", server.short_name},
            {"game_region", server.game_region}};
  });
  json["maps"] =
      list(pool == nullptr ? no_maps : pool->maps, [&](const Map& map) { return map_part(map, catalog); });
  json["countries"] = list(catalog.countries, [](const Country& country) -> Json {
    return {{"code", country.code}, {"name", country.name}, {"common", country.common}};
  });
  json["mod"] = {{"name", catalog.mod.name}, {"links", links(catalog.mod.links, catalog)}};
  json["lobby"] = lobby_part(catalog.lobby);
  return render(json);
}

std::string queue_json(const QueueView& view, const Rules& rules) { return render(queue_part(view, rules)); }

std::string status_json(const StatusView& view, std::string_view version, std::string_view catalog_code) {
  return render(
      {{"version", version},
       {"started_at", to_rfc3339(view.started_at)},
       {"uptime_s", std::chrono::duration_cast<std::chrono::seconds>(view.uptime).count()},
       {"catalog", catalog_code},
       {"stages",
        {{"store", view.store}, {"blobs", view.blobs}, {"jobs", view.jobs}, {"wakeups", view.wakeups}}},
       {"counts",
        {{"waiting", view.waiting},
         {"live_matches", view.live_matches},
         {"jobs", view.unfinished_jobs},
         {"outbox", view.undelivered}}},
       {"loop",
        {{"p50_ms", rounded(view.loop_p50_ms)},
         {"p99_ms", rounded(view.loop_p99_ms)},
         {"max_ms", rounded(view.loop_max_ms)},
         {"samples", view.loop_samples}}}});
}

std::string receipt_json(const Receipt& receipt) {
  return render({{"event", receipt.event}, {"subject", receipt.subject}});
}

}  // namespace evo::http
