#include "adapters/sql/migrations/migrations.hpp"

namespace evo::sql {

// Parties, and tickets and matches of more than two. ticket_partners holds who waits on somebody else's
// ticket, only as long as it waits. The indexes on races serve pairs, whose second player stands there.
const Migration kModes{5, "modes of teams", R"sql(
ALTER TABLE tickets ADD COLUMN partners {json} NOT NULL DEFAULT '[]';
CREATE TABLE ticket_partners (
  player_id {integer} NOT NULL PRIMARY KEY REFERENCES players (id),
  ticket_id {integer} NOT NULL REFERENCES tickets (id)
) {keyed_rows};
CREATE INDEX ticket_partners_ticket ON ticket_partners (ticket_id);

ALTER TABLE match_players ADD COLUMN partner_id {integer};
ALTER TABLE outbox ADD COLUMN other_id {integer};
ALTER TABLE inbox ADD COLUMN other_id {integer};
CREATE INDEX ratings_pair ON ratings (race) WHERE ladder = '2v2';
CREATE INDEX rating_events_pair ON rating_events (race, id) WHERE ladder = '2v2';

CREATE TABLE parties (
  id {id},
  leader_id {integer} NOT NULL REFERENCES players (id),
  created_at {time} NOT NULL
) {rows};
CREATE TABLE party_members (
  player_id {integer} NOT NULL PRIMARY KEY REFERENCES players (id),
  party_id {integer} NOT NULL REFERENCES parties (id),
  vetoes {json} NOT NULL,
  joined_at {time} NOT NULL
) {keyed_rows};
CREATE INDEX party_members_party ON party_members (party_id);
CREATE TABLE party_invitations (
  id {id},
  from_id {integer} NOT NULL REFERENCES players (id),
  to_id {integer} NOT NULL REFERENCES players (id),
  created_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('open', 'accepted', 'declined'))
) {rows};
CREATE INDEX party_invitations_to ON party_invitations (to_id, id) WHERE state = 'open';
CREATE INDEX party_invitations_from ON party_invitations (from_id, id) WHERE state = 'open';
)sql"};

}  // namespace evo::sql
