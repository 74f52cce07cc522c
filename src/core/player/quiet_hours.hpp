// Quiet hours: when a player is told only what cannot wait, by the clock on his own wall. The zone's rules
// come from outside, because they change by law more often than a program does.
#pragma once

#include <bitset>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace evo {

// Bit h stands for the hour from h:00 on.
using QuietHours = std::bitset<24>;

// What a zone says of one moment.
struct ZoneOffset {
  Duration from_utc{};
  Time until;  // Valid up to here, exclusive.
};
// nullopt: there is no such zone.
using TimeZones = std::function<std::optional<ZoneOffset>(std::string_view zone, Time at)>;

// The end of the quiet hours that `now` lies in; nullopt outside of them, and for a player without a zone.
// Who made every hour quiet hears nothing for a day at a time.
std::optional<Time> quiet_until(QuietHours hours, std::string_view zone, Time now, const TimeZones& zones);

// Errors: invalid, where the zone is unknown or hours are given without any.
Result<void> validate_quiet_hours(QuietHours hours, std::string_view zone, Time now, const TimeZones& zones);

// Hours from a list without repetition, and back, rising. Errors: invalid.
Result<QuietHours> quiet_hours_from(const std::vector<int>& hours);
std::vector<int> to_hours(QuietHours hours);

}  // namespace evo
