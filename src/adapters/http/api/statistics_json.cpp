// Statistics and past seasons as JSON.
#include <cmath>

#include <nlohmann/json.hpp>

#include "adapters/http/api/parts_json.hpp"
#include "adapters/http/api/view_json.hpp"

namespace evo::http {
namespace {

// Shares to a hundredth of a per cent: more is noise.
double rounded(double share) { return std::round(share * 1e4) / 1e4; }

Json record_part(const Record& record) {
  return {{"games", record.games}, {"wins", record.wins}, {"losses", record.losses}, {"draws", record.draws}};
}

Json records_part(const std::map<std::string, Record>& records, const char* key) {
  Json list = Json::array();
  for (const auto& [name, record] : records) {
    Json entry = record_part(record);
    entry[key] = name;
    list.push_back(std::move(entry));
  }
  return list;
}

Json match_ups_part(const std::map<MatchUp, Record>& records) {
  Json list = Json::array();
  for (const auto& [races, record] : records) {
    Json entry = record_part(record);
    entry["own"] = races.first;
    entry["other"] = races.second;
    list.push_back(std::move(entry));
  }
  return list;
}

Json counts_part(const std::map<std::string, int>& counts, const char* key) {
  Json list = Json::array();
  for (const auto& [name, games] : counts) list.push_back({{key, name}, {"games", games}});
  return list;
}

Json balance_part(const BalanceReport& report) {
  Json rows = Json::array();
  for (const BalanceRow& row : report.rows) {
    Json entry = record_part(row.record);
    entry["own"] = row.own;
    entry["other"] = row.other;
    entry["share"] = rounded(row.share.share);
    entry["low"] = rounded(row.share.low);
    entry["high"] = rounded(row.share.high);
    entry["expected"] = rounded(row.expected);
    entry["significant"] = row.is_significant();
    rows.push_back(std::move(entry));
  }
  return {{"rows", std::move(rows)}, {"by_map", records_part(report.by_map, "map")}};
}

}  // namespace

std::string statistics_json(const StatisticsView& view) {
  const MatchStatistics& totals = view.totals;
  return render({{"as_of", to_rfc3339(view.as_of)},
                 {"since", to_rfc3339(view.since)},
                 {"mode", view.mode},
                 {"complete", view.complete},
                 {"games", totals.all.games},
                 {"players", totals.by_player.size()},
                 {"by_race", records_part(totals.by_race, "race")},
                 {"by_match_up", match_ups_part(totals.by_match_up)},
                 {"by_map", counts_part(totals.by_map, "map")},
                 {"by_server", counts_part(totals.by_server, "server")},
                 {"by_hour", totals.by_hour},
                 {"balance", balance_part(view.balance)}});
}

std::string player_statistics_json(const PlayerStatisticsView& view) {
  const PlayerStatistics& totals = view.totals;
  Json by_hour = Json::array();
  for (const Record& record : totals.by_hour) by_hour.push_back(record_part(record));
  return render({{"as_of", to_rfc3339(view.as_of)},
                 {"player", view.player.value},
                 {"name", view.name},
                 {"complete", view.complete},
                 {"all", record_part(totals.all)},
                 {"week", record_part(totals.week)},
                 {"month", record_part(totals.month)},
                 {"by_race", records_part(totals.by_race, "race")},
                 {"by_match_up", match_ups_part(totals.by_match_up)},
                 {"by_map", records_part(totals.by_map, "map")},
                 {"by_server", records_part(totals.by_server, "server")},
                 {"by_hour", std::move(by_hour)}});
}

std::string activity_json(const ActivityView& view) {
  Json points = Json::array();
  for (const ActivityPoint& point : view.points)
    points.push_back({{"from", to_rfc3339(point.from)}, {"joins", point.joins}});
  return render({{"as_of", to_rfc3339(view.as_of)},
                 {"mode", view.mode},
                 {"range", to_string(view.range)},
                 {"bucket_s", std::chrono::duration_cast<std::chrono::seconds>(view.bucket).count()},
                 {"points", std::move(points)}});
}

std::string seasons_json(const std::vector<Season>& seasons) {
  Json list = Json::array();
  for (const Season& season : seasons)
    list.push_back(
        {{"id", season.id.value}, {"name", season.name}, {"closed_at", to_rfc3339(season.closed_at)}});
  return render({{"seasons", std::move(list)}});
}

}  // namespace evo::http
