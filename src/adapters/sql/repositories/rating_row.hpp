// What the columns of every kept rating say: those of the ladder and those of a season's end.
#pragma once

#include "adapters/sql/row.hpp"
#include "core/rating/rating.hpp"

namespace evo::sql {

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
