// What every program with an event loop needs around it: the clock, time zones and the wake-ups of one
// process, a way to run blocking work elsewhere, gates for orderly shutdown, and a watchdog that tells when
// the loop was held up.
//
// Invariant: one thread runs the loop, and everything here is used from that thread only. The sole border is
// offload(), which carries values to a pool thread and back. Nothing here knows what the program is about.
#pragma once

#include "adapters/net/gate.hpp"
#include "adapters/net/histogram.hpp"
#include "adapters/net/local_wakeup.hpp"
#include "adapters/net/loop_watchdog.hpp"
#include "adapters/net/offload.hpp"
#include "adapters/net/system_clock.hpp"
#include "adapters/net/system_zones.hpp"
#include "adapters/net/waiters.hpp"
