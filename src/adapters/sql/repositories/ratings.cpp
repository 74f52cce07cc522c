#include <algorithm>
#include <cmath>
#include <iterator>

#include "adapters/sql/codec_json.hpp"
#include "adapters/sql/repositories/rating_row.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"
#include "adapters/sql/statement_text.hpp"
#include "core/mode/mode.hpp"

namespace evo::sql {
namespace {

constexpr char kSelect[] =
    "SELECT player_id, ladder, race, value, games, wins, losses, draws, peak, last_played_at, "
    "deviation_milli,"
    " volatility_nano FROM ratings ";
constexpr auto kFindText =
    joined(kSelect, "WHERE ladder = $1 AND player_id = $2 AND race = $3 {lock ratings}");
constexpr Query kFind(kFindText.data());
// Pairs are kept in 2v2 only, and so are the indexes by which a second player finds his own.
constexpr auto kOfPlayerText =
    joined(kSelect, "WHERE player_id = $1 OR (ladder = '2v2' AND race = $2) ORDER BY ladder, race");
constexpr Query kOfPlayer(kOfPlayerText.data());
constexpr auto kStandingColumns = joined(
    "SELECT r.player_id, r.ladder, r.race, r.value, r.games, r.wins, r.losses, r.draws, r.peak, "
    "r.last_played_at, r.deviation_milli, r.volatility_nano,"
    " p.name, p.country, p.region",
    kPartnerColumns, " FROM ratings r");
constexpr auto kStandingPlayers = joined(" JOIN players p ON p.id = r.player_id", kJoinPartner,
                                         " WHERE p.banned = 0 AND coalesce(q.banned, 0) = 0");
constexpr auto kStandingsText = joined(kStandingColumns, kStandingPlayers, " AND r.ladder = $1");
constexpr Query kStandings(kStandingsText.data());
constexpr auto kStandingsAfterText =
    joined(kStandingsText, " AND (r.player_id, r.race) > ($2, $3) ORDER BY r.player_id, r.race LIMIT $4");
constexpr Query kStandingsAfter(kStandingsAfterText.data());
constexpr auto kStandingsOfText = joined(kStandingsText, " AND r.player_id IN ({ids $2})");
constexpr Query kStandingsOf(kStandingsOfText.data());
// Of those who are the second of a pair whose first is not asked for.
constexpr auto kStandingsOfPairsText =
    joined(kStandingColumns, " {indexed_by ratings_pair}", kStandingPlayers,
           " AND r.ladder = '2v2' AND r.race IN ({texts $1}) AND r.player_id NOT IN ({ids $2})");
constexpr Query kStandingsOfPairs(kStandingsOfPairsText.data());
constexpr Query kPut(
    "INSERT INTO ratings (player_id, ladder, race, value, games, wins, losses, draws, peak, last_played_at,"
    " deviation_milli, volatility_nano) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    " ON CONFLICT (ladder, player_id, race) DO UPDATE SET value = excluded.value, games = excluded.games,"
    " wins = excluded.wins, losses = excluded.losses, draws = excluded.draws, peak = excluded.peak,"
    " last_played_at = excluded.last_played_at, deviation_milli = excluded.deviation_milli,"
    " volatility_nano = excluded.volatility_nano");

constexpr Query kAppend(
    "INSERT INTO rating_events (match_id, player_id, ladder, race, revision, rating_before, rating_after, "
    "cause,"
    " happened_at, deviation_milli, volatility_nano) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    " ON CONFLICT (match_id, player_id, revision) DO NOTHING");
constexpr char kSelectEvents[] =
    "SELECT match_id, player_id, ladder, race, revision, rating_before, rating_after, cause, happened_at,"
    " deviation_milli, volatility_nano FROM rating_events ";
constexpr auto kEventsOfMatchText = joined(kSelectEvents, "WHERE match_id = $1 ORDER BY id");
constexpr Query kEventsOfMatch(kEventsOfMatchText.data());
constexpr Query kLedgerSince(
    "SELECT e.match_id, e.player_id, e.ladder, e.race, e.revision, e.rating_before, e.rating_after, e.cause,"
    " e.happened_at, e.deviation_milli, e.volatility_nano, p.team,"
    " CASE WHEN m.state = 'finished' THEN m.winner END"
    " FROM rating_events e LEFT JOIN matches m ON m.id = e.match_id"
    " LEFT JOIN match_players p ON p.match_id = e.match_id AND p.player_id = e.player_id"
    " WHERE e.id >= (SELECT min(id) FROM rating_events WHERE match_id = $1) AND e.ladder = $2"
    " ORDER BY e.id LIMIT $3");
constexpr auto kHistoryText = joined(
    "WITH page AS (SELECT id FROM"
    " (SELECT id FROM rating_events WHERE player_id = $1 ORDER BY id DESC LIMIT $2) page_alone UNION ALL "
    "SELECT id "
    "FROM"
    " (SELECT id FROM rating_events WHERE ladder = '2v2' AND race = $3 ORDER BY id DESC LIMIT $2) page_paired"
    " ORDER BY id DESC LIMIT $2) ",
    kSelectEvents, "WHERE id IN (SELECT id FROM page) ORDER BY id");
constexpr Query kHistory(kHistoryText.data());

// Reals are stored as whole numbers: dialects differ in how they keep and print reals.
constexpr double kDeviationUnits = 1e3;
constexpr double kVolatilityUnits = 1e9;

Rating read_rating(RowReader& row) {
  Rating rating = read_rating_record(row);
  rating.deviation = static_cast<double>(row.integer("deviation_milli")) / kDeviationUnits;
  rating.volatility = static_cast<double>(row.integer("volatility_nano")) / kVolatilityUnits;
  return rating;
}

StandingEntry read_standing(RowReader& row) {
  StandingEntry entry;
  entry.rating = read_rating(row);
  entry.name = row.text("name");
  entry.country = row.text("country");
  entry.region = row.text("region");
  entry.partner = read_partner(row);
  return entry;
}

RatingEvent read_event(RowReader& row) {
  RatingEvent event;
  event.match = row.id<MatchId>("match_id");
  event.key.player = row.id<PlayerId>("player_id");
  event.key.ladder = row.text("ladder");
  event.key.race = row.text("race");
  event.revision = row.whole("revision");
  event.before = row.whole("rating_before");
  event.after = row.whole("rating_after");
  event.cause = row.name("cause", rating_cause_from);
  event.at = row.time("happened_at");
  event.deviation = static_cast<double>(row.integer("deviation_milli")) / kDeviationUnits;
  event.volatility = static_cast<double>(row.integer("volatility_nano")) / kVolatilityUnits;
  return event;
}

constexpr int kDraw = -1;

LedgerLine read_ledger_line(RowReader& row) {
  LedgerLine line;
  line.event = read_event(row);
  line.team = row.optional_whole("team").value_or(0);
  if (const auto winner = row.optional_whole("winner"))
    line.outcome = *winner == kDraw ? Outcome::draw() : Outcome::win(*winner);
  return line;
}

}  // namespace

Task<Result<Rating>> SqlRatings::find(RatingKey key, int start) {
  CO_TRY(auto rows, co_await session_.execute(kFind, values(key.ladder, key.player, key.race)));
  CO_TRY(auto rating, read_one("ratings", std::move(rows), read_rating));
  if (rating) co_return *std::move(rating);
  Rating fresh;
  fresh.key = std::move(key);
  fresh.value = fresh.peak = start;
  co_return fresh;
}

Task<Result<void>> SqlRatings::put(Rating rating) {
  CO_CHECK_OK(co_await session_.execute(
      kPut, values(rating.key.player, std::move(rating.key.ladder), std::move(rating.key.race), rating.value,
                   rating.games, rating.wins, rating.losses, rating.draws, rating.peak, rating.last_played_at,
                   std::llround(rating.deviation * kDeviationUnits),
                   std::llround(rating.volatility * kVolatilityUnits))));
  co_return Result<void>{};
}

Task<Result<std::vector<Rating>>> SqlRatings::of_player(PlayerId player) {
  CO_TRY(auto rows, co_await session_.execute(kOfPlayer, values(player, pair_race(player))));
  co_return read_all("ratings", std::move(rows), read_rating);
}

Task<Result<std::vector<StandingEntry>>> SqlRatings::standings(std::string ladder) {
  CO_TRY(auto rows, co_await session_.execute(kStandings, values(std::move(ladder))));
  co_return read_all("ratings joined with players", std::move(rows), read_standing);
}

Task<Result<std::vector<StandingEntry>>> SqlRatings::standings_after(RatingKey after, int limit) {
  CO_TRY(auto rows,
         co_await session_.execute(kStandingsAfter, values(std::move(after.ladder), after.player,
                                                           std::move(after.race), std::max(limit, 0))));
  co_return read_all("ratings joined with players", std::move(rows), read_standing);
}

Task<Result<std::vector<StandingEntry>>> SqlRatings::standings_of(std::string ladder,
                                                                  std::vector<PlayerId> players) {
  const std::string ids = ids_to_json<PlayerTag>(players);
  CO_TRY(auto rows, co_await session_.execute(kStandingsOf, values(ladder, ids)));
  CO_TRY(auto entries, read_all("ratings joined with players", std::move(rows), read_standing));
  const Mode* mode = find_mode(ladder);
  if (mode == nullptr || !mode->rates_pairs()) co_return entries;
  std::vector<std::string> races;
  for (const PlayerId player : players) races.push_back(pair_race(player));
  CO_TRY(rows, co_await session_.execute(kStandingsOfPairs, values(texts_to_json(races), ids)));
  CO_TRY(auto pairs, read_all("ratings joined with players", std::move(rows), read_standing));
  std::ranges::move(pairs, std::back_inserter(entries));
  co_return entries;
}

Task<Result<void>> SqlRatings::append(RatingEvent event) {
  CO_TRY(
      const auto rows,
      co_await session_.execute(
          kAppend, values(nullable(event.match), event.key.player, std::move(event.key.ladder),
                          std::move(event.key.race), event.revision, event.before, event.after,
                          to_string(event.cause), event.at, std::llround(event.deviation * kDeviationUnits),
                          std::llround(event.volatility * kVolatilityUnits))));
  if (rows.affected != 1)
    co_return fail(conflict("match " + std::to_string(event.match.value) + " has been rated already"));
  co_return Result<void>{};
}

Task<Result<std::vector<RatingEvent>>> SqlRatings::events_of_match(MatchId match) {
  CO_TRY(auto rows, co_await session_.execute(kEventsOfMatch, values(match)));
  co_return read_all("rating_events", std::move(rows), read_event);
}

Task<Result<std::vector<LedgerLine>>> SqlRatings::ledger_since(MatchId match, std::string ladder, int limit) {
  CO_TRY(auto rows,
         co_await session_.execute(kLedgerSince, values(match, std::move(ladder), std::max(limit, 0))));
  co_return read_all("rating_events", std::move(rows), read_ledger_line);
}

Task<Result<std::vector<RatingEvent>>> SqlRatings::history(PlayerId player, int limit) {
  CO_TRY(auto rows,
         co_await session_.execute(kHistory, values(player, std::max(limit, 0), pair_race(player))));
  co_return read_all("rating_events", std::move(rows), read_event);
}

}  // namespace evo::sql
