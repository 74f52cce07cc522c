#include <algorithm>
#include <limits>

#include "adapters/sql/codec_json.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"
#include "adapters/sql/statement_text.hpp"

namespace evo::sql {
namespace {

// Live players are looked for first: a match must not be left behind without its players.
constexpr Query kInsert(
    "INSERT INTO matches (mode, season, state, map, server, channel, assigned_at, confirm_by, report_by, "
    "completed_at,"
    " winner, decision, note, revision, version, live, deadline)"
    " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17"
    " WHERE NOT EXISTS (SELECT 1 FROM match_players WHERE player_id IN ({ids $18}) AND live = 1)"
    " RETURNING id");
constexpr Query kInsertPlayer(
    "INSERT INTO match_players (match_id, seat, player_id, team, name, race, region, rating_before, "
    "confirmed_at,"
    " report, reported_at, fault, rating_change, live, partner_id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");

constexpr std::size_t kMatchColumns = 16;
constexpr std::size_t kPlayerColumns = 12;
constexpr char kSelect[] =
    "SELECT m.id, m.mode, m.season, m.state, m.map, m.server, m.channel, m.assigned_at, m.confirm_by, "
    "m.report_by,"
    " m.completed_at, m.winner, m.decision, m.note, m.revision, m.version,"
    " p.player_id, p.team, p.name, p.race, p.region, p.rating_before, p.confirmed_at, p.report, "
    "p.reported_at, p.fault,"
    " p.rating_change, p.partner_id ";
constexpr auto kFindText = joined(
    kSelect,
    "FROM matches m LEFT JOIN match_players p ON p.match_id = m.id WHERE m.id = $1 ORDER BY p.seat {lock m}");
constexpr Query kFind(kFindText.data());

constexpr Query kUpdate(
    "UPDATE matches SET mode = $3, season = $4, state = $5, map = $6, server = $7, channel = $8, assigned_at "
    "= $9,"
    " confirm_by = $10, report_by = $11, completed_at = $12, winner = $13, decision = $14, note = $15, "
    "revision = $16,"
    " version = $17, live = $18, deadline = $19 WHERE id = $1 AND version = $2");
constexpr Query kUpdatePlayer(
    "UPDATE match_players SET team = $3, name = $4, race = $5, region = $6, rating_before = $7, confirmed_at "
    "= $8,"
    " report = $9, reported_at = $10, fault = $11, rating_change = $12, live = $13"
    " WHERE match_id = $1 AND player_id = $2");

constexpr Query kPutReason("UPDATE matches SET reason = $2 WHERE id = $1");
constexpr Query kReasonOf("SELECT reason FROM matches WHERE id = $1 AND reason IS NOT NULL");
constexpr Query kLiveOf("SELECT match_id FROM match_players WHERE player_id = $1 AND live = 1");
constexpr Query kLastOverOf(
    "SELECT match_id FROM match_players WHERE player_id = $1 AND live = 0 ORDER BY match_id DESC LIMIT 1");
constexpr Query kDue(
    "SELECT id FROM matches WHERE live = 1 AND deadline <= {now} ORDER BY deadline, id LIMIT $1");
constexpr Query kNextDeadline(
    "SELECT deadline FROM matches WHERE live = 1 AND deadline IS NOT NULL ORDER BY deadline LIMIT 1");
constexpr Query kLiveCount("SELECT count(*) FROM matches WHERE live = 1");

// First the ids of a page, then everything about them in the same statement.
constexpr char kPage[] = "WITH page AS (";
constexpr char kEndOfPage[] = ") ";
constexpr char kOfPage[] =
    "FROM page JOIN matches m ON m.id = page.id LEFT JOIN match_players p ON p.match_id = m.id"
    " ORDER BY m.id DESC, p.seat";
constexpr auto kRecentText = joined(kPage, "SELECT id FROM matches WHERE id < $1 ORDER BY id DESC LIMIT $2",
                                    kEndOfPage, kSelect, kOfPage);
constexpr auto kRecentFinishedText =
    joined(kPage, "SELECT id FROM matches WHERE state = 'finished' AND id < $1 ORDER BY id DESC LIMIT $2",
           kEndOfPage, kSelect, kOfPage);
constexpr auto kRecentOfText = joined(kPage,
                                      "SELECT match_id AS id FROM match_players WHERE match_id < $1 AND "
                                      "player_id = $3 ORDER BY match_id DESC LIMIT $2",
                                      kEndOfPage, kSelect, kOfPage);
constexpr auto kRecentFinishedOfText =
    joined(kPage,
           "SELECT own.match_id AS id FROM match_players own JOIN matches whole ON whole.id = own.match_id"
           " WHERE own.match_id < $1 AND own.player_id = $3 AND whole.state = 'finished'"
           " ORDER BY own.match_id DESC LIMIT $2",
           kEndOfPage, kSelect, kOfPage);
constexpr char kOldestFirst[] =
    "FROM page JOIN matches m ON m.id = page.id LEFT JOIN match_players p ON p.match_id = m.id"
    " ORDER BY m.assigned_at, m.id, p.seat";
constexpr auto kFinishedSinceText =
    joined(kPage,
           "SELECT id FROM matches WHERE assigned_at >= $1 AND (assigned_at > $1 OR id > $2)"
           " AND state = 'finished' ORDER BY assigned_at, id LIMIT $3",
           kEndOfPage, kSelect, kOldestFirst);
constexpr Query kFinishedSince(kFinishedSinceText.data());
constexpr Query kRecent(kRecentText.data());
constexpr Query kRecentFinished(kRecentFinishedText.data());
constexpr Query kRecentOf(kRecentOfText.data());
constexpr Query kRecentFinishedOf(kRecentFinishedOfText.data());

constexpr int kDraw = -1;

std::optional<int> outcome_to_column(const std::optional<Outcome>& outcome) {
  return outcome ? std::optional(outcome->winner.value_or(kDraw)) : std::nullopt;
}

std::optional<Outcome> outcome_of(std::optional<int> stored) {
  if (!stored) return std::nullopt;
  return *stored == kDraw ? Outcome::draw() : Outcome::win(*stored);
}

// When the sweep has to look at a live match.
std::optional<Time> deadline_of(const Match& match) {
  if (!is_live(match.state)) return std::nullopt;
  if (match.confirm_by && match.report_by) return std::min(*match.confirm_by, *match.report_by);
  return match.confirm_by ? match.confirm_by : match.report_by;
}

Match read_match(RowReader& row, MatchId id) {
  Match match;
  match.id = id;
  match.mode = row.text("mode");
  match.season = row.text("season");
  match.state = row.name("state", match_state_from);
  match.map = row.text("map");
  match.server = row.text("server");
  match.channel = row.text("channel");
  match.assigned_at = row.time("assigned_at");
  match.confirm_by = row.optional_time("confirm_by");
  match.report_by = row.optional_time("report_by");
  match.completed_at = row.optional_time("completed_at");
  match.outcome = outcome_of(row.optional_whole("winner"));
  match.decision = row.name("decision", decision_from);
  match.note = row.text("note");
  match.revision = row.whole("revision");
  match.version = row.integer("version");
  return match;
}

MatchPlayer read_match_player(RowReader& row) {
  MatchPlayer player;
  player.player = row.id<PlayerId>("player_id");
  player.team = row.whole("team");
  player.name = row.text("name");
  player.race = row.text("race");
  player.region = row.text("region");
  player.rating_before = row.whole("rating_before");
  player.confirmed_at = row.optional_time("confirmed_at");
  player.report = outcome_of(row.optional_whole("report"));
  player.reported_at = row.optional_time("reported_at");
  player.fault = row.name("fault", fault_from);
  player.rating_change = row.optional_whole("rating_change");
  player.partner = row.id<PlayerId>("partner_id");
  return player;
}

// Rows of matches joined with their players, those of one match together.
Result<std::vector<Match>> read_matches(Rows rows) {
  std::vector<Match> matches;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RowReader row("matches joined with match_players", rows[i]);
    const auto id = row.id<MatchId>("id");
    if (matches.empty() || matches.back().id != id) {
      matches.push_back(read_match(row, id));
    } else {
      row.skip(kMatchColumns - 1);
    }
    if (row.at_null()) {
      row.skip(kPlayerColumns);
    } else {
      matches.back().players.push_back(read_match_player(row));
    }
    CHECK_OK(row.finish());
  }
  return matches;
}

MatchId read_match_id(RowReader& row) { return row.id<MatchId>("match_id"); }
MatchReason read_reason(RowReader& row) { return row.json("reason", reason_from_json); }
Time read_deadline(RowReader& row) { return row.time("deadline"); }

}  // namespace

