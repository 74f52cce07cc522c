// `evoladder plan-wave`: the matchmaker on a queue that comes as JSON, so that rules can be tried and its
// plans checked by others.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/catalog/catalog.hpp"

namespace evo {

struct PlanWaveOptions {
  std::string catalog = "scevo";
  std::uint64_t seed = 1;
};

inline constexpr std::size_t kSnapshotBytesMax = 64u << 20;

inline constexpr const char* kPlanWaveHelp =
    "The queue:\n"
    "  {\"now\": 1800000000, \"rules\": \"reference\", \"tickets\": [\n"
    "    {\"id\": \"a\", \"joined_at\": 1799999940, \"region\": \"EUW\", \"options\": [{\"side\": \"bw\", "
    "\"rating\": 1510}]},\n"
    "    {\"id\": \"b\", \"joined_at\": 1799999999, \"options\": [{\"side\": \"sc2\", \"rating\": 1490}]}]}\n"
    "Times are seconds. A ticket may also have size (1 to 4 players; sides bw, sc2 and, from size 2, "
    "mixed),\n"
    "vetoes [map], recent_opponents [{id, at}], recent_maps [map] and blocked_servers [server]; an option "
    "may\n"
    "have races and games. Beside the tickets there may be joins: tickets like them of those who joined "
    "lately, "
    "for\n"
    "a forecast. Instead of \"reference\", rules may be an object of window_base, window_growth, wave_s,\n"
    "wait_coefficient, wait_exponent_max, tickets_max, open_after_s, rematch_cost, rematch_cost_max,\n"
    "rematch_window_s, forecast_half_life_s, forecast_minute_worth, forecast_patience_s, difference_max,\n"
    "ping_worth, maps_remembered, newcomer_games and newcomer_window, each the reference's where it is left "
    "out.\n"
    "Regions that never meet are kept apart in every size, as on the ladder; the reference does so in 1v1 "
    "only.";

// The plan as JSON: {"matches": [{"tickets": [a, b], "sides": {a: side, b: side}, "cost",
// "rating_difference", "map", "server"}], "waiting": [{"id", "reason"}], "cardinality", "cost", "exact"}.
// Tickets of one size are planned together; `exact` is false when that is not proven to be the optimum, or
// when more waited than rules.tickets_max, as the newest were then left out. Errors: invalid, with the place
// ("tickets[3].options[0].rating: a whole number is needed").
Result<std::string> plan_snapshot(std::string_view snapshot, const Catalog& catalog, std::uint64_t seed);

// Standard input to standard output. The value is the exit code.
int plan_standard_input(const PlanWaveOptions& options);

}  // namespace evo
