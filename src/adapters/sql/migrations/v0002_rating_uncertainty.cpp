#include "adapters/sql/migrations/migrations.hpp"

namespace evo::sql {

// Systems with uncertainty keep a deviation (thousandths of a point) and a volatility (billionths): the
// precision to which core rounds them, as whole numbers. 0 means not known, which is what older rows are.
const Migration kRatingUncertainty{2, "uncertainty of ratings", R"sql(
ALTER TABLE ratings ADD COLUMN deviation_milli {integer} NOT NULL DEFAULT 0;
ALTER TABLE ratings ADD COLUMN volatility_nano {integer} NOT NULL DEFAULT 0;
ALTER TABLE rating_events ADD COLUMN deviation_milli {integer} NOT NULL DEFAULT 0;
ALTER TABLE rating_events ADD COLUMN volatility_nano {integer} NOT NULL DEFAULT 0;
)sql"};

}  // namespace evo::sql