Task<Result<MatchId>> SqlMatches::insert(Match match) {
  const bool live = is_live(match.state);
  std::vector<PlayerId> busy_players;
  if (live) {
    for (const auto& player : match.players) busy_players.push_back(player.player);
  }
  CO_TRY(auto rows, co_await session_.execute(
                        kInsert, values(match.mode, match.season, to_string(match.state), match.map,
                                        match.server, match.channel, match.assigned_at, match.confirm_by,
                                        match.report_by, match.completed_at, outcome_to_column(match.outcome),
                                        to_string(match.decision), match.note, match.revision, match.version,
                                        live, deadline_of(match), ids_to_json<PlayerTag>(busy_players))));
  if (rows.empty()) co_return fail(conflict("one of the players is in a match already"));
  const auto id = RowReader("matches", rows[0]).id<MatchId>("id");
  for (std::size_t seat = 0; seat < match.players.size(); ++seat) {
    const auto& player = match.players[seat];
    CO_CHECK_OK(co_await session_.execute(
        kInsertPlayer, values(id, seat, player.player, player.team, player.name, player.race, player.region,
                              player.rating_before, player.confirmed_at, outcome_to_column(player.report),
                              player.reported_at, to_string(player.fault), player.rating_change, live,
                              nullable(player.partner))));
  }
  co_return id;
}

