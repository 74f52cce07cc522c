// What operators see: one log line per outcome, and counters in Prometheus' text format. Values come from
// players and files, so they are made harmless before they are written: one event is one line, whatever is in
// it.
#pragma once

#include "adapters/telemetry/counting_telemetry.hpp"
#include "adapters/telemetry/log_telemetry.hpp"
#include "adapters/telemetry/metrics.hpp"
