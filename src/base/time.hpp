// One clock type for everything stored or compared: microseconds since 1970-01-01 UTC.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace evo {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<Duration>;

constexpr std::int64_t to_micros(Time time) { return time.time_since_epoch().count(); }
constexpr Time from_micros(std::int64_t micros) { return Time(Duration(micros)); }

// RFC 3339 in UTC: "2026-03-25T17:04:05Z", with a fraction (".250000") only where there is one.
std::string to_rfc3339(Time time);
// Accepts what to_rfc3339 writes; the fraction may have one to six digits. Errors: invalid.
Result<Time> parse_rfc3339(std::string_view text);

// For people: "850 ms", "12.4 s", "3 min 20 s", "2 h 5 min".
std::string to_words(Duration duration);

}  // namespace evo