Task<Result<void>> SqlMatches::put_reason(MatchId match, MatchReason reason) {
  CO_CHECK_OK(co_await session_.execute(kPutReason, values(match, reason_to_json(reason))));
  co_return Result<void>{};
}

Task<Result<std::optional<MatchReason>>> SqlMatches::reason_of(MatchId match) {
  CO_TRY(auto rows, co_await session_.execute(kReasonOf, values(match)));
  co_return read_one("matches", std::move(rows), read_reason);
}

Task<Result<Match>> SqlMatches::find(MatchId id) {
  CO_TRY(auto rows, co_await session_.execute(kFind, values(id)));
  CO_TRY(auto matches, read_matches(std::move(rows)));
  if (matches.empty()) co_return fail(not_found("there is no match " + std::to_string(id.value)));
  co_return std::move(matches.front());
}

Task<Result<void>> SqlMatches::update(Match match) {
  const bool live = is_live(match.state);
  CO_TRY(const auto rows,
         co_await session_.execute(
             kUpdate,
             values(match.id, match.version - 1, match.mode, match.season, to_string(match.state), match.map,
                    match.server, match.channel, match.assigned_at, match.confirm_by, match.report_by,
                    match.completed_at, outcome_to_column(match.outcome), to_string(match.decision),
                    match.note, match.revision, match.version, live, deadline_of(match))));
  if (rows.affected != 1)
    co_return fail(conflict("match " + std::to_string(match.id.value) + " has been changed meanwhile"));
  for (const auto& player : match.players) {
    CO_CHECK_OK(co_await session_.execute(
        kUpdatePlayer, values(match.id, player.player, player.team, player.name, player.race, player.region,
                              player.rating_before, player.confirmed_at, outcome_to_column(player.report),
                              player.reported_at, to_string(player.fault), player.rating_change, live)));
  }
  co_return Result<void>{};
}

Task<Result<std::optional<MatchId>>> SqlMatches::live_of(PlayerId player) {
  CO_TRY(auto rows, co_await session_.execute(kLiveOf, values(player)));
  co_return read_one("match_players", std::move(rows), read_match_id);
}

Task<Result<std::optional<MatchId>>> SqlMatches::last_over_of(PlayerId player) {
  CO_TRY(auto rows, co_await session_.execute(kLastOverOf, values(player)));
  co_return read_one("match_players", std::move(rows), read_match_id);
}

Task<Result<std::vector<MatchId>>> SqlMatches::due(int limit) {
  CO_TRY(auto rows, co_await session_.execute(kDue, values(limit)));
  co_return read_all("matches", std::move(rows), read_match_id);
}

Task<Result<std::optional<Time>>> SqlMatches::next_deadline() {
  CO_TRY(auto rows, co_await session_.execute(kNextDeadline, {}));
  co_return read_one("matches", std::move(rows), read_deadline);
}

Task<Result<std::vector<Match>>> SqlMatches::recent(MatchQuery query) {
  const auto limit = std::clamp(query.limit, 0, MatchQuery::kMax);
  const auto before = query.before ? query.before->value : std::numeric_limits<std::int64_t>::max();
  auto params = values(before, limit);
  if (query.player) params.push_back(to_value(*query.player));
  const auto whose = query.player ? (query.finished_only ? kRecentFinishedOf : kRecentOf)
                                  : (query.finished_only ? kRecentFinished : kRecent);
  CO_TRY(auto rows, co_await session_.execute(whose, std::move(params)));
  co_return read_matches(std::move(rows));
}

Task<Result<std::vector<Match>>> SqlMatches::finished_since(Time since, MatchId after, int limit) {
  CO_TRY(auto rows, co_await session_.execute(kFinishedSince,
                                              values(since, after, std::clamp(limit, 0, MatchQuery::kMax))));
  co_return read_matches(std::move(rows));
}

Task<Result<int>> SqlMatches::live_count() {
  CO_TRY(auto rows, co_await session_.execute(kLiveCount, {}));
  co_return RowReader("matches", rows[0]).whole("count");
}

}  // namespace evo::sql
