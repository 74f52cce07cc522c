#include "adapters/sql/migrations/migrations.hpp"

namespace evo::sql {

// What onboarding asks, referrals and deletion; notices may carry words; staff search the audit by who and
// whom.
const Migration kPeople{3, "people", R"sql(
ALTER TABLE players ADD COLUMN battletag {text} NOT NULL DEFAULT '';
ALTER TABLE players ADD COLUMN terms_accepted {text} NOT NULL DEFAULT '';
ALTER TABLE players ADD COLUMN terms_accepted_at {time};
ALTER TABLE players ADD COLUMN setup_completed_at {time};
ALTER TABLE players ADD COLUMN alerts {json} NOT NULL DEFAULT {empty_object};
ALTER TABLE players ADD COLUMN survey {json};
ALTER TABLE players ADD COLUMN referred_by {integer} REFERENCES players (id);
ALTER TABLE players ADD COLUMN referred_at {time};
ALTER TABLE players ADD COLUMN deleted_at {time};
ALTER TABLE players ADD COLUMN time_zone {text} NOT NULL DEFAULT '';
ALTER TABLE players ADD COLUMN quiet_hours {integer} NOT NULL DEFAULT 0;
CREATE INDEX identities_player ON identities (player_id);
CREATE INDEX sessions_player ON sessions (player_id);
ALTER TABLE outbox ADD COLUMN words {text} NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN words {text} NOT NULL DEFAULT '';
CREATE INDEX outbox_parked ON outbox (player_id) WHERE state = 'parked';
CREATE INDEX audit_actor ON audit (actor_id, id);
CREATE INDEX audit_target ON audit (target_id, id);
)sql"};

}  // namespace evo::sql
