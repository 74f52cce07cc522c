#include "main/cmd_statistics.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "adapters/http/api/view_json.hpp"
#include "app/read/ladder_statistics.hpp"
#include "main/exit_code.hpp"
#include "main/local_store.hpp"

namespace evo {
namespace {

constexpr int kBarMax = 50;

void print_record(std::string_view name, const Record& record) {
  const double points = record.games == 0 ? 0 : 100 * record.score() / record.games;
  fmt::print("  {:<28}  {:>6}  {:>6}  {:>6}  {:>6}  {:>6.1f} %\n", name, record.games, record.wins,
             record.losses, record.draws, points);
}

void print_head(std::string_view title) {
  fmt::print("\n  {:<28}  {:>6}  {:>6}  {:>6}  {:>6}  {:>8}\n", title, "games", "won", "lost", "drawn",
             "points");
}

void print_records(std::string_view title, const std::map<std::string, Record>& records) {
  if (records.empty()) return;
  print_head(title);
  for (const auto& [name, record] : records) print_record(name, record);
}

void print_match_ups(const std::map<MatchUp, Record>& records) {
  if (records.empty()) return;
  print_head("match-up");
  for (const auto& [races, record] : records) print_record(races.first + " v " + races.second, record);
}

// The counts of one series as bars of at most kBarMax characters.
void print_bar(std::string_view name, int count, int most) {
  const int length = most == 0 ? 0 : (count * kBarMax + most - 1) / most;
  fmt::print("  {:<20}  {:>6}  {}\n", name, count, std::string(static_cast<std::size_t>(length), '#'));
}

void print_counts(std::string_view title, const std::map<std::string, int>& counts) {
  fmt::print("\n{}\n", title);
  int most = 0;
  for (const auto& [name, count] : counts) most = std::max(most, count);
  for (const auto& [name, count] : counts) print_bar(name, count, most);
}

void print_balance(const BalanceReport& report) {
  if (report.rows.empty()) return;
  fmt::print(
      "\nbalance: share of points of the first, its 95 % confidence interval, what the ratings promised\n");
  for (const BalanceRow& row : report.rows)
    fmt::print("  {:<28}  {:>6} games  {:>5.1f} %  ({:.1f} to {:.1f} %)  {:>5.1f} %{}\n",
               row.own + " v " + row.other, row.record.games, 100 * row.share.share, 100 * row.share.low,
               100 * row.share.high, 100 * row.expected, row.is_significant() ? "  notable" : "");
}

void print(const StatisticsView& view) {
  fmt::print("{}: {} matches of {} players since {}\n", view.mode, view.totals.all.games,
             view.totals.by_player.size(), to_rfc3339(view.since));
  if (!view.complete) fmt::print("only the newest matches were counted\n");
  print_records("race", view.totals.by_race);
  print_match_ups(view.totals.by_match_up);
  print_counts("maps", view.totals.by_map);
  print_counts("servers", view.totals.by_server);
  fmt::print("\nhours (UTC)\n");
  const int most = std::ranges::max(view.totals.by_hour);
  for (std::size_t hour = 0; hour < 24; ++hour)
    print_bar(fmt::format("{:02}", hour), view.totals.by_hour[hour], most);
  print_balance(view.balance);
}

void print(const PlayerStatisticsView& view) {
  const PlayerStatistics& totals = view.totals;
  print_head(view.name);
  print_record("all", totals.all);
  print_record("last 7 days", totals.week);
  print_record("last 30 days", totals.month);
  print_records("race", totals.by_race);
  print_match_ups(totals.by_match_up);
  print_records("map", totals.by_map);
  print_records("server", totals.by_server);
  print_head("hour (UTC)");
  for (std::size_t hour = 0; hour < 24; ++hour)
    if (totals.by_hour[hour].games > 0) print_record(fmt::format("{:02}", hour), totals.by_hour[hour]);
}

void print(const ActivityView& view) {
  fmt::print("{}: who joined the queue, within {}\n", view.mode, to_string(view.range));
  int most = 0;
  for (const ActivityPoint& point : view.points) most = std::max(most, point.joins);
  for (const ActivityPoint& point : view.points) print_bar(to_rfc3339(point.from), point.joins, most);
}

Task<Result<PlayerStatisticsView>> of_player(Store& store, LadderStatistics& statistics, std::string name) {
  auto body = [&](Tx& tx) -> Task<Result<std::optional<Player>>> {
    co_return co_await tx.players().find_by_name(name);
  };
  CO_TRY(const auto player, co_await store.read(body));
  if (!player) co_return fail(not_found(fmt::format("there is no player '{}'", name)));
  co_return co_await statistics.player(player->id);
}

template <class View>
int show(const Result<View>& view, bool json, std::string (*to_json)(const View&)) {
  if (!view) return explain(view.error());
  if (json)
    fmt::print("{}\n", to_json(*view));
  else
    print(*view);
  return kExitOk;
}

}  // namespace

int print_statistics(const Config& config, const LadderStatsOptions& options) {
  auto local = LocalStore::open(config);
  if (!local) return explain(local.error());
  LocalStore& here = **local;
  LadderStatistics statistics(*here.store, here.clock, here.offload, here.rules);
  if (options.digest) {
    const auto text = run_to_end(here.io, statistics.digest(options.mode));
    if (!text) return explain(text.error());
    fmt::print("{}", *text);
    return kExitOk;
  }
  if (!options.player.empty())
    return show(run_to_end(here.io, of_player(*here.store, statistics, options.player)), options.json,
                http::player_statistics_json);
  if (!options.activity.empty())
    return show(
        run_to_end(here.io, statistics.activity(options.mode, *activity_range_from(options.activity))),
        options.json, http::activity_json);
  return show(run_to_end(here.io, statistics.ladder(options.mode, options.days)), options.json,
              http::statistics_json);
}

}  // namespace evo
