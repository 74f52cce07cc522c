#include "replay/summary_json.hpp"

#include <nlohmann/json.hpp>

namespace evo::replay {
namespace {

// Members stay in the order in which they are written here.
using Json = nlohmann::ordered_json;

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json to_value(const CacheHandle& handle) { return {{"region", handle.region}, {"sha256", handle.sha256}}; }

Json to_value(const ReplayPlayer& player) {
  return {{"id", player.id},
          {"slot", or_null(player.slot)},
          {"user", or_null(player.user)},
          {"name", player.name},
          {"clan", player.clan},
          {"toon", to_string(player.toon)},
          {"control", to_string(player.control)},
          {"race", player.race},
          {"race_code", player.race_code},
          {"race_picked", player.race_picked},
          {"team", player.team},
          {"result", to_string(player.result)},
          {"handicap", player.handicap},
          {"mmr", or_null(player.mmr)},
          {"apm", or_null(player.apm)},
          {"difficulty", player.difficulty},
          {"left_loop", or_null(player.left_loop)},
          {"leave_reason", or_null(player.leave_reason)}};
}

Json to_value(const ReplayObserver& observer) {
  return {{"name", observer.name}, {"toon", to_string(observer.toon)}, {"role", observer.role}};
}

Json to_value(const ReplayWinner& winner) { return {{"team", winner.team}, {"derived", winner.derived}}; }

Json to_value(const ChatLine& line) {
  return {{"at_s", line.at_s}, {"from", line.from}, {"to", line.to}, {"text", line.text}};
}

template <class Item>
Json list(const std::vector<Item>& items) {
  Json result = Json::array();
  for (const Item& item : items) result.push_back(to_value(item));
  return result;
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string to_json(const ReplaySummary& summary, std::string_view file) {
  Json json = Json::object();
  if (!file.empty()) json["file"] = file;
  json["sha256"] = summary.sha256;
  json["size"] = summary.size;
  json["base_build"] = summary.base_build;
  json["build"] = summary.build;
  json["version"] = summary.version;
  json["protocol_exact"] = summary.protocol_exact;
  json["game_loops"] = summary.game_loops;
  json["play_begins_loop"] = summary.play_begins_loop;
  json["duration_s"] = summary.duration_s;
  json["started_at"] = to_rfc3339(summary.started_at);
  json["ended_at"] = to_rfc3339(summary.ended_at);
  json["speed"] = summary.speed;
  json["region"] = summary.region;
  json["map"] = {
      {"title", summary.map_title}, {"sha256", summary.map_sha256}, {"author", summary.map_author}};
  json["type"] = summary.type;
  json["category"] = summary.category;
  json["random_seed"] = summary.random_seed;
  json["recorder"] = or_null(summary.recorder);
  json["cache_handles"] = list(summary.cache_handles);
  json["players"] = list(summary.players);
  json["observers"] = list(summary.observers);
  json["winner"] = summary.winner ? to_value(*summary.winner) : Json(nullptr);
  json["lobby"] = {{"privacy", summary.lobby.privacy},
                   {"duration", summary.lobby.duration},
                   {"locked_alliances", summary.lobby.locked_alliances}};
  json["chat"] = list(summary.chat);
  return dump(json);
}

std::string to_json(const Error& error, std::string_view file) {
  Json json = Json::object();
  json["file"] = file;
  json["error"] = {{"kind", to_string(error.kind)}, {"message", error.message}};
  return dump(json);
}

}  // namespace evo::replay
