#include "adapters/sql/migrations/migrations.hpp"

namespace evo::sql {

// Ids and times are integers (times in microseconds since 1970), flags 0 or 1, lists JSON in text. Where an
// id may be absent the column is NULL. The partial indexes keep what is open small beside what is done.
const Migration kInitialSchema{1, "initial schema", R"sql(
CREATE TABLE players (
  id {id},
  name {text} NOT NULL,
  name_folded {text} NOT NULL UNIQUE,
  other_names {json} NOT NULL,
  region {text} NOT NULL,
  country {text} NOT NULL,
  language {text} NOT NULL,
  role {text} NOT NULL,
  banned {flag} NOT NULL,
  simulated {flag} NOT NULL,
  timeout_until {time},
  races {json} NOT NULL,
  vetoes {json} NOT NULL,
  created_at {time} NOT NULL
) {rows};

CREATE TABLE identities (
  provider {text} NOT NULL,
  subject {text} NOT NULL,
  player_id {integer} NOT NULL REFERENCES players (id),
  PRIMARY KEY (provider, subject)
) {keyed_rows};

CREATE TABLE toons (
  toon {text} NOT NULL PRIMARY KEY,
  player_id {integer} NOT NULL REFERENCES players (id)
) {keyed_rows};
CREATE INDEX toons_player ON toons (player_id);

CREATE TABLE sessions (
  token_hash {text} NOT NULL PRIMARY KEY,
  csrf {text} NOT NULL,
  player_id {integer} NOT NULL REFERENCES players (id),
  created_at {time} NOT NULL,
  expires_at {time} NOT NULL
) {keyed_rows};
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE tickets (
  id {id},
  player_id {integer} NOT NULL REFERENCES players (id),
  mode {text} NOT NULL,
  joined_at {time} NOT NULL,
  region {text} NOT NULL,
  options {json} NOT NULL,
  vetoes {json} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('waiting', 'matched', 'left')),
  match_id {integer}
) {rows};
CREATE UNIQUE INDEX tickets_waiting_player ON tickets (player_id) WHERE state = 'waiting';
CREATE INDEX tickets_waiting_mode ON tickets (mode, id) WHERE state = 'waiting';

CREATE TABLE matches (
  id {id},
  mode {text} NOT NULL,
  season {text} NOT NULL,
  state {text} NOT NULL,
  map {text} NOT NULL,
  server {text} NOT NULL,
  channel {text} NOT NULL,
  assigned_at {time} NOT NULL,
  confirm_by {time},
  report_by {time},
  completed_at {time},
  winner {integer},
  decision {text} NOT NULL,
  note {text} NOT NULL,
  revision {integer} NOT NULL,
  version {integer} NOT NULL,
  live {flag} NOT NULL,
  deadline {time}
) {rows};
CREATE INDEX matches_deadline ON matches (deadline, id) WHERE live = 1;
CREATE INDEX matches_assigned ON matches (assigned_at);
CREATE INDEX matches_finished ON matches (id) WHERE state = 'finished';

CREATE TABLE match_players (
  match_id {integer} NOT NULL REFERENCES matches (id),
  seat {integer} NOT NULL,
  player_id {integer} NOT NULL REFERENCES players (id),
  team {integer} NOT NULL,
  name {text} NOT NULL,
  race {text} NOT NULL,
  region {text} NOT NULL,
  rating_before {integer} NOT NULL,
  confirmed_at {time},
  report {integer},
  reported_at {time},
  fault {text} NOT NULL,
  rating_change {integer},
  live {flag} NOT NULL,
  PRIMARY KEY (match_id, seat),
  UNIQUE (player_id, match_id)
) {keyed_rows};
CREATE UNIQUE INDEX match_players_live ON match_players (player_id) WHERE live = 1;

CREATE TABLE replays (
  id {id},
  sha256 {text} NOT NULL UNIQUE,
  size {integer} NOT NULL,
  match_id {integer} REFERENCES matches (id),
  uploader_id {integer} REFERENCES players (id),
  uploaded_at {time} NOT NULL,
  status {text} NOT NULL,
  problem {text} NOT NULL,
  fingerprint {text} NOT NULL,
  summary {json},
  verdict {json}
) {rows};
CREATE INDEX replays_match ON replays (match_id, id);
CREATE INDEX replays_fingerprint ON replays (fingerprint, match_id) WHERE status = 'judged';

CREATE TABLE ratings (
  ladder {text} NOT NULL,
  player_id {integer} NOT NULL REFERENCES players (id),
  race {text} NOT NULL,
  value {integer} NOT NULL,
  games {integer} NOT NULL,
  wins {integer} NOT NULL,
  losses {integer} NOT NULL,
  draws {integer} NOT NULL,
  peak {integer} NOT NULL,
  last_played_at {time},
  PRIMARY KEY (ladder, player_id, race)
) {keyed_rows};
CREATE INDEX ratings_player ON ratings (player_id);

CREATE TABLE rating_events (
  id {id},
  match_id {integer} REFERENCES matches (id),
  player_id {integer} NOT NULL REFERENCES players (id),
  ladder {text} NOT NULL,
  race {text} NOT NULL,
  revision {integer} NOT NULL,
  rating_before {integer} NOT NULL,
  rating_after {integer} NOT NULL,
  cause {text} NOT NULL,
  happened_at {time} NOT NULL,
  UNIQUE (match_id, player_id, revision)
) {rows};
CREATE INDEX rating_events_player ON rating_events (player_id, id);

CREATE TABLE jobs (
  id {id},
  kind {text} NOT NULL,
  subject {integer} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('open', 'finished', 'buried')),
  attempts {integer} NOT NULL,
  due_at {time} NOT NULL,
  owner {text} NOT NULL,
  problem {text} NOT NULL,
  created_at {time} NOT NULL,
  ended_at {time}
) {rows};
CREATE UNIQUE INDEX jobs_open_subject ON jobs (kind, subject) WHERE state = 'open';
CREATE INDEX jobs_open ON jobs (id, due_at) WHERE state = 'open';
CREATE INDEX jobs_due ON jobs (due_at) WHERE state = 'open';

