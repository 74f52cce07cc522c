#include "adapters/net/system_zones.hpp"

#include <exception>

#include <date/tz.h>

namespace evo {
namespace {

std::optional<ZoneOffset> look_up(std::string_view zone, Time at) {
  try {
    const auto* found = date::locate_zone(std::string(zone));
    const date::sys_info info = found->get_info(std::chrono::floor<std::chrono::seconds>(at));
    return ZoneOffset{info.offset, std::chrono::time_point_cast<Duration>(info.end)};
  } catch (const std::exception&) {
    return std::nullopt;  // The library's only way to say that it has no such zone.
  }
}

}  // namespace

TimeZones system_zones() { return look_up; }

}  // namespace evo
