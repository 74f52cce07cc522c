#include "app/read/ladder_statistics.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "app/read/match_pages.hpp"
#include "app/seasons.hpp"
#include "base/text.hpp"

namespace evo {
namespace {

constexpr Duration kKept = std::chrono::minutes(1);
constexpr Duration kWeek = std::chrono::days(7);

}  // namespace

// Matches that count, of one mode, in the order of their assignment.
struct LadderStatistics::Span {
  Time now;
  Time since;
  bool complete = true;
  std::vector<Match> matches;
};

LadderStatistics::LadderStatistics(Store& store, Clock& clock, Offload& offload, const Rules& rules)
    : store_(store), clock_(clock), offload_(offload), rules_(rules), modes_(ladders_of(rules)) {}
LadderStatistics::~LadderStatistics() = default;

Result<void> LadderStatistics::check_mode(const std::string& mode) const {
  if (std::ranges::find(modes_, mode) != modes_.end()) return {};
  return fail(
      invalid(fmt::format("mode: '{}' is not one of: {}", harmless(mode, 40), fmt::join(modes_, ", "))));
}

Task<Result<LadderStatistics::Span>> LadderStatistics::matches_since(std::string mode, Duration length) {
  auto clock = [](Tx& tx) -> Task<Result<Time>> { co_return tx.now(); };
  Span span;
  CO_TRY(span.now, co_await store_.read(clock));
  span.since = span.now - length;
  Time from = span.since;
  MatchId after;
  for (bool more = true; more;) {
    auto body = [&](Tx& tx) -> Task<Result<std::vector<Match>>> {
      co_return co_await tx.matches().finished_since(from, after, MatchQuery::kMax);
    };
    CO_TRY(std::vector<Match> page, co_await store_.read(body));
    more = page.size() == static_cast<std::size_t>(MatchQuery::kMax);
    if (page.empty()) break;
    from = page.back().assigned_at;
    after = page.back().id;
    for (Match& match : page)
      if (match.mode == mode) span.matches.push_back(std::move(match));
    // The oldest go first: what is new says more.
    if (span.matches.size() > kMatchesMax) {
      span.complete = false;
      span.matches.erase(span.matches.begin(), span.matches.end() - kMatchesMax);
    }
  }
  co_return span;
}

void LadderStatistics::count(const std::vector<Match>& matches, StatisticsView& view) const {
  std::map<std::string, std::string> side_of_race;
  for (const Race& race : rules_.catalog.races) side_of_race[race.code] = race.side;
  view.totals = match_statistics(matches);
  view.balance = balance_report(matches, side_of_race, rules_.elo);
}

Task<Result<StatisticsView>> LadderStatistics::ladder(std::string mode, int days) {
  CO_CHECK_OK(check_mode(mode));
  if (days < 1 || days > kDaysMax) co_return fail(invalid(fmt::format("days: 1 to {}", kDaysMax)));
  const auto known = ladders_.find({mode, days});
  if (known != ladders_.end() && clock_.now() - known->second.as_of < kKept) co_return known->second;
  CO_TRY(const Span span, co_await matches_since(mode, std::chrono::days(days)));
  StatisticsView view;
  view.as_of = span.now;
  view.since = span.since;
  view.mode = mode;
  view.complete = span.complete;
  co_await offload_.run([&] { count(span.matches, view); });
  ladders_[{mode, days}] = view;
  co_return view;
}

Task<Result<PlayerStatisticsView>> LadderStatistics::player(PlayerId player) {
  PlayerStatisticsView view;
  view.player = player;
  auto body = [&](Tx& tx) -> Task<Result<Player>> {
    view.as_of = tx.now();
    co_return co_await tx.players().find(player);
  };
  CO_TRY(const Player found, co_await store_.read(body));
  view.name = found.name;
  MatchQuery query;
  query.player = player;
  query.finished_only = true;
  CO_TRY(const auto matches, co_await read_matches(store_, query, kPlayerMatchesMax));
  view.complete = matches.size() < kPlayerMatchesMax;
  co_await offload_.run([&] { view.totals = player_statistics(matches, player, view.as_of); });
  co_return view;
}

Task<Result<ActivityView>> LadderStatistics::activity(std::string mode, ActivityRange range) {
  CO_CHECK_OK(check_mode(mode));
  const auto known = activities_.find({mode, range});
  if (known != activities_.end() && clock_.now() - known->second.as_of < kKept) co_return known->second;
  ActivityView view;
  view.mode = mode;
  view.range = range;
  view.bucket = bucket_of(range);
  auto body = [&](Tx& tx) -> Task<Result<std::vector<QueueJoin>>> {
    view.as_of = tx.now();
    co_return co_await tx.tickets().joins(mode, view.as_of - length_of(range), kJoinWindow, kJoinsMax);
  };
  CO_TRY(const auto joins, co_await store_.read(body));
  co_await offload_.run([&] { view.points = activity_series(joins, mode, range, view.as_of); });
  activities_[{mode, range}] = view;
  co_return view;
}

Task<Result<std::string>> LadderStatistics::digest(std::string mode) {
  CO_CHECK_OK(check_mode(mode));
  CO_TRY(const Span span, co_await matches_since(mode, 2 * kWeek));
  const Time middle = span.now - kWeek;
  const auto second =
      std::ranges::find_if(span.matches, [&](const Match& match) { return match.assigned_at >= middle; });
  StatisticsView week;
  count({second, span.matches.end()}, week);
  co_return to_text({.ladder = fmt::format("{} {}", rules_.catalog.name, mode),
                     .until = span.now,
                     .week = std::move(week.totals),
                     .week_before = match_statistics({span.matches.begin(), second}),
                     .balance = std::move(week.balance)});
}

}  // namespace evo
