#include "adapters/sql/migrations/migrations.hpp"

namespace evo::sql {

// What somebody brings to the queue beside ratings: servers on which he does not play, and the maps of his
// last matches.
const Migration kFairMatches{6, "blocked servers and recent maps", R"sql(
ALTER TABLE players ADD COLUMN blocked_servers {json} NOT NULL DEFAULT '[]';
ALTER TABLE tickets ADD COLUMN blocked_servers {json} NOT NULL DEFAULT '[]';
ALTER TABLE tickets ADD COLUMN recent_maps {json} NOT NULL DEFAULT '[]';
)sql"};

}  // namespace evo::sql