CREATE TABLE outbox (
  id {id},
  dedupe_key {text} NOT NULL UNIQUE,
  player_id {integer} NOT NULL REFERENCES players (id),
  kind {text} NOT NULL,
  match_id {integer},
  replay_id {integer},
  priority {integer} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('open', 'delivered', 'parked')),
  attempts {integer} NOT NULL,
  due_at {time} NOT NULL,
  owner {text} NOT NULL,
  problem {text} NOT NULL,
  created_at {time} NOT NULL,
  ended_at {time}
) {rows};
CREATE INDEX outbox_open_player ON outbox (player_id, id) WHERE state = 'open';
CREATE INDEX outbox_open ON outbox (priority DESC, id, due_at) WHERE state = 'open';
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'open';
CREATE INDEX outbox_delivered ON outbox (match_id, kind, player_id) WHERE state = 'delivered';

CREATE TABLE inbox (
  seq {id},
  dedupe_key {text} NOT NULL UNIQUE,
  player_id {integer} NOT NULL REFERENCES players (id),
  kind {text} NOT NULL,
  match_id {integer},
  replay_id {integer},
  delivered_at {time} NOT NULL
) {rows};
CREATE INDEX inbox_player ON inbox (player_id, seq);

CREATE TABLE leases (
  name {text} NOT NULL PRIMARY KEY,
  holder {text} NOT NULL,
  epoch {integer} NOT NULL,
  expires_at {time} NOT NULL
) {keyed_rows};

CREATE TABLE receipts (
  player_id {integer} NOT NULL,
  idempotency_key {text} NOT NULL,
  event {text} NOT NULL,
  subject {integer} NOT NULL,
  created_at {time} NOT NULL,
  PRIMARY KEY (player_id, idempotency_key)
) {keyed_rows};

CREATE TABLE audit (
  id {id},
  happened_at {time} NOT NULL,
  actor_id {integer},
  action {text} NOT NULL,
  match_id {integer},
  target_id {integer},
  state_before {text} NOT NULL,
  state_after {text} NOT NULL,
  reason {text} NOT NULL
) {rows};
CREATE INDEX audit_match ON audit (match_id, id);

CREATE TABLE changes (
  seq {id},
  topic {text} NOT NULL
) {rows};
CREATE INDEX changes_topic ON changes (topic, seq);

CREATE TABLE settings (
  name {text} NOT NULL PRIMARY KEY,
  value {text} NOT NULL
) {keyed_rows};
)sql"};

}  // namespace evo::sql
