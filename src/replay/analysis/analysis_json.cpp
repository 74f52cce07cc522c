#include <nlohmann/json.hpp>

#include "replay/analysis/analysis.hpp"

namespace evo::replay {
namespace {

using Json = nlohmann::ordered_json;

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// One list for each value, so that a plot needs no loop over samples.
Json to_value(const std::vector<StatsSample>& series) {
  Json json = {
      {"loop", Json::array()},           {"minerals", Json::array()},       {"vespene", Json::array()},
      {"mineral_income", Json::array()}, {"vespene_income", Json::array()}, {"supply_used", Json::array()},
      {"supply_made", Json::array()},    {"army_minerals", Json::array()},  {"army_vespene", Json::array()},
      {"workers", Json::array()},        {"lost", Json::array()},           {"killed", Json::array()}};
  for (const StatsSample& sample : series) {
    json["loop"].push_back(sample.loop);
    json["minerals"].push_back(sample.minerals);
    json["vespene"].push_back(sample.vespene);
    json["mineral_income"].push_back(sample.mineral_income);
    json["vespene_income"].push_back(sample.vespene_income);
    json["supply_used"].push_back(sample.supply_used);
    json["supply_made"].push_back(sample.supply_made);
    json["army_minerals"].push_back(sample.army_minerals);
    json["army_vespene"].push_back(sample.army_vespene);
    json["workers"].push_back(sample.workers);
    json["lost"].push_back(sample.lost);
    json["killed"].push_back(sample.killed);
  }
  return json;
}

Json to_value(const BuildStep& step) {
  return {{"kind", to_string(step.kind)},
          {"name", step.name},
          {"started", or_null(step.started)},
          {"finished", or_null(step.finished)},
          {"supply", step.supply}};
}

Json to_value(const UnitCount& unit) {
  return {{"name", unit.name},
          {"made", unit.made},
          {"lost", unit.lost},
          {"gone", unit.gone},
          {"killed", unit.killed}};
}

Json to_value(const PlayerAnalysis& player) {
  Json build = Json::array();
  for (const BuildStep& step : player.build_order) build.push_back(to_value(step));
  Json units = Json::array();
  for (const UnitCount& unit : player.units) units.push_back(to_value(unit));
  return {{"id", player.id},
          {"name", player.name},
          {"race", player.race},
          {"team", player.team},
          {"result", to_string(player.result)},
          {"ending", to_string(player.ending)},
          {"played_loops", player.played_loops},
          {"actions",
           {{"commands", player.actions.commands},
            {"selections", player.actions.selections},
            {"control_groups", player.actions.control_groups}}},
          {"apm", player.apm},
          {"game_apm", or_null(player.game_apm)},
          {"mean_income", player.mean_income},
          {"mean_unspent", player.mean_unspent},
          {"spending_quotient", or_null(player.spending_quotient)},
          {"series", to_value(player.series)},
          {"build_order", std::move(build)},
          {"units", std::move(units)}};
}

}  // namespace

std::string to_json(const GameAnalysis& analysis, std::string_view file) {
  const ReplaySummary& summary = analysis.summary;
  Json json = Json::object();
  if (!file.empty()) json["file"] = file;
  json["sha256"] = summary.sha256;
  json["map_title"] = summary.map_title;
  json["type"] = summary.type;
  json["version"] = summary.version;
  json["speed"] = summary.speed;
  json["game_loops"] = summary.game_loops;
  json["duration_s"] = summary.duration_s;
  json["paused_s"] = or_null(analysis.paused_s);
  json["outcome"] = {{"team", or_null(analysis.outcome.team)},
                     {"source", to_string(analysis.outcome.source)}};
  Json players = Json::array();
  for (const PlayerAnalysis& player : analysis.players) players.push_back(to_value(player));
  json["players"] = std::move(players);
  Json chat = Json::array();
  for (const ChatLine& line : summary.chat)
    chat.push_back({{"at_s", line.at_s}, {"from", line.from}, {"to", line.to}, {"text", line.text}});
  json["chat"] = std::move(chat);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string_view to_string(BuildKind kind) {
  switch (kind) {
    case BuildKind::structure:
      return "structure";
    case BuildKind::unit:
      return "unit";
    case BuildKind::morph:
      return "morph";
    case BuildKind::upgrade:
      return "upgrade";
  }
  return "";
}

std::string_view to_string(Ending ending) {
  switch (ending) {
    case Ending::stayed:
      return "stayed";
    case Ending::left:
      return "left";
    case Ending::dropped:
      return "dropped";
  }
  return "";
}

std::string_view to_string(OutcomeSource source) {
  switch (source) {
    case OutcomeSource::unknown:
      return "unknown";
    case OutcomeSource::recorded:
      return "recorded";
    case OutcomeSource::other_results:
      return "other_results";
    case OutcomeSource::leave_order:
      return "leave_order";
    case OutcomeSource::recorder_left:
      return "recorder_left";
  }
  return "";
}

}  // namespace evo::replay
