#include "adapters/sql/migrations/migrations.hpp"

#include <array>

namespace evo::sql {

std::span<const Migration> migrations() {
  static const std::array all{kInitialSchema, kRatingUncertainty, kPeople, kSeasons,
                              kModes,         kFairMatches,       kReasons};
  return all;
}

}  // namespace evo::sql
