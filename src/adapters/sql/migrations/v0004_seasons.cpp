#include "adapters/sql/migrations/migrations.hpp"

namespace evo::sql {

// Final standings keep the names of their time. Joins are looked up by time for the chart of activity.
const Migration kSeasons{4, "seasons and activity", R"sql(
CREATE TABLE seasons (
  id {id},
  name {text} NOT NULL UNIQUE,
  closed_at {time} NOT NULL
) {rows};

CREATE TABLE season_standings (
  season_id {integer} NOT NULL REFERENCES seasons (id),
  ladder {text} NOT NULL,
  place {integer} NOT NULL,
  position {integer} NOT NULL,
  active_position {integer} NOT NULL,
  letter {text} NOT NULL,
  player_id {integer} NOT NULL REFERENCES players (id),
  race {text} NOT NULL,
  name {text} NOT NULL,
  country {text} NOT NULL,
  region {text} NOT NULL,
  value {integer} NOT NULL,
  games {integer} NOT NULL,
  wins {integer} NOT NULL,
  losses {integer} NOT NULL,
  draws {integer} NOT NULL,
  peak {integer} NOT NULL,
  last_played_at {time},
  PRIMARY KEY (season_id, ladder, place)
) {keyed_rows};

CREATE INDEX season_standings_player ON season_standings (player_id);

CREATE INDEX tickets_joined ON tickets (mode, joined_at);
)sql"};

}  // namespace evo::sql
