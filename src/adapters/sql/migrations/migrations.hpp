// Migrations: the schema's history, one text a version, applied in order and never changed once released: a
// change is a further version. Texts are in the common subset of SQL with the dialect's words (dialect.hpp).
#pragma once

#include <span>
#include <string_view>

namespace evo::sql {

struct Migration {
  int version = 0;  // From 1, without gaps.
  std::string_view name;
  std::string_view text;
};

std::span<const Migration> migrations();

extern const Migration kInitialSchema;
extern const Migration kRatingUncertainty;
extern const Migration kPeople;
extern const Migration kSeasons;
extern const Migration kModes;
extern const Migration kFairMatches;
extern const Migration kReasons;

}  // namespace evo::sql
