#include "adapters/http/api/query.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/text.hpp"
#include "core/mode/mode.hpp"

namespace evo::http {
namespace {

Result<std::int64_t> parse_number(std::string_view name, std::string_view text, std::int64_t low,
                                  std::int64_t high) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < low || number > high)
    return fail(invalid(fmt::format("{}: must be a whole number from {} to {}", name, low, high)));
  return number;
}

Result<std::optional<std::int64_t>> number_parameter(const Target& target, std::string_view name,
                                                     std::int64_t low, std::int64_t high) {
  const auto text = target.parameter(name);
  if (!text) return std::nullopt;
  TRY(const std::int64_t number, parse_number(name, *text, low, high));
  return number;
}

Result<std::optional<Time>> time_parameter(const Target& target, std::string_view name) {
  const auto text = target.parameter(name);
  if (!text) return std::nullopt;
  const auto time = parse_rfc3339(*text);
  if (!time) return fail(invalid(fmt::format("{}: must be a time such as 2026-03-25T17:00:00Z", name)));
  return *time;
}

Result<std::vector<std::string>> list_parameter(const Target& target, std::string_view name) {
  std::vector<std::string> items;
  for (const std::string_view item : split(target.parameter(name).value_or(""), ',')) {
    if (item.empty()) continue;
    if (items.size() == kListItemsMax)
      return fail(invalid(fmt::format("{}: at most {} values", name, kListItemsMax)));
    items.emplace_back(item);
  }
  return items;
}

constexpr std::int64_t kIdMax = std::numeric_limits<std::int64_t>::max();

}  // namespace

Result<MatchQuery> parse_match_query(const Target& target) {
  MatchQuery query;
  TRY(const auto player, number_parameter(target, "player", 1, kIdMax));
  if (player) query.player = PlayerId{*player};
  TRY(const auto before, number_parameter(target, "before", 1, kIdMax));
  if (before) query.before = MatchId{*before};
  TRY(const auto limit, number_parameter(target, "limit", 1, MatchQuery::kMax));
  if (limit) query.limit = static_cast<int>(*limit);
  return query;
}

namespace {

// "12:bw_zerg": an entry by player and race; "12:17": that of a pair, without the sign of its key, which
// means a space in a query.
Result<std::optional<RatingKey>> entry_parameter(const Target& target, std::string_view name) {
  const auto text = target.parameter(name);
  if (!text) return std::nullopt;
  const auto colon = text->find(':');
  if (colon == std::string_view::npos)
    return fail(
        invalid(fmt::format("{}: must be an entry as in \"next\", PLAYER:RACE or PLAYER:PLAYER", name)));
  TRY(const std::int64_t player, parse_number(name, std::string_view(*text).substr(0, colon), 1, kIdMax));
  const std::string race(text->substr(colon + 1));
  const auto partner = parse_number(name, race, 1, kIdMax);
  return RatingKey{PlayerId{player}, {}, partner ? pair_race(PlayerId{*partner}) : race};
}

}  // namespace

std::string entry_text(const RatingKey& key) {
  const auto partner = pair_partner(key);
  return fmt::format("{}:{}", key.player.value, partner ? std::to_string(partner->value) : key.race);
}

Result<AuditQuery> parse_audit_query(const Target& target) {
  AuditQuery query;
  TRY(const auto actor, number_parameter(target, "actor", 0, kIdMax));
  if (actor) query.actor = PlayerId{*actor};
  TRY(const auto player, number_parameter(target, "target", 1, kIdMax));
  if (player) query.target = PlayerId{*player};
  TRY(const auto match, number_parameter(target, "match", 1, kIdMax));
  if (match) query.match = MatchId{*match};
  query.action = target.parameter("action").value_or("");
  if (query.action.size() > kSearchBytesMax)
    return fail(invalid(fmt::format("action: at most {} bytes", kSearchBytesMax)));
  TRY(query.since, time_parameter(target, "since"));
  TRY(query.until, time_parameter(target, "until"));
  TRY(query.before, number_parameter(target, "before", 1, kIdMax));
  TRY(const auto limit, number_parameter(target, "limit", 1, AuditQuery::kMax));
  if (limit) query.limit = static_cast<int>(*limit);
  return query;
}

Result<LeaderboardQuery> parse_leaderboard_query(const Target& target) {
  LeaderboardQuery query;
  if (const auto mode = target.parameter("mode")) query.ladder = *mode;
  TRY(query.races, list_parameter(target, "race"));
  TRY(query.countries, list_parameter(target, "country"));
  TRY(query.regions, list_parameter(target, "region"));
  if (const auto rank = target.parameter("rank")) {
    query.rank = letter_rank_from(*rank);
    if (!query.rank) return fail(invalid("rank: must be one of S, A, B, C, D, E, F, U"));
  }
  if (const auto best = target.parameter("best")) {
    if (*best != "0" && *best != "1") return fail(invalid("best: must be 0 or 1"));
    query.best_race_only = *best == "1";
  }
  query.search = target.parameter("search").value_or("");
  if (query.search.size() > kSearchBytesMax)
    return fail(invalid(fmt::format("search: at most {} bytes", kSearchBytesMax)));
  TRY(const auto page, number_parameter(target, "page", 1, LeaderboardQuery::kPageMax));
  if (page) query.page = static_cast<int>(*page);
  TRY(const auto size, number_parameter(target, "size", 1, LeaderboardQuery::kSizeMax));
  if (size) query.size = static_cast<int>(*size);
  TRY(const auto around, number_parameter(target, "around", 1, kIdMax));
  if (around) query.around = PlayerId{*around};
  TRY(query.after, entry_parameter(target, "after"));
  return query;
}

Result<StatisticsQuery> parse_statistics_query(const Target& target) {
  StatisticsQuery query;
  if (const auto mode = target.parameter("mode")) query.mode = *mode;
  TRY(const auto days, number_parameter(target, "days", 1, LadderStatistics::kDaysMax));
  if (days) query.days = static_cast<int>(*days);
  if (const auto text = target.parameter("range")) {
    const auto range = activity_range_from(*text);
    if (!range) return fail(invalid("range: must be one of 24h, 7d, 30d"));
    query.range = *range;
  }
  return query;
}

Result<std::optional<std::int64_t>> parse_last_event_id(const Request& request) {
  const std::string_view header = request.header("last-event-id");
  if (header.empty()) return number_parameter(request.target, "last_event_id", 0, kIdMax);
  TRY(const std::int64_t number, parse_number("Last-Event-ID", header, 0, kIdMax));
  return number;
}

}  // namespace evo::http
