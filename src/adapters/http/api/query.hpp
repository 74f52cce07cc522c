// Query parameters of the reading routes. Errors name the parameter; unknown parameters are ignored, empty
// ones are absent.
#pragma once

#include "adapters/http/exchange/message.hpp"
#include "app/read/reader.hpp"

namespace evo::http {

inline constexpr std::size_t kListItemsMax = 64;  // Of "race=a,b,...".
inline constexpr std::size_t kSearchBytesMax = 64;

// An entry as `next` says it and `after` takes it.
std::string entry_text(const RatingKey& key);
Result<MatchQuery> parse_match_query(const Target& target);
Result<AuditQuery> parse_audit_query(const Target& target);
Result<LeaderboardQuery> parse_leaderboard_query(const Target& target);
struct StatisticsQuery {
  std::string mode = "1v1";
  int days = 30;
  ActivityRange range = ActivityRange::day;
};
Result<StatisticsQuery> parse_statistics_query(const Target& target);
// The header Last-Event-ID, which browsers send on reconnection, else the parameter last_event_id.
Result<std::optional<std::int64_t>> parse_last_event_id(const Request& request);

}  // namespace evo::http
