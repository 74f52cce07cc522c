#include "adapters/sql/migrations/migrations.hpp"

namespace evo::sql {

// Why a match was made, and what somebody chose last in each mode beside 1v1.
const Migration kReasons{7, "reasons of matches and choices by mode", R"sql(
ALTER TABLE matches ADD COLUMN reason {json};
ALTER TABLE players ADD COLUMN choices {json} NOT NULL DEFAULT {empty_object};
)sql"};

}  // namespace evo::sql
