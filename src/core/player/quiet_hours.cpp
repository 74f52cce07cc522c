#include "core/player/quiet_hours.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace evo {
namespace {

constexpr int kHours = 24;

// Where the hour of the clock changes next: on the full hour of the wall, or where the zone's rules change.
Time next_hour(const ZoneOffset& offset, Time at) {
  using std::chrono::hours;
  const auto wall = at + offset.from_utc;
  const Time full = std::chrono::floor<hours>(wall) + hours(1) - offset.from_utc;
  return std::min(full, offset.until);
}

std::size_t hour_of(const ZoneOffset& offset, Time at) {
  const auto wall = at + offset.from_utc;
  const auto day = std::chrono::floor<std::chrono::days>(wall);
  return static_cast<std::size_t>(std::chrono::floor<std::chrono::hours>(wall - day).count());
}

}  // namespace

std::optional<Time> quiet_until(QuietHours hours, std::string_view zone, Time now, const TimeZones& zones) {
  if (hours.none() || zone.empty() || !zones) return std::nullopt;
  std::optional<Time> quiet;
  for (Time at = now; at < now + std::chrono::days(1);) {
    const auto offset = zones(zone, at);
    if (!offset || !hours.test(hour_of(*offset, at))) break;
    at = next_hour(*offset, at);
    quiet = at;
  }
  return quiet;
}

Result<void> validate_quiet_hours(QuietHours hours, std::string_view zone, Time now, const TimeZones& zones) {
  if (zone.empty())
    return hours.none() ? Result<void>{}
                        : fail(invalid("quiet_hours: choose a time zone as well, such as Europe/Berlin"));
  if (zones && zones(zone, now)) return {};
  return fail(invalid(
      fmt::format("time_zone: there is no zone '{}'; it is written like Europe/Berlin", harmless(zone, 60))));
}

Result<QuietHours> quiet_hours_from(const std::vector<int>& hours) {
  QuietHours set;
  for (const int hour : hours) {
    if (hour < 0 || hour >= kHours || set.test(static_cast<std::size_t>(hour)))
      return fail(invalid("quiet_hours: different hours from 0 to 23"));
    set.set(static_cast<std::size_t>(hour));
  }
  return set;
}

std::vector<int> to_hours(QuietHours hours) {
  std::vector<int> list;
  for (int hour = 0; hour < kHours; ++hour)
    if (hours.test(static_cast<std::size_t>(hour))) list.push_back(hour);
  return list;
}

}  // namespace evo
