// The weekly digest: what happened on a ladder in seven days, in a few lines of text for people.
#pragma once

#include <string>

#include "core/statistics/statistics.hpp"

namespace evo {

struct WeeklyDigest {
  std::string ladder;  // How the text calls it.
  Time until;          // End of the week.
  MatchStatistics week;
  MatchStatistics week_before;
  BalanceReport balance;  // Of the week.
};

// One fact a line. Weeks without matches say so.
std::string to_text(const WeeklyDigest& digest);

}  // namespace evo
