// The operating system's time zones (Debian's package tzdata), which follow the laws as the system is
// updated.
#pragma once

#include "core/player/quiet_hours.hpp"

namespace evo {

// Reads a zone's file at its first use. Without the package it knows no zone.
TimeZones system_zones();

}  // namespace evo
