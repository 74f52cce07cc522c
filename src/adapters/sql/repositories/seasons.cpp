#include <algorithm>

#include "adapters/sql/repositories/rating_row.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"
#include "adapters/sql/statement_text.hpp"

namespace evo::sql {
namespace {

constexpr Query kInsert(
    "INSERT INTO seasons (name, closed_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING id");
constexpr Query kAll("SELECT id, name, closed_at FROM seasons WHERE id > 0 ORDER BY id DESC LIMIT $1");
constexpr Query kArchive(
    "INSERT INTO season_standings (season_id, ladder, place, position, active_position, letter, player_id, "
    "race,"
    " name, country, region, value, games, wins, losses, draws, peak, last_played_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)");
constexpr Query kArchived("SELECT count(*) FROM season_standings WHERE season_id = $1 AND ladder = $2");
// Of a pair's second player the archive knows the id only: he is shown as he is called now.
constexpr auto kStandingsText = joined(
    "SELECT r.player_id, r.ladder, r.race, r.value, r.games, r.wins, r.losses, r.draws, r.peak, "
    "r.last_played_at, r.position, r.active_position, r.letter, r.name, r.country, r.region",
    kPartnerColumns, " FROM season_standings r", kJoinPartner,
    " WHERE r.season_id = $1 AND r.ladder = $2 AND r.place > $3 ORDER BY r.place LIMIT $4");
constexpr Query kStandings(kStandingsText.data());

constexpr int kSeasonsMax = 1000;

Season read_season(RowReader& row) {
  Season season;
  season.id = row.id<SeasonId>("id");
  season.name = row.text("name");
  season.closed_at = row.time("closed_at");
  return season;
}

StandingEntry read_entry(RowReader& row) {
  StandingEntry entry;
  entry.rating = read_rating_record(row);
  entry.position = row.whole("position");
  entry.active_position = row.whole("active_position");
  entry.rank = row.name("letter", letter_rank_from);
  entry.name = row.text("name");
  entry.country = row.text("country");
  entry.region = row.text("region");
  entry.partner = read_partner(row);
  return entry;
}

}  // namespace

Task<Result<SeasonId>> SqlSeasons::insert(Season season) {
  CO_TRY(auto rows, co_await session_.execute(kInsert, values(season.name, season.closed_at)));
  if (rows.empty()) co_return fail(conflict("there is a season '" + season.name + "' already"));
  co_return RowReader("seasons", rows[0]).id<SeasonId>("id");
}

Task<Result<std::vector<Season>>> SqlSeasons::all() {
  CO_TRY(auto rows, co_await session_.execute(kAll, values(kSeasonsMax)));
  co_return read_all("seasons", std::move(rows), read_season);
}

Task<Result<void>> SqlSeasons::archive(SeasonId season, int place, StandingEntry entry) {
  Rating& rating = entry.rating;
  CO_CHECK_OK(co_await session_.execute(
      kArchive,
      values(season, std::move(rating.key.ladder), place, entry.position, entry.active_position,
             to_string(entry.rank), rating.key.player, std::move(rating.key.race), std::move(entry.name),
             std::move(entry.country), std::move(entry.region), rating.value, rating.games, rating.wins,
             rating.losses, rating.draws, rating.peak, rating.last_played_at)));
  co_return Result<void>{};
}

Task<Result<int>> SqlSeasons::archived(SeasonId season, std::string ladder) {
  CO_TRY(auto rows, co_await session_.execute(kArchived, values(season, std::move(ladder))));
  co_return RowReader("season_standings", rows[0]).whole("count");
}

Task<Result<std::vector<StandingEntry>>> SqlSeasons::standings(SeasonId season, std::string ladder, int place,
                                                               int limit) {
  CO_TRY(auto rows,
         co_await session_.execute(kStandings, values(season, std::move(ladder), place, std::max(limit, 0))));
  co_return read_all("season_standings", std::move(rows), read_entry);
}

}  // namespace evo::sql
