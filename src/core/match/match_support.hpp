// For tests: a match that goes through events which must all be allowed.
#pragma once

#include <initializer_list>
#include <utility>

#include <gtest/gtest.h>

#include "core/match/match.hpp"

namespace evo {

inline const Time kStart = parse_rfc3339("2026-04-01T12:00:00Z").value();
inline constexpr MatchRules kRules;

inline Match after(Match match, std::initializer_list<MatchEvent> events, Time now = kStart) {
  for (const MatchEvent& event : events) {
    auto result = apply(match, event, now, kRules);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    if (result) match = *std::move(result);
  }
  return match;
}

}  // namespace evo
