// What the columns of every kept rating say: those of the ladder and those of a season's end. In place of the
// race of a pair stands a plus sign and the id of its second player.
#pragma once

#include "adapters/sql/row.hpp"
#include "core/standings/standings.hpp"

namespace evo::sql {

// The second player of a pair's row `r`, as `q`; a row without one has nulls there.
inline constexpr char kPartnerColumns[] =
    ", q.id AS partner_id, q.name AS partner_name, q.country AS partner_country, q.region AS partner_region";
inline constexpr char kJoinPartner[] =
    " LEFT JOIN players q ON q.id ="
    " CASE WHEN substr(r.race, 1, 1) = '+' THEN CAST(substr(r.race, 2) AS {integer}) END";

inline std::optional<StandingPartner> read_partner(RowReader& row) {
  StandingPartner partner;
  partner.player = row.id<PlayerId>("partner_id");
  if (!partner.player) {
    row.skip(3);
    return std::nullopt;
  }
  partner.name = row.text("partner_name");
  partner.country = row.text("partner_country");
  partner.region = row.text("partner_region");
  return partner;
}

// All but how certain it is; in the order of the statements.
inline Rating read_rating_record(RowReader& row) {
  Rating rating;
  rating.key.player = row.id<PlayerId>("player_id");
  rating.key.ladder = row.text("ladder");
  rating.key.race = row.text("race");
  rating.value = row.whole("value");
  rating.games = row.whole("games");
  rating.wins = row.whole("wins");
  rating.losses = row.whole("losses");
  rating.draws = row.whole("draws");
  rating.peak = row.whole("peak");
  rating.last_played_at = row.optional_time("last_played_at");
  return rating;
}

}  // namespace evo::sql
